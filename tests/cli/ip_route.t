# Routes: what connected networks bring, every kind of path, mistakes.
qv# test clock stop
qv# create packet-generator interface pg0 hw-addr 02:00:00:00:00:01
qv# create packet-generator interface pg1 hw-addr 02:00:00:00:00:02
qv# set interface state pg0 up
qv# set interface state pg1 up
qv# set interface ip address pg0 10.1.0.1/24
qv# set interface ip address pg1 10.2.0.1/24
qv# set ip neighbor pg1 10.2.0.2 02:00:00:00:bb:02
qv# show ip fib
ipv4-VRF:0, fib_index:0, flow hash:[src dst sport dport proto flowlabel ] epoch:0 flags:none locks:[adjacency:1, default-route:1, ]
0.0.0.0/0
  unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:1 buckets:1 uRPF:0 to:[0:0]]
    [0] [@0]: dpo-drop ip4
0.0.0.0/32
  unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:2 buckets:1 uRPF:1 to:[0:0]]
    [0] [@0]: dpo-drop ip4
10.1.0.0/32
  unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:8 buckets:1 uRPF:7 to:[0:0]]
    [0] [@0]: dpo-drop ip4
10.1.0.0/24
  unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:7 buckets:1 uRPF:6 to:[0:0]]
    [0] [@4]: ipv4-glean: [src:10.1.0.0/24] pg0: mtu:9000 next:1 flags:[] ffffffffffff0200000000010806
10.1.0.1/32
  unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:6 buckets:1 uRPF:5 to:[0:0]]
    [0] [@11]: dpo-receive: 10.1.0.1 on pg0
10.1.0.255/32
  unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:9 buckets:1 uRPF:8 to:[0:0]]
    [0] [@0]: dpo-drop ip4
10.2.0.0/32
  unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:12 buckets:1 uRPF:11 to:[0:0]]
    [0] [@0]: dpo-drop ip4
10.2.0.0/24
  unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:11 buckets:1 uRPF:10 to:[0:0]]
    [0] [@4]: ipv4-glean: [src:10.2.0.0/24] pg1: mtu:9000 next:2 flags:[] ffffffffffff0200000000020806
10.2.0.1/32
  unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:10 buckets:1 uRPF:9 to:[0:0]]
    [0] [@11]: dpo-receive: 10.2.0.1 on pg1
10.2.0.2/32
  unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:14 buckets:1 uRPF:13 to:[0:0]]
    [0] [@5]: ipv4 via 10.2.0.2 pg1: mtu:9000 next:3 flags:[] 02000000bb020200000000020800
10.2.0.255/32
  unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:13 buckets:1 uRPF:12 to:[0:0]]
    [0] [@0]: dpo-drop ip4
224.0.0.0/4
  unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:4 buckets:1 uRPF:3 to:[0:0]]
    [0] [@0]: dpo-drop ip4
240.0.0.0/4
  unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:3 buckets:1 uRPF:2 to:[0:0]]
    [0] [@0]: dpo-drop ip4
255.255.255.255/32
  unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:5 buckets:1 uRPF:4 to:[0:0]]
    [0] [@0]: dpo-drop ip4
qv# show ip fib 10.1.0.0/24
ipv4-VRF:0, fib_index:0, flow hash:[src dst sport dport proto flowlabel ] epoch:0 flags:none locks:[adjacency:1, default-route:1, ]
10.1.0.0/24 fib:0 index:6 locks:2
  interface refs:1 entry-flags:connected,attached, src-flags:added,contributing,active, cover:-1
    path-list:[6] locks:2 uPRF-list:6 len:1 itfs:[1, ]
      path:[6] pl-index:6 ip4 weight=1 pref=0 attached:  oper-flags:resolved, cfg-flags:glean,
         pg0

 forwarding:   unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:7 buckets:1 uRPF:6 to:[0:0]]
    [0] [@4]: ipv4-glean: [src:10.1.0.0/24] pg0: mtu:9000 next:1 flags:[] ffffffffffff0200000000010806
qv# show ip fib summary
ipv4-VRF:0, fib_index:0, flow hash:[src dst sport dport proto flowlabel ] epoch:0 flags:none locks:[adjacency:1, default-route:1, ]
    Prefix length         Count     
                   0               1
                   4               2
                  24               2
                  32               9
qv# show ip fib memory
ipv4-VRF:0 mtrie:270336 hash:952
totals: mtrie:270336 hash:952 all:271288
qv# show ip fib mtrie | first 12
ipv4-VRF:0, fib_index:0, flow hash:[src dst sport dport proto flowlabel ] epoch:0 flags:none locks:[adjacency:1, default-route:1, ]
16-8-8: 9 plies, memory usage 264.00k
root-ply
    0.0.0.0/16 next ply 1
        ply index 1, 1 non-empty leaves
            0.0.0.0/24 next ply 2
                ply index 2, 1 non-empty leaves
                    0.0.0.0/32 lb-index 2
    10.1.0.0/16 next ply 5
        ply index 5, 1 non-empty leaves
            10.1.0.0/24 next ply 6
                ply index 6, 3 non-empty leaves
