"""The recorded packet-generator session: same packets out, traces, counters and layouts."""
import os
import re
import struct
import sys
import tempfile

import golden

PG = os.path.join(golden.HERE, "c_pg")
STREAMS = ["fixed", "ranges", "icmp6", "arp-vlan", "tcp"]
ENABLED = ["fixed", "ranges", "six", "arp", "tcp"]


def packets_of(path):
    with open(path, "rb") as f:
        data = f.read()
    packets, at = [], 24
    while at < len(data):
        n = struct.unpack_from("<I", data, at + 8)[0]
        packets.append(data[at + 16:at + 16 + n].hex())
        at += 16 + n
    return packets


def with_ethernet(packet):
    """VPP writes what never had an Ethernet header without one; Quiver gives it one of zeros."""
    return "00" * 12 + "86dd" + packet if packet.startswith("60000000") else packet


# Stream 'ranges' asks for random destination ports, 2000 to 2010, so its ports and UDP checksums
# differ from VPP's; each port must still be one of those.
PORT = r"07d[0-9a]"
RANDOM = [(r"(UDP: 100[0-3] -> )20(?:0\d|10)$", r"\1PORT"),
          (r"(length 44, checksum )0x[0-9a-f]{4}", r"\1C"),
          (rf"(000203e[89ab]){PORT}(002c)[0-9a-f]{{4}}", r"\1PORT\2CCCC")]


def without_random(line):
    for pattern, to in RANDOM:
        line = re.sub(pattern, to, line)
    return line


def main():
    # The first occurrence of each command in the recording is the one that is compared.
    recorded, shows = {}, []
    for command, output in golden.dialogue(os.path.join(PG, "00-session.txt"), "vpp1"):
        if command.startswith("show packet-generator"):
            shows.append(output)
        recorded.setdefault(command, output)
    with tempfile.TemporaryDirectory() as directory:
        out = os.path.join(directory, "pg1.pcap")
        taps = os.path.join(directory, "taps.pcap")
        before = [
            # VPP's own MAC was random; the streams name the recorded one.
            "create packet-generator interface pg0 hw-addr 02:fe:4a:ed:92:ec",
            "create packet-generator interface pg1 hw-addr 02:00:00:00:00:02",
            "set interface state pg0 up", "set interface state pg1 up",
            "set interface ip address pg0 10.1.0.1/24", "set interface ip address pg1 10.2.0.1/24",
            "set ip neighbor pg1 10.2.0.2 02:00:00:00:bb:02",
            "show packet-generator", "show packet-generator interface pg0",
            "show hardware-interfaces",
        ]
        new = [f"exec {PG}/stream-{name}.pg" for name in STREAMS]
        go = ["trace add pg-input 100", f"pcap trace rx tx drop max 1000 file {taps}",
              f"packet-generator capture pg1 pcap {out} count 100"]
        go += [line for name in ENABLED
               for line in (f"packet-generator enable-stream {name}", "test clock advance 0.3")]
        go += ["pcap trace off", "packet-generator capture pg1 disable"]
        after = ["show packet-generator", "show trace max 100", "show errors", "show interface"]
        first = golden.run(before)
        defined = golden.run(before[:7] + new + ["show packet-generator",
                                                 "show packet-generator verbose"])
        got = golden.run(before[:7] + new + go + after)
        packets, tapped = packets_of(out), packets_of(taps)

    same = True
    for command in before[7:]:
        same &= golden.compare(command, golden.plain(recorded[command]),
                               golden.plain(first[command]))
    same &= golden.compare("defined", golden.plain(shows[2]),
                           golden.plain(defined["show packet-generator"]))
    same &= golden.compare("defined, verbose", golden.plain(shows[3]),
                           golden.plain(defined["show packet-generator verbose"]))
    same &= golden.compare("sent", golden.plain(shows[4]), golden.plain(got["show packet-generator"]))
    for command in after[1:]:
        # VPP leaves an interface 'pg-1' behind after the stream that failed.
        expected = [line for line in golden.plain(recorded[command]) if not re.match("pg-1 ", line)]
        same &= golden.compare(command, list(map(without_random, expected)),
                               list(map(without_random, golden.plain(got[command]))))
    out_of_vpp = packets_of(os.path.join(PG, "golden_pg1_capture.pcap"))
    same &= golden.compare("packets out of pg1", list(map(without_random, out_of_vpp)),
                           list(map(without_random, packets)))
    taps_of_vpp = map(with_ethernet, packets_of(os.path.join(PG, "golden_pcap_trace.pcap")))
    same &= golden.compare("rx, tx and drop taps", sorted(map(without_random, taps_of_vpp)),
                           sorted(map(without_random, tapped)))
    sys.exit(0 if same else "the recorded session differs")


main()
