# Neighbours: by command, learned, limited, aged.
qv# test clock stop
qv# create packet-generator interface pg0 hw-addr 02:00:00:00:00:01
qv# set interface state pg0 up
qv# set interface ip address pg0 10.0.0.1/24
qv# show ip neighbors
     Age                       IP                    Flags      Ethernet              Interface       
qv# set ip neighbor pg0 10.0.0.2 02:00:00:00:00:02
qv# set ip neighbor pg0 10.0.0.3 02:00:00:00:00:03 static
qv# ip neighbor pg0 10.0.0.4 02:00:00:00:00:04 static no-fib-entry
qv# test clock advance 1.5s
qv# show ip neighbors
     Age                       IP                    Flags      Ethernet              Interface       
      1.5000                10.0.0.2                   D    02:00:00:00:00:02 pg0
      1.5000                10.0.0.3                   S    02:00:00:00:00:03 pg0
      1.5000                10.0.0.4                  SN    02:00:00:00:00:04 pg0
qv# show ip neighbor pg0 | json
{"neighbors": [
{"age": 1.5, "address": "10.0.0.2", "flags": "D", "mac": "02:00:00:00:00:02", "interface": "pg0"},
{"age": 1.5, "address": "10.0.0.3", "flags": "S", "mac": "02:00:00:00:00:03", "interface": "pg0"},
{"age": 1.5, "address": "10.0.0.4", "flags": "SN", "mac": "02:00:00:00:00:04", "interface": "pg0"}
]}
qv# show adj 99
error: no such adjacency: 99
!1
qv# show ip6 neighbors
     Age                       IP                    Flags      Ethernet              Interface       
qv# show ip neighbors local0
     Age                       IP                    Flags      Ethernet              Interface       
qv# set ip neighbor pg0 10.0.0.5 01:00:5e:00:00:05
error: a neighbor's MAC address cannot be a multicast one
!1
qv# set ip neighbor local0 10.0.0.5 02:00:00:00:00:05
error: interface local0 has no neighbors
!1
qv# set ip neighbor pg0 10.0.0.5
error: incomplete command: expected <MAC> (MAC address)
!2
qv# set ip neighbor pg0 2001:db8::1 02:00:00:00:00:05
error: IPv6 neighbors are not supported yet
!1
qv# set ip neighbor del pg0 10.0.0.5
error: no neighbor 10.0.0.5 on pg0
!1
qv# set ip neighbor del pg0 10.0.0.3 02:00:00:00:00:03
qv# set ip neighbor pg0 10.0.0.20 02:00:00:00:00:20 count 3
qv# show ip neighbors | count
Count: 6 lines
qv# set ip neighbor del pg0 10.0.0.20 count 4
error: no neighbor 10.0.0.23 on pg0
!1
qv# ip neighbor flush pg0
qv# show ip neighbors
     Age                       IP                    Flags      Ethernet              Interface       
      1.5000                10.0.0.4                  SN    02:00:00:00:00:04 pg0
qv# show ip neighbor-config
ip4:
  limit:50000, age:0, recycle:0
ip6:
  limit:50000, age:0, recycle:0
qv# set ip neighbor-config ip4 limit 2 age 10
qv# show ip neighbor-config
ip4:
  limit:2, age:10, recycle:0
ip6:
  limit:50000, age:0, recycle:0
qv# set ip neighbor pg0 10.0.0.6 02:00:00:00:00:06
qv# set ip neighbor pg0 10.0.0.7 02:00:00:00:00:07
error: the limit of 2 IPv4 neighbors is reached
!1
qv# set ip neighbor del pg0 10.0.0.6
qv# set ip neighbor pg0 10.0.0.6 02:00:00:00:00:06 count 2
error: the limit of 2 IPv4 neighbors is reached
!1
qv# show ip neighbors
     Age                       IP                    Flags      Ethernet              Interface       
      1.5000                10.0.0.4                  SN    02:00:00:00:00:04 pg0
qv# set ip neighbor pg0 10.0.0.6 02:00:00:00:00:06
qv# set ip neighbor-config ip4 recycle
qv# set ip neighbor pg0 10.0.0.7 02:00:00:00:00:07
qv# show ip neighbors
     Age                       IP                    Flags      Ethernet              Interface       
      1.5000                10.0.0.4                  SN    02:00:00:00:00:04 pg0
      0.0000                10.0.0.7                   D    02:00:00:00:00:07 pg0
qv# test clock advance 11s
qv# show ip neighbor-stats pg0
  pg0
    arp: rx:[reply:0 request:0 gratuitous:0 ] tx:[reply:0 request:2 gratuitous:0 ]
    nd:  rx:[reply:0 request:0 gratuitous:0 ] tx:[reply:0 request:0 gratuitous:0 ]
qv# test clock advance 5s
qv# show ip neighbors
     Age                       IP                    Flags      Ethernet              Interface       
     17.5000                10.0.0.4                  SN    02:00:00:00:00:04 pg0
qv# show ip neighbor-stats pg0 | json
{"interfaces": [
{"name": "pg0", "arp": {"rx": {"reply": 0, "request": 0, "gratuitous": 0}, "tx": {"reply": 0, "request": 3, "gratuitous": 0}}}
], "not_learned": 0}
