# Packet traces: what is asked for, what is shown, in which form.
qv# test clock stop
qv# create packet-generator interface pg0 hw-addr 02:00:00:00:00:01
qv# set interface state pg0 up
qv# set interface ip address pg0 10.1.0.1/24
qv# packet-generator new { name arp limit 2 size 60-60 interface pg0 node ethernet-input data { hex 0xffffffffffff02000000aa010806000108000604000102000000aa010a0100050000000000000a010001 } }
qv# packet-generator new { name odd limit 1 size 60-60 interface pg0 node ethernet-input data { hex 0xffffffffffff02000000aa01123400 } }
qv# show trace
------------------- Start of thread 0 quiver_main -------------------
No packets in trace buffer
qv# show trace filter
no packets are asked for
qv# trace add pg-input
error: incomplete command: expected <COUNT> (number 1..)
!2
qv# trace add pg-input 0
error: 0 is out of range, 1 to 4294967295
!2
qv# trace add nosuchnode 10
error: unknown node `nosuchnode'
!1
qv# trace add pg-input 10 filter arp and and
error: filter 'arp and and': can't parse filter expression: syntax error
!2
qv# trace add pg-input 1 filter arp
qv# show trace filter
node pg-input: 0 of 1 packets, filter arp
qv# packet-generator enable-stream odd
qv# packet-generator enable-stream arp
qv# show trace
------------------- Start of thread 0 quiver_main -------------------
Packet 1

00:00:00:000000: pg-input
  stream arp, 60 bytes, sw_if_index 1, next_node ethernet-input
  current data 0, length 60, buffer-pool 0, ref-count 1, trace handle 0x0
  ARP: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:aa:01/10.1.0.5 -> 00:00:00:00:00:00/10.1.0.1
00:00:00:000000: ethernet-input
  frame: flags 0x1, hw-if-index 1, sw-if-index 1
  ARP: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff
00:00:00:000000: arp-input
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:aa:01/10.1.0.5 -> 00:00:00:00:00:00/10.1.0.1
00:00:00:000000: arp-reply
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:aa:01/10.1.0.5 -> 00:00:00:00:00:00/10.1.0.1
00:00:00:000000: pg0-output
  pg0 flags 0x02180001
  ARP: 02:00:00:00:00:01 -> 02:00:00:00:aa:01
  reply, type ethernet/IP4, address size 6/4
  02:00:00:00:00:01/10.1.0.1 -> 02:00:00:00:aa:01/10.1.0.5
00:00:00:000000: pg0-tx
    buffer 0x2: current data 0, length 60, buffer-pool 0, ref-count 1, trace handle 0x0
                local l2-hdr-offset 0 l3-hdr-offset 14 
  ARP: 02:00:00:00:00:01 -> 02:00:00:00:aa:01
  reply, type ethernet/IP4, address size 6/4
  02:00:00:00:00:01/10.1.0.1 -> 02:00:00:00:aa:01/10.1.0.5

qv# show trace filter
node pg-input: 1 of 1 packets, filter arp
qv# trace add pg-input 2 filter arp
qv# show trace filter
node pg-input: 1 of 3 packets, filter arp
qv# trace add interface pg0 5 ring
qv# packet-generator enable-stream odd
qv# packet-generator enable-stream arp
qv# test clock advance 1500us
qv# packet-generator enable-stream odd
qv# show trace filter | json
{"arms": [
{"node": "pg-input", "taken": 3, "count": 3, "ring": false, "filter": "arp"},
{"interface": "pg0", "taken": 2, "count": 5, "ring": true}
]}
qv# show trace summary
------------------- Start of thread 0 quiver_main -------------------
   1  forwarded  pg0 > pg0  ARP: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff  pg-input > ethernet-input > arp-input > arp-reply > pg0-output > pg0-tx
   2  punted (ethernet-input: unknown ethernet type)  pg0  0x1234: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff  pg-input > ethernet-input > error-punt > punt
   3  forwarded  pg0 > pg0  ARP: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff  pg-input > ethernet-input > arp-input > arp-reply > pg0-output > pg0-tx
   4  forwarded  pg0 > pg0  ARP: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff  pg-input > ethernet-input > arp-input > arp-reply > pg0-output > pg0-tx
   5  punted (ethernet-input: unknown ethernet type)  pg0  0x1234: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff  pg-input > ethernet-input > error-punt > punt
qv# trace filter exclude arp-input 10
qv# show trace summary
------------------- Start of thread 0 quiver_main -------------------
   1  punted (ethernet-input: unknown ethernet type)  pg0  0x1234: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff  pg-input > ethernet-input > error-punt > punt
   2  punted (ethernet-input: unknown ethernet type)  pg0  0x1234: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff  pg-input > ethernet-input > error-punt > punt
qv# trace filter include arp-input 1
qv# show trace filter
node pg-input: 3 of 3 packets, filter arp
interface pg0: 2 of 5 packets, ring
shown: include arp-input, at most 1 packets
qv# show trace summary
------------------- Start of thread 0 quiver_main -------------------
   1  forwarded  pg0 > pg0  ARP: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff  pg-input > ethernet-input > arp-input > arp-reply > pg0-output > pg0-tx
qv# show trace timestamps wall
------------------- Start of thread 0 quiver_main -------------------
Packet 1

2000-01-01T00:00:00.000000000Z: pg-input
  stream arp, 60 bytes, sw_if_index 1, next_node ethernet-input
  current data 0, length 60, buffer-pool 0, ref-count 1, trace handle 0x0
  ARP: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:aa:01/10.1.0.5 -> 00:00:00:00:00:00/10.1.0.1
2000-01-01T00:00:00.000000000Z: ethernet-input
  frame: flags 0x1, hw-if-index 1, sw-if-index 1
  ARP: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff
2000-01-01T00:00:00.000000000Z: arp-input
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:aa:01/10.1.0.5 -> 00:00:00:00:00:00/10.1.0.1
2000-01-01T00:00:00.000000000Z: arp-reply
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:aa:01/10.1.0.5 -> 00:00:00:00:00:00/10.1.0.1
2000-01-01T00:00:00.000000000Z: pg0-output
  pg0 flags 0x02180001
  ARP: 02:00:00:00:00:01 -> 02:00:00:00:aa:01
  reply, type ethernet/IP4, address size 6/4
  02:00:00:00:00:01/10.1.0.1 -> 02:00:00:00:aa:01/10.1.0.5
2000-01-01T00:00:00.000000000Z: pg0-tx
    buffer 0x2: current data 0, length 60, buffer-pool 0, ref-count 1, trace handle 0x0
                local l2-hdr-offset 0 l3-hdr-offset 14 
  ARP: 02:00:00:00:00:01 -> 02:00:00:00:aa:01
  reply, type ethernet/IP4, address size 6/4
  02:00:00:00:00:01/10.1.0.1 -> 02:00:00:00:aa:01/10.1.0.5

qv# trace filter none
qv# show trace merged max 2 timestamps delta | match Packet|handle|Limiting
Packet 1, thread 0 quiver_main
  current data 0, length 60, buffer-pool 0, ref-count 1, trace handle 0x0
    buffer 0x2: current data 0, length 60, buffer-pool 0, ref-count 1, trace handle 0x0
Packet 2, thread 0 quiver_main
  current data 0, length 60, buffer-pool 0, ref-count 1, trace handle 0x1
Limiting display to 2 packets. To display more specify max.
qv# show trace merged summary max 2
   1  thread 0  forwarded  pg0 > pg0  ARP: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff  pg-input > ethernet-input > arp-input > arp-reply > pg0-output > pg0-tx
   2  thread 0  punted (ethernet-input: unknown ethernet type)  pg0  0x1234: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff  pg-input > ethernet-input > error-punt > punt
Limiting display to 2 packets. To display more specify max.
qv# show trace summary | json
{"packets": [
{"number": 1, "thread": 0, "handle": 0, "verdict": "forwarded", "rx": "pg0", "tx": "pg0", "packet": "ARP: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff", "path": ["pg-input", "ethernet-input", "arp-input", "arp-reply", "pg0-output", "pg0-tx"]},
{"number": 2, "thread": 0, "handle": 1, "verdict": "punted", "reason": "ethernet-input: unknown ethernet type", "rx": "pg0", "packet": "0x1234: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff", "path": ["pg-input", "ethernet-input", "error-punt", "punt"]},
{"number": 3, "thread": 0, "handle": 2, "verdict": "forwarded", "rx": "pg0", "tx": "pg0", "packet": "ARP: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff", "path": ["pg-input", "ethernet-input", "arp-input", "arp-reply", "pg0-output", "pg0-tx"]},
{"number": 4, "thread": 0, "handle": 3, "verdict": "forwarded", "rx": "pg0", "tx": "pg0", "packet": "ARP: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff", "path": ["pg-input", "ethernet-input", "arp-input", "arp-reply", "pg0-output", "pg0-tx"]},
{"number": 5, "thread": 0, "handle": 4, "verdict": "punted", "reason": "ethernet-input: unknown ethernet type", "rx": "pg0", "packet": "0x1234: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff", "path": ["pg-input", "ethernet-input", "error-punt", "punt"]}
], "lost": 0}
qv# show trace max 1
------------------- Start of thread 0 quiver_main -------------------
Packet 1

00:00:00:000000: pg-input
  stream arp, 60 bytes, sw_if_index 1, next_node ethernet-input
  current data 0, length 60, buffer-pool 0, ref-count 1, trace handle 0x0
  ARP: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:aa:01/10.1.0.5 -> 00:00:00:00:00:00/10.1.0.1
00:00:00:000000: ethernet-input
  frame: flags 0x1, hw-if-index 1, sw-if-index 1
  ARP: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff
00:00:00:000000: arp-input
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:aa:01/10.1.0.5 -> 00:00:00:00:00:00/10.1.0.1
00:00:00:000000: arp-reply
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:aa:01/10.1.0.5 -> 00:00:00:00:00:00/10.1.0.1
00:00:00:000000: pg0-output
  pg0 flags 0x02180001
  ARP: 02:00:00:00:00:01 -> 02:00:00:00:aa:01
  reply, type ethernet/IP4, address size 6/4
  02:00:00:00:00:01/10.1.0.1 -> 02:00:00:00:aa:01/10.1.0.5
00:00:00:000000: pg0-tx
    buffer 0x2: current data 0, length 60, buffer-pool 0, ref-count 1, trace handle 0x0
                local l2-hdr-offset 0 l3-hdr-offset 14 
  ARP: 02:00:00:00:00:01 -> 02:00:00:00:aa:01
  reply, type ethernet/IP4, address size 6/4
  02:00:00:00:00:01/10.1.0.1 -> 02:00:00:00:aa:01/10.1.0.5

Limiting display to 1 packets. To display more specify max.
qv# show trace max 1 timestamps delta
------------------- Start of thread 0 quiver_main -------------------
Packet 1

+0.000 us: pg-input
  stream arp, 60 bytes, sw_if_index 1, next_node ethernet-input
  current data 0, length 60, buffer-pool 0, ref-count 1, trace handle 0x0
  ARP: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:aa:01/10.1.0.5 -> 00:00:00:00:00:00/10.1.0.1
+0.000 us: ethernet-input
  frame: flags 0x1, hw-if-index 1, sw-if-index 1
  ARP: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff
+0.000 us: arp-input
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:aa:01/10.1.0.5 -> 00:00:00:00:00:00/10.1.0.1
+0.000 us: arp-reply
  request, type ethernet/IP4, address size 6/4
  02:00:00:00:aa:01/10.1.0.5 -> 00:00:00:00:00:00/10.1.0.1
+0.000 us: pg0-output
  pg0 flags 0x02180001
  ARP: 02:00:00:00:00:01 -> 02:00:00:00:aa:01
  reply, type ethernet/IP4, address size 6/4
  02:00:00:00:00:01/10.1.0.1 -> 02:00:00:00:aa:01/10.1.0.5
+0.000 us: pg0-tx
    buffer 0x2: current data 0, length 60, buffer-pool 0, ref-count 1, trace handle 0x0
                local l2-hdr-offset 0 l3-hdr-offset 14 
  ARP: 02:00:00:00:00:01 -> 02:00:00:00:aa:01
  reply, type ethernet/IP4, address size 6/4
  02:00:00:00:00:01/10.1.0.1 -> 02:00:00:00:aa:01/10.1.0.5

Limiting display to 1 packets. To display more specify max.
qv# show trace max 1 timestamps relative summary | count
Count: 3 lines
qv# clear trace
qv# show trace
------------------- Start of thread 0 quiver_main -------------------
No packets in trace buffer
qv# show trace filter
no packets are asked for
qv# trace add pg-input 1
qv# packet-generator enable-stream arp
qv# show trace summary
------------------- Start of thread 0 quiver_main -------------------
   1  forwarded  pg0 > pg0  ARP: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff  pg-input > ethernet-input > arp-input > arp-reply > pg0-output > pg0-tx
