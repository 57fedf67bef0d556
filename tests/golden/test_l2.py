"""The recorded session about bridge domains: same layouts, traces, errors, counters and refusals."""
import os
import re
import subprocess
import sys

import golden

L2 = os.path.join(golden.HERE, "d_l2")
RECORDED_AT = "/var/run/vpp-ref1/golden/d_l2"
# What names processes of VPP, its own feature arcs and clocks; what Quiver has of these, others test.
SKIPPED = ("show runtime", "clear trace")

# VPP's table has no order; who knows how long a scan took; a stream that ended leaves an interface
# 'pg-1' behind in VPP.
REWRITTEN = [
    (r"Last scan time: \S+", "Last scan time: T"),
    (r"^\s*pg-1 .*|^l3 pg-1\s*|^pg-1 \(up\):", ""),
    (r"^stdin:\d+:\d+: ", ""),
]


def session(lines):
    """[(command, output)], errors where they occurred."""
    text = "test clock stop\n"
    for n, line in enumerate(lines):
        text += f"echo @@{n}@@\n{line}\n"
        if "enable-stream" in line:
            text += "test clock advance 0.3\n"
    done = subprocess.run([golden.QUIVER, "-k", "-"], input=text, text=True, timeout=60, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    parts = re.split(r"^@@(\d+)@@\n", done.stdout, flags=re.M)
    return [parts[i] for i in range(2, len(parts), 2)]


def without_vpps_path(command, output):
    """VPP's errors begin with the words of the command."""
    path, _, reason = output.strip().partition(": ")
    return reason if reason and command.startswith(path) else output


def layout(command, text):
    lines = golden.plain(text)
    for pattern, to in REWRITTEN:
        lines = [re.sub(pattern, to, line) for line in lines]
    lines = [line for line in lines if line.strip()]
    if command.startswith(("show l2fib", "show errors")):
        lines.sort()
    return lines


def l2_features(text):
    """The arcs differ; layer 2 comes last."""
    return text[text.index("\nl2-input:\n"):]


def trace(text):
    """Quiver also shows the ARP request that a packet caused, as a packet of its own. Its mark of
    a frame with packets of one interface is the driver's affair."""
    return re.split(r"^Packet 2, made from", text, flags=re.M)[0]


# A BVI's packets count as sent once here, where VPP counts them in loop0-output and in loop0-tx.
# Learned addresses of ports that left are gone at once, and those of a domain that is deleted with
# it; VPP's scanner was half way through when the list was recorded, and it keeps the user's.
def differs(command, expected):
    if command == "show interface":
        lines, inside = [], False
        for line in expected:
            if line.startswith("loop0"):
                inside = True
            elif not line.startswith(" "):
                inside = False
            if inside:
                line = re.sub(r"(tx packets +)4$", r"\g<1>2", line)
                line = re.sub(r"(tx bytes +)168$", r"\g<1> 84", line)
            lines.append(line)
        return lines
    return expected


def main():
    recorded = golden.dialogue(os.path.join(L2, "00-session.txt"), "vpp1")
    got = session([command.replace(RECORDED_AT, L2) for command, _ in recorded])
    if len(got) != len(recorded):
        sys.exit(f"{len(got)} answers to {len(recorded)} commands")
    same, deleted = True, False
    for (command, expected), actual in zip(recorded, got):
        if command.startswith(SKIPPED):
            continue
        if command == "create bridge-domain 10 del" and not expected.strip():
            deleted = True
        if deleted and command == "show l2fib all":
            expected = "no l2fib entries"
        if command.startswith("show interface features"):
            expected, actual = l2_features(expected), l2_features(actual)
        if command == "show trace":
            actual = trace(actual)
        expected = without_vpps_path(command, expected)
        same &= golden.compare(command, differs(command, layout(command, expected)),
                               layout(command, actual))
    sys.exit(0 if same else "the recorded session differs")


main()
