"""What the golden tests share: running Quiver, reading recorded dialogues, comparing layouts."""
import difflib
import os
import re
import subprocess
import sys

QUIVER = os.environ.get("QUIVER", "build/quiver")
HERE = os.path.dirname(os.path.abspath(__file__))


def run(script):
    """Runs lines as one batch script; gives {command: output} in the order of the commands."""
    text = "test clock stop\n"
    for line in script:
        text += f"echo @@{line}@@\n{line}\n"
    done = subprocess.run([QUIVER, "-"], input=text, capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        sys.exit(f"quiver failed ({done.returncode}): {done.stderr}\n{done.stdout}")
    parts = re.split(r"^@@(.*)@@\n", done.stdout, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def dialogue(path, prompt):
    """A recorded dialogue as a list of (command, output)."""
    with open(path, encoding="utf-8") as f:
        parts = re.split(rf"^{prompt}# (.*)\n", f.read(), flags=re.M)
    return list(zip(parts[1::2], parts[2::2]))


# What legitimately differs between two programs: times, thread names, indices of objects, random
# IPv4 identifications (and the checksums over them), buffer indices.
VOLATILE = [
    (r"^\d\d:\d\d:\d\d:\d{6}: ", "TIME: "),
    (r"(vpp|quiver)_main", "main"),
    (r"dpo-idx \d+", "dpo-idx N"),
    (r"next:\d+", "next:N"),
    (r"adj:\d+", "adj:N"),
    (r"buffer 0x[0-9a-f]+", "buffer N"),
    (r"first bi: \d+", "first bi: N"),
    (r", bi \d+", ", bi N"),
    # Aligned under what follows the buffer index, whose width differs.
    (r"^ +((local |ip4 )*l2-hdr-offset)", r"    \1"),
    (r" +$", ""),
]


def plain(text):
    lines = [line for line in text.splitlines() if line.strip()]
    for pattern, to in VOLATILE:
        lines = [re.sub(pattern, to, line) for line in lines]
    return lines


def compare(name, expected, actual):
    """Prints a diff; true if equal."""
    if expected == actual:
        return True
    print(f"--- {name}")
    for line in difflib.unified_diff(expected, actual, "recorded", "quiver", lineterm="", n=3):
        print(line)
    return False
