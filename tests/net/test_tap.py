"""Taps into namespaces: TCP and UDP through a Quiver between them with and without offloads, many
queues and workers, bridges, tun, hosts that change their side, persistence, missing rights,
probes. QUIVER_TRANSFER_MB: size of a transfer."""
import os
import re
import shutil
import subprocess
import sys

from lab import Failed, Lab
from peer import QUIVER, wait_for

MEGABYTES = int(os.environ.get("QUIVER_TRANSFER_MB", "64"))
TRANSFER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "transfer.py")
SIDES = (("left", 1), ("right", 2))


def expect(text, *patterns):
    for p in patterns:
        if not re.search(p, text, re.MULTILINE):
            raise Failed(f"no {p!r} in\n{text}")


def refused(q, line, *words):
    status, out, err = q.ask(line)
    if not status or not all(w in out + err for w in words):
        raise Failed(f"{line}: status {status}, {out + err!r}; expected {words}")


def tap(q, host, subnet, *options, name=None):
    """A tap into a host at 10.0.SUBNET.10, the gateway at .1; its name."""
    name = name or f"tap{subnet}"
    q(f"create tap id {subnet} host-ns {host.name} host-if-name eth0 "
      f"host-ip4-addr 10.0.{subnet}.10/24 host-ip4-gw 10.0.{subnet}.1 {' '.join(options)}",
      f"set interface state {name} up", f"set interface ip address {name} 10.0.{subnet}.1/24")
    return name


def reach(host, address):
    wait_for(f"{address} from {host.name}",
             lambda: not host.ask(f"ping -c 1 -W 1 {address}").returncode, 20)


def start_transfer(sender, receiver, address, port):
    server = receiver.start(sys.executable, TRANSFER, "serve", address, str(port),
                            stdout=subprocess.PIPE, text=True)
    if server.stdout.readline() != "listening\n":
        raise Failed("the receiver does not listen")
    client = sender.start(sys.executable, TRANSFER, "send", address, str(port),
                          str(MEGABYTES << 20), stdout=subprocess.PIPE, text=True)
    return client, server, address


def end_transfer(client, server, address):
    sent = client.communicate(timeout=300)[0].split()
    came = server.communicate(timeout=60)[0].split()
    if len(sent) != 3 or sent[:2] != came:
        raise Failed(f"to {address}: sent {sent}, received {came}")
    return int(sent[1]) / float(sent[2]) / 1e6


def counters(q, name):
    for i in q.json(f"show interface {name}")["interfaces"]:
        return {c: int(n) for c, n in i["counters"].items()}
    raise Failed(f"no interface {name}")


def bytes_a_packet(before, after, way):
    n = after[f"{way}_packets"] - before.get(f"{way}_packets", 0)
    return (after[f"{way}_bytes"] - before.get(f"{way}_bytes", 0)) / max(n, 1)


def bad_checksums(host):
    return [line for line in host.run("nstat -asz TcpInCsumErrors UdpInCsumErrors IpInHdrErrors")
            .splitlines() if re.match(r"\S+ +[1-9]", line)]


UDP_SENDER = """
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(17, 103, 1000)  # SOL_UDP, UDP_SEGMENT
for i in range(4):
    s.sendto(b"".join(bytes([65 + i]) * 1000 for i in range(9)) + b"end", (sys.argv[1], 7000))
"""
UDP_RECEIVER = """
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("0.0.0.0", 7000))
s.settimeout(20)
print("listening", flush=True)
print(b" ".join(s.recv(65535) for _ in range(40)).decode())
"""


def check_udp_segments(left, right):
    """Datagrams that were given to the kernel as one arrive as they are."""
    server = right.start(sys.executable, "-c", UDP_RECEIVER, stdout=subprocess.PIPE, text=True)
    server.stdout.readline()
    left.run([sys.executable, "-c", UDP_SENDER, "10.0.2.10"])
    one = " ".join(chr(65 + i) * 1000 for i in range(9)) + " end"
    if server.communicate(timeout=30)[0].strip() != " ".join([one] * 4):
        raise Failed("UDP segments did not arrive as they were sent")


