"""Hosts of a test's own: network namespaces, veth pairs between them, programs and Quivers inside.

    with Lab() as lab:
        client, router = lab.host("client"), lab.host("router")
        lab.link(client, "eth0", router, "lan")
        client.run("ip addr add 10.0.0.2/24 dev eth0")
        q = router.quiver()
        q("create host-interface name lan")

Everything ends with the block, whatever happens. Traffic stays inside. Without the rights to make
namespaces the whole test is skipped (exit 77).
"""
import json
import os
import shlex
import subprocess
import sys
import tempfile

from peer import QUIVER, is_listening, wait_for


class Failed(Exception):
    """A program or a command line of Quiver ended with another status than it should."""


class Quiver:
    """A Quiver in a host, driven through its CLI socket: q("show version") returns the text."""

    def __init__(self, host, *arguments):
        self.directory = tempfile.TemporaryDirectory()
        self.path = os.path.join(self.directory.name, "cli.sock")
        self.process = host.start(QUIVER, *arguments,
                                  f"unix {{ nodaemon cli-listen {self.path} }}",
                                  stdin=subprocess.DEVNULL)
        self.pid = self.process.pid
        wait_for("the CLI socket", lambda: is_listening(self.process, self.path) or self.ended())
        if self.ended():
            raise Failed(f"quiver ended with {self.process.returncode}")

    def ended(self):
        return self.process.poll() is not None

    def ask(self, line, timeout=60):
        """Status, output and errors of a line."""
        done = subprocess.run([QUIVER, "attach", self.path, line], capture_output=True, text=True,
                              timeout=timeout, check=False)
        return done.returncode, done.stdout, done.stderr

    def __call__(self, *lines, status=0, timeout=60):
        """Output of lines, each of which ends with 'status'."""
        answer = ""
        for line in lines:
            got, out, err = self.ask(line, timeout)
            if got != status:
                raise Failed(f"{line}: status {got}, not {status}\n{out}{err}")
            answer += out
        return answer

    def json(self, line):
        return json.loads(self(f"{line} | json"))

    def n_files(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def stop(self):
        """Ends it and returns its status."""
        if not self.ended():
            self.process.terminate()
        status = self.process.wait(20)
        self.directory.cleanup()
        return status


class Host:
    """A network namespace."""

    def __init__(self, name):
        self.name = name
        self.programs, self.quivers = [], []
        subprocess.run(["ip", "netns", "add", name], check=True)
        self.run("ip link set lo up")

    def ask(self, command, timeout=60, **options):
        words = shlex.split(command) if isinstance(command, str) else list(command)
        return subprocess.run(["ip", "netns", "exec", self.name, *words], capture_output=True,
                              text=True, timeout=timeout, check=False, **options)

    def run(self, command, timeout=60):
        """Standard output of a program that succeeds."""
        done = self.ask(command, timeout)
        if done.returncode:
            raise Failed(f"{self.name}: {command}: status {done.returncode}\n"
                         f"{done.stdout}{done.stderr}")
        return done.stdout

    def start(self, *words, **options):
        """A program that goes on until it ends or the lab does."""
        program = subprocess.Popen(["ip", "netns", "exec", self.name, *words], **options)
        self.programs.append(program)
        return program

    def quiver(self, *arguments):
        q = Quiver(self, *arguments)
        self.quivers.append(q)
        return q

    def capture(self, interface, path, *what):
        """tcpdump into a file, once it listens; .stop() it to have everything in the file."""
        program = self.start("tcpdump", "-i", interface, "-U", "--immediate-mode", "-n", "-w", path,
                             *what, stderr=subprocess.PIPE, text=True)
        line = program.stderr.readline()
        if "listening" not in line:
            raise Failed(f"tcpdump: {line}")

        def stop():
            program.terminate()
            program.wait(20)
            program.stderr.close()
        program.stop = stop
        return program

    def close(self):
        for program in self.programs:
            if program.poll() is None:
                program.kill()
                program.wait(20)
        for q in self.quivers:
            q.directory.cleanup()
        subprocess.run(["ip", "netns", "del", self.name], check=False)


class Lab:
    """Hosts by name. Their namespaces' names are this process's own."""

    def __init__(self):
        self.hosts = []

    def __enter__(self):
        probe = subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False)
        if probe.returncode:
            print("SKIP: no rights to make network namespaces")
            sys.exit(77)
        return self

    def __exit__(self, kind, why, _):
        crashed = [q for h in self.hosts for q in h.quivers
                   if q.ended() and q.process.returncode not in (0, -15, 143)]
        for q in crashed:
            print(f"a quiver ended with {q.process.returncode}")
        stopped = [q.stop() for h in self.hosts for q in h.quivers]
        for h in reversed(self.hosts):
            h.close()
        if kind is None and (crashed or any(s not in (0, -15, 143) for s in stopped)):
            raise Failed(f"quivers ended with {stopped}")

    def host(self, name):
        h = Host(f"qv{os.getpid()}-{name}")
        self.hosts.append(h)
        return h

    def link(self, a, name_a, b, name_b, mtu=1500, offloads=True):
        """A veth pair between two hosts, up at both ends."""
        a.run(f"ip link add {name_a} mtu {mtu} type veth peer name {name_b} mtu {mtu} "
              f"netns {b.name}")
        for h, name in ((a, name_a), (b, name_b)):
            if not offloads:
                h.run(f"ethtool -K {name} tx off rx off gso off tso off gro off")
            h.run(f"ip link set {name} up")
