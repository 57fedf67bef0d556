# Frames through a bridge domain: answers in place of hosts, tags, and loopbacks that flood each other.
qv# test clock stop
qv# create loopback interface
loop0
qv# create packet-generator interface pg0 hw-addr 02:00:00:00:00:10
qv# create packet-generator interface pg1 hw-addr 02:00:00:00:00:11
qv# set interface state pg0 up
qv# set interface state pg1 up
qv# set interface state loop0 up
qv# set interface l2 bridge pg0 1
qv# set interface l2 bridge pg1 1
qv# set interface l2 bridge loop0 1 bvi
qv# set interface ip address loop0 10.0.0.1/24
qv# set bridge-domain arp term 1
qv# set bridge-domain arp entry 1 10.0.0.9 02:00:00:00:00:09
qv# packet-generator new { name known limit 1 size 60-60 interface pg0 node ethernet-input \
  > data { hex 0xffffffffffff0200000000aa080600010800060400010200000000aa0a0000020000000000000a000009 } }
qv# packet-generator new { name bvi limit 1 size 60-60 interface pg0 node ethernet-input \
  > data { hex 0xffffffffffff0200000000aa080600010800060400010200000000aa0a0000020000000000000a000001 } }
qv# packet-generator new { name tagged limit 1 size 64-64 interface pg1 node ethernet-input \
  > data { hex 0x0200000000aa0200000000bb8100006488b5 } }
qv# trace add pg-input 1
qv# packet-generator enable-stream known
qv# show trace
------------------- Start of thread 0 quiver_main -------------------
Packet 1

00:00:00:000000: pg-input
  stream known, 60 bytes, sw_if_index 2, next_node ethernet-input
  current data 0, length 60, buffer-pool 0, ref-count 1, trace handle 0x0
  ARP: 02:00:00:00:00:aa -> ff:ff:ff:ff:ff:ff
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:00:aa/10.0.0.2 -> 00:00:00:00:00:00/10.0.0.9
00:00:00:000000: ethernet-input
  frame: flags 0x1, hw-if-index 2, sw-if-index 2
  ARP: 02:00:00:00:00:aa -> ff:ff:ff:ff:ff:ff
00:00:00:000000: l2-input
  l2-input: sw_if_index 2 dst ff:ff:ff:ff:ff:ff src 02:00:00:00:00:aa [l2-learn arp-term-l2bd l2-flood ]
00:00:00:000000: l2-learn
  l2-learn: sw_if_index 2 dst ff:ff:ff:ff:ff:ff src 02:00:00:00:00:aa bd_index 1
00:00:00:000000: arp-term-l2bd
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:00:aa/10.0.0.2 -> 00:00:00:00:00:00/10.0.0.9
00:00:00:000000: l2-output
  l2-output: sw_if_index 2 dst 02:00:00:00:00:aa src 02:00:00:00:00:09 data 08 06 00 01 08 00 06 04 00 02 02 00
00:00:00:000000: pg0-output
  pg0 flags 0x00180001
  ARP: 02:00:00:00:00:09 -> 02:00:00:00:00:aa
  reply, type ethernet/IP4, address size 6/4
  02:00:00:00:00:09/10.0.0.9 -> 02:00:00:00:00:aa/10.0.0.2
00:00:00:000000: pg0-tx
    buffer 0x2: current data 0, length 60, buffer-pool 0, ref-count 1, trace handle 0x0
                l2-hdr-offset 0 l3-hdr-offset 14 
  ARP: 02:00:00:00:00:09 -> 02:00:00:00:00:aa
  reply, type ethernet/IP4, address size 6/4
  02:00:00:00:00:09/10.0.0.9 -> 02:00:00:00:00:aa/10.0.0.2

qv# clear trace
qv# trace add pg-input 1
qv# packet-generator enable-stream bvi
qv# show trace
------------------- Start of thread 0 quiver_main -------------------
Packet 1

