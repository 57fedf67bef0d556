# The drop recorder: what was dropped last, and why.
qv# test clock stop
qv# create loopback interface
loop0
qv# show drops
0 recorded, 0 shown, 0 older ones overwritten
qv# show drops by reason
       0  recorded, 0 older ones overwritten
qv# packet-generator new { name x limit 5 interface loop0 node ethernet-input size 64-64 data { IP4: 02:00:00:00:00:01 -> 02:00:00:00:00:02 UDP: 10.0.0.1 -> 10.0.0.2 UDP: 1 -> 2 incrementing 22 } }
qv# packet-generator enable-stream
qv# test clock advance 1500ms
qv# show drops
00:00:00:000000 loop0  ethernet-input: interface is down  [policy]
    UDP 10.0.0.1:1 > 10.0.0.2:2 ttl 64, 64 bytes
    pg-input > ethernet-input > error-drop
00:00:00:000000 loop0  ethernet-input: interface is down  [policy]
    UDP 10.0.0.1:1 > 10.0.0.2:2 ttl 64, 64 bytes
    pg-input > ethernet-input > error-drop
00:00:00:000000 loop0  ethernet-input: interface is down  [policy]
    UDP 10.0.0.1:1 > 10.0.0.2:2 ttl 64, 64 bytes
    pg-input > ethernet-input > error-drop
00:00:00:000000 loop0  ethernet-input: interface is down  [policy]
    UDP 10.0.0.1:1 > 10.0.0.2:2 ttl 64, 64 bytes
    pg-input > ethernet-input > error-drop
00:00:00:000000 loop0  ethernet-input: interface is down  [policy]
    UDP 10.0.0.1:1 > 10.0.0.2:2 ttl 64, 64 bytes
    pg-input > ethernet-input > error-drop
5 recorded, 5 shown, 0 older ones overwritten
qv# show drops max 1 verbose
00:00:00:000000 loop0  ethernet-input: interface is down  [policy]
    UDP 10.0.0.1:1 > 10.0.0.2:2 ttl 64, 64 bytes
    pg-input > ethernet-input > error-drop
      IP4: 02:00:00:00:00:01 -> 02:00:00:00:00:02
~*
5 recorded, 1 shown, 0 older ones overwritten
qv# show drops interface loop0 max 0
5 recorded, 0 shown, 0 older ones overwritten
qv# show drops interface local0
5 recorded, 0 shown, 0 older ones overwritten
qv# show drops by reason
       5  ethernet-input: interface is down
       5  recorded, 0 older ones overwritten
qv# show drops by class
       5  policy
       5  recorded, 0 older ones overwritten
qv# show drops by node
       5  ethernet-input
       5  recorded, 0 older ones overwritten
qv# show drops by interface
       5  loop0
       5  recorded, 0 older ones overwritten
qv# show drops max 1 | json
{"drops": [
{"time": 0, "interface": "loop0", "node": "ethernet-input", "reason": "interface is down", "class": "policy", "thread": 0, "counted_as": "ethernet-input: interface is down", "severity": "error", "punted": false, "packet": "UDP 10.0.0.1:1 > 10.0.0.2:2 ttl 64", "size": 64, "path": ["pg-input", "ethernet-input", "error-drop"], "bytes": "02000000000202000000000108004500003200000000401166b90a0000010a00000200010002001e7d33000102030405060708090a0b0c0d0e0f101112131415"}
], "recorded": 5, "shown": 1, "overwritten": 0}
qv# set drops size 2
qv# show drops max 0
0 recorded, 0 shown, 0 older ones overwritten
qv# packet-generator delete x
qv# packet-generator new { name y limit 5 interface loop0 node ethernet-input size 64-64 data { IP4: 02:00:00:00:00:01 -> 02:00:00:00:00:02 UDP: 10.0.0.1 -> 10.0.0.2 UDP: 1 -> 2 incrementing 22 } }
qv# packet-generator enable-stream
qv# wait 1
waited 1.000 sec.
qv# show drops by reason
       2  ethernet-input: interface is down
       2  recorded, 3 older ones overwritten
