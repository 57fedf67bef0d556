#!/usr/bin/env python3
"""Everything changes under full traffic from two workers; no packet is lost or damaged.

Streams send from two interfaces, each on its worker, to an interface that checks every byte. One
destination's route and neighbour stay, though the neighbour's MAC address changes between two; the
other packets lose their route again and again. At the end what was sent must have arrived, or have
been dropped and counted. QUIVER_STRESS_SECONDS: how long (default 3). Under ThreadSanitizer a race
makes it fail.
"""
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.abspath(os.environ.get("QUIVER_CHECKED", "build/tests/stress/checked"))
SECONDS = float(os.environ.get("QUIVER_STRESS_SECONDS", "3"))
WORKERS = int(os.environ.get("QUIVER_STRESS_WORKERS", "2"))
SEED = int(os.environ.get("QUIVER_STRESS_SEED", random.randrange(1 << 30)))
ROUTES, BATCH = 200, 500

SETUP = """
create packet-generator interface in0 hw-addr 02:fe:00:00:00:01
create packet-generator interface in1 hw-addr 02:fe:00:00:00:02
create check interface out
create loopback interface instance 7
set interface state in0 up
set interface state in1 up
set interface state out up
set interface ip address in0 10.0.0.1/24
set interface ip address in1 10.0.1.1/24
set interface ip address out 10.1.0.1/24
set ip neighbor out 10.1.0.2 02:00:00:00:00:02
set ip neighbor out 10.1.0.3 02:00:00:00:00:03
ip route add 20.0.0.0/16 via 10.1.0.2 out
create packet-generator interface misc hw-addr 02:00:00:00:01:01
create packet-generator interface wan
set interface state misc up
set interface state wan up
set interface ip address misc 192.168.1.1/24
set interface ip address wan 203.0.113.1/24
packet-generator new {{ name misc1 pcap {office} rate 20000 interface misc node ethernet-input worker 0 }}
packet-generator new {{ name misc2 pcap {office} rate 20000 interface misc node ethernet-input worker 1 }}
{streams}
packet-generator enable-stream
"""

# What a router's office side once received: pings, fragments, ARP, TCP, packets for the router.
OFFICE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scripts/tours/office.pcap")

# An interface with traffic of its own, in a routing table of its own; and its end.
BRIEF = """create packet-generator interface brief{n}
ip table add {table}
set interface ip table brief{n} {table}
set interface ip address brief{n} 10.{n}.0.1/24
set ip neighbor brief{n} 10.{n}.0.2 02:00:00:00:00:09
set interface state brief{n} up
packet-generator new {{ name brief{n} limit {limit} worker {worker} size 64-64 interface brief{n} \
node ip4-input data {{ UDP: 10.{n}.0.9 -> 10.{n}.0.2 UDP: 1 -> 2 incrementing 22 }} }}
packet-generator enable-stream brief{n}"""
BRIEF_END = """delete packet-generator interface brief{n}
ip table del {table}"""

STREAM = """packet-generator new {{ name {name} size 100-100 interface {interface} \
node ethernet-input data {{ IP4: 02:00:00:00:00:09 -> 02:fe:00:00:00:0{mac} \
UDP: 10.0.{net}.2 - 10.0.{net}.250 -> {to} UDP: 1000 - 2000 -> 2345 incrementing 58 }} }}
"""


ASKED = ("show check", "show packet-generator", "show interface", "show ip fib 20.0.0.0/16",
         "show frame-queue")


def streams():
    made = ""
    for mac, interface in ((1, "in0"), (2, "in1")):
        made += STREAM.format(name=f"kept{mac}", interface=interface, mac=mac, net=mac - 1,
                              to="20.0.0.9")
        made += STREAM.format(name=f"churned{mac}", interface=interface, mac=mac, net=mac - 1,
                              to="30.0.0.1 - 30.0.255.250")
    return made


