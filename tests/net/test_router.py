"""Two hosts with Quiver as their router, all offloads of veth on: TCP both ways over IPv4 and IPv6,
traceroute, path-MTU discovery. QUIVER_TRANSFER_MB: size of a transfer."""
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
        host.run(f"ip -6 addr add 2001:db8:{subnet}::10/64 dev eth0 nodad")
        host.run(f"ip route add default via 10.0.{subnet}.1")
        host.run(f"ip -6 route add default via 2001:db8:{subnet}::1")


def route(router):
    q = router.quiver()
    for name, subnet in (("lan", 1), ("wan", 2)):
        q(f"create host-interface name {name}",
          f"set interface state host-{name} up",
          f"set interface ip address host-{name} 10.0.{subnet}.1/24",
          f"set interface ip address host-{name} 2001:db8:{subnet}::1/64")
    return q


def hop(text, address):
    """Whether a line of traceroute's begins with the hop's number and address."""
    return re.search(rf"^ *1 +{re.escape(address)} ", text, re.MULTILINE)


def check_hops(left):
    for version, target, router in ((4, "10.0.2.10", "10.0.1.1"),
                                    (6, "2001:db8:2::10", "2001:db8:1::1")):
        text = left.run(f"traceroute -{version} -n -q 1 -w 2 -m 4 {target}")
        if not hop(text, router) or target not in text.splitlines()[-1]:
            raise Failed(f"traceroute to {target}:\n{text}")


def check_path_mtu(left, q):
    """What is too big for the way out is told to the sender, who remembers it and goes on."""
    q("set interface mtu 1400 host-wan")
    for version, target, size in ((4, "10.0.2.10", 1452), (6, "2001:db8:2::10", 1432)):
        left.ask(f"ping -{version} -c 1 -W 2 -M do -s {size} {target}")
        route_line = left.run(f"ip -{version} route get {target}")
        if "mtu 1400" not in route_line:
            raise Failed(f"path MTU to {target} is not known: {route_line}")
        left.run(f"ping -{version} -c 1 -W 2 {target}")


def main():
    with Lab() as lab:
        left, router, right = lab.host("left"), lab.host("router"), lab.host("right")
        lab.link(router, "lan", left, "eth0")
        lab.link(router, "wan", right, "eth0")
        addresses(left, right)
        q = route(router)
        wait_for("IPv4 and IPv6 through the router",
                 lambda: not left.ask("ping -c 1 -W 1 10.0.2.10").returncode and
                 not left.ask("ping -6 -c 1 -W 1 2001:db8:2::10").returncode, 20)
        for version, to_left, to_right in ((4, "10.0.1.10", "10.0.2.10"),
                                           (6, "2001:db8:1::10", "2001:db8:2::10")):
            for sender, receiver, address in ((left, right, to_right), (right, left, to_left)):
                speed = transfer(sender, receiver, address, 5000 + version)
                print(f"IPv{version} to {address}: {MEGABYTES} MB at {speed / 1e6:.0f} MB/s")
        check_hops(left)
        check_path_mtu(left, q)
        transfer(left, right, "10.0.2.10", 5010)
        transfer(left, right, "2001:db8:2::10", 5010)
        if q("show interface").count("rx packets") < 2:
            raise Failed("no packets were counted")


main()