00:00:00:000000: pg-input
  stream bvi, 60 bytes, sw_if_index 2, next_node ethernet-input
  current data 0, length 60, buffer-pool 0, ref-count 1, trace handle 0x0
  ARP: 02:00:00:00:00:aa -> ff:ff:ff:ff:ff:ff
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:00:aa/10.0.0.2 -> 00:00:00:00:00:00/10.0.0.1
00:00:00:000000: ethernet-input
  frame: flags 0x1, hw-if-index 2, sw-if-index 2
  ARP: 02:00:00:00:00:aa -> ff:ff:ff:ff:ff:ff
00:00:00:000000: l2-input
  l2-input: sw_if_index 2 dst ff:ff:ff:ff:ff:ff src 02:00:00:00:00:aa [l2-learn arp-term-l2bd l2-flood ]
00:00:00:000000: l2-learn
  l2-learn: sw_if_index 2 dst ff:ff:ff:ff:ff:ff src 02:00:00:00:00:aa bd_index 1
00:00:00:000000: arp-term-l2bd
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:00:aa/10.0.0.2 -> 00:00:00:00:00:00/10.0.0.1
00:00:00:000000: l2-flood
  l2-flood: sw_if_index 2 dst ff:ff:ff:ff:ff:ff src 02:00:00:00:00:aa bd_index 1
  l2-flood: sw_if_index 2 dst ff:ff:ff:ff:ff:ff src 02:00:00:00:00:aa bd_index 1
00:00:00:000000: l2-output
  l2-output: sw_if_index 3 dst ff:ff:ff:ff:ff:ff src 02:00:00:00:00:aa data 08 06 00 01 08 00 06 04 00 01 02 00
00:00:00:000000: arp-input
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:00:aa/10.0.0.2 -> 00:00:00:00:00:00/10.0.0.1
00:00:00:000000: pg1-output
  pg1 flags 0x00180001
  ARP: 02:00:00:00:00:aa -> ff:ff:ff:ff:ff:ff
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:00:aa/10.0.0.2 -> 00:00:00:00:00:00/10.0.0.1
00:00:00:000000: arp-reply
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:00:aa/10.0.0.2 -> 00:00:00:00:00:00/10.0.0.1
00:00:00:000000: pg1-tx
    buffer 0x29: current data 0, length 60, buffer-pool 0, ref-count 1, trace handle 0x0
                 l2-hdr-offset 0 l3-hdr-offset 14 
  ARP: 02:00:00:00:00:aa -> ff:ff:ff:ff:ff:ff
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:00:aa/10.0.0.2 -> 00:00:00:00:00:00/10.0.0.1
00:00:00:000000: loop0-output
  loop0 flags 0x02180001
  ARP: de:ad:00:00:00:00 -> 02:00:00:00:00:aa
  reply, type ethernet/IP4, address size 6/4
  de:ad:00:00:00:00/10.0.0.1 -> 02:00:00:00:00:aa/10.0.0.2
00:00:00:000000: l2-input
  l2-input: sw_if_index 1 dst 02:00:00:00:00:aa src de:ad:00:00:00:00 [l2-fwd l2-flood l2-flood ]
00:00:00:000000: l2-fwd
  l2-fwd:   sw_if_index 1 dst 02:00:00:00:00:aa src de:ad:00:00:00:00 bd_index 1 result [0x1000000000002, 2] none
00:00:00:000000: l2-output
  l2-output: sw_if_index 2 dst 02:00:00:00:00:aa src de:ad:00:00:00:00 data 08 06 00 01 08 00 06 04 00 02 de ad
00:00:00:000000: pg0-output
  pg0 flags 0x02180001
  ARP: de:ad:00:00:00:00 -> 02:00:00:00:00:aa
  reply, type ethernet/IP4, address size 6/4
  de:ad:00:00:00:00/10.0.0.1 -> 02:00:00:00:00:aa/10.0.0.2
00:00:00:000000: pg0-tx
    buffer 0x2: current data 0, length 60, buffer-pool 0, ref-count 1, trace handle 0x0
                local l2-hdr-offset 0 l3-hdr-offset 14 
  ARP: de:ad:00:00:00:00 -> 02:00:00:00:00:aa
  reply, type ethernet/IP4, address size 6/4
  de:ad:00:00:00:00/10.0.0.1 -> 02:00:00:00:00:aa/10.0.0.2

