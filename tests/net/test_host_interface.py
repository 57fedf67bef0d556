"""Host interfaces against the Linux kernel: ping in both versions of the rings, what tcpdump sees,
interfaces that go down, away and come back under traffic, several queues on workers."""
import os
import re
import tempfile

from lab import Failed, Lab
from peer import wait_for

ROUNDS = int(os.environ.get("QUIVER_FLAPS", "6"))


def expect(text, pattern):
    if not re.search(pattern, text, re.MULTILINE):
        raise Failed(f"no {pattern!r} in\n{text}")


def addressed(q, name, version=""):
    q(f"create host-interface {version} name {name}", f"set interface state host-{name} up",
      f"set interface ip address host-{name} 10.0.0.1/24")


def answers(peer):
    return not peer.ask("ping -c 1 -W 1 10.0.0.1").returncode


def check_version(lab, version):
    router, peer = lab.host(f"r{version}"), lab.host(f"p{version}")
    lab.link(router, "in0", peer, "out0")
    peer.run("ip addr add 10.0.0.2/24 dev out0")
    q = router.quiver()
    q("trace add af-packet-input 20")
    addressed(q, "in0", version)
    wait_for("an answer", lambda: answers(peer), 20)
    peer.run("ping -c 200 -i 0.005 10.0.0.1")
    for size in (1472, 1473, 4000):
        peer.run(f"ping -c 2 -i 0.05 -s {size} 10.0.0.1")
    trace = q("show trace")
    expect(trace, rf"^    tpacket{version[1]}_hdr:\n +status 0x\w+ len \d+ snaplen \d+ mac \d+ net")
    expect(trace, r"^  af_packet: hw_if_index 1 tx-queue 0$")
    if version == "v3":
        expect(trace, r"^    block \d+:\n +address 0x\w+ version 2 seq_num \d+ pkt_num \d+$")
    expect(q("show hardware-interfaces"), rf"Linux PACKET socket interface {version}")
    expect(q("show hardware-interfaces"), r"available:1024 request:0 sending:0 wrong:0 total:1024")
    out = q("ping 10.0.0.2 repeat 3 interval 0.05")
    expect(out, r"^116 bytes from 10.0.0.2: icmp_seq=3 ttl=64 time=[\d.]+ ms$")
    expect(out, r"^Statistics: 3 sent, 3 received, 0% packet loss$")
    q("ping 10.0.0.99 repeat 1 interval 0.05", status=1)
    return q, router, peer


def captured(router, peer, path):
    """Whether tcpdump beside Quiver sees Quiver's answers."""
    dump = router.capture("in0", path, "icmp[icmptype] == icmp-echoreply")
    peer.run("ping -c 3 -i 0.05 10.0.0.1")
    dump.stop()
    return "echo reply" in router.run(f"tcpdump -n -r {path}")


def check_bypass(q, router, peer):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "out.pcap")
        if captured(router, peer, path):
            raise Failed("tcpdump sees what bypasses the kernel's queues")
        expect(q("show doctor"), "tcpdump on in0 does not see it")
        q("set host-interface qdisc-bypass host-in0 disable")
        if not captured(router, peer, path):
            raise Failed("tcpdump does not see what goes through the kernel's queues")
        if "tcpdump" in q("show doctor"):
            raise Failed("the doctor still warns")


def check_flaps(lab, q, router, peer):
    n_files = q.n_files()
    for i in range(ROUNDS):
        flood = peer.start("ping", "-q", "-i", "0.002", "-c", "500", "10.0.0.1")
        router.run("ip link set in0 down")
        router.run("ip link set in0 up")
        wait_for("an answer after the link came up", lambda: answers(peer), 20)
        router.run("ip link del in0")
        wait_for("the loss to be noticed",
                 lambda: "There is no interface in0" in q("show hardware-interfaces"), 20)
        flood.kill()
        flood.wait()
        lab.link(router, "in0", peer, "out0")
        peer.run("ip addr add 10.0.0.2/24 dev out0")
        wait_for(f"an answer after return {i}", lambda: answers(peer), 20)
    if q.n_files() != n_files:
        raise Failed(f"{n_files} files have become {q.n_files()}")
    counters = next(i for i in q.json("show interface")["interfaces"]
                    if i["name"] == "host-in0")["counters"]
    if counters["ip4"] > counters["rx_packets"]:
        raise Failed(f"counters do not add up: {counters}")
    expect(q("show logging"), "in0 is gone")
    expect(q("show logging"), "in0 is there again")


def check_workers(lab):
    router, peer = lab.host("rw"), lab.host("pw")
    lab.link(router, "in0", peer, "out0")
    for i in range(2, 10):
        peer.run(f"ip addr add 10.0.0.{i}/24 dev out0")
    q = router.quiver("cpu { workers 2 }")
    q("create host-interface name in0 num-rx-queues 2 num-tx-queues 2",
      "set interface state host-in0 up", "set interface ip address host-in0 10.0.0.1/24")
    expect(q("show interface rx-placement"), r"host-in0 queue 0 \(interrupt\)")
    for mode in ("interrupt", "polling", "adaptive"):
        q(f"set interface rx-mode host-in0 {mode}")
        for i in range(2, 10):
            peer.run(f"ping -c 5 -i 0.01 -W 2 -I 10.0.0.{i} 10.0.0.1")
    q("set interface rx-mode host-in0 interrupt",
      "set interface rx-placement host-in0 queue 0 main")
    peer.run("ping -c 5 -i 0.01 -W 2 10.0.0.1")


def main():
    with Lab() as lab:
        check_version(lab, "v3")
        q, router, peer = check_version(lab, "v2")
        check_bypass(q, router, peer)
        check_flaps(lab, q, router, peer)
        check_workers(lab)


main()
