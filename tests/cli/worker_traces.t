# What two workers did: traces by thread and merged, one journey across a hand-off, counters, drops.
#! 'cpu { workers 2 }'
qv# test clock stop
qv# create packet-generator interface pg0 hw-addr 02:00:00:00:00:01
qv# create packet-generator interface pg1 hw-addr 02:00:00:00:01:01
qv# set interface state pg0 up
qv# set interface state pg1 up
qv# set interface ip address pg0 10.1.0.1/24
qv# set interface ip address pg1 10.2.0.1/24
qv# set ip neighbor pg1 10.2.0.2 02:00:00:00:bb:01
qv# packet-generator new { name goes limit 1 size 60-60 interface pg0 node ethernet-input data { IP4: 02:00:00:00:aa:01 -> 02:00:00:00:00:01 UDP: 10.1.0.5 -> 10.2.0.2 UDP: 1 -> 2 incrementing 18 } }
qv# packet-generator new { name ends limit 2 size 60-60 interface pg1 node ethernet-input data { IP4: 02:00:00:00:bb:01 -> 02:00:00:00:01:01 UDP: 10.2.0.2 -> 192.0.2.1 UDP: 3 -> 4 incrementing 18 } }
qv# set interface rx-placement pg0 worker 0
qv# set interface rx-placement pg1 worker 1
qv# set interface handoff pg0 workers 1
qv# trace add pg-input 10
qv# pcap dispatch trace on max 100 file ./dispatch.pcap
qv# pcap trace rx tx drop max 100 file ./all.pcapng
qv# test clock advance 1ms
qv# packet-generator enable-stream goes
qv# test clock advance 1ms
qv# packet-generator enable-stream ends
qv# show trace | match "^---|^Packet|^[0-9:]+: |HANDED|No packets"
------------------- Start of thread 0 quiver_main -------------------
No packets in trace buffer
------------------- Start of thread 1 quiver_wk_0 -------------------
Packet 1
00:00:00:001000: pg-input
00:00:00:001000: worker-handoff
00:00:00:001000: handoff_trace
  HANDED-OFF: from thread 1 trace index 0 to thread 2
00:00:00:001000: ethernet-input
00:00:00:001000: ip4-input
00:00:00:001000: ip4-lookup
00:00:00:001000: ip4-rewrite
00:00:00:001000: pg1-output
00:00:00:001000: pg1-tx
------------------- Start of thread 2 quiver_wk_1 -------------------
Packet 1
00:00:00:002000: pg-input
00:00:00:002000: ethernet-input
00:00:00:002000: ip4-input
00:00:00:002000: ip4-lookup
00:00:00:002000: ip4-drop
00:00:00:002000: error-drop
00:00:00:002000: drop
Packet 2
00:00:00:002000: pg-input
00:00:00:002000: ethernet-input
00:00:00:002000: ip4-input
00:00:00:002000: ip4-lookup
00:00:00:002000: ip4-drop
00:00:00:002000: error-drop
00:00:00:002000: drop
qv# show trace merged max 1
Packet 1, thread 1 quiver_wk_0

00:00:00:001000: pg-input
  stream goes, 60 bytes, sw_if_index 1, next_node ethernet-input
  current data 0, length 60, buffer-pool 0, ref-count 1, trace handle 0x1000000
  IP4: 02:00:00:00:aa:01 -> 02:00:00:00:00:01
  UDP: 10.1.0.5 -> 10.2.0.2
    tos 0x00, ttl 64, length 46, checksum 0x66b6 dscp CS0 ecn NON_ECN
    fragment id 0x0000
  UDP: 1 -> 2
    length 26, checksum 0xa35c
00:00:00:001000: worker-handoff
  worker-handoff: sw_if_index 1, next_worker 2, buffer 0x2
00:00:00:001000: handoff_trace
  HANDED-OFF: from thread 1 trace index 0 to thread 2
00:00:00:001000: ethernet-input
  frame: flags 0x1, hw-if-index 1, sw-if-index 1
  IP4: 02:00:00:00:aa:01 -> 02:00:00:00:00:01
00:00:00:001000: ip4-input
  UDP: 10.1.0.5 -> 10.2.0.2
    tos 0x00, ttl 64, length 46, checksum 0x66b6 dscp CS0 ecn NON_ECN
    fragment id 0x0000
  UDP: 1 -> 2
    length 26, checksum 0xa35c
