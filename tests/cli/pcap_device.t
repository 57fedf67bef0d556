# Captures replayed and recorded by interfaces.
qv# test clock stop
qv# create packet-generator interface pg0
qv# set interface state pg0 up
qv# create pcap interface out0 tx-file $(U)/out.pcap
qv# packet-generator new { name f limit 3 rate 10 size 60-62 interface pg0 node out0-tx data { incrementing } }
qv# packet-generator enable-stream f
qv# wait packet-generator
qv# show hardware-interfaces out0 | match file
  tx-file $(U)/out.pcap: 3 packets
qv# delete pcap interface out0
qv# create pcap interface in0 rx-file $(U)/out.pcap speed recorded hw-addr 02:00:00:00:00:01
qv# show hardware-interfaces in0
              Name                Idx   Link  Hardware
in0                                2     up   in0
  Link speed: unknown
  Ethernet address 02:00:00:00:00:01
  rx-file $(U)/out.pcap: idle, 0 packets, 24 of 255 bytes
qv# show clock
Time now 0.200000, Sat, 01 Jan 2000 00:00:00 GMT
stopped
qv# trace add pcap-input 1
qv# set interface state in0 up
qv# show clock
Time now 0.400000, Sat, 01 Jan 2000 00:00:00 GMT
stopped
qv# show hardware-interfaces in0 | match file
  rx-file $(U)/out.pcap: done, 3 packets, 255 of 255 bytes
qv# show interface in0 | match rx
in0                               2      up          9000/0/0/0     rx packets                     3
                                                                    rx bytes                     183
qv# show trace
------------------- Start of thread 0 quiver_main -------------------
Packet 1

00:00:00:200000: pcap-input
  in0: packet 1 of out.pcap, time 946684800.000000000, length 60
  0x0c0d: 06:07:08:09:0a:0b -> 00:01:02:03:04:05
00:00:00:200000: ethernet-input
  frame: flags 0x1, hw-if-index 2, sw-if-index 2
  0x0c0d: 06:07:08:09:0a:0b -> 00:01:02:03:04:05
00:00:00:200000: error-drop
  rx:in0
00:00:00:200000: drop
  ethernet-input: l3 mac mismatch

qv# wait pcap in0
qv# create pcap interface in1 rx-file $(U)/out.pcap loop 3
qv# set interface state in1 up
qv# show hardware-interfaces in1 | match file
  rx-file $(U)/out.pcap: done, 9 packets, 255 of 255 bytes, pass 3 of 3
qv# set interface state in1 down
qv# set interface state in1 up
qv# show interface in1 | match packets
in1                               3      up          9000/0/0/0     rx packets                    18
qv# create pcap interface x
error: rx-file or tx-file is needed
!1
qv# create pcap interface x rx-file $(U)/nosuch.pcap
error: $(U)/nosuch.pcap: No such file or directory
!1
qv# create pcap interface x rx-file $(U)
error: $(U): is a directory
!1
qv# create pcap interface x rx-file /dev/null
error: /dev/null: not a capture file: truncated dump file; tried to read 4 file header bytes, only got 0
!2
qv# create pcap interface x rx-file $(U)/out.pcap tx-file $(U)/out.pcap
error: $(U)/out.pcap cannot be read and written at once
!1
qv# create pcap interface x rx-file $(U)/out.pcap mode ip
error: $(U)/out.pcap holds Ethernet packets: use mode ethernet
!1
qv# create pcap interface x rx-file $(U)/out.pcap snaplen 0
error: 0 is out of range, 1 to 262144
!2
qv# create pcap interface x tx-file /nonexistent/x.pcap
error: /nonexistent/x.pcap: No such file or directory
!1
qv# create pcap interface in0 rx-file $(U)/out.pcap
error: interface in0 already exists
!1
qv# wait pcap pg0
error: pg0 is not a pcap interface
!1
qv# show interface x
error: unknown interface `x'
!1
qv# create pcap interface full tx-file /dev/full
qv# packet-generator new { name g limit 2 interface pg0 node full-tx data { incrementing } }
qv# packet-generator enable-stream g
qv# show hardware-interfaces full | match "file|failed"
  tx-file /dev/full: 0 packets
    failed: /dev/full: cannot write after packet 0: No space left on device
qv# show errors | match written
         2              full-tx               packets that could not be written    error  
qv# delete pcap interface in1
qv# create pcap interface thief tx-file $(U)/out.pcap
error: $(U)/out.pcap is in use as a capture file
!1
qv# pcap trace rx file $(U)/out.pcap
error: $(U)/out.pcap is in use as a capture file
!1
qv# create pcap interface w1 tx-file $(U)/w.pcap
qv# create pcap interface w2 tx-file $(U)/w.pcap
error: $(U)/w.pcap is in use as a capture file
!1
qv# delete pcap interface w1
qv# create pcap interface w2 tx-file $(U)/w.pcap
