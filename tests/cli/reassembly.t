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
qv# # A fragment for this host, and then nothing more.
qv# create packet-generator interface pg0
qv# set interface state pg0 up
qv# set interface ip address pg0 10.10.10.12/24
qv# packet-generator new { name part limit 1 node ip4-input interface pg0 data { hex 0x4500001c00012000401132640a0a0a4d0a0a0a0c03e807d0000c0000 } }
qv# packet-generator enable-stream
qv# wait 1ms
waited 0.001 sec.
qv# show ip4-full-reassembly details | match "key|data_len|count"
ID: 0, key: fib_index: 0, src: 10.10.10.77, dst: 10.10.10.12, frag_id: 1, proto: 17
  first_bi: 2, data_len: 8, last_packet_octet: 4294967295, trace_op_counter: 0
Current full IP4 reassemblies count: 1
qv# show ip4-full-reassembly details | json
{"reassemblies": [
{"thread": 0, "id": 0, "fib": 0, "from": "10.10.10.77", "to": "10.10.10.12", "packet_id": 1, "protocol": 17, "bytes": 8}
], "count": 1, "max_reassemblies": 1024, "max_fragments": 50, "timeout_ms": 500, "expire_walk_interval_ms": 50}
qv# wait 1s
waited 1.000 sec.
qv# show ip4-full-reassembly details | match count
Current full IP4 reassemblies count: 0
qv# show errors
   Count                  Node                              Reason               Severity 
         1  ip4-full-reassembly-expire-walk  fragments dropped due to reassembly   error  
         1     ip4-local-full-reassembly              fragments received           info   
qv# show drops
00:00:00:550000 pg0  ip4-full-reassembly-expire-walk: fragments dropped due to reassembly timeout  [pending]
    UDP 10.10.10.77:1000 > 10.10.10.12:2000 fragment at 0 ttl 64, 64 bytes
    pg-input > ip4-input > ip4-lookup > ip4-receive > ip4-local-full-reassembly
1 recorded, 1 shown, 0 older ones overwritten