00:00:00:001000: ip4-lookup
  fib 0 dpo-idx 4 flow hash: 0x00000000
  UDP: 10.1.0.5 -> 10.2.0.2
    tos 0x00, ttl 64, length 46, checksum 0x66b6 dscp CS0 ecn NON_ECN
    fragment id 0x0000
  UDP: 1 -> 2
    length 26, checksum 0xa35c
00:00:00:001000: ip4-rewrite
  tx_sw_if_index 2 dpo-idx 4 : ipv4 via 10.2.0.2 pg1: mtu:9000 next:3 flags:[] 02000000bb010200000001010800 flow hash: 0x00000000
  00000000: 02000000bb0102000000010108004500002e000000003f1167b60a0100050a02
  00000020: 000200010002001aa35c000102030405060708090a0b0c0d0e0f1011
00:00:00:001000: pg1-output
  pg1 flags 0x00180001
  IP4: 02:00:00:00:01:01 -> 02:00:00:00:bb:01
  UDP: 10.1.0.5 -> 10.2.0.2
    tos 0x00, ttl 63, length 46, checksum 0x67b6 dscp CS0 ecn NON_ECN
    fragment id 0x0000
  UDP: 1 -> 2
    length 26, checksum 0xa35c
00:00:00:001000: pg1-tx
    buffer 0x2: current data 0, length 60, buffer-pool 0, ref-count 1, trace handle 0x2000000
                l2-hdr-offset 0 l3-hdr-offset 14 
  IP4: 02:00:00:00:01:01 -> 02:00:00:00:bb:01
  UDP: 10.1.0.5 -> 10.2.0.2
    tos 0x00, ttl 63, length 46, checksum 0x67b6 dscp CS0 ecn NON_ECN
    fragment id 0x0000
  UDP: 1 -> 2
    length 26, checksum 0xa35c

Limiting display to 1 packets. To display more specify max.
qv# show trace merged timestamps delta | match "^Packet|HANDED|: pg-input"
Packet 1, thread 1 quiver_wk_0
+0.000 us: pg-input
  HANDED-OFF: from thread 1 trace index 0 to thread 2
Packet 2, thread 2 quiver_wk_1
+0.000 us: pg-input
Packet 3, thread 2 quiver_wk_1
+0.000 us: pg-input
qv# show trace summary
------------------- Start of thread 0 quiver_main -------------------
No packets in trace buffer
------------------- Start of thread 1 quiver_wk_0 -------------------
   1  forwarded  pg0 > pg1  UDP: 10.1.0.5 -> 10.2.0.2  pg-input > worker-handoff > handoff_trace > ethernet-input > ip4-input > ip4-lookup > ip4-rewrite > pg1-output > pg1-tx
------------------- Start of thread 2 quiver_wk_1 -------------------
   1  dropped (no route)  pg1  UDP: 10.2.0.2 -> 192.0.2.1  pg-input > ethernet-input > ip4-input > ip4-lookup > ip4-drop > error-drop > drop
   2  dropped (no route)  pg1  UDP: 10.2.0.2 -> 192.0.2.1  pg-input > ethernet-input > ip4-input > ip4-lookup > ip4-drop > error-drop > drop
qv# show trace merged summary
   1  thread 1  forwarded  pg0 > pg1  UDP: 10.1.0.5 -> 10.2.0.2  pg-input > worker-handoff > handoff_trace > ethernet-input > ip4-input > ip4-lookup > ip4-rewrite > pg1-output > pg1-tx
   2  thread 2  dropped (no route)  pg1  UDP: 10.2.0.2 -> 192.0.2.1  pg-input > ethernet-input > ip4-input > ip4-lookup > ip4-drop > error-drop > drop
   3  thread 2  dropped (no route)  pg1  UDP: 10.2.0.2 -> 192.0.2.1  pg-input > ethernet-input > ip4-input > ip4-lookup > ip4-drop > error-drop > drop
