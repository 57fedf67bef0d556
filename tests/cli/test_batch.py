#!/usr/bin/env python3
"""The program as scripts meet it: options, standard input, places in errors, exit statuses."""
import json
import os
import pty
import re
import signal
import subprocess
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
FILES = os.path.join(HERE, "files")
QUIVER = os.path.abspath(os.environ.get("QUIVER", os.path.join(HERE, "../../build/quiver")))
ENVIRONMENT = dict(os.environ, QUIVER_CHECK_SCHEMA="1", TZ="UTC", LC_ALL="C.UTF-8")


def quiver(*arguments, stdin=""):
    """(status, output, errors) of a run."""
    done = subprocess.run([QUIVER, *arguments], input=stdin, capture_output=True, text=True,
                          env=ENVIRONMENT, timeout=120, check=False)
    return done.returncode, done.stdout, done.stderr


class Batch(unittest.TestCase):
    def check(self, expected, *arguments, stdin=""):
        self.assertEqual(expected, quiver(*arguments, stdin=stdin))

    def test_order(self):
        self.check((0, "a\none\ntwo    three\n4\nb\nc\n", ""), "-e", "echo a",
                   f"{FILES}/good.qv", "-e", "echo b", "-", stdin="echo c")

    def test_standard_input(self):
        self.check((0, "a b\nc\n", ""), stdin="#!/usr/bin/quiver\necho a b\n\necho c")
        self.check((0, "", ""), stdin="")
        self.check((3, "a\n", "stdin:2:1: unknown input `bogus'\n"),
                   stdin="echo a\nbogus\necho b\n")
        self.check((0, "a\n", ""), stdin="echo a\nquit\necho b\n")

    def test_closed_descriptors(self):
        # What was closed must not become a file of the engine: it would be read as a script.
        def run(redirections):
            return subprocess.run(["sh", "-c", f'"$0" "$@" {redirections}', QUIVER, *words],
                                  capture_output=True, env=ENVIRONMENT, timeout=20, check=False)

        words = ["-"]
        self.assertEqual(0, run("<&-").returncode)
        words = ["-e", "show version", "-e", "nosuch"]
        for redirections in "<&-", ">&-", "2>&-", "<&- >&- 2>&-":
            self.assertEqual(3, run(redirections).returncode, redirections)
        self.assertNotIn(b"standard output", run(">&-").stderr)
        words = ["-e", "show version"]
        self.assertEqual(1, run(">/dev/full").returncode)

    def test_fifo_without_a_peer(self):
        with tempfile.TemporaryDirectory() as folder:
            fifo = os.path.join(folder, "fifo")
            os.mkfifo(fifo)
            for words in "rx-file", "tx-file":
                status, output, errors = quiver(
                    "-e", f"create pcap interface a {words} {fifo}", "-e", "show interface")
                self.assertNotEqual(0, status)
                self.assertEqual("", output)
                self.assertIn(fifo, errors)

    def test_unreadable_scripts(self):
        for words in (["/"], ["unix { exec / }"]):
            self.check((1, "", "quiver: failed to read `/': Is a directory\n"), *words)

    def test_byte_order_mark(self):
        with tempfile.NamedTemporaryFile("wb", suffix=".qv") as f:
            f.write(b"\xef\xbb\xbfecho a\r\n")
            f.flush()
            self.check((0, "a\n", ""), f.name)

    def test_macros_that_double(self):
        lines = "define a 0123456789abcdef\n" + "define a $(a)$(a)\n" * 40
        self.check((1, "", "stdin:22:1: macros make more than 16 MiB of this line\n"), stdin=lines)

    def test_statuses(self):
        for status, command in ((0, "echo a"), (1, "exec /nosuch"), (2, "show version nosuch"),
                                (3, "nosuch"), (4, "assert output contains x from echo y")):
            self.assertEqual(status, quiver("-e", command)[0], command)
        self.assertEqual(2, quiver("--nosuch")[0])
        self.assertEqual(1, quiver("/nosuch/script")[0])
        self.assertEqual(5, quiver("-c", "/nosuch/file")[0])
        self.assertEqual(5, quiver("nosuch", "{", "x", "}", "-e", "echo a")[0])
        self.assertEqual(5, quiver("unix { nosuch }")[0])
        self.assertEqual(0, quiver("unix", "{", "cli-history-limit", "7", "}", "-e", "q")[0])

    def test_pidfile(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "pid")
            run = subprocess.Popen([QUIVER, f"unix {{ pidfile {path} }}", "-e", "echo begun",
                                    "-e", "wait 1000"], stdout=subprocess.PIPE, env=ENVIRONMENT)
            self.assertEqual(b"begun\n", run.stdout.readline())
            with open(path, encoding="ascii") as file:
                self.assertEqual(f"{run.pid}\n", file.read())
            run.terminate()
            run.communicate(timeout=60)
            self.assertFalse(os.path.exists(path))
        self.assertEqual(5, quiver("unix { pidfile /nosuch/pid }", "-e", "echo a")[0])

    def test_places(self):
        self.check((2, "one\n", f"{FILES}/wrong-word.qv:4:10: \"sideways\": "
                    "expected up | down | punt | enable\n"), f"{FILES}/wrong-word.qv")
        self.check((3, "", "-e#2:1:6: show: unknown input `nosuch'\n"),
                   "-e", "comment", "-e", "show nosuch")
        # A macro's value has no place of its own: what is wrong in it is where it was used.
        self.check((2, "", "stdin:2:14: \"sideways\": expected verbose | cmdline\n"),
                   stdin="define X sideways\nshow version $(X)\n")

    def test_keep_going(self):
        status, out, err = quiver("-k", f"{FILES}/failing.qv")
        self.assertEqual((1, ["one", "two", "the output was:", "three"]),
                         (status, out.splitlines()))
        self.assertEqual([2, 4], [int(line.split(":")[1]) for line in err.splitlines()])

    def test_echo(self):
        self.check((0, "qv# echo a\na\n", ""), "-x", "-e", "echo a")

    def test_check(self):
        self.check((0, "", ""), "--check", f"{FILES}/good.qv", "-e", "define X 1",
                   "-e", "set interface state nosuch0 up")
        status, out, err = quiver("--check", f"{FILES}/wrong-word.qv", "-e", "echo a | nosuch",
                                  "-e", "wait 1x", "-e", "assert output match x from nosuch")
        self.assertEqual((2, ""), (status, out))
        places = [":".join(line.split(":")[:3]) for line in err.splitlines()]
        self.assertIn("-e:1:10", places)
        self.assertIn("-e#2:1:6", places)
        self.assertIn("-e#3:1:28", places)
        self.assertEqual(5, quiver("--check", "-c", f"{FILES}/good.qv")[0])
        with tempfile.TemporaryDirectory() as folder:
            quiver("--check", "-e", f"echo a | save {folder}/made")
            self.assertEqual([], os.listdir(folder))

    def test_json(self):
        status, out, _ = quiver("-j", "-k", "-e", "show version", "-e", "nosuch", "-e", "echo \\")
        answers = [json.loads(line) for line in out.splitlines()]
        self.assertEqual(3, status)
        self.assertEqual("0.1.0", answers[0]["version"])
        self.assertEqual("UNKNOWN_COMMAND", answers[1]["error"]["code"])
        self.assertEqual("\\", answers[2]["text"])

    def test_save_keeps_the_old_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/kept"
            quiver("-e", f"echo old | save {path}")
            self.assertEqual(2, quiver("-e", f"echo new | match ( | save {path}")[0])
            self.assertEqual(4, quiver("-e", f"assert output contains x from echo y | save {path}")[0])
            with open(path, encoding="utf-8") as file:
                self.assertEqual("y\n", file.read())
            self.assertEqual(["kept"], os.listdir(folder))

    def test_inventory(self):
        status, out, _ = quiver("--commands", "-j")
        commands = json.loads(out)["commands"]
        self.assertEqual(0, status)
        self.assertIn("show version [verbose] [cmdline]", [c["grammar"] for c in commands])
        for command in commands:
            self.assertRegex(command["help"], r"^[A-Z]", command["grammar"])
        self.assertIn("usage: quiver", quiver("--help")[1])
        self.assertIn("unix {", quiver("--help")[1])
        self.assertEqual((0, "quiver v0.1.0 (speaks VPP 26.06)\n", ""), quiver("-V"))
        self.assertEqual(3, quiver("--schema", "nosuch")[0])

    def test_reader_gone(self):
        with tempfile.TemporaryDirectory() as folder:
            run = subprocess.Popen([QUIVER, "-e", "show cli", "-e", "show cli", "-e",
                                    f"echo done | save {folder}/done"], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=ENVIRONMENT)
            run.stdout.close()
            self.assertNotIn(b"quiver:", run.stderr.read())
            run.stderr.close()
            self.assertEqual(0, run.wait(60))
            self.assertEqual(["done"], os.listdir(folder))

    def test_interrupt(self):
        self.interrupted("wait 1000")

    def test_interrupt_of_a_command_that_never_waits(self):
        self.interrupted("ip route add count 10000000 9.0.0.0/32 via drop")

    def interrupted(self, command):
        run = subprocess.Popen([QUIVER, "-e", "echo begun", "-e", command, "-e", "echo never"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               env=ENVIRONMENT)
        self.assertEqual("begun\n", run.stdout.readline())
        begun = time.monotonic()
        run.send_signal(signal.SIGINT)
        out, err = run.communicate(timeout=60)
        self.assertEqual((130, ""), (run.returncode, out))
        self.assertIn("interrupted", err)
        self.assertLess(time.monotonic() - begun, 30)

    def test_progress(self):
        """Only on a terminal, only for what takes longer than a second, and gone at the end."""
        master, slave = pty.openpty()
        run = subprocess.Popen([QUIVER, "-e", "wait 1500ms"], stdout=subprocess.PIPE,
                               stderr=slave, text=True, env=ENVIRONMENT)
        os.close(slave)
        out, _ = run.communicate(timeout=60)
        shown = os.read(master, 65536).decode()
        os.close(master)
        self.assertEqual("waited 1.500 sec.\n", out)
        self.assertRegex(shown, r"\rwait: [0-9]+ %\033\[K")
        self.assertTrue(shown.endswith("\r\033[K"), repr(shown))


if __name__ == "__main__":
    unittest.main()
