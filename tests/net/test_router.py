"""Two hosts with Quiver as their router, all offloads of veth on: TCP both ways, traceroute,
path-MTU discovery. QUIVER_TRANSFER_MB: size of a transfer."""
import os
import re
import subprocess
import sys

from lab import Failed, Lab
from peer import wait_for

MEGABYTES = int(os.environ.get("QUIVER_TRANSFER_MB", "64"))
TRANSFER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "transfer.py")


def transfer(sender, receiver, address, port):
    """Bytes a second; the sums of what was sent and what came are equal."""
    server = receiver.start(sys.executable, TRANSFER, "serve", address, str(port),
                            stdout=subprocess.PIPE, text=True)
    if server.stdout.readline() != "listening\n":
        raise Failed("the receiver does not listen")
    sent = sender.run([sys.executable, TRANSFER, "send", address, str(port),
                       str(MEGABYTES << 20)], timeout=300).split()
    came = server.communicate(timeout=60)[0].split()
    if sent[:2] != came:
        raise Failed(f"to {address}: sent {sent[:2]}, received {came}")
    return int(sent[1]) / float(sent[2])


def addresses(left, right):
    for host, subnet in ((left, 1), (right, 2)):
        host.run(f"ip addr add 10.0.{subnet}.10/24 dev eth0")
        host.run(f"ip route add default via 10.0.{subnet}.1")


def route(router):
    q = router.quiver()
    for name, subnet in (("lan", 1), ("wan", 2)):
        q(f"create host-interface name {name}",
          f"set interface state host-{name} up",
          f"set interface ip address host-{name} 10.0.{subnet}.1/24")
    return q


def hop(text, address):
    """Whether a line of traceroute's begins with the hop's number and address."""
    return re.search(rf"^ *1 +{re.escape(address)} ", text, re.MULTILINE)


def check_hops(left):
    text = left.run("traceroute -n -q 1 -w 2 -m 4 10.0.2.10")
    if not hop(text, "10.0.1.1") or "10.0.2.10" not in text.splitlines()[-1]:
        raise Failed(f"traceroute:\n{text}")


def check_path_mtu(left, q):
    """What is too big for the way out is told to the sender, who remembers it and goes on."""
    q("set interface mtu 1400 host-wan")
    left.ask("ping -c 1 -W 2 -M do -s 1452 10.0.2.10")
    route_line = left.run("ip route get 10.0.2.10")
    if "mtu 1400" not in route_line:
        raise Failed(f"the path MTU is not known: {route_line}")
    left.run("ping -c 1 -W 2 10.0.2.10")


def main():
    with Lab() as lab:
        left, router, right = lab.host("left"), lab.host("router"), lab.host("right")
        lab.link(router, "lan", left, "eth0")
        lab.link(router, "wan", right, "eth0")
        addresses(left, right)
        q = route(router)
        wait_for("a way through the router",
                 lambda: not left.ask("ping -c 1 -W 1 10.0.2.10").returncode, 20)
        for sender, receiver, address in ((left, right, "10.0.2.10"), (right, left, "10.0.1.10")):
            speed = transfer(sender, receiver, address, 5000)
            print(f"to {address}: {MEGABYTES} MB at {speed / 1e6:.0f} MB/s")
        check_hops(left)
        check_path_mtu(left, q)
        transfer(left, right, "10.0.2.10", 5010)


main()
