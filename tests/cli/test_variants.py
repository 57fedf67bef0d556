#!/usr/bin/env python3
"""Each CPU variant of the library is found where the machine can run it, and all say the same."""
import os
import re
import subprocess
import sys
import tempfile

QUIVER = os.environ["QUIVER"]
TOUR = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scripts/tours/first-packet.qv")
# What glibc is told that the CPU does not have, and the folder it then takes the library from.
VARIANTS = [("", ["avx512bw", "avx512vl", "avx512dq", "avx512cd"], "x86-64-v4"),
            ("-AVX512F", ["avx2", "bmi2", "movbe"], "x86-64-v3"),
            ("-AVX2,-AVX512F", [], ".libs")]


def cpu_flags():
    with open("/proc/cpuinfo") as f:
        return re.search(r"^flags\s*:(.*)$", f.read(), re.M).group(1).split()


def run(tunable, words, **more):
    env = dict(os.environ, GLIBC_TUNABLES="glibc.cpu.hwcaps=" + tunable, **more)
    with tempfile.TemporaryDirectory() as directory:
        return subprocess.run([QUIVER] + words, env=env, cwd=directory, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120)


def library(tunable):
    said = run(tunable, ["--version"], LD_DEBUG="libs").stderr
    found = re.findall(r"calling init: (\S*/libquiver\.so)", said)
    return os.path.basename(os.path.dirname(found[0])) if found else "none"


def main():
    if not os.path.isdir(os.path.join(os.path.dirname(QUIVER), ".libs/glibc-hwcaps")):
        print("skipped: built without CPU variants")
        return 77
    flags = cpu_flags()
    expected = run("-AVX2,-AVX512F", [TOUR])
    assert expected.returncode == 0 and "ip4-rewrite" in expected.stdout, expected.stderr
    for tunable, needed, folder in VARIANTS:
        if not all(flag in flags for flag in needed):
            continue
        got = library(tunable)
        assert got == folder, f"hwcaps '{tunable}': library from {got}, not {folder}"
        said = run(tunable, [TOUR])
        assert said.stdout == expected.stdout, f"{folder} says something else"
        print(f"{folder}: the same {len(said.stdout)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
