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
{"time": 0, "interface": "loop0", "node": "ethernet-input", "reason": "interface is down", "class": "policy", "severity": "error", "punted": false, "packet": "UDP 10.0.0.1:1 > 10.0.0.2:2 ttl 64", "size": 64, "path": ["pg-input", "ethernet-input", "error-drop"], "bytes": "02000000000202000000000108004500003200000000401166b90a0000010a00000200010002001e7d33000102030405060708090a0b0c0d0e0f101112131415"}
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
