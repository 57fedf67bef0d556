# What happens to frames on the way in and out of interfaces, and how it is counted.
qv# test clock stop
qv# create packet-generator interface pg0 hw-addr 02:fe:32:93:55:0e
qv# packet-generator new { name arp limit 1 size 60-60 interface pg0 node ethernet-input \
  > data { hex 0xffffffffffff020000000077080600010800060400010200000000770a0a0a4d0000000000000a0a0a0c } }
qv# packet-generator new { name strange limit 2 size 60-60 interface pg0 node ethernet-input \
  > data { hex 0x02fe3293550e0200000000771234 } }
qv# packet-generator new { name lldp limit 1 size 64-64 interface pg0 node ethernet-input \
  > data { hex 0x0180c200000e02000000007788cc020704020000000077040370 } }
qv# trace add pg-input 10
qv# packet-generator enable-stream arp
qv# show drops
00:00:00:000000 pg0  ethernet-input: interface is down  [policy]
    ARP who-has 10.10.10.12 tell 10.10.10.77, 60 bytes
    pg-input > ethernet-input > error-drop
1 recorded, 1 shown, 0 older ones overwritten
qv# show interface pg0
              Name               Idx    State  MTU (L3/IP4/IP6/MPLS)     Counter          Count     
pg0                               1     down         9000/0/0/0     rx packets                     1
                                                                    rx bytes                      60
                                                                    drops                          1
qv# set interface state pg0 up
qv# packet-generator enable-stream strange
qv# clear trace
qv# trace add pg-input 10
qv# packet-generator enable-stream arp
qv# show trace
------------------- Start of thread 0 quiver_main -------------------
Packet 1

00:00:00:000000: pg-input
  stream arp, 60 bytes, sw_if_index 1, next_node ethernet-input
  current data 0, length 60, buffer-pool 0, ref-count 1, trace handle 0x0
  ARP: 02:00:00:00:00:77 -> ff:ff:ff:ff:ff:ff
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:00:77/10.10.10.77 -> 00:00:00:00:00:00/10.10.10.12
00:00:00:000000: ethernet-input
  frame: flags 0x1, hw-if-index 1, sw-if-index 1
  ARP: 02:00:00:00:00:77 -> ff:ff:ff:ff:ff:ff
00:00:00:000000: arp-input
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:00:77/10.10.10.77 -> 00:00:00:00:00:00/10.10.10.12
00:00:00:000000: arp-disabled
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:00:77/10.10.10.77 -> 00:00:00:00:00:00/10.10.10.12
00:00:00:000000: error-drop
  rx:pg0
00:00:00:000000: drop
  arp-disabled: ARP Disabled on this interface

qv# set interface ip address pg0 10.10.10.12/24
qv# clear trace
qv# trace add pg-input 10
qv# clear interfaces
qv# packet-generator enable-stream arp
qv# show trace
------------------- Start of thread 0 quiver_main -------------------
Packet 1

00:00:00:000000: pg-input
  stream arp, 60 bytes, sw_if_index 1, next_node ethernet-input
  current data 0, length 60, buffer-pool 0, ref-count 1, trace handle 0x0
  ARP: 02:00:00:00:00:77 -> ff:ff:ff:ff:ff:ff
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:00:77/10.10.10.77 -> 00:00:00:00:00:00/10.10.10.12
00:00:00:000000: ethernet-input
  frame: flags 0x1, hw-if-index 1, sw-if-index 1
  ARP: 02:00:00:00:00:77 -> ff:ff:ff:ff:ff:ff
00:00:00:000000: arp-input
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:00:77/10.10.10.77 -> 00:00:00:00:00:00/10.10.10.12
00:00:00:000000: arp-reply
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:00:77/10.10.10.77 -> 00:00:00:00:00:00/10.10.10.12
00:00:00:000000: pg0-output
  pg0 flags 0x02180001
  ARP: 02:fe:32:93:55:0e -> 02:00:00:00:00:77
  reply, type ethernet/IP4, address size 6/4
  02:fe:32:93:55:0e/10.10.10.12 -> 02:00:00:00:00:77/10.10.10.77
00:00:00:000000: pg0-tx
    buffer 0x29: current data 0, length 60, buffer-pool 0, ref-count 1, trace handle 0x0
                 local l2-hdr-offset 0 l3-hdr-offset 14 
  ARP: 02:fe:32:93:55:0e -> 02:00:00:00:00:77
  reply, type ethernet/IP4, address size 6/4
  02:fe:32:93:55:0e/10.10.10.12 -> 02:00:00:00:00:77/10.10.10.77

qv# show interface pg0
              Name               Idx    State  MTU (L3/IP4/IP6/MPLS)     Counter          Count     
pg0                               1      up          9000/0/0/0     rx packets                     1
                                                                    rx bytes                      60
                                                                    tx packets                     1
                                                                    tx bytes                      60
qv# show ip neighbors
     Age                       IP                    Flags      Ethernet              Interface       
      0.0000               10.10.10.77                 D    02:00:00:00:00:77 pg0
qv# show ip neighbor-stats pg0
  pg0
    arp: rx:[reply:0 request:2 gratuitous:0 ] tx:[reply:1 request:0 gratuitous:0 ]
    nd:  rx:[reply:0 request:0 gratuitous:0 ] tx:[reply:0 request:0 gratuitous:0 ]
qv# clear trace
qv# trace add pg-input 10
qv# packet-generator enable-stream lldp
qv# show trace
------------------- Start of thread 0 quiver_main -------------------
Packet 1

00:00:00:000000: pg-input
  stream lldp, 64 bytes, sw_if_index 1, next_node ethernet-input
  current data 0, length 64, buffer-pool 0, ref-count 1, trace handle 0x0
  802_1_LLDP: 02:00:00:00:00:77 -> 01:80:c2:00:00:0e
  TLV #1(Chassis ID): 02:00:00:00:00:77(MAC address)
  TLV #2(Port ID): 0000(unknown port subtype)
  TLV #0(End of LLDPDU): 
00:00:00:000000: ethernet-input
  frame: flags 0x1, hw-if-index 1, sw-if-index 1
  802_1_LLDP: 02:00:00:00:00:77 -> 01:80:c2:00:00:0e
00:00:00:000000: lldp-input
  TLV #1(Chassis ID): 02:00:00:00:00:77(MAC address)
  TLV #2(Port ID): 0000(unknown port subtype)
  TLV #0(End of LLDPDU): 
00:00:00:000000: error-drop
  rx:pg0
00:00:00:000000: drop
  lldp-input: lldp packets received on disabled interfaces

