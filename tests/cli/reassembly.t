# Reassembly of IPv4 fragments: limits, interfaces, what is under way.
qv# test clock stop
qv# create loopback interface
loop0
qv# show ip4-full-reassembly
---------------------
IP4 reassembly status
---------------------
---------------------
Current full IP4 reassemblies count: 0
Maximum configured concurrent full IP4 reassemblies per worker-thread: 1024
Maximum configured amount of fragments per full IP4 reassembly: 3
Maximum configured full IP4 reassembly timeout: 200ms
Maximum configured full IP4 reassembly expire walk interval: 50ms
qv# set ip4-full-reassembly max-fragments 50 timeout 500
qv# set ip4-full-reassembly expire-walk-interval 0
error: 0 is out of range, 1 to 4294967295
!2
qv# set ip4-full-reassembly max-reassemblies 1000001
error: 1000001 is out of range, 0 to 1000000
!2
qv# show ip4-full-reassembly | match frag
Maximum configured amount of fragments per full IP4 reassembly: 50
qv# show ip4-full-reassembly | json
{"count": 0, "max_reassemblies": 1024, "max_fragments": 50, "timeout_ms": 500, "expire_walk_interval_ms": 50}
qv# show ip4-full-reassembly details | json
{"reassemblies": [], "count": 0, "max_reassemblies": 1024, "max_fragments": 50, "timeout_ms": 500, "expire_walk_interval_ms": 50}
qv# set interface reassembly loop0 on
qv# show interface features loop0 | match reassembly
  ip4-full-reassembly-feature
qv# set interface reassembly loop0 off
qv# show interface features loop0 | match reassembly
qv# set interface reassembly loop0 ip6
error: "ip6": expected on | off | ip4; did you mean "ip4"?
!2
qv# set interface reassembly nosuch on
error: unknown interface `nosuch'
!1
qv# set ip4-icmp-error rate 10 burst 20
qv# set ip4-icmp-error rate
error: incomplete command: expected <RATE> (number)
!2
