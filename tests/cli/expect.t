# Expectations about the packets that interfaces send.
qv# test clock stop
qv# create packet-generator interface pg0 hw-addr 02:00:00:00:00:01
qv# create packet-generator interface pg1 hw-addr 02:00:00:00:00:02
qv# set interface state pg0 up
qv# set interface state pg1 up
qv# set interface ip address pg0 10.0.0.1/24
qv# set interface ip address pg1 10.0.1.1/24
qv# set ip neighbor pg1 10.0.1.2 02:00:00:00:01:02
qv# packet-generator new {
  >   name x limit 3 rate 10 size 64-64 interface pg0 node ip4-input
  >   data { UDP: 10.0.0.2 -> 10.0.1.2 UDP: 1000 -> 53 incrementing 20 }
  > }
qv# packet-generator new {
  >   name y limit 1 size 64-64 interface pg0 node ip4-input
  >   data { TCP: 10.0.0.2 -> 10.0.1.2 TCP: 1000 -> 80 incrementing 20 }
  > }
qv# expect 3 packets on pg1
error: no packets are recorded: 'expect start' comes before what sends them
!1
qv# expect start
qv# expect no packets on pg1
qv# packet-generator enable-stream x
qv# expect 3 packets on pg1 within 1s
qv# expect no packets on pg1 within 1s
qv# packet-generator enable-stream y
qv# expect no packets on pg1 matching udp
qv# expect 1 packet on pg1 matching tcp dst port 80
qv# expect no packets on pg1
qv# packet-generator enable-stream y
qv# expect 2 packets on pg1 within 10s
sent on pg1, 78 bytes:
  IP4: 02:00:00:00:00:02 -> 02:00:00:00:01:02
  TCP: 10.0.0.2 -> 10.0.1.2
    tos 0x00, ttl 63, length 64, checksum 0x66b5 dscp CS0 ecn NON_ECN
    fragment id 0x0000
  TCP: 1000 -> 80
    seq. 0x00000000 ack 0x00000000
    flags 0x00, tcp header: 20 bytes
    window 4096, checksum 0x2c2d
error: expected 2 packets on pg1, got 1
!4
qv# packet-generator enable-stream y
qv# expect 1 packet on pg1 matching udp
sent on pg1, 78 bytes:
  IP4: 02:00:00:00:00:02 -> 02:00:00:00:01:02
  TCP: 10.0.0.2 -> 10.0.1.2
    tos 0x00, ttl 63, length 64, checksum 0x66b5 dscp CS0 ecn NON_ECN
    fragment id 0x0000
  TCP: 1000 -> 80
    seq. 0x00000000 ack 0x00000000
    flags 0x00, tcp header: 20 bytes
    window 4096, checksum 0x2c2d
error: expected 1 packet on pg1, got 0, and 1 that does not match
!4
qv# expect no packets on pg1
sent on pg1, 78 bytes:
  IP4: 02:00:00:00:00:02 -> 02:00:00:00:01:02
  TCP: 10.0.0.2 -> 10.0.1.2
    tos 0x00, ttl 63, length 64, checksum 0x66b5 dscp CS0 ecn NON_ECN
    fragment id 0x0000
  TCP: 1000 -> 80
    seq. 0x00000000 ack 0x00000000
    flags 0x00, tcp header: 20 bytes
    window 4096, checksum 0x2c2d
error: expected 0 packets on pg1, got 1
!4
qv# expect 1 packet on nosuch
error: unknown interface `nosuch'
!1
qv# expect 1 packet on pg1 matching udp udp
error: filter 'udp udp': can't parse filter expression: syntax error
!2
qv# expect stop
qv# expect no packets on pg1
error: no packets are recorded: 'expect start' comes before what sends them
!1