class Churn:
    """Random commands that all succeed: it knows what there is."""

    def __init__(self, seed, folder):
        self.random = random.Random(seed)
        self.routes = set()
        self.folder = folder
        self.addresses = set()
        self.loops = set()
        self.tracing = self.capturing = self.handoff = self.wan_known = False
        self.dispatching = False
        self.kept_mac = 2
        self.neighbors = set()
        self.tables = set()
        self.briefs = set()

    def route(self):
        prefix = f"30.0.{self.random.randrange(ROUTES)}.0/24"
        if prefix in self.routes:
            self.routes.remove(prefix)
            return f"ip route del {prefix}"
        self.routes.add(prefix)
        hops = ["via 10.1.0.2 out", "via 10.1.0.3 out",
                "via 10.1.0.2 out weight 1 via 10.1.0.3 out weight 3", "via drop",
                "via 10.1.0.2", "via 10.1.0.3 out via 10.1.0.2 out"]
        return f"ip route add {prefix} {self.random.choice(hops)}"

    def kept_neighbor(self):
        self.kept_mac ^= 1
        return f"set ip neighbor out 10.1.0.2 02:00:00:00:00:0{self.kept_mac}"

    def neighbor(self):
        ip = f"10.1.0.{self.random.randrange(10, 60)}"
        if ip in self.neighbors:
            self.neighbors.remove(ip)
            return f"set ip neighbor del out {ip} 02:00:00:00:00:77"
        self.neighbors.add(ip)
        return f"set ip neighbor out {ip} 02:00:00:00:00:77"

    def address(self):
        address = f"loop7 172.16.{self.random.randrange(20)}.1/24"
        if address in self.addresses:
            self.addresses.remove(address)
            return f"set interface ip address del {address}"
        self.addresses.add(address)
        return f"set interface ip address {address}"

    def interface(self):
        n = self.random.randrange(20, 26)
        if n in self.loops:
            self.loops.remove(n)
            return f"delete loopback interface loop{n}"
        self.loops.add(n)
        return f"create loopback interface instance {n}"

    def state(self):
        return f"set interface state loop7 {self.random.choice(['up', 'down'])}"

    def table(self):
        n = self.random.randrange(100, 104)
        if n in self.tables:
            self.tables.remove(n)
            return f"ip table del {n}"
        self.tables.add(n)
        return f"ip table add {n}"

    def brief(self):
        n = self.random.randrange(50, 53)
        if n in self.briefs:
            self.briefs.remove(n)
            return BRIEF_END.format(n=n, table=n)
        self.briefs.add(n)
        return BRIEF.format(n=n, table=n, limit=self.random.choice([0, 1000, 100000]),
                            worker=self.random.randrange(WORKERS))

    def wan_neighbor(self):
        self.wan_known = not self.wan_known
        return f"set ip neighbor {'' if self.wan_known else 'del '}wan 203.0.113.10 " \
               "02:00:00:00:02:0a"

    def trace(self):
        self.tracing = not self.tracing
        if not self.tracing:
            return "show trace max 5\nshow trace merged summary max 5\nclear trace"
        return self.random.choice(["trace add pg-input 50", "trace add ip4-lookup 20",
                                   "trace add pg-input 30 ring filter udp"])

    def capture(self):
        self.capturing = not self.capturing
        if self.capturing:
            return (f"pcap trace rx tx drop max {self.random.choice([10, 1000])} "
                    f"file {self.folder}/c.pcapng")
        return "pcap trace off"

    def dispatch(self):
        self.dispatching = not self.dispatching
        if self.dispatching:
            return (f"pcap dispatch trace on max {self.random.choice([10, 1000])} "
                    f"file {self.folder}/d.pcap")
        return "pcap dispatch trace off"

    def drops(self):
        return self.random.choice(["show drops max 3", "show drops by reason", "clear drops"])

    def show(self):
        return "show " + self.random.choice([
            "interface", "errors", "runtime", "ip fib summary", "ip neighbors", "buffers",
            "threads", "node counters", "hardware-interfaces", "frame-queue", "adj",
            "packet-generator", "ip fib 30.0.1.0/24", "interface rx-placement", "runtime merged",
            "errors merged", "node ip4-lookup", "vlib frame-allocation", "trace filter"])

    def clear(self):
        return "clear " + self.random.choice(["runtime", "errors"])

    def placement(self):
        interface = self.random.choice(["in0", "in1"])
        return f"set interface rx-placement {interface} worker {self.random.randrange(WORKERS)}"

    def handoff_set(self):
        self.handoff = not self.handoff
        how = f"workers 0-{WORKERS - 1}" if self.handoff else "disable"
        return f"set interface handoff in0 {how}"

    def commands(self, n):
        kinds = ([self.route] * 60 + [self.kept_neighbor] * 12 + [self.neighbor] * 12 +
                 [self.address] * 6 + [self.interface] * 3 + [self.state] * 3 + [self.table] * 2 +
                 [self.trace] * 2 + [self.capture] * 2 + [self.drops] * 2 + [self.show] * 2 +
                 [self.dispatch, self.clear, self.placement, self.handoff_set, self.brief,
                  self.wan_neighbor])
        return "\n".join(self.random.choice(kinds)() for _ in range(n)) + "\n"

    def end(self):
        """What is still open is closed, so that counters can be read at rest."""
        return (("pcap trace off\n" if self.capturing else "") +
                ("pcap dispatch trace off\n" if self.dispatching else "") +
                "packet-generator disable-stream\n")