def check_offloads(lab, options, whole):
    """Transfers both ways. 'whole': which taps get packets of many segments."""
    left, right, router = lab.host("left"), lab.host("right"), lab.host("router")
    q = router.quiver()
    for (name, subnet), host, option in zip(SIDES, (left, right), options):
        tap(q, host, subnet, option)
    reach(left, "10.0.2.10")
    before = {n: counters(q, n) for n in ("tap1", "tap2")}
    for pair in ((left, right, "10.0.2.10", 5001), (right, left, "10.0.1.10", 5002)):
        speed = end_transfer(*start_transfer(*pair))
        print(f"{options} to {pair[2]}: {MEGABYTES} MB at {speed:.0f} MB/s")
    for n in ("tap1", "tap2"):
        after = counters(q, n)
        for way in ("rx", "tx"):
            if bytes_a_packet(before[n], after, way) > 1514 and n not in whole:
                raise Failed(f"{n} has packets of many segments")
        biggest = max(bytes_a_packet(before[n], after, way) for way in ("rx", "tx"))
        if n in whole and biggest < 3000:
            raise Failed(f"{n} has no packets of many segments: {biggest}")
    check_udp_segments(left, right)
    if bad_checksums(left) or bad_checksums(right):
        raise Failed(f"wrong checksums: {bad_checksums(left)} {bad_checksums(right)}")
    expect(q("show errors"), "")
    return q, left, right


def check_shows(q, left):
    expect(q("show tap tap1"), r"^Interface: tap1 \(ifindex 1\)$", r'^  name "eth0"$',
           rf'^  host-ns "{left.name}"$', r'^  host-mtu-size "1500"$', r"^  gso-enabled 1$",
           r"^  host-carrier-up: 1$", r"^    admin-up \(0\)$")
    q("set interface state tap1 down")
    wait_for("no carrier", lambda: "NO-CARRIER" in left.run("ip link show eth0"))
    q("set interface state tap1 up")
    reach(left, "10.0.1.1")
    q("clear trace", "trace add virtio-input 50")
    wait_for("a trace", lambda: not left.ask("ping -c 1 -W 1 10.0.1.1").returncode and
             "tap1-tx" in q("show trace"))
    expect(q("show trace"), r"virtio: hw_if_index 1 next-index 4 vring 0 len \d+$",
           r"^    hdr: flags 0x0\d gso_type 0x00 hdr_len \d+ gso_size 0 csum_start \d+ "
           r"csum_offset \d+ num_buffers 1$", r"^  buffer 0x[0-9a-f]+: current data")
    expect(q("show hardware-interfaces verbose tap1"), r"^  VIRTIO interface$",
           r"^     +0 : [1-9]\d*$")


def check_path_mtu(q, left):
    """Segments that are too big for the way out are told to the sender, not cut smaller."""
    q("set interface mtu 1400 tap2")
    left.ask("ping -c 1 -W 2 -M do -s 1452 10.0.2.10")
    expect(left.run("ip route get 10.0.2.10"), "mtu 1400")


def check_queues(lab):
    left, right, router = lab.host("left-q"), lab.host("right-q"), lab.host("router-q")
    q = router.quiver("cpu { workers 2 }")
    for (name, subnet), host in zip(SIDES, (left, right)):
        tap(q, host, subnet, "gso num-rx-queues 2 num-tx-queues 2")
    reach(left, "10.0.2.10")
    running = [start_transfer(left, right, "10.0.2.10", 5100 + i) for i in range(4)]
    running += [start_transfer(right, left, "10.0.1.10", 5200 + i) for i in range(4)]
    for t in running:
        end_transfer(*t)
    for i in q.json("show tap detail")["interfaces"]:
        if not all(int(k["received"]) for k in i["queues"]):
            raise Failed(f"a queue received nothing: {i}")
    for mode in ("polling", "adaptive", "interrupt"):
        q(f"set interface rx-mode tap1 {mode}", f"set interface rx-mode tap2 {mode}")
        end_transfer(*start_transfer(left, right, "10.0.2.10", 5300))
    q("set interface rx-placement tap1 queue 0 worker 1", "delete tap tap1")
    wait_for("eth0 to go", lambda: left.ask("ip link show eth0").returncode)


