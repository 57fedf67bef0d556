"""Three hosts on a bridge of Quiver's, which has an address on it (BVI): any-to-any ping, MAC
addresses learned and aged, flooding that ends once they are."""
import re

from lab import Failed, Lab
from peer import wait_for

HOSTS = ("one", "two", "three")


def build(lab):
    """Hosts 10.1.0.1.. on ports of bridge domain 10, the bridge's own address 10.1.0.254."""
    bridge = lab.host("bridge")
    hosts = [lab.host(name) for name in HOSTS]
    for i, (name, host) in enumerate(zip(HOSTS, hosts), 1):
        lab.link(bridge, name, host, "eth0")
        host.run(f"ip addr add 10.1.0.{i}/24 dev eth0")
        host.run(f"ip link set eth0 address 02:00:00:00:00:0{i}")
    q = bridge.quiver()
    q("create bridge-domain 10 mac-age 1", "create loopback interface",
      "set interface l2 bridge loop0 10 bvi", "set interface state loop0 up",
      "set interface ip address loop0 10.1.0.254/24")
    for name in HOSTS:
        q(f"create host-interface name {name}", f"set interface l2 bridge host-{name} 10",
          f"set interface state host-{name} up")
    return q, hosts


def sent(q, interface):
    return next(i["counters"]["tx_packets"] for i in q.json("show interface")["interfaces"]
                if i["name"] == interface)


def learned(q):
    return set(re.findall(r"02:00:00:00:00:0\d", q("show l2fib all")))


def main():
    with Lab() as lab:
        q, hosts = build(lab)
        wait_for("the bridge", lambda: not hosts[0].ask("ping -c 1 -W 1 10.1.0.2").returncode, 20)
        for a in hosts:
            for i in (1, 2, 3, 254):
                a.run(f"ping -c 2 -i 0.05 -W 2 10.1.0.{i}")
        wanted = {f"02:00:00:00:00:0{i}" for i in (1, 2, 3)}
        if learned(q) != wanted:
            raise Failed(f"learned {learned(q)}")
        before = sent(q, "host-three")
        hosts[0].run("ping -c 50 -i 0.01 10.1.0.2")
        if sent(q, "host-three") - before > 10:
            raise Failed("frames between two known hosts reach the third")
        q("ping 10.1.0.3 repeat 2 interval 0.1")
        for host in hosts:
            host.run("ip link set eth0 down")
        wait_for("the addresses to age", lambda: not learned(q), 150)


main()