qv# show trace merged summary | json
{"packets": [
{"number": 1, "thread": 1, "handle": 0, "verdict": "forwarded", "rx": "pg0", "tx": "pg1", "packet": "UDP: 10.1.0.5 -> 10.2.0.2", "path": ["pg-input", "worker-handoff", "handoff_trace", "ethernet-input", "ip4-input", "ip4-lookup", "ip4-rewrite", "pg1-output", "pg1-tx"]},
{"number": 2, "thread": 2, "handle": 1, "verdict": "dropped", "reason": "no route", "rx": "pg1", "packet": "UDP: 10.2.0.2 -> 192.0.2.1", "path": ["pg-input", "ethernet-input", "ip4-input", "ip4-lookup", "ip4-drop", "error-drop", "drop"]},
{"number": 3, "thread": 2, "handle": 2, "verdict": "dropped", "reason": "no route", "rx": "pg1", "packet": "UDP: 10.2.0.2 -> 192.0.2.1", "path": ["pg-input", "ethernet-input", "ip4-input", "ip4-lookup", "ip4-drop", "error-drop", "drop"]}
], "lost": 0}
qv# trace filter include pg1-tx 10
qv# show trace summary
------------------- Start of thread 0 quiver_main -------------------
No packets in trace buffer
------------------- Start of thread 1 quiver_wk_0 -------------------
   1  forwarded  pg0 > pg1  UDP: 10.1.0.5 -> 10.2.0.2  pg-input > worker-handoff > handoff_trace > ethernet-input > ip4-input > ip4-lookup > ip4-rewrite > pg1-output > pg1-tx
------------------- Start of thread 2 quiver_wk_1 -------------------
No packets in trace buffer
qv# trace filter none
qv# show runtime
Thread 0 quiver_main
Time 0.0, 10.000000 sec internal node vector rate 0.00 loops/sec 0.00
  vector rates in 0.0000e0, out 0.0000e0, drop 0.0000e0, punt 0.0000e0
             Name                 State         Calls          Vectors        Suspends      Packet-Clocks   Vectors/Call  
---------------
~ Thread 1 quiver_wk_0( .lcore [0-9]+.)?
Time 0.0, 10.000000 sec internal node vector rate 1.00 loops/sec 0.00
  vector rates in 5.0000e2, out 0.0000e0, drop 0.0000e0, punt 0.0000e0
             Name                 State         Calls          Vectors        Suspends      Packet-Clocks   Vectors/Call  
pg-input                        disabled                 1               1               0          0.00e0            1.00
worker-handoff                   active                  1               1               0          0.00e0            1.00
---------------
~ Thread 2 quiver_wk_1( .lcore [0-9]+.)?
Time 0.0, 10.000000 sec internal node vector rate 1.50 loops/sec 0.00
  vector rates in 1.0000e3, out 5.0000e2, drop 1.0000e3, punt 0.0000e0
             Name                 State         Calls          Vectors        Suspends      Packet-Clocks   Vectors/Call  
drop                             active                  1               2               0          0.00e0            2.00
error-drop                       active                  1               2               0          0.00e0            2.00
ethernet-input                   active                  2               3               0          0.00e0            1.50
ip4-drop                         active                  1               2               0          0.00e0            2.00
ip4-input                        active                  2               3               0          0.00e0            1.50
ip4-lookup                       active                  2               3               0          0.00e0            1.50
ip4-rewrite                      active                  1               1               0          0.00e0            1.00
pg-input                        disabled                 1               2               0          0.00e0            2.00
pg1-output                       active                  1               1               0          0.00e0            1.00
pg1-tx                           active                  1               1               0          0.00e0            1.00
qv# show runtime merged
Time 0.0, 10.000000 sec internal node vector rate 1.46 loops/sec 0.00
  vector rates in 1.5000e3, out 5.0000e2, drop 1.0000e3, punt 0.0000e0
             Name                 State         Calls          Vectors        Suspends      Packet-Clocks   Vectors/Call  
drop                             active                  1               2               0          0.00e0            2.00
error-drop                       active                  1               2               0          0.00e0            2.00
ethernet-input                   active                  2               3               0          0.00e0            1.50
ip4-drop                         active                  1               2               0          0.00e0            2.00
ip4-input                        active                  2               3               0          0.00e0            1.50
ip4-lookup                       active                  2               3               0          0.00e0            1.50
ip4-rewrite                      active                  1               1               0          0.00e0            1.00
pg-input                        disabled                 2               3               0          0.00e0            1.50
pg1-output                       active                  1               1               0          0.00e0            1.00
pg1-tx                           active                  1               1               0          0.00e0            1.00
worker-handoff                   active                  1               1               0          0.00e0            1.00
qv# show runtime summary | json
{"threads": [
{"thread": 0, "seconds": 0.002, "vector_rate": 0, "loops_per_second": 0, "in": 0, "out": 0, "drop": 0, "punt": 0},
{"thread": 1, "seconds": 0.002, "vector_rate": 1, "loops_per_second": 0, "in": 500, "out": 0, "drop": 0, "punt": 0},
{"thread": 2, "seconds": 0.002, "vector_rate": 1.5, "loops_per_second": 0, "in": 1000, "out": 500, "drop": 1000, "punt": 0}
]}
qv# show errors
   Count                  Node                              Reason               Severity 
         2           ethernet-input                        no error                error  