qv# clear drops
qv# show drops
0 recorded, 0 shown, 0 older ones overwritten
qv# set drops size 0
qv# set drops size 1048577
error: 1048577 is out of range, 0 to 1048576
!2
qv# set drops size 256
qv# packet-generator delete y
qv# set interface state loop0 up
qv# set interface ip address loop0 10.0.0.1/24
qv# packet-generator new { name x limit 1 interface loop0 node ip4-input size 64-64 data { UDP: 10.0.0.2 -> 99.0.0.2 UDP: 1 -> 2 incrementing 22 } }
qv# packet-generator new { name y limit 1 interface loop0 node ip4-input size 64-64 data { UDP: 10.0.0.2 -> 10.0.0.1 ttl 1 UDP: 1 -> 2 incrementing 22 } }
qv# packet-generator new { name z limit 1 interface loop0 node ip4-input size 64-64 data { UDP: 10.0.0.2 -> 10.0.0.77 UDP: 1 -> 2 incrementing 22 } }
qv# packet-generator new { name u limit 1 interface loop0 node ethernet-input size 64-64 data { IP4: 02:00:00:00:00:01 -> de:ad:00:00:00:00 UDP: 10.0.0.2 -> 99.0.0.77 UDP: 1 -> 2 incrementing 22 } }
qv# packet-generator new { name v limit 1 interface loop0 node ethernet-input data { hex 0xffffffffffff0200000000018100006408060001080006040001020000000001 } }
qv# packet-generator new { name w limit 1 interface loop0 node ip4-input  data { hex 0x450001 } }
qv# packet-generator new { name a limit 1 interface loop0 node ip6-input  data { hex 0x6000000000140640200100000000000000000000000000012001000000000000000000000000000200010002000000000000000000000000000000000000 } }
qv# packet-generator enable-stream
qv# wait 1
waited 1.000 sec.
qv# show drops
00:00:02:500000 loop0  ip4-input: ip4 length > l2 length  [malformed]
    IP6_HOP_BY_HOP_OPTIONS 0.0.0.0 > 0.0.0.0 ttl 0, 64 bytes
    pg-input > ip4-input > error-drop
00:00:02:500000 loop0  ethernet-input: unknown vlan  [policy]
    vlan 100 ARP who-has 0.0.0.0 tell 0.0.0.0, 64 bytes
    pg-input > ethernet-input > error-drop
00:00:02:500000 loop0  ip6-not-enabled: not for us, or not allowed  [policy]
    IP6 TCP 2001::1 > 2001::2, 64 bytes
    pg-input > ip6-input > ip6-not-enabled > error-drop
00:00:02:500000 loop0  ip4-lookup: no route  [no route]
    UDP 10.0.0.2:1 > 99.0.0.2:2 ttl 64, 64 bytes
    pg-input > ip4-input > ip4-lookup > ip4-drop > error-drop
00:00:02:500000 loop0  ip4-glean: ARP requests sent  [pending]
    UDP 10.0.0.2:1 > 10.0.0.77:2 ttl 64, 64 bytes
    pg-input > ip4-input > ip4-lookup > ip4-glean > ip4-drop > error-drop
00:00:02:500000 loop0  ip4-lookup: no route  [no route]
    UDP 10.0.0.2:1 > 99.0.0.77:2 ttl 64, 64 bytes
    pg-input > ethernet-input > ip4-input > ip4-lookup > ip4-drop > error-drop
00:00:02:500000 loop0  ip4-udp-lookup: No listener for dst port  [unsupported]
    UDP 10.0.0.2:1 > 10.0.0.1:2 ttl 1, 64 bytes
    pg-input > ip4-input > ip4-lookup > ip4-receive > ip4-udp-lookup > ip4-icmp-error > ip4-drop > error-drop
00:00:02:500000 loop0  ip4-glean: ARP requests sent  [pending]
    ICMP 10.0.0.1 > 10.0.0.2 type 3 code 3 ttl 255, 92 bytes
    pg-input > ip4-input > ip4-lookup > ip4-receive > ip4-udp-lookup > ip4-icmp-error > ip4-lookup > ip4-glean > ip4-drop > error-drop
00:00:02:500000 loop0  arp-reply: IP4 source address matches local interface  [policy]
    ARP who-has 10.0.0.77 tell 10.0.0.1, 42 bytes
    interface-output > loop0-output > loop0-tx > ethernet-input > arp-input > arp-reply > error-drop
00:00:02:500000 loop0  arp-reply: IP4 source address matches local interface  [policy]
    ARP who-has 10.0.0.2 tell 10.0.0.1, 42 bytes
    interface-output > loop0-output > loop0-tx > ethernet-input > arp-input > arp-reply > error-drop
10 recorded, 10 shown, 0 older ones overwritten
qv# show drops by reason
       2  arp-reply: IP4 source address matches local interface
       2  ip4-glean: ARP requests sent
       2  ip4-lookup: no route
       1  ethernet-input: unknown vlan
       1  ip4-input: ip4 length > l2 length
       1  ip4-udp-lookup: No listener for dst port
       1  ip6-not-enabled: not for us, or not allowed
      10  recorded, 0 older ones overwritten
qv# show drops by class
       4  policy
       2  no route
       2  pending
       1  malformed
       1  unsupported
      10  recorded, 0 older ones overwritten
qv# show drops max 1 | json
{"drops": [
{"time": 2500000000, "interface": "loop0", "node": "arp-reply", "reason": "IP4 source address matches local interface", "class": "policy", "thread": 0, "counted_as": "arp-reply: IP4 source address matches local interface", "severity": "error", "punted": false, "packet": "ARP who-has 10.0.0.2 tell 10.0.0.1", "size": 42, "path": ["interface-output", "loop0-output", "loop0-tx", "ethernet-input", "arp-input", "arp-reply", "error-drop"], "bytes": "ffffffffffffdead0000000008060001080006040001dead000000000a0000010000000000000a000002"}
], "recorded": 10, "shown": 1, "overwritten": 0}