qv# show ip route
error: show ip: unknown input `route'; expected fib | mfib | neighbor | neighbor-config | neighbor-stats | neighbors | table
!3
qv# ip route add 20.0.0.0/8 via 10.2.0.2 pg1
qv# show ip fib 20.1.2.3
ipv4-VRF:0, fib_index:0, flow hash:[src dst sport dport proto flowlabel ] epoch:0 flags:none locks:[adjacency:1, default-route:1, ]
20.0.0.0/8 fib:0 index:14 locks:2
  CLI refs:1 src-flags:added,contributing,active, cover:-1
    path-list:[13] locks:3 flags:shared, uPRF-list:13 len:1 itfs:[2, ]
      path:[13] pl-index:13 ip4 weight=1 pref=0 attached-nexthop:  oper-flags:resolved,
        10.2.0.2 pg1
      [@0]: ipv4 via 10.2.0.2 pg1: mtu:9000 next:3 flags:[] 02000000bb020200000000020800

 forwarding:   unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:15 buckets:1 uRPF:13 to:[0:0]]
    [0] [@5]: ipv4 via 10.2.0.2 pg1: mtu:9000 next:3 flags:[] 02000000bb020200000000020800
qv# ip route add 20.0.0.0/8 via 10.1.0.2 pg0 weight 3
qv# show ip fib 20.0.0.0/8
ipv4-VRF:0, fib_index:0, flow hash:[src dst sport dport proto flowlabel ] epoch:0 flags:none locks:[adjacency:1, default-route:1, ]
20.0.0.0/8 fib:0 index:14 locks:2
  CLI refs:1 src-flags:added,contributing,active, cover:-1
    path-list:[14] locks:2 flags:shared, uPRF-list:14 len:2 itfs:[2, 1, ]
      path:[14] pl-index:14 ip4 weight=1 pref=0 attached-nexthop:  oper-flags:resolved,
        10.2.0.2 pg1
      [@0]: ipv4 via 10.2.0.2 pg1: mtu:9000 next:3 flags:[] 02000000bb020200000000020800
      path:[15] pl-index:14 ip4 weight=3 pref=0 attached-nexthop:  oper-flags:resolved,
        10.1.0.2 pg0
      [@0]: arp-ipv4: via 10.1.0.2 pg0

 forwarding:   unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:15 buckets:4 uRPF:14 to:[0:0]]
    [0] [@5]: ipv4 via 10.2.0.2 pg1: mtu:9000 next:3 flags:[] 02000000bb020200000000020800
    [1] [@3]: arp-ipv4: via 10.1.0.2 pg0
    [2] [@3]: arp-ipv4: via 10.1.0.2 pg0
    [3] [@3]: arp-ipv4: via 10.1.0.2 pg0
qv# ip route add 30.0.0.0/8 via 20.0.0.1
qv# show ip fib 30.0.0.0/8
ipv4-VRF:0, fib_index:0, flow hash:[src dst sport dport proto flowlabel ] epoch:0 flags:none locks:[adjacency:1, recursive-resolution:1, default-route:1, ]
30.0.0.0/8 fib:0 index:16 locks:2
  CLI refs:1 src-flags:added,contributing,active, cover:-1
    path-list:[15] locks:2 flags:shared, uPRF-list:15 len:0 itfs:[]
      path:[16] pl-index:15 ip4 weight=1 pref=0 recursive:  oper-flags:resolved,
        via 20.0.0.1 in fib:0 via-fib:15 via-dpo:[dpo-load-balance:16]

 forwarding:   unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:17 buckets:1 uRPF:15 to:[0:0]]
    [0] [@12]: dpo-load-balance: [proto:ip4 index:16 buckets:4 uRPF:14 to:[0:0]]
          [0] [@5]: ipv4 via 10.2.0.2 pg1: mtu:9000 next:3 flags:[] 02000000bb020200000000020800
          [1] [@3]: arp-ipv4: via 10.1.0.2 pg0
          [2] [@3]: arp-ipv4: via 10.1.0.2 pg0
          [3] [@3]: arp-ipv4: via 10.1.0.2 pg0
qv# ip route add 40.0.0.0/8 via drop
qv# ip route add 41.0.0.0/8 via punt
qv# ip route add 42.0.0.0/8 via local
qv# ip route add 43.0.0.0/8 via unreachable
qv# ip route add 44.0.0.0/8 via prohibit
qv# ip route add 45.0.0.0/8 via pg0
qv# ip route add 46.0.0.0/8 via 10.2.0.2 pg1 preference 1 via 10.1.0.9 pg0 preference 2
qv# show ip fib | match 4[0-6]\.0\.0\.0 | count
Count: 8 lines
qv# show ip fib 43.1.1.1
ipv4-VRF:0, fib_index:0, flow hash:[src dst sport dport proto flowlabel ] epoch:0 flags:none locks:[adjacency:1, recursive-resolution:1, default-route:1, ]
43.0.0.0/8 fib:0 index:20 locks:2
  CLI refs:1 src-flags:added,contributing,active, cover:-1
    path-list:[19] locks:2 flags:shared, uPRF-list:19 len:0 itfs:[]
      path:[20] pl-index:19 ip4 weight=1 pref=0 special:  oper-flags:resolved, cfg-flags:icmp-unreach,
        [@0]: ip4-null action:send-unreachable

 forwarding:   unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:21 buckets:1 uRPF:19 to:[0:0]]
    [0] [@14]: ip4-null action:send-unreachable
qv# show ip fib 46.0.0.0/8
ipv4-VRF:0, fib_index:0, flow hash:[src dst sport dport proto flowlabel ] epoch:0 flags:none locks:[adjacency:1, recursive-resolution:1, default-route:1, ]
46.0.0.0/8 fib:0 index:23 locks:2
  CLI refs:1 src-flags:added,contributing,active, cover:-1
    path-list:[22] locks:2 flags:shared, uPRF-list:22 len:2 itfs:[2, 1, ]
      path:[23] pl-index:22 ip4 weight=1 pref=1 attached-nexthop:  oper-flags:resolved,
        10.2.0.2 pg1
      [@0]: ipv4 via 10.2.0.2 pg1: mtu:9000 next:3 flags:[] 02000000bb020200000000020800
      path:[24] pl-index:22 ip4 weight=1 pref=2 attached-nexthop:  oper-flags:resolved,
        10.1.0.9 pg0
      [@0]: arp-ipv4: via 10.1.0.9 pg0

 forwarding:   unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:24 buckets:1 uRPF:22 to:[0:0]]
    [0] [@5]: ipv4 via 10.2.0.2 pg1: mtu:9000 next:3 flags:[] 02000000bb020200000000020800
qv# show load-balance 0
dpo-load-balance: [proto:ip4 index:0 buckets:1 uRPF:-1 to:[0:0]]
  [0] [@0]: dpo-drop ip4
qv# ip route add count 3 50.0.0.0/24 via 10.2.0.2 pg1
qv# show ip fib | match ^50
50.0.0.0/24
50.0.1.0/24
50.0.2.0/24
qv# ip route del count 2 50.0.0.0/24
qv# show ip fib | match ^50
50.0.2.0/24
qv# ip route del count 2 50.0.2.0/24
error: no such route: 50.0.3.0/24
!1
qv# show ip fib | match ^50
50.0.2.0/24
qv# ip route add 51.1.2.3/8 via drop
warning: bits of the prefix past its length 8 are ignored
qv# show ip fib | match ^51
51.0.0.0/8
qv# ip route del 20.0.0.0/8 via 10.1.0.2 pg0
qv# show ip fib 20.0.0.0/8
ipv4-VRF:0, fib_index:0, flow hash:[src dst sport dport proto flowlabel ] epoch:0 flags:none locks:[adjacency:1, recursive-resolution:1, default-route:1, ]
20.0.0.0/8 fib:0 index:14 locks:2
  CLI refs:1 src-flags:added,contributing,active, cover:-1
    path-list:[13] locks:5 flags:shared, uPRF-list:13 len:1 itfs:[2, ]
      path:[13] pl-index:13 ip4 weight=1 pref=0 attached-nexthop:  oper-flags:resolved,
        10.2.0.2 pg1
      [@0]: ipv4 via 10.2.0.2 pg1: mtu:9000 next:3 flags:[] 02000000bb020200000000020800

 forwarding:   unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:15 buckets:1 uRPF:13 to:[0:0]]
    [0] [@5]: ipv4 via 10.2.0.2 pg1: mtu:9000 next:3 flags:[] 02000000bb020200000000020800
qv# ip route del 20.0.0.0/8 via 10.1.0.2 pg0
error: no such path in route: 20.0.0.0/8
!1
qv# ip route del 21.0.0.0/8
error: no such route: 21.0.0.0/8
!1
qv# ip route add 10.0.0.0/33 via 1.2.3.4
error: Invalid prefix len: 33
!2
qv# ip route add 10.0.0.0/8 via
error: incomplete command: expected drop | punt | local | unreachable | null-send-unreach | prohibit | null-send-prohibit | ip4-lookup-in-table | ip6-lookup-in-table | <HOP> (IPv4 or IPv6 address) | <LINK> (name of an interface)
!2
qv# ip route add 10.0.0.0/8
error: incomplete command: expected table | via
!2
qv# ip route add 10.0.0.0/8 via 10.2.0.2 pg7
error: unknown interface `pg7'; did you mean "pg0"?
!1
qv# ip route add 10.0.0.0/8 via 224.0.0.1
error: a multicast address cannot be a next hop
!1
qv# ip route add 10.0.0.0/8 via 10.2.0.2 weight 0
error: 0 is out of range, 1 to 255
!2
qv# ip route add 10.0.0.0/8 table 9 via drop
error: no such table: 9
!1
qv# ip route add count 300 255.0.0.0/8 via drop
error: 300 prefixes of length 8 do not fit behind this
!1
qv# show ip fib 99.1.1.1
ipv4-VRF:0, fib_index:0, flow hash:[src dst sport dport proto flowlabel ] epoch:0 flags:none locks:[adjacency:1, recursive-resolution:1, default-route:1, ]
0.0.0.0/0 fib:0 index:0 locks:2
  default-route refs:1 src-flags:added,contributing,active, cover:-1
    path-list:[0] locks:2 flags:drop, uPRF-list:0 len:0 itfs:[]
      path:[0] pl-index:0 ip4 weight=1 pref=0 special:  cfg-flags:drop,
        [@0]: dpo-drop ip4

 forwarding:   unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:1 buckets:1 uRPF:0 to:[0:0]]
    [0] [@0]: dpo-drop ip4
