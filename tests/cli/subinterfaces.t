# VLAN sub-interfaces: made, addressed, answering ARP with their tags, refused, deleted.
qv# test clock stop
qv# create packet-generator interface pg0 hw-addr 02:00:00:00:00:01
qv# create sub-interfaces pg0 100
pg0.100
qv# create sub-interfaces pg0 200 dot1ad 20 inner-dot1q 30 exact-match
pg0.200
qv# create sub-interfaces pg0 300 dot1q 7
pg0.300
qv# create sub-interfaces pg0 400 default
pg0.400
qv# create sub-interfaces pg0 10-12
pg0.10
pg0.11
pg0.12
qv# create sub-interfaces pg0 9-11
error: another sub-interface has these VLAN tags
!1
qv# create sub-interfaces pg0 12-11
error: 12-11 is not a range in 1..4094
!1
qv# create sub-interfaces pg0 5000
error: VLAN id 5000 is not in 1..4094
!1
qv# create sub-interfaces pg0 101 dot1q 100
error: another sub-interface has these VLAN tags
!1
qv# create sub-interfaces pg0.100 5
error: pg0.100 is itself a sub-interface
!1
qv# create sub-interfaces local0 5
error: local0 is not an Ethernet interface
!1
qv# set interface state pg0 up
qv# set interface state pg0.100 up
qv# set interface state pg0.200 up
qv# set interface ip address pg0.100 10.0.0.1/24
qv# set interface ip address pg0.200 10.0.1.1/24
qv# set interface ip address pg0.300 10.0.2.1/24
error: pg0.300 is not for one VLAN by exact-match: it cannot have addresses
!1
qv# set interface mac address pg0.100 02:00:00:00:00:09
error: the address of a sub-interface is its parent's
!1
qv# set interface name pg0.100 x
error: the name of a sub-interface is its parent's
!1
qv# show interface
              Name               Idx    State  MTU (L3/IP4/IP6/MPLS)     Counter          Count     
local0                            0     down          0/0/0/0       
pg0                               1      up          9000/0/0/0     
pg0.10                            6     down          0/0/0/0       
pg0.11                            7     down          0/0/0/0       
pg0.12                            8     down          0/0/0/0       
pg0.100                           2      up           0/0/0/0       
pg0.200                           3      up           0/0/0/0       
pg0.300                           4     down          0/0/0/0       
pg0.400                           5     down          0/0/0/0       
qv# show hardware-interfaces pg0 pg0.100
              Name                Idx   Link  Hardware
pg0                                1     up   pg0
  Link speed: unknown
  Ethernet address 02:00:00:00:00:01
qv# trace add pg-input 10
qv# packet-generator new { name a limit 1 interface pg0 node ethernet-input data { hex 0xffffffffffff0200000000778100006408060001080006040001020000000077 hex 0x0a00004d0000000000000a000001 } }
qv# packet-generator new { name b limit 1 interface pg0 node ethernet-input data { hex 0xffffffffffff02000000007788a800148100001e08060001080006040001020000000077 hex 0x0a00014d0000000000000a000101 } }
qv# packet-generator new { name c limit 1 interface pg0 node ethernet-input data { hex 0xffffffffffff02000000007781000007810000088100000908000000 } }
qv# packet-generator enable-stream a
qv# wait 10
waited 10.000 sec.
qv# packet-generator enable-stream b
qv# wait 10
waited 10.000 sec.
qv# packet-generator enable-stream c
qv# wait 10
waited 10.000 sec.
qv# show interface
              Name               Idx    State  MTU (L3/IP4/IP6/MPLS)     Counter          Count     
local0                            0     down          0/0/0/0       
pg0                               1      up          9000/0/0/0     rx packets                     3
                                                                    rx bytes                     192
                                                                    tx packets                     2
                                                                    tx bytes                     128
                                                                    drops                          1
pg0.10                            6     down          0/0/0/0       
pg0.11                            7     down          0/0/0/0       
pg0.12                            8     down          0/0/0/0       
pg0.100                           2      up           0/0/0/0       rx packets                     1
                                                                    rx bytes                      64
                                                                    tx packets                     1
                                                                    tx bytes                      64
pg0.200                           3      up           0/0/0/0       rx packets                     1
                                                                    rx bytes                      64
                                                                    tx packets                     1
                                                                    tx bytes                      64
pg0.300                           4     down          0/0/0/0       rx packets                     1
                                                                    rx bytes                      64
                                                                    drops                          1
pg0.400                           5     down          0/0/0/0       
qv# show errors
   Count                  Node                              Reason               Severity 
         2             arp-reply                       ARP replies sent            info   
         1           ethernet-input                   subinterface down            error  
qv# delete sub-interface pg0
error: pg0 is not a sub-interface
!1
qv# delete sub-interface pg0.100
qv# delete packet-generator interface pg0
qv# show interface
              Name               Idx    State  MTU (L3/IP4/IP6/MPLS)     Counter          Count     
local0                            0     down          0/0/0/0       
