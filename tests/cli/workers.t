# Two workers: queues and streams placed on them, packets handed from one to the other.
#! 'cpu { workers 2 }'
qv# create packet-generator interface pg0 hw-addr 02:fe:00:00:00:02
qv# create packet-generator interface pg1
qv# set interface state pg0 up
qv# set interface state pg1 up
qv# set interface ip address pg0 10.0.0.1/24
qv# set interface ip address pg1 10.1.0.1/24
qv# set ip neighbor pg1 10.1.0.2 02:00:00:00:00:02
qv# show interface rx-placement
Thread 1 (quiver_wk_0):
 node pg-input:
    pg0 queue 0 (polling)
Thread 2 (quiver_wk_1):
 node pg-input:
    pg1 queue 0 (polling)
qv# packet-generator new {
  >   name flows limit 1000 interface pg0 node ethernet-input size 64-64
  >   data { IP4: 02:fe:00:00:00:01 -> 02:fe:00:00:00:02
  >     UDP: 10.0.0.2 - 10.0.0.201 -> 10.1.0.2
  >     UDP: 1234 -> 2345 incrementing 22 } }
qv# show packet-generator | json | match worker
{"name": "flows", "enabled": false, "count": 0, "limit": 1000, "rate": 0, "size_min": 64, "size_max": 64, "random_sizes": false, "buffer_size": 2048, "worker": 0, "maxframe": 256, "interface": "pg0", "node": "ethernet-input"}
qv# packet-generator enable-stream
qv# wait packet-generator timeout 10
qv# show interface pg1 | match packets
pg1                               2      up          9000/0/0/0     tx packets                  1000
qv# set interface rx-placement pg0 worker 1
qv# show interface rx-placement
Thread 2 (quiver_wk_1):
 node pg-input:
    pg0 queue 0 (polling)
    pg1 queue 0 (polling)
qv# set interface rx-placement pg0 queue 0 main
qv# show interface rx-placement
Thread 0 (quiver_main):
 node pg-input:
    pg0 queue 0 (polling)
Thread 2 (quiver_wk_1):
 node pg-input:
    pg1 queue 0 (polling)
qv# set interface rx-placement pg0 queue 1 worker 0
error: pg0 has no queue 1: they are 0..0
!1
qv# set interface rx-placement pg0 worker 2
error: worker 2: there are workers 0..1
!1
qv# set interface rx-placement local0 worker 0
error: local0 has no receive queues
!1
qv# set interface rx-mode pg0 interrupt
error: pg0 cannot be in interrupt mode
!1
qv# set interface rx-mode pg0 queue 0 polling
qv# set interface handoff pg0 workers 0-1
qv# packet-generator enable-stream flows
qv# wait packet-generator timeout 10
qv# show interface pg1 | match packets
pg1                               2      up          9000/0/0/0     tx packets                  2000
qv# show frame-queue
From            To                     Packets      Frames   Congested   Waiting
quiver_main     quiver_wk_0                490           4           0         0
quiver_main     quiver_wk_1                510           4           0         0
qv# show frame-queue | json
{"queues": [
{"from": "quiver_main", "to": "quiver_wk_0", "packets": 490, "frames": 4, "congested": 0, "waiting": 0},
{"from": "quiver_main", "to": "quiver_wk_1", "packets": 510, "frames": 4, "congested": 0, "waiting": 0}
]}
qv# packet-generator new {
  >   name back limit 1000 interface pg0 node ethernet-input size 64-64
  >   data { IP4: 02:fe:00:00:00:01 -> 02:fe:00:00:00:02
  >     UDP: 10.1.0.2 -> 10.0.0.2 - 10.0.0.201
  >     UDP: 2345 -> 1234 incrementing 22 } }
qv# set interface handoff pg0 workers 0-1 symmetrical
qv# packet-generator enable-stream flows
qv# wait packet-generator timeout 10
qv# show frame-queue
From            To                     Packets      Frames   Congested   Waiting
quiver_main     quiver_wk_0                940           8           0         0
quiver_main     quiver_wk_1               1060           8           0         0
qv# packet-generator enable-stream back
qv# wait packet-generator timeout 10
qv# show frame-queue
From            To                     Packets      Frames   Congested   Waiting
quiver_main     quiver_wk_0               1390          12           0         0
quiver_main     quiver_wk_1               1610          12           0         0
qv# set interface handoff pg0 disable
qv# set interface handoff pg0 workers 0-x
error: '0-x': expected numbers of workers, such as 0-1,3
!2
qv# set interface handoff pg0 workers 2
error: worker 2: there are workers 0..1
!1
qv# # Two fragments of a packet for this host, each received by another worker.
qv# set ip4-full-reassembly timeout 10000
qv# packet-generator new { name front limit 1 worker 0 node ip4-input interface pg0
  >   data { hex 0x4500002400012000401146c60a0000020a00000100010002001800000102030405060708 } }
qv# packet-generator new { name rear limit 1 worker 1 node ip4-input interface pg0
  >   data { hex 0x4500001c00010002401166cc0a0000020a0000010102030405060708 } }
qv# packet-generator enable-stream front
qv# wait packet-generator timeout 10
qv# packet-generator enable-stream rear
qv# wait packet-generator timeout 10
qv# show errors merged | match "reassembl|fragment|checksum"
         1     ip4-local-full-reassembly           successful reassemblies         info   
         2     ip4-local-full-reassembly            fragments reassembled          info   
         2     ip4-local-full-reassembly              fragments received           info   
qv# show frame-queue | match "wk_. *quiver_wk"
quiver_wk_0     quiver_wk_1                  1           1           0         0
qv# delete packet-generator interface pg0
qv# show interface rx-placement
Thread 2 (quiver_wk_1):
 node pg-input:
    pg1 queue 0 (polling)