qv# set interface state pg1 down
qv# show ip fib 30.0.0.0/8
ipv4-VRF:0, fib_index:0, flow hash:[src dst sport dport proto flowlabel ] epoch:0 flags:none locks:[recursive-resolution:1, default-route:1, ]
30.0.0.0/8 fib:0 index:16 locks:2
  CLI refs:1 src-flags:added,contributing,active, cover:-1
    path-list:[15] locks:2 flags:shared, uPRF-list:15 len:0 itfs:[]
      path:[16] pl-index:15 ip4 weight=1 pref=0 recursive: 
        via 20.0.0.1 in fib:0 via-fib:15 via-dpo:[dpo-load-balance:16]

 forwarding:   unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:17 buckets:1 uRPF:15 to:[0:0]]
    [0] [@0]: dpo-drop ip4
qv# show ip fib table 0 40.0.0.0/8 | json
{"tables": [
{"index": 0, "table": 0, "routes": [{"prefix": "40.0.0.0/8", "load_balance": 18, "sources": ["CLI"], "to": {"packets": 0, "bytes": 0}, "via": {"packets": 0, "bytes": 0}, "buckets": ["[@0]: dpo-drop ip4"]}]}
]}
qv# clear ip fib counters
qv# test lookup count 1000 10.0.255.0
No errors in 1000 lookups
qv# show ip mfib
ipv4-VRF:0, fib_index:0 flags:none
(*, 0.0.0.0/0):  flags:Drop,
  Interfaces:
  multicast-ip4-chain
  [@0]: dpo-drop ip4
