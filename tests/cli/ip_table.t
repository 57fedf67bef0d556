# Tables: made, named, bound, shown, deleted; routes from one into another.
qv# test clock stop
qv# create packet-generator interface pg0 hw-addr 02:00:00:00:00:01
qv# set interface state pg0 up
qv# show ip table
[0] table_id:0 ipv4-VRF:0
qv# ip table add 7
qv# ip table add 8 name red
qv# ip table add 7
qv# show ip table
[0] table_id:0 ipv4-VRF:0
[1] table_id:7 ipv4-VRF:7
[2] table_id:8 red
qv# show ip table 8
[2] table_id:8 red
qv# show ip table 9
error: no such table: 9
!1
qv# set interface ip table pg0 9
error: no such table: 9
!1
qv# set interface ip table pg0 8
qv# set interface ip address pg0 10.8.0.1/24
qv# set interface ip table pg0 7
error: pg0 has addresses; remove them first
!1
qv# show ip fib table 8
red, fib_index:2, flow hash:[src dst sport dport proto flowlabel ] epoch:0 flags:none locks:[interface:1, CLI:1, ]
0.0.0.0/0
  unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:11 buckets:1 uRPF:10 to:[0:0]]
    [0] [@0]: dpo-drop ip4
0.0.0.0/32
  unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:12 buckets:1 uRPF:11 to:[0:0]]
    [0] [@0]: dpo-drop ip4
10.8.0.0/32
  unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:18 buckets:1 uRPF:17 to:[0:0]]
    [0] [@0]: dpo-drop ip4
10.8.0.0/24
  unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:17 buckets:1 uRPF:16 to:[0:0]]
    [0] [@4]: ipv4-glean: [src:10.8.0.0/24] pg0: mtu:9000 next:1 flags:[] ffffffffffff0200000000010806
10.8.0.1/32
  unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:16 buckets:1 uRPF:15 to:[0:0]]
    [0] [@11]: dpo-receive: 10.8.0.1 on pg0
10.8.0.255/32
  unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:19 buckets:1 uRPF:18 to:[0:0]]
    [0] [@0]: dpo-drop ip4
224.0.0.0/4
  unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:14 buckets:1 uRPF:13 to:[0:0]]
    [0] [@0]: dpo-drop ip4
240.0.0.0/4
  unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:13 buckets:1 uRPF:12 to:[0:0]]
    [0] [@0]: dpo-drop ip4
255.255.255.255/32
  unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:15 buckets:1 uRPF:14 to:[0:0]]
    [0] [@0]: dpo-drop ip4
qv# show ip fib index 1 0.0.0.0/0
ipv4-VRF:7, fib_index:1, flow hash:[src dst sport dport proto flowlabel ] epoch:0 flags:none locks:[CLI:1, ]
0.0.0.0/0 fib:1 index:5 locks:2
  default-route refs:1 src-flags:added,contributing,active, cover:-1
    path-list:[5] locks:2 flags:drop, uPRF-list:5 len:0 itfs:[]
      path:[5] pl-index:5 ip4 weight=1 pref=0 special:  cfg-flags:drop,
        [@0]: dpo-drop ip4

 forwarding:   unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:6 buckets:1 uRPF:5 to:[0:0]]
    [0] [@0]: dpo-drop ip4
qv# show ip fib index 12
error: no such FIB: index 12
!1
qv# ip route add 20.0.0.0/8 table 7 via ip4-lookup-in-table 8
qv# ip route add table 7 21.0.0.0/8 via 10.8.0.2 next-hop-table 8
qv# show ip fib table 7 20.0.0.0/8
ipv4-VRF:7, fib_index:1, flow hash:[src dst sport dport proto flowlabel ] epoch:0 flags:none locks:[CLI:1, ]
20.0.0.0/8 fib:1 index:19 locks:2
  CLI refs:1 src-flags:added,contributing,active, cover:-1
    path-list:[19] locks:2 flags:shared, uPRF-list:19 len:0 itfs:[]
      path:[19] pl-index:19 ip4 weight=1 pref=0 deag:  oper-flags:resolved,
        fib-index:2

 forwarding:   unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:20 buckets:1 uRPF:19 to:[0:0]]
    [0] [@13]: dst-address,unicast lookup in red
qv# show ip fib table 7 21.0.0.0/8
ipv4-VRF:7, fib_index:1, flow hash:[src dst sport dport proto flowlabel ] epoch:0 flags:none locks:[CLI:1, ]
21.0.0.0/8 fib:1 index:21 locks:2
  CLI refs:1 src-flags:added,contributing,active, cover:-1
    path-list:[20] locks:2 flags:shared, uPRF-list:20 len:0 itfs:[]
      path:[20] pl-index:20 ip4 weight=1 pref=0 recursive:  oper-flags:resolved,
        via 10.8.0.2 in fib:2 via-fib:20 via-dpo:[dpo-load-balance:21]

 forwarding:   unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:22 buckets:1 uRPF:20 to:[0:0]]
    [0] [@12]: dpo-load-balance: [proto:ip4 index:21 buckets:1 uRPF:21 to:[0:0]]
          [0] [@3]: arp-ipv4: via 10.8.0.2 pg0
qv# ip table del 8
error: 1 interfaces are in table 8
!1
qv# set interface ip address del pg0 10.8.0.1/24
qv# set interface ip table pg0 0
qv# ip table del 8
error: 2 routes of other tables lead into table 8
!1
qv# ip table del 7
qv# ip table del 8
qv# ip table del 0
error: table 0 stays
!1
qv# show ip table
[0] table_id:0 ipv4-VRF:0
qv# show ip table | json
{"tables": [
{"index": 0, "table": 0, "name": "ipv4-VRF:0"}
]}
qv# show ip fib 10.0.0.0/40
error: Invalid prefix len: 40; did you mean "0.0.0.0/0"?
!2
