#!/usr/bin/env python3
"""Runs a transcript: types its commands into one quiver and compares all that comes back.

usage: transcript.py FILE.t     $QUIVER: the program (default build/quiver)
With QUIVER_UPDATE=1 in the environment a transcript that differs is rewritten instead.
The format is described in README.md beside this file.
"""
import difflib
import os
import re
import shlex
import subprocess
import sys
import tempfile

PROMPT = "qv# "
MORE = "  > "
TIMEOUT = 120  # seconds; sanitizers on a busy machine take their time


def read(path):
    """Header lines, options, and blocks of (command lines, expected lines)."""
    header, options, blocks = [], [], []
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    for line in lines:
        if line.startswith(PROMPT):
            blocks.append(([line[len(PROMPT):]], []))
        elif not blocks:
            header.append(line)
            if line.startswith("#! "):
                options += shlex.split(line[3:])
            elif line and not line.startswith("#"):
                sys.exit(f"{path}: output before the first prompt: {line}")
        elif line.startswith(MORE) and not blocks[-1][1]:
            blocks[-1][0].append(line[len(MORE):])
        else:
            blocks[-1][1].append(line)
    return header, options, blocks


def run(program, options, commands, folder):
    """The output split by command; None for those that were never reached; what went wrong."""
    setup = [["define T $(T)"], ["define U $(U)"]]  # as the lines come back
    script = "\n".join([f"define T {folder}", f"define U {os.getcwd()}"]
                       + ["\n".join(c) for c in commands]) + "\n"
    environment = dict(os.environ, QUIVER_CHECK_SCHEMA="1", TZ="UTC", LC_ALL="C.UTF-8")
    try:
        done = subprocess.run([program, "--transcript"] + options, input=script.encode(),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env=environment, timeout=TIMEOUT, check=False)
        output, status = done.stdout, done.returncode
    except subprocess.TimeoutExpired as e:
        output, status = e.stdout or b"", "time-out"
    text = output.decode("utf-8", "replace")
    lines = text.replace(folder, "$(T)").replace(os.getcwd(), "$(U)").split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    parts, at = [], 0
    for command in setup + commands:
        echo = [PROMPT + command[0]] + [MORE + c for c in command[1:]]
        if lines[at:at + len(echo)] != echo:
            parts.append(None)
            continue
        at += len(echo)
        end = at
        while end < len(lines) and not lines[end].startswith(PROMPT):
            end += 1
        parts.append(lines[at:end])
        at = end
    trouble = None
    if status not in (0, 1, 2, 3, 4, 130) or at < len(lines):
        trouble = f"quiver ended with {status}; its last lines:\n" + "\n".join(lines[-5:])
    return parts[2:], trouble


def same(expected, actual):
    """Whether lines agree; an expected line '~ RE' is a pattern, '~*' any lines."""
    if not expected:
        return not actual
    if expected[0] == "~*":
        return any(same(expected[1:], actual[i:]) for i in range(len(actual) + 1))
    if not actual:
        return False
    first = expected[0]
    if first.startswith("~ "):
        fits = re.fullmatch(first[2:], actual[0]) is not None
    else:
        fits = first == actual[0]
    return fits and same(expected[1:], actual[1:])


def main():
    path = os.path.abspath(sys.argv[1])
    folder = os.path.dirname(path)
    top = os.path.dirname(os.path.dirname(folder))
    program = os.path.abspath(os.environ.get("QUIVER", os.path.join(top, "build/quiver")))
    sys.setrecursionlimit(100000)
    header, options, blocks = read(path)
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        parts, trouble = run(program, options, [b[0] for b in blocks], folder)
        os.chdir("/")
    wanted, got, n_wrong = [], [], 0
    for (command, expected), actual in zip(blocks, parts):
        echo = [PROMPT + command[0]] + [MORE + c for c in command[1:]]
        right = actual is not None and same(expected, actual)
        n_wrong += not right
        wanted += echo + expected
        got += echo + (expected if right else actual or [])
    if n_wrong and not trouble and os.environ.get("QUIVER_UPDATE"):
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(header + got) + "\n")
        print(f"{path}: rewrote {n_wrong} answers")
        return 0
    if n_wrong:
        print("\n".join(difflib.unified_diff(wanted, got, path, "what came", lineterm="")))
    if trouble:
        print(trouble)
    return 1 if n_wrong or trouble else 0


sys.exit(main())
