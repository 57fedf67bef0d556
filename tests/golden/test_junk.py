"""Odd packets: same node sequence, texts, error counters and interface counters as VPP's."""
import glob
import os
import re
import struct
import sys
import tempfile

import golden

MAC = "02:fe:32:93:55:0e"


def packet_of(text):
    """The recordings show the first 128 bytes; what follows in longer ones is 'a'."""
    size = int(re.search(r"\(len (\d+)\)", text).group(1))
    shown = bytes.fromhex("".join(re.findall(r"^# +[0-9a-f]{4} ((?: [0-9a-f]{2})+)", text, re.M)))
    return shown.ljust(size, b"a")


def driver_flags(match):
    """Without the flags that VPP's af_packet sets on what it received: total length known, IPv4."""
    return f"flags 0x{int(match.group(1), 16) & ~0x01000004:08x}"


def write_pcap(path, packet):
    with open(path, "wb") as f:
        f.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        f.write(struct.pack("<IIII", 1, 0, len(packet), len(packet)) + packet)


def trace_of(text):
    """Records without the driver's own: input and tx text differ by driver."""
    # Quiver also shows the ARP request that a packet caused, as a packet of its own.
    text = re.split(r"^Packet 2, made from", text, flags=re.M)[0]
    text = re.sub(r"flags 0x([0-9a-f]{8})", driver_flags, text)
    # VPP prints what lies behind the end of an LLDP frame, and the name of an MPLS next node wrong.
    text = re.sub(r"(  TLV #0\(End of LLDPDU\): *\n)+", r"\1", text)
    text = re.sub(r"MPLS: next \S+", "MPLS: next X", text)
    records = re.split(r"(?m)^(?=TIME: )", "\n".join(golden.plain(text)))[1:]
    kept = []
    for record in records:
        name = record.split(": ", 1)[1].split("\n")[0].strip()
        if name in ("af-packet-input", "pcap-input"):
            continue
        lines = record.rstrip().split("\n")
        # Whether a driver says that all packets of a frame are of one interface is its own affair.
        lines = [line for line in lines if not line.startswith("  frame: flags")]
        kept += lines[:1] if name.endswith("-tx") else lines
    # A reply to an echo request carries a random IPv4 identification.
    if any("ip4-icmp-echo-request" in line for line in kept):
        at = next(i for i, line in enumerate(kept) if "ip4-load-balance" in line)
        for i in range(at, len(kept)):
            kept[i] = re.sub(r"fragment id 0x[0-9a-f]+", "fragment id R", kept[i])
            kept[i] = re.sub(r"checksum 0x[0-9a-f]+ dscp", "checksum R dscp", kept[i])
            kept[i] = re.sub(r"^(  00000000: .{36})[0-9a-f]{4}(.{8})[0-9a-f]{4}", r"\1R\2R", kept[i])
    return kept


def counters_of(text):
    return [line for line in golden.plain(text) if "af-packet-input" not in line]


def errors_of(text):
    """In any order: VPP lists them in order of registration, Quiver by node. The reassembly of the
    case before ran out of time during the recording of another."""
    return sorted(line for line in counters_of(text) if "reassembly-expire-walk" not in line)


def untagged_of(text):
    """af_packet counts received bytes without the VLAN tag, which the kernel takes off."""
    return [line for line in counters_of(text) if "rx bytes" not in line]


def main():
    failed = []
    for path in sorted(glob.glob(os.path.join(golden.HERE, "a_junk", "*.txt"))):
        name = os.path.basename(path)[:-4]
        with open(path, encoding="utf-8") as f:
            recorded = f.read()
        with tempfile.TemporaryDirectory() as directory:
            pcap = os.path.join(directory, "in.pcap")
            write_pcap(pcap, packet_of(recorded))
            got = golden.run([
                f"create pcap interface host-vpp2 rx-file {pcap} hw-addr {MAC}",
                "set interface ip address host-vpp2 10.10.10.12/24",
                "set ip neighbor host-vpp2 10.10.10.77 02:00:00:00:00:77",
                "trace add pcap-input 10",
                "set interface state host-vpp2 up",
                "show trace", "show errors", "show interface",
            ])
        expected = dict(golden.dialogue(path, "vpp"))
        same = golden.compare(f"{name}: trace", trace_of(expected["show trace"]),
                              trace_of(got["show trace"]))
        interfaces_of = untagged_of if re.search("vlan|qinq", name) else counters_of
        for command, read in (("show errors", errors_of), ("show interface", interfaces_of)):
            same &= golden.compare(f"{name}: {command}", read(expected[command]),
                                   read(got[command]))
        if not same:
            failed.append(name)
    if failed:
        sys.exit(f"{len(failed)} of the odd packets differ: {' '.join(failed)}")


main()
