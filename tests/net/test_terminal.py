"""A terminal session in tmux: completion, help, Ctrl-C, history, the pager."""
import os
import shutil
import subprocess
import sys
import tempfile
import time

from peer import QUIVER, wait_for

if not shutil.which("tmux"):
    print("skip: tmux is not installed")
    sys.exit(77)


KEYS = ("Enter", "Tab", "Up", "C-c", "C-d", "C-l", "C-r")


class Terminal:
    def __init__(self, directory):
        self.socket = os.path.join(directory, "tmux.sock")
        # On a busy machine tmux's server now and then dies while it starts.
        wait_for("tmux to start", lambda: self.run(
            "-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "30",
            f"env HISTFILE= QUIVER_HISTORY={directory}/history TERM=screen {QUIVER}; "
            f"echo ended with $?; sleep 600").returncode == 0)
        self.expect("quiver#")

    def run(self, *words):
        # tmux refuses to start without a UTF-8 locale.
        return subprocess.run(["tmux", "-S", self.socket, *words], capture_output=True, text=True,
                              env={**os.environ, "LC_ALL": "C.UTF-8"})

    def tmux(self, *words):
        done = self.run(*words)
        if done.returncode:
            sys.exit(f"tmux {words}: {done.stderr}")
        return done.stdout

    def type(self, *keys):
        """Names of keys, and text; tmux would take the word 'down' for a key too."""
        for key in keys:
            self.tmux("send-keys", *([] if key in KEYS else ["-l"]), key)

    def screen(self):
        return self.tmux("capture-pane", "-p")

    def last(self):
        lines = [line for line in self.screen().splitlines() if line.strip()]
        return lines[-1] if lines else ""

    def expect(self, text):
        wait_for(f"{text!r} on the screen:\n{self.screen()}", lambda: text in self.screen())

    def expect_last(self, text):
        wait_for(f"{text!r} as the last line:\n{self.screen()}", lambda: self.last() == text)

    def clear(self):
        self.type("C-l")
        wait_for("a clear screen", lambda: len(self.screen().strip().splitlines()) == 1)

    def close(self):
        self.tmux("kill-server")


def session(t):
    t.type("create packet-generator interface pg17", "Enter")
    t.type("set interface state pg17 up", "Enter")
    t.type("set interface ip address pg17 10.55.66.1/24", "Enter")
    t.expect("10.55.66.1/24")
    t.clear()

    # Tab completes a word, an interface, a prefix of the routing table.
    t.type("show inter", "Tab")
    t.expect_last("quiver# show interface")
    t.type("pg", "Tab", "Enter")
    t.expect("pg17")
    t.clear()
    t.type("show ip fib 10.55", "Tab")
    t.expect("10.55.66.")
    t.type("C-c")
    t.clear()

    # '?' in the middle of a line says what may follow, and the line goes on.
    t.type("set interface state pg17 ", "?")
    t.expect("down")
    t.type("down", "Enter")
    t.clear()
    t.type("show interface pg17", "Enter")
    t.expect("down")
    t.clear()

    # Ctrl-C ends a long command, not the shell.
    t.type("wait 500", "Enter")
    started = time.monotonic()
    time.sleep(0.3)  # the command has to be running: nothing on the screen says so
    t.type("C-c")
    t.expect("interrupted")
    if time.monotonic() - started > 5:
        sys.exit("Ctrl-C took too long")
    t.type("echo still here", "Enter")
    t.expect("\nstill here")
    t.clear()

    # The pager stops at a screenful and can be left.
    t.type("show cli", "Enter")
    t.expect("-- more --")
    t.type("q")
    t.expect_last("quiver#")
    t.clear()
    t.type("echo remember me", "Enter")
    t.expect("\nremember me")
    t.type("C-d")
    t.expect("ended with 0")


def main():
    directory = tempfile.mkdtemp()
    t = Terminal(directory)
    try:
        session(t)
    finally:
        t.close()
    # History after restart.
    t = Terminal(directory)
    try:
        t.type("Up")
        t.expect_last("quiver# echo remember me")
        t.type("C-c")
        t.type("C-r", "remem")
        t.expect("remember me")
        t.type("C-c", "C-d")
        t.expect("ended with 0")
    finally:
        t.close()
        shutil.rmtree(directory)


main()
