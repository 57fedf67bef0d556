"""The CLI socket, byte for byte as stock vppctl meets it (VPP's CLI socket protocol)."""
import resource
import socket
import subprocess
import sys

from peer import QUIVER, Quiver

GREETING = bytes.fromhex("fffc22 fffe22 fffb03 fffd03 fffb01 fffe01 fffd18 fffa1801fff0 fffd1f"
                         "fffa1f01fff0")
failures = []


def check(what, expected, actual):
    if expected != actual:
        failures.append(what)
        print(f"{what}:\n  expected {expected!r}\n  got      {actual!r}")


def terminal_type(name):
    return b"\xff\xfa\x18\x00" + name + b"\xff\xf0"


class Client:
    def __init__(self, path, terminal=b"vppctl", greeting=True):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(10)
        self.socket.connect(path)
        if greeting:
            check("greeting", GREETING, self.read(len(GREETING)))
        if terminal is not None:
            self.socket.sendall(terminal_type(terminal))

    def read(self, n):
        data = b""
        while len(data) < n:
            more = self.socket.recv(n - len(data))
            if not more:
                break
            data += more
        return data

    def until(self, end):
        data = b""
        while not data.endswith(end):
            more = self.socket.recv(1)
            if not more:
                return data + b"<EOF>"
            data += more
        return data

    def ask(self, text):
        self.socket.sendall(text)
        return self.until(b"\0")


def batch(path):
    c = Client(path)
    version = c.ask(b"show version\n\0")
    check("version ends in CR LF NUL", True,
          version.startswith(b"quiver v") and version.endswith(b"\r\n\0"))
    check("empty line", b"\0", c.ask(b"\n"))
    check("no final newline", version, c.ask(b"show version"))
    check("unknown", b"unknown input `gibberish'\r\n\0", c.ask(b"gibberish\n"))
    check("unknown below show", b"show: unknown input `gibberish'\r\n\0",
          c.ask(b"show gibberish\n"))
    check("several lines in one read", b"a\r\nb\r\n\0", c.ask(b"echo a\necho b\n"))
    check("stops at the first failure", b"a\r\nunknown input `bogus'\r\n\0",
          c.ask(b"echo a\nbogus\necho b\n"))
    check("abbreviation", version, c.ask(b"sh ver\n"))
    c.socket.sendall(b"quit\n")
    check("quit", b"\0<EOF>", c.until(b"never"))

    c = Client(path, terminal=None)
    c.socket.sendall(terminal_type(b"vppctl") + b"echo same read\n\0")
    check("command in the same read as the terminal type", b"same read\r\n\0", c.until(b"\0"))
    c = Client(path, terminal=b"vpp")
    check("a prefix of vppctl will do", b"x\r\n\0", c.ask(b"echo x\n"))

    c = Client(path)
    c.socket.sendall(b"echo last\n")
    c.socket.shutdown(socket.SHUT_WR)
    check("half-closed: answered, then closed", b"last\r\n\0<EOF>", c.until(b"never"))
    # What stock vppctl sends for two piped commands.
    c = Client(path)
    c.socket.sendall(b"echo one\necho two\n")
    check("piped", b"one\r\ntwo\r\n\0", c.until(b"\0"))
    c.socket.sendall(b"quit\nquit\n")
    check("quit twice", b"\0<EOF>", c.until(b"never"))


def rude(path):
    """Peers that leave, or never read: others go on."""
    for terminal in b"vppctl", b"quiver-batch", b"xterm":
        for text in (b"show cli\n" * 5 + b"quit\nshow cli\n", b"show cli\n" * 300,
                     b"\xff\xf6" * 2000, b"x" * 100000):
            c = Client(path, terminal, greeting=False)
            c.socket.sendall(text)
            # Its turn comes after the one of the first: that one has got stuck or ended by now.
            check("meanwhile", b"here\r\n\0", Client(path).ask(b"echo here\n"))
            c.socket.close()
    check("others after rude ones", b"here\r\n\0", Client(path).ask(b"echo here\n"))