def check_bridge(lab):
    host, guest, router = lab.host("bridge"), lab.host("guest"), lab.host("router-b")
    lab.link(host, "port0", guest, "eth0")
    host.run("ip link add br0 type bridge")
    host.run("ip link set br0 up")
    host.run("ip link set port0 master br0")
    guest.run("ip addr add 10.0.3.20/24 dev eth0")
    q = router.quiver()
    q(f"create tap host-ns {host.name} host-bridge br0 gso", "set interface state tap0 up",
      "set interface ip address tap0 10.0.3.1/24")
    reach(guest, "10.0.3.1")
    expect(host.run("ip link show tap0"), "master br0")
    refused(q, f"create tap host-ns {host.name} host-bridge br9", "host-bridge", "no br9")


def check_tun(lab):
    host, router = lab.host("tun"), lab.host("router-t")
    q = router.quiver()
    if q(f"create tap tun host-ns {host.name} host-ip4-addr 10.0.4.10/24") != "tun0\n":
        raise Failed("a tun's name")
    q("set interface state tun0 up", "set interface ip address tun0 10.0.4.1/24")
    host.ask("ping -c 1 -W 1 10.0.4.1")
    wait_for("IP packets", lambda: counters(q, "tun0").get("ip4"))
    expect(q("show errors"), "ip4-icmp-input +echo replies sent")
    expect(q("show tun"), r"^Interface: tun0 ")
    expect(q("show hardware-interfaces tun0"), r"^  tun-device$")
    if "tun0" in q("show tap"):
        raise Failed("a tun is no tap")
    refused(q, "create tap tun hw-addr 02:00:00:00:00:01", "tun has no Ethernet")
    q("delete tap tun0")