qv# show errors verbose
   Count                  Node                              Reason               Severity  Index
Thread 0 (quiver_main):
Thread 1 (quiver_wk_0):
Thread 2 (quiver_wk_1):
~          2           ethernet-input                        no error                error   +[0-9]+ +
Total:
~          2             ethernet-input                   no error     +[0-9]+ +
qv# show errors merged
   Count                  Node                              Reason               Severity 
         2           ethernet-input                        no error                error  
qv# show errors | json
{"errors": [
~ ."thread": 2, "count": 2, "node": "ethernet-input", "reason": "no error", "severity": "error", "index": [0-9]+.
]}
qv# show node ip4-lookup | match "ip4-(rewrite|drop)  "
~          0 +[0-9]+ +ip4-drop +2 +
~          5 +[0-9]+ +ip4-rewrite +1 +
qv# show drops
00:00:00:002000 pg1  ip4-lookup: no route  [no route]  thread 2
    UDP 10.2.0.2:3 > 192.0.2.1:4 ttl 64, 60 bytes
    pg-input > ethernet-input > ip4-input > ip4-lookup > ip4-drop > error-drop
00:00:00:002000 pg1  ip4-lookup: no route  [no route]  thread 2
    UDP 10.2.0.2:3 > 192.0.2.1:4 ttl 64, 60 bytes
    pg-input > ethernet-input > ip4-input > ip4-lookup > ip4-drop > error-drop
2 recorded, 2 shown, 0 older ones overwritten
qv# pcap dispatch trace off
Write 19 packets to ./dispatch.pcap, and stop capture...
qv# pcap trace off
Write 6 packets to ./all.pcapng, and stop capture...
qv# show vlib frame-allocation
 Thread  Size    # Alloc     # Free   
    0    1088       0           0     
    1    1088       1           1     
    2    1088       1           1     
qv# show threads
ID     Name                Type        LWP     Sched Policy (Priority)  lcore  Core   Socket State     
~ 0      quiver_main                             other .0. +[0-9 ]+
~ 1      quiver_wk_0         workers             other .0. +[0-9 ]+
~ 2      quiver_wk_1         workers             other .0. +[0-9 ]+
qv# clear trace
qv# packet-generator new { name asks limit 1 size 60-60 interface pg0 node ethernet-input data { IP4: 02:00:00:00:aa:01 -> 02:00:00:00:00:01 UDP: 10.1.0.5 -> 10.2.0.9 UDP: 1 -> 2 incrementing 18 } }
qv# trace add pg-input 1
qv# packet-generator enable-stream asks
qv# show trace summary merged
   1  thread 1  dropped (ip4-glean: ARP requests sent)  pg0  UDP: 10.1.0.5 -> 10.2.0.9  pg-input > worker-handoff > handoff_trace > ethernet-input > ip4-input > ip4-lookup > ip4-glean > ip4-drop > error-drop > drop
   2  thread 2  forwarded  local > pg1  ARP: 02:00:00:00:01:01 -> ff:ff:ff:ff:ff:ff  pg1-output > pg1-tx
qv# show trace merged | match ^Packet
Packet 1, thread 1 quiver_wk_0
Packet 2, thread 2 quiver_wk_1, made from the one with trace handle 0x1000000
qv# show trace merged | json | match \"parent | count
Count: 1 lines
qv# clear errors
qv# clear runtime
qv# show runtime merged
Time 0.0, 10.000000 sec internal node vector rate 0.00 loops/sec 0.00
  vector rates in 0.0000e0, out 0.0000e0, drop 0.0000e0, punt 0.0000e0
             Name                 State         Calls          Vectors        Suspends      Packet-Clocks   Vectors/Call  
qv# show errors merged
   Count                  Node                              Reason               Severity 
qv# clear trace
qv# show trace merged
No packets in trace buffer
qv# show trace
------------------- Start of thread 0 quiver_main -------------------
No packets in trace buffer
------------------- Start of thread 1 quiver_wk_0 -------------------
No packets in trace buffer
------------------- Start of thread 2 quiver_wk_1 -------------------
No packets in trace buffer
