#!/usr/bin/env python3
"""With the stopped clock two runs agree byte for byte: in what they print, and in captures."""
import difflib
import os
import subprocess
import tempfile
import time
import unittest

from test_json import CAPTURE, ENVIRONMENT, LINES, QUIVER, TRAFFIC

README = os.path.join(os.path.dirname(CAPTURE), "../../README.md")
TOUR = os.path.join(os.path.dirname(CAPTURE), "first-packet.qv")


def run(arguments, script, folder, noise):
    """Output and every file that a run leaves. 'noise': what no run may depend on."""
    before = set(os.listdir(folder))
    environment = dict(ENVIRONMENT, **noise)
    done = subprocess.run([QUIVER, *arguments], input=script, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, env=environment, cwd=folder,
                          timeout=120, check=False)
    answer = {"output": done.stdout, "status": done.returncode}
    for name in sorted(set(os.listdir(folder)) - before):
        with open(os.path.join(folder, name), "rb") as file:
            answer[name] = file.read()
        os.unlink(os.path.join(folder, name))
    return answer


class Deterministic(unittest.TestCase):
    maxDiff = None

    def twice(self, *arguments, script="", files):
        with tempfile.TemporaryDirectory() as folder:
            first = run(arguments, script, folder, {})
            time.sleep(1.1)
            second = run(arguments, script, folder, {"NOISE": "x" * 5000, "TZ": "Asia/Tokyo"})
        differing = list(difflib.unified_diff(first["output"].splitlines(),
                                              second["output"].splitlines(), n=0, lineterm=""))
        self.assertEqual([], differing)
        self.assertEqual(sorted(files), sorted(set(first) - {"output", "status"}))
        self.assertEqual(first, second)
        return first

    def test_tour(self):
        answer = self.twice(TOUR, files=["first-packet.pcapng", "first-packet-wan.pcapng"])
        self.assertEqual(0, answer["status"])
        with open(README, encoding="utf-8") as file:
            session = file.read().split("## A first session\n\n")[1].split("\n\n")[0]
        shown = iter(answer["output"].splitlines())
        for line in session.splitlines()[1:]:
            if line.strip() != "[...]":
                self.assertIn(line[4:], shown, "README.md: a line that the tour does not print here")

    def test_all_commands(self):
        lines = [line for lines in LINES.values() for line in lines]
        for options in ([], ["-j"]):
            # What the machine did before the clock stopped must not show either.
            script = "wait 20ms\n" + TRAFFIC + "\n".join(lines) + "\n"
            self.twice("-k", *options, script=script,
                       files=["all.pcap", "dispatch.pcap", "made.pcap", "pg.pcap", "wan.pcap"])


if __name__ == "__main__":
    unittest.main()