def cpu_ticks(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as f:
        words = f.read().rsplit(")", 1)[1].split()
    return int(words[11]) + int(words[12])


def check_changes(lab):
    """The host sets its side down, renames and removes it; its namespace loses its name."""
    host, router = lab.host("changes"), lab.host("router-c")
    q = router.quiver()
    tap(q, host, 1)
    reach(host, "10.0.1.1")
    host.run("ip link set eth0 down")
    wait_for("link down", lambda: "host-state: down" in q("show tap"))
    expect(q("show hardware-interfaces tap1"), r"tap1 +\d+ +down")
    expect(q("show doctor"), "tap1: the host's interface eth0 is down")
    host.run("ip link set eth0 name wan0 mtu 1300")
    wait_for("the new name", lambda: 'name "wan0"' in q("show tap"))
    expect(q("show tap"), 'host-mtu-size "1300"')
    host.run("ip link set wan0 up")
    reach(host, "10.0.1.1")
    for _ in range(20):
        host.run("ip link del wan0")
        wait_for("its removal", lambda: "host-state: removed" in q("show tap"))
        expect(q("show doctor"), "tap1: the host's interface .* was removed")
        expect(q("show logging"), "the host's interface .* was removed")
        q("delete tap tap1")
        tap(q, host, 1)
        reach(host, "10.0.1.1")
        host.run("ip link set eth0 name wan0")
        wait_for("the new name", lambda: 'name "wan0"' in q("show tap"))
    host.run("ip link del wan0")
    wait_for("its removal", lambda: "host-state: removed" in q("show tap"))
    before = cpu_ticks(q.pid)
    wait_for("half a second", lambda: q("wait 0.5") is not None)
    if cpu_ticks(q.pid) - before > 20:
        raise Failed("it spins after its host side went")
    q("delete tap tap1")
    subprocess.run(["ip", "netns", "add", f"{host.name}x"], check=True)
    try:
        q(f"create tap id 1 host-ns {host.name}x")
    finally:
        subprocess.run(["ip", "netns", "del", f"{host.name}x"], check=True)
    expect(q("show tap"), "not its name any more")
    expect(q("show doctor"), "tap1: its host side lives on in a network namespace")
    n = q.n_files()
    q("delete tap tap1")
    wait_for("descriptors to be closed", lambda: q.n_files() <= n - 2)


def check_persist(lab):
    host, router = lab.host("persist"), lab.host("router-p")
    q = router.quiver()
    tap(q, host, 1, "persist")
    reach(host, "10.0.1.1")
    q("delete tap tap1")
    host.run("ip link show eth0")
    where = f"host-ns {host.name} host-if-name eth0"
    refused(q, f"create tap {where}", "already", "attach")
    refused(q, f"create tap {where} attach num-rx-queues 2", "/dev/net/tun", "multi_queue")
    q(f"create tap id 1 {where} attach", "set interface state tap1 up",
      "set interface ip address tap1 10.0.1.1/24")
    reach(host, "10.0.1.1")
    refused(q, f"create tap {where} attach", "another program has it")
    refused(q, f"create tap host-ns {host.name} host-if-name no0 attach", "there is no no0")
    refused(q, "create tap host-ns no-such-namespace", "host-ns no-such-namespace")
    refused(q, "create tap gso no-gso", "only one of")
    refused(q, "create tap host-if-name a-name-too-long-for-linux", "15 characters")
    refused(q, "create tap id 1", "tap1 already exists")
    refused(q, f"create tap host-ns {host.name} host-ip4-gw 1.2.3.4", "host-ip4-gw")
    if host.run("ip -o link").count("\n") != 2:
        raise Failed(f"something stayed behind: {host.run('ip -o link')}")


def check_rights():
    if not shutil.which("setpriv"):
        return
    for options, words in (("--bounding-set=-net_admin --inh-caps=-net_admin", "CAP_NET_ADMIN"),
                           ("--reuid=65534 --clear-groups", "/dev/net/tun")):
        done = subprocess.run(["unshare", "-n", "setpriv", *options.split(), QUIVER, "-e",
                               "create tap"], capture_output=True, text=True, timeout=60,
                              check=False)
        if done.returncode == 0 or words not in done.stderr:
            raise Failed(f"{options}: {done.stderr}")


def check_probes():
    """perf and bpftrace find the probes by these notes."""
    library = os.path.join(os.path.dirname(QUIVER), ".libs", "libquiver.so")
    with open(os.path.join(os.path.dirname(QUIVER), "config.h"), encoding="ascii") as f:
        if "#define HAVE_SYS_SDT_H 1" not in f.read() or not shutil.which("readelf"):
            return
    notes = subprocess.run(["readelf", "-n", library], capture_output=True, text=True,
                           check=True).stdout
    expect(notes, r"Provider: quiver\n +Name: rx$", r"Provider: quiver\n +Name: tx$")


def main():
    if not os.path.exists("/dev/net/tun"):
        print("SKIP: no /dev/net/tun")
        sys.exit(77)
    check_probes()
    check_rights()
    with Lab() as lab:
        q, left, _ = check_offloads(lab, ("gso", "gso"), ("tap1", "tap2"))
        check_shows(q, left)
        check_path_mtu(q, left)
    for options, whole in ((("no-gso", "csum-offload"), ()), (("gso", "no-gso"), ("tap1",))):
        with Lab() as lab:
            check_offloads(lab, options, whole)
    for check in (check_queues, check_bridge, check_tun, check_changes, check_persist):
        with Lab() as lab:
            check(lab)


main()
