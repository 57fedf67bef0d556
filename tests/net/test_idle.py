"""A Quiver with five live interfaces and nothing to do sleeps; a packet wakes it at once."""
import os
import time

from lab import Failed, Lab
from peer import wait_for

WATCHED = 5.0  # seconds
SHARE = 0.01   # of a core


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main():
    with Lab() as lab:
        router, peer = lab.host("router"), lab.host("peer")
        for i in range(5):
            lab.link(router, f"in{i}", peer, f"out{i}")
        peer.run("ip addr add 10.1.0.2/24 dev out0")
        q = router.quiver()
        for i in range(5):
            q(f"create host-interface name in{i}", f"set interface state host-in{i} up",
              f"set interface ip address host-in{i} 10.1.{i}.1/24")
        wait_for("an answer", lambda: not peer.ask("ping -c 1 -W 1 10.1.0.1").returncode, 20)
        before = cpu_seconds(q.pid)
        time.sleep(WATCHED)  # what is asked is how little happens in a time
        used = (cpu_seconds(q.pid) - before) / WATCHED
        print(f"idle: {used * 100:.2f} % of a core")
        if used >= SHARE:
            raise Failed(f"{used * 100:.1f} % of a core with nothing to do")
        if "interrupt" not in q("show interface rx-placement"):
            raise Failed("not in interrupt mode")


main()