qv# clear trace
qv# set interface l2 tag-rewrite pg1 push dot1q 7
qv# trace add pg-input 1
qv# packet-generator enable-stream tagged
qv# show trace
------------------- Start of thread 0 quiver_main -------------------
Packet 1

00:00:00:000000: pg-input
  stream tagged, 64 bytes, sw_if_index 3, next_node ethernet-input
  current data 0, length 64, buffer-pool 0, ref-count 1, trace handle 0x0
  802_1_LOCAL_EXPERIMENTAL_1: 02:00:00:00:00:bb -> 02:00:00:00:00:aa 802.1q vlan 100
00:00:00:000000: ethernet-input
  frame: flags 0x1, hw-if-index 3, sw-if-index 3
  802_1_LOCAL_EXPERIMENTAL_1: 02:00:00:00:00:bb -> 02:00:00:00:00:aa 802.1q vlan 100
00:00:00:000000: l2-input
  l2-input: sw_if_index 3 dst 02:00:00:00:00:aa src 02:00:00:00:00:bb [l2-input-vtr l2-learn l2-fwd l2-flood l2-flood ]
00:00:00:000000: l2-input-vtr
  l2-input-vtr: sw_if_index 3 dst 02:00:00:00:00:aa src 02:00:00:00:00:bb data 81 00 00 07 81 00 00 64 88 b5 00 00
00:00:00:000000: l2-learn
  l2-learn: sw_if_index 3 dst 02:00:00:00:00:aa src 02:00:00:00:00:bb bd_index 1
00:00:00:000000: l2-fwd
  l2-fwd:   sw_if_index 3 dst 02:00:00:00:00:aa src 02:00:00:00:00:bb bd_index 1 result [0x1000000000002, 2] none
00:00:00:000000: l2-output
  l2-output: sw_if_index 2 dst 02:00:00:00:00:aa src 02:00:00:00:00:bb data 81 00 00 07 81 00 00 64 88 b5 00 00
00:00:00:000000: pg0-output
  pg0 flags 0x20180001
  802_1_LOCAL_EXPERIMENTAL_1: 02:00:00:00:00:bb -> 02:00:00:00:00:aa 802.1q vlan 7 802.1q vlan 100
00:00:00:000000: pg0-tx
    buffer 0x2: current data -4, length 68, buffer-pool 0, ref-count 1, trace handle 0x0
                vlan-2-deep l2-hdr-offset -4 l3-hdr-offset 18 
  802_1_LOCAL_EXPERIMENTAL_1: 02:00:00:00:00:bb -> 02:00:00:00:00:aa 802.1q vlan 7 802.1q vlan 100

qv# show errors
   Count                  Node                              Reason               Severity 
         1             arp-reply                       ARP replies sent            info   
         1           arp-term-l2bd                     ARP replies sent            info   
         1              l2-flood                       L2 flood packets            error  
         4              l2-input                       L2 input packets            error  
         3              l2-learn                       L2 learn packets            error  
         2              l2-learn                       L2 learn misses             error  
         4             l2-output                      L2 output packets            error  
qv# create loopback interface
loop1
qv# set interface l2 xconnect loop1 loop1
error: an interface cannot be its own peer
!1
qv# create loopback interface
loop2
qv# set interface l2 xconnect loop1 loop2
qv# set interface l2 xconnect loop2 loop1
qv# set interface state loop1 up
qv# set interface state loop2 up
qv# packet-generator new { name circle limit 1 size 60-60 interface loop1 node ethernet-input \
  > data { hex 0x0200000000aa0200000000bb88b5 } }
qv# packet-generator enable-stream circle
qv# show drops max 1
00:00:00:000000 loop2  loop2-tx: packet came too often  [policy]
    802_1_LOCAL_EXPERIMENTAL_1 02:00:00:00:00:bb > 02:00:00:00:00:aa, 60 bytes
    pg-input > ethernet-input > l2-input > l2-output > loop2-output > loop2-tx > ethernet-input > l2-input > l2-output > loop1-output > loop1-tx > ethernet-input > l2-input > l2-output > loop2-output > loop2-tx > ethernet-input > l2-input > l2-output > loop1-output > loop1-tx > ethernet-input > l2-input > l2-output > loop2-output > loop2-tx > error-drop
1 recorded, 1 shown, 0 older ones overwritten