def fail(why, log):
    with open(log, encoding="utf-8", errors="replace") as file:
        print(file.read()[-6000:])
    sys.exit(why)


def say(process, text):
    """Commands; a Quiver that has ended is found out later."""
    try:
        process.stdin.write(text)
        process.stdin.flush()
    except BrokenPipeError:
        pass


def wait_for_file(process, path):
    end = time.monotonic() + 60
    while not os.path.exists(path) and process.poll() is None:
        if time.monotonic() > end:
            process.kill()
            sys.exit(f"waited 60 s for {path}")
        time.sleep(0.002)


def ask(process, folder, n):
    """What the commands of ASKED answer."""
    names = [os.path.join(folder, f"answer{n}-{i}") for i in range(len(ASKED))]
    say(process, "".join(f"{c} | json | save {f}\n" for c, f in zip(ASKED, names)) +
        f"echo done | save {folder}/asked{n}\n")
    wait_for_file(process, f"{folder}/asked{n}")
    answers = []
    for name in names:
        with open(name, encoding="utf-8") as file:
            answers.append(json.load(file))
    return answers


def judge(check, streams_now, interfaces, fib, queues):
    """What does not add up."""
    counters = {i["name"]: i["counters"] for i in interfaces["interfaces"]}
    sent = {s["name"]: s["count"] for s in streams_now["streams"]
            if s["interface"] in ("in0", "in1")}
    kept = sent["kept1"] + sent["kept2"]
    total = sum(sent.values())
    received = counters["in0"]["rx_packets"] + counters["in1"]["rx_packets"]
    dropped = counters["in0"]["drops"] + counters["in1"]["drops"]
    congested = sum(q["congested"] for q in queues["queues"])
    routed = fib["tables"][0]["routes"][0]["to"]["packets"]
    print(f"sent {total} ({kept} to the kept route), forwarded {check['good']}, dropped {dropped} "
          f"({congested} for congestion)")
    faults = []
    if check["bad"]:
        faults.append(f"{check['bad']} damaged packets")
    if received != total:
        faults.append(f"{total} sent but {received} received")
    if check["good"] + dropped != total:
        faults.append(f"{total - check['good'] - dropped} packets are lost")
    if counters["out"]["tx_packets"] != check["good"]:
        faults.append(f"tx counter {counters['out']['tx_packets']}, checked {check['good']}")
    if not kept - congested <= routed <= kept or check["good"] < routed:
        faults.append(f"{kept} to the kept route, {routed} took it")
    return faults


def churn_for(process, folder):
    """Changes everything for a while; returns how many batches of commands there were."""
    churn, n = Churn(SEED, folder), 0
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        script = os.path.join(folder, f"churn{n % 2}")
        with open(script, "w", encoding="utf-8") as file:
            file.write(churn.commands(BATCH))
        say(process, f"exec {script}\necho batch {n} | save {folder}/done{n}\n")
        wait_for_file(process, f"{folder}/done{n}")
        n += 1
    say(process, churn.end())
    return n


def run(folder, log):
    """Runs Quiver; returns what is wrong with it."""
    with open(log, "w", encoding="utf-8") as out:
        process = subprocess.Popen([PROGRAM, "-k", f"cpu {{ workers {WORKERS} }}"],
                                   stdin=subprocess.PIPE, stdout=out, stderr=out, text=True)
        say(process, SETUP.format(streams=streams(), office=OFFICE))
        start = time.monotonic()
        n = churn_for(process, folder)
        rate = n * BATCH / (time.monotonic() - start)
        print(f"seed {SEED}, {n * BATCH} commands, {rate:.0f} a second")
        # What was handed from thread to thread may still be on its way.
        faults, end, n = ["never asked"], time.monotonic() + 10, 0
        while faults and process.poll() is None and time.monotonic() < end:
            faults = judge(*ask(process, folder, n))
            n += 1
        say(process, "quit\n")
        status = process.wait(120)
    # A capture between two turns of the workers may have got nothing: that is a failed command.
    return faults + ([f"quiver ended with {status}"] if status not in (0, 1) else [])


def main():
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "log")
        faults = run(folder, log)
        with open(log, encoding="utf-8", errors="replace") as file:
            text = file.read()
    faults += re.findall(r"^(?:stdin|\S*churn.):\d+:\d+: (?!No packets captured|exec:).*", text, re.M)
    if "WARNING: ThreadSanitizer" in text:
        faults.append("races")
    if faults:
        print(text[-int(os.environ.get("QUIVER_STRESS_LOG", "8000")):])
        sys.exit("\n".join(faults[:10]))


if __name__ == "__main__":
    main()
