# Interfaces: states, addresses, names, MTU, counters, and what is refused.
qv# test clock stop
qv# show interface
              Name               Idx    State  MTU (L3/IP4/IP6/MPLS)     Counter          Count     
local0                            0     down          0/0/0/0       
qv# show hardware-interfaces
              Name                Idx   Link  Hardware
local0                             0    down  local0
  Link speed: unknown
  local
qv# create packet-generator interface pg1 hw-addr 02:00:00:00:00:01
qv# create packet-generator interface pg0 hw-addr 02:00:00:00:00:02
qv# show interface
              Name               Idx    State  MTU (L3/IP4/IP6/MPLS)     Counter          Count     
local0                            0     down          0/0/0/0       
pg0                               2     down         9000/0/0/0     
pg1                               1     down         9000/0/0/0     
qv# set interface state pg0 up
qv# set interface ip address pg0 10.0.0.1/24
qv# set interface ip address pg0 10.0.0.2/24
qv# set interface ip address pg1 10.0.0.3/16
error: 10.0.0.3/16 conflicts with 10.0.0.1/24 of interface pg0
!1
qv# set interface ip address pg1 300.1.1.1/24
error: '300.1.1.1/24' is not an IPv4 prefix, a.b.c.d/n
!2
qv# set interface ip address pg1 10.0.1.1/33
error: Invalid prefix len: 33
!2
qv# set interface ip address pg1 224.0.0.1/24
error: 224.0.0.1 cannot be an interface's own address
!1
qv# show interface address
local0 (dn):
pg0 (up):
  L3 10.0.0.1/24
  L3 10.0.0.2/24
pg1 (dn):
qv# show interface address pg0 | json
{"interfaces": [
{"name": "pg0", "state": "up", "table": 0, "addresses": ["10.0.0.1/24", "10.0.0.2/24"]}
]}
qv# set interface ip address del pg0 10.0.0.2/24
qv# set interface ip address del pg0 10.0.0.2/24
error: interface pg0 has no address 10.0.0.2/24
!1
qv# set interface ip address del pg0 all
qv# show interface address pg0
pg0 (up):
qv# set interface mtu 1500 pg0
qv# set interface mtu ip4 1400 pg0
qv# set interface mtu 20 pg0
error: MTU 20 is not in 64..65535
!1
qv# set interface mtu 70000 pg0
error: 70000 is out of range, 0 to 65535
!2
qv# set interface mac address pg0 02:00:00:00:00:99
qv# set interface mac address pg0 01:00:00:00:00:99
error: a multicast address cannot be an interface's own
!1
qv# set interface mac address local0 02:00:00:00:00:99
error: interface local0 is not an Ethernet interface
!1
qv# set interface name pg0 eth0
qv# set interface name pg1 eth0
error: interface eth0 already exists
!1
qv# show hardware-interfaces eth0
              Name                Idx   Link  Hardware
eth0                               2     up   pg0
  Link speed: unknown
  Ethernet address 02:00:00:00:00:99
qv# show hardware-interfaces brief
              Name                Idx   Link  Hardware
eth0                               2     up   pg0
  Link speed: unknown
local0                             0    down  local0
  Link speed: unknown
pg1                                1     up   pg1
  Link speed: unknown
qv# show hardware-interfaces eth0 | json
{"interfaces": [
{"name": "eth0", "index": 2, "link": "up", "device": "pg0", "class": "pg", "speed": 0, "mac": "02:00:00:00:00:99"}
]}
qv# set interface tag eth0 uplink
qv# show interface tag
eth0 tag: uplink
local0 tag: (none)
pg1 tag: (none)
qv# set interface promiscuous on eth0
qv# show mode
l3 local0  
l3 pg1  
l3 eth0  
qv# set interface state eth0 punt
qv# show interface eth0
              Name               Idx    State  MTU (L3/IP4/IP6/MPLS)     Counter          Count     
eth0                              2     punt       1500/1400/0/0    
qv# set interface state eth0 down
qv# show int eth0 pg1
              Name               Idx    State  MTU (L3/IP4/IP6/MPLS)     Counter          Count     
eth0                              2     down       1500/1400/0/0    
pg1                               1     down         9000/0/0/0     
qv# show interface eth0 | json
{"interfaces": [
{"name": "eth0", "index": 2, "state": "down", "mtu": {"l3": 1500, "ip4": 1400, "ip6": 0, "mpls": 0}, "counters": {"rx_packets": 0, "rx_bytes": 0, "tx_packets": 0, "tx_bytes": 0, "drops": 0, "punt": 0, "ip4": 0, "ip6": 0, "rx_no_buf": 0, "rx_miss": 0, "rx_error": 0, "tx_error": 0, "mpls": 0}}
]}
qv# set interface state nosuch up
error: unknown interface `nosuch'
!1
qv# set interface state eth0 sideways
error: "sideways": expected up | down | punt | enable
!2
qv# show interface nosuch
error: unknown interface `nosuch'
!1
qv# delete packet-generator interface eth0
qv# show interface eth0
error: unknown interface `eth0'
!1
qv# sh int
              Name               Idx    State  MTU (L3/IP4/IP6/MPLS)     Counter          Count     
local0                            0     down          0/0/0/0       
pg1                               1     down         9000/0/0/0     
