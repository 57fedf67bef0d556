"""tshark reads what is captured: pcapng with names, directions and comments, pcap, dispatch traces."""
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile

from peer import QUIVER

MAC = "02:00:00:00:00:01"
failures = []


def check(what, condition, detail=""):
    if not condition:
        failures.append(what)
        print(f"{what}\n{detail}")


def stream(name, count, text):
    return (f"packet-generator new {{ name {name} limit {count} size 64-64 node ethernet-input "
            f"interface pg0 data {{ {text} }} }}")


# One packet answered, two forwarded, one dropped, in this order.
SCRIPT = [
    f"create packet-generator interface pg0 hw-addr {MAC}",
    "create packet-generator interface pg1 hw-addr 02:00:00:00:00:02",
    "set interface state pg0 up", "set interface state pg1 up",
    "set interface ip address pg0 10.1.0.1/24", "set interface ip address pg1 10.2.0.1/24",
    "set ip neighbor pg1 10.2.0.2 02:00:00:00:bb:02",
    stream("arp", 1, "hex 0xffffffffffff02000000aa010806 hex 0x0001080006040001 "
           "hex 0x02000000aa010a010005 hex 0x0000000000000a010001 incrementing 22"),
    stream("ip", 2, f"IP4: 02:00:00:00:aa:01 -> {MAC} UDP: 10.1.0.5 -> 10.2.0.2 "
           "UDP: 50000 -> 60000 incrementing 22"),
    stream("lost", 1, f"IP4: 02:00:00:00:aa:01 -> {MAC} UDP: 10.1.0.5 -> 99.9.9.9 "
           "UDP: 50000 -> 60000 incrementing 22"),
]
GO = [f"packet-generator enable-stream {name}" for name in ("arp", "ip", "lost")]


def quiver(commands):
    words = [word for command in commands for word in ("-e", command)]
    done = subprocess.run([QUIVER, *words], capture_output=True, timeout=60)
    check("quiver", done.returncode == 0, done.stdout + done.stderr)
    return done.stdout


def tshark(path, *words):
    done = subprocess.run(["tshark", "-n", "-r", path, *words], capture_output=True, text=True,
                          timeout=120)
    check(f"tshark {path}", done.returncode == 0 and "appears to be damaged" not in done.stderr,
          done.stderr)
    return done.stdout


def fields(path, *names):
    words = [word for name in names for word in ("-e", name)]
    text = tshark(path, "-T", "fields", "-E", "separator=|", *words)
    return [line.split("|") for line in text.splitlines()]


def is_well_formed(path):
    text = tshark(path, "-V")
    bad = re.findall(r".*(?:Malformed|Expert Info \((?:Error|Warning)).*", text)
    check(f"{path} is well formed", not bad, "\n".join(bad))
    return text


def test_pcapng(path):
    quiver(SCRIPT + [f"pcap trace rx tx drop file {path}"] + GO + ["pcap trace off"])
    is_well_formed(path)
    rows = fields(path, "frame.interface_name", "frame.packet_flags_direction", "frame.comment",
                  "ip.dst", "frame.time_epoch")
    told = [(row[0], int(row[1], 0), row[2].split(";")[0], row[3]) for row in rows]
    expected = [
        ("pg0", 1, "verdict: forwarded", ""), ("pg0", 2, "verdict: forwarded", ""),
        ("pg0", 1, "verdict: forwarded", "10.2.0.2"), ("pg0", 1, "verdict: forwarded", "10.2.0.2"),
        ("pg1", 2, "verdict: forwarded", "10.2.0.2"), ("pg1", 2, "verdict: forwarded", "10.2.0.2"),
        ("pg0", 1, "verdict: dropped ip4-lookup: no route [no route]", "99.9.9.9"),
        ("pg0", 1, "verdict: dropped ip4-lookup: no route [no route]", "99.9.9.9"),
    ]
    check("pcapng rows", told == expected, "\n".join(map(str, told)))
    paths = [row[2].split("path: ")[-1] for row in rows]
    check("path of a forwarded packet", paths[4].startswith(
        "pg-input > ethernet-input > ip4-input") and paths[4].endswith("> pg1-output"), paths[4])


def test_standard_output(path):
    with open(path, "wb") as file:
        file.write(quiver(SCRIPT + ["pcap trace rx file - filter arp"] + GO + ["pcap trace off"]))
    is_well_formed(path)
    check("only the filtered packet", len(fields(path, "arp.opcode")) == 1)


def test_pcap(path):
    quiver(SCRIPT + [f"pcap trace tx file {path} max-bytes-per-pkt 40 intfc pg1"] + GO +
           ["pcap trace off"])
    rows = fields(path, "frame.len", "frame.cap_len", "ip.ttl")
    check("pcap rows", rows == [["64", "40", "63"]] * 2, str(rows))


def hints(path):
    """Node names and protocol hints as they stand in the records."""
    with open(path, "rb") as file:
        data = file.read()
    at = 24
    while at < len(data):
        n = struct.unpack_from("<I", data, at + 8)[0]
        body = data[at + 16:at + 16 + n]
        yield body[8:body.index(b"\0", 8)].decode(), body[3]
        at += 16 + n


def test_dispatch(path):
    quiver(SCRIPT + [f"pcap dispatch trace on file {path} buffer-trace pg-input 10"] + GO +
           ["pcap dispatch trace off"])
    text = is_well_formed(path)
    rows = fields(path, "vpp.NodeName", "vpp.trace", "ip.dst")
    nodes = [row[0] for row in rows]
    for node in ("ethernet-input", "arp-reply", "ip4-input", "ip4-rewrite", "pg1-output",
                 "pg1-tx", "error-drop", "drop"):
        check(f"visits to {node}", node in nodes, str(nodes))
    check("traces", all("pg-input" in row[1] for row in rows), text)
    check("the hint of ip4-input", ("ip4-input", 2) in hints(path))
    check("dissected below", [row[2] for row in rows if row[0] == "ip4-lookup"] ==
          ["10.2.0.2", "10.2.0.2", "99.9.9.9"], str(rows))


def main():
    if not shutil.which("tshark"):
        print("SKIP: no tshark")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as directory:
        test_pcapng(os.path.join(directory, "taps.pcapng"))
        test_standard_output(os.path.join(directory, "stdout.pcapng"))
        test_pcap(os.path.join(directory, "taps.pcap"))
        test_dispatch(os.path.join(directory, "dispatch.pcap"))
    sys.exit(1 if failures else 0)


main()