def interactive(path):
    c = Client(path, terminal=b"vt100")
    banner = c.until(b"quiver# ")
    check("begins with CR", b"\r", banner[:1])
    check("five lines and an empty one", 6, banner.count(b"\r\n"))
    c.socket.sendall(b"\xff\xfa\x1f\x00\x65\x00\x21\xff\xf0echo hello\n")
    check("echoed and answered", True, b"echo hello\r\nhello\r\n" in c.until(b"quiver# "))
    c.socket.sendall(b"\xff\xf6")
    check("are you there", b"Quiver\r\n", c.read(8))
    c.socket.sendall(b"quit\n")
    check("quit", b"quit\r\n\0<EOF>", c.until(b"never"))
    c = Client(path, terminal=b"xterm-256color")
    c.until(b"quiver# ")
    c.socket.sendall(b"\x04")
    check("Ctrl-D", b"quit\r\n\0<EOF>", c.until(b"never"))
    c = Client(path, terminal=None)
    check("nothing said: interactive after a second", True, c.until(b"quiver# ").startswith(b"\r"))


def pasted(path):
    """All lines of a paste run, in order, though the editor is slower than the peer."""
    c = Client(path, terminal=b"xterm", greeting=False)
    lines = [b"line %d" % i for i in range(600)]
    c.until(b"quiver# ")
    c.socket.sendall(b"".join(b"echo %s\n" % line for line in lines) + b"quit\n")
    shown = c.until(b"never").replace(b"\r", b"").split(b"\n")
    check("pasted lines", lines, [line for line in shown if line.startswith(b"line ")])


def many_terminals(path):
    """Editors start, work and end at the same time."""
    for _ in range(6):
        clients = [Client(path, terminal, greeting=False)
                   for terminal in (b"xterm", b"dumb", b"screen", b"ansi") * 5]
        for c in clients:
            c.socket.sendall(b"echo a\n" + b"x" * 100 + b"\x01y\x05\x03quit\n")
        ends = {c.until(b"never")[-6:] for c in clients}
        check("ends of sessions", {b"\n\0<EOF>"[-6:]}, ends)


def few_descriptors():
    """Sessions that can't start end; the others and the process go on."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (24, before[1]))
    with Quiver() as q:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
        clients = [Client(q.path, b"xterm", greeting=False) for _ in range(12)]
        for c in clients:
            c.socket.close()
        check("after too many", b"here\r\n\0", Client(q.path).ask(b"echo here\n"))


def attach(path):
    def run(*words, text=None):
        done = subprocess.run([QUIVER, "attach", path, *words], input=text, capture_output=True,
                              text=True, timeout=20)
        return done.returncode, done.stdout

    check("attach", (0, "hi\n"), run("echo", "hi"))
    check("attach, unknown command", (3, "unknown input `bogus'\n"), run("bogus"))
    check("attach, piped", (0, "one\ntwo\n"), run(text="echo one\necho two\n"))
    check("attach, failing", 3, run(text="bogus\necho two\n")[0])


def main():
    few_descriptors()
    with Quiver() as q:
        batch(q.path)
        rude(q.path)
        interactive(q.path)
        pasted(q.path)
        many_terminals(q.path)
        attach(q.path)
        clients = [Client(q.path, greeting=False) for _ in range(30)]
        check("many sessions", b"x\r\n\0", [c.read(36) and c.ask(b"echo x\n") for c in clients][-1])
        done = subprocess.run([QUIVER, f"unix {{ nodaemon cli-listen {q.path} }}"],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20)
        check("a socket in use is refused", 5, done.returncode)
    with Quiver("cli-no-banner cli-prompt qq>") as q:
        c = Client(q.path, terminal=b"dumb")
        check("no banner, own prompt", b"\rqq>", c.until(b"qq>"))
    with Quiver("cli-line-mode") as q:
        c = Client(q.path, terminal=None, greeting=False)
        c.until(b"quiver# ")
        c.socket.sendall(b"echo plain\n")
        check("line mode", b"plain\r\nquiver# ", c.until(b"quiver# "))
    sys.exit(f"{len(failures)} differ: {failures}" if failures else 0)


main()