(*, 224.0.0.1/32): 
  Interfaces:
   pg0: Accept,
   pg1: Accept,
  multicast-ip4-chain
  [@1]: dpo-replicate: [index:0 buckets:1 flags:[has-local ] to:[0:0]]
    [0] [@1]: dpo-receive
(*, 224.0.0.2/32): 
  Interfaces:
   pg0: Accept,
   pg1: Accept,
  multicast-ip4-chain
  [@1]: dpo-replicate: [index:1 buckets:1 flags:[has-local ] to:[0:0]]
    [0] [@1]: dpo-receive
qv# ip route add 60.0.0.0/24 via drop
qv# ip route add 60.0.0.0/24 via punt
qv# show ip fib 60.0.0.1
ipv4-VRF:0, fib_index:0, flow hash:[src dst sport dport proto flowlabel ] epoch:0 flags:none locks:[recursive-resolution:1, default-route:1, ]
60.0.0.0/24 fib:0 index:9 locks:2
  CLI refs:1 src-flags:added,contributing,active, cover:-1
    path-list:[9] locks:2 flags:shared, uPRF-list:9 len:0 itfs:[]
      path:[9] pl-index:9 ip4 weight=1 pref=0 special:  cfg-flags:drop,
        [@0]: dpo-drop ip4
      path:[10] pl-index:9 ip4 weight=1 pref=0 special:  oper-flags:resolved, cfg-flags:punt,
        [@0]: dpo-punt ip4

 forwarding:   unicast-ip4-chain
  [@0]: dpo-load-balance: [proto:ip4 index:10 buckets:2 uRPF:9 to:[0:0]]
    [0] [@0]: dpo-drop ip4
    [1] [@1]: dpo-punt ip4
qv# ip route del 60.0.0.0/24
