# Making and deleting devices: every class's words come from its table.
qv# test clock stop
qv# create loopback interface
loop0
qv# create loopback interface instance 7 mac de:ad:00:00:00:77
loop7
qv# create loopback interface instance 7
error: interface loop7 already exists
!1
qv# create loopback interface instance 99999
error: 99999 is out of range, 0 to 16383
!2
qv# create loopback interface mac 01:00:00:00:00:00
error: the mac of an interface cannot be a group's
!1
qv# create packet-generator interface pg0 hw-addr 02:00:00:00:00:01
qv# create packet-generator interface pg0
error: interface pg0 already exists
!1
qv# create packet-generator interface pg1 gso-enabled
error: gso enabled but gso size missing
!1
qv# create packet-generator interface pg1 gso-enabled gso-size 1400 coalesce-enabled
qv# create packet-generator interface pg2 mode ip4
qv# create packet-generator interface pg3 mode ip5
error: "ip5": expected ethernet | ip4 | ip6; did you mean "ip4"?
!2
qv# create packet-generator interface
error: incomplete command: expected <NAME> (a word)
!2
qv# show packet-generator interface pg0
Interface: pg0
  id: 0
  mode: ethernet
  hw-addr: 02:00:00:00:00:01
  csum_offload_enabled: 0
  gso_enabled: 0
  coalesce_enabled: 0
qv# show packet-generator interface pg1 | except hw-addr
Interface: pg1
  id: 1
  mode: ethernet
  csum_offload_enabled: 0
  gso_enabled: 1
  gso_size: 1400
  coalesce_enabled: 1
qv# show packet-generator interface pg2 | json
{"interface": "pg2", "id": 2, "mode": "ip4", "csum_offload": 0, "gso": 0, "coalesce": 0}
qv# show packet-generator interface loop0
error: loop0 is not a packet-generator interface
!1
qv# show hardware-interfaces loop7
              Name                Idx   Link  Hardware
loop7                              2     up   loop7
  Link speed: unknown
  Ethernet address de:ad:00:00:00:77
qv# delete loopback interface intfc loop0
qv# delete loopback interface loop7
qv# delete loopback interface intfc pg0
error: pg0 is not a loopback interface
!1
qv# delete packet-generator interface pg0
qv# delete packet-generator interface pg0
error: unknown interface `pg0'; did you mean "pg1"?
!1
qv# delete packet-generator interface local0
error: local0 is not a packet-generator interface
!1
qv# show interface
              Name               Idx    State  MTU (L3/IP4/IP6/MPLS)     Counter          Count     
local0                            0     down          0/0/0/0       
pg1                               4     down         9000/0/0/0     
pg2                               5     down          0/0/0/0       
qv# create loopback interface | json
{"interface": "loop0", "index": 1}
