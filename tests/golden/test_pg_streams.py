"""Every way to describe a stream that was tried on VPP: the same layouts, packets and refusals."""
import os
import re
import subprocess
import sys

import golden

RECORDED = os.path.join(golden.HERE, "c_pg", "stream-syntax-variants.txt")
# Streams with random values: the packets differ, all else does not.
RANDOM = {"s2": r"-> 20(0\d|10)$", "s3": r"UDP: 10\.1\.0\.\d+ "}


def recorded_parts():
    """The commands with their answers, the list of streams, the packets."""
    with open(RECORDED, encoding="utf-8") as f:
        text = f.read()
    commands, rest = text.split("\nName  ", 1)
    dialogue = []
    for part in commands.split("vpp# ")[1:]:
        command, _, answer = part.strip().partition("\npacket-generator new: ")
        dialogue.append((command, answer))
    defined, traced = rest.split("\n------------------- ", 1)
    return dialogue, "Name  " + defined, traced.rsplit("\nName  ", 1)[0]


def packets_of(text):
    """Packet traces by stream."""
    packets = {}
    for part in re.split(r"(?m)^Packet \d+$", text)[1:]:
        lines = golden.plain(part)
        name = re.search(r"stream (\w+),", part).group(1)
        lines = [re.sub(r"trace handle 0x\w+", "trace handle H", line) for line in lines]
        if name in RANDOM:
            lines = [re.sub(RANDOM[name], "RANDOM", line) for line in lines]
            lines = [re.sub(r"checksum 0x[0-9a-f]{4}", "checksum C", line) for line in lines]
        packets.setdefault(name, []).append(lines)
    return packets


def refusal(command):
    """What Quiver says against a command."""
    script = f"create packet-generator interface pg0\n{command}\n"
    done = subprocess.run([golden.QUIVER, "-"], input=script, capture_output=True, text=True,
                          timeout=60, check=False)
    return done.stderr if done.returncode else "nothing"


def main():
    dialogue, defined, traced = recorded_parts()
    commands = [command.replace("\n", " ") for command, answer in dialogue if not answer]
    names = [re.search(r"name (\w+)", command).group(1) for command in commands]
    got = golden.run(["create packet-generator interface pg0", "set interface state pg0 up"]
                     + commands + ["show packet-generator verbose", "trace add pg-input 200"]
                     + [f"packet-generator enable-stream {name}" for name in names]
                     + ["wait packet-generator", "show trace max 200"])
    same = golden.compare("defined", golden.plain(defined),
                          golden.plain(got["show packet-generator verbose"]))
    ours = packets_of(got["show trace max 200"])
    for name, expected in packets_of(traced).items():
        for i, lines in enumerate(expected):
            same &= golden.compare(f"{name}, packet {i + 1}", lines, ours[name][i])
    for command, answer in dialogue:
        if answer and answer not in refusal(command):
            print(f"{command}\n  VPP: {answer}\n  Quiver: {refusal(command)}")
            same = False
    sys.exit(0 if same else "streams differ from the recorded ones")


main()
