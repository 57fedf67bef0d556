"""What the socket and terminal tests share: a running Quiver and waiting for a condition."""
import os
import subprocess
import sys
import tempfile
import time

QUIVER = os.path.abspath(os.environ.get("QUIVER", "build/quiver"))


def wait_for(what, condition, seconds=10):
    """Polls; there is no condition here that a descriptor could announce."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(0.02)
    sys.exit(f"waited {seconds} s in vain for {what}")


def is_listening(process, path):
    """Whether a socket is past listen(): its file is there before."""
    try:
        with open(f"/proc/{process.pid}/net/unix", encoding="ascii") as sockets:
            return any(line.split()[-1] == path and line.split()[3] == "00010000"
                       for line in sockets)
    except OSError:
        return False


class Quiver:
    """A Quiver that listens on a CLI socket until the with-block ends."""

    def __init__(self, unix="", *arguments):
        self.directory = tempfile.TemporaryDirectory()
        self.path = os.path.join(self.directory.name, "cli.sock")
        self.arguments = [QUIVER, *arguments, f"unix {{ nodaemon cli-listen {self.path} {unix} }}"]

    def __enter__(self):
        self.process = subprocess.Popen(self.arguments, stdin=subprocess.DEVNULL)
        wait_for("the socket", lambda: is_listening(self.process, self.path) or
                 self.process.poll() is not None)
        if self.process.poll() is not None:
            sys.exit(f"quiver ended with {self.process.returncode}")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        if self.process.wait(10) not in (0, -15, 143):
            sys.exit(f"quiver ended with {self.process.returncode}")
        if os.path.exists(self.path):
            sys.exit("the socket file stayed behind")
        self.directory.cleanup()
