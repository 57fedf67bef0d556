# Bridge domains: making them, their ports, what they know, and what is refused.
qv# test clock stop
qv# create loopback interface
loop0
qv# create packet-generator interface pg0 hw-addr 02:00:00:00:00:10
qv# create packet-generator interface pg1 hw-addr 02:00:00:00:00:11
qv# create packet-generator interface pg2 hw-addr 02:00:00:00:00:12
qv# set interface state pg0 up
qv# set interface state pg1 up
qv# set interface state pg2 up
qv# set interface state loop0 up
qv# show bridge-domain
no bridge-domains in use
qv# create bridge-domain 7 uu-flood 0 arp-term 1 mac-age 2 bd-tag office
bridge-domain 7
qv# create bridge-domain 7
error: bd_add_del returned -119
!1
qv# create bridge-domain 0
error: bridge domain 0 can not be modified
!1
qv# create bridge-domain 16777216
error: bridge domain ID exceed 16M limit
!1
qv# create bridge-domain 8 mac-age 256
error: 256 is out of range, 0 to 255
!2
qv# create bridge-domain 9 del
error: bridge domain ID does not exist
!1
qv# set bridge-domain learn 99
error: No such bridge domain 99
!1
qv# set interface l2 bridge loop0 7 bvi
qv# set interface l2 bridge pg0 7 bvi
error: bridge-domain already has a bvi interface
!1
qv# set interface l2 bridge pg0 7
qv# set interface l2 bridge pg0 7
qv# set interface l2 bridge pg1 7 5
qv# set interface l2 bridge pg2 7 uu-fwd
qv# set interface l2 bridge local0 7
error: bridged interface must be ethernet
!1
qv# set bridge-domain arp entry 7 10.0.0.9 02:00:00:00:00:09
qv# set bridge-domain arp entry 7 2001:db8::9 02:00:00:00:00:09
qv# set bridge-domain arp entry 7 10.0.0.9 02:00:00:00:00:09
error: the address has this mac already
!1
qv# set bridge-domain arp entry 7 10.0.0.8 02:00:00:00:00:08 del
error: the address has no mac here
!1
qv# show bridge-domain 7 detail
  BD-ID   Index   BSN  Age(min)  Learning  U-Forwrd   UU-Flood   Flooding  ARP-Term  arp-ufwd Learn-co Learn-li   BVI-Intf 
    7       1      0      2         on        on        pg2         on        on       off        0    16777216    loop0   
span-l2-input l2-input-classify l2-input-feat-arc l2-policer-classify l2-policer-input l2-input-acl vpath-input-l2 l2-ip-qos-record l2-input-vtr sr-pl-rewrite-encaps-l2 l2-learn l2-rw l2-fwd l2-uu-fwd arp-term-l2bd l2-flood l2-output 

           Interface           If-idx ISN  SHG  BVI  TxFlood        VLAN-Tag-Rewrite       
             loop0               1     1    0    *      *                 none             
              pg0                2     3    0    -      *                 none             
              pg1                3     1    5    -      *                 none             
              pg2                4     1    0    -      -                 none             

  IP4/IP6 to MAC table for ARP Termination
                10.0.0.9                 =>   02:00:00:00:00:09 
               2001:db8::9               =>   02:00:00:00:00:09 

  BD-Tag: office
qv# set bridge-domain arp entry 7 del-all
qv# show bridge-domain 7 arp
  BD-ID   Index   BSN  Age(min)  Learning  U-Forwrd   UU-Flood   Flooding  ARP-Term  arp-ufwd Learn-co Learn-li   BVI-Intf 
    7       1      0      2         on        on        pg2         on        on       off        0    16777216    loop0   

  IP4/IP6 to MAC table for ARP Termination
qv# show bridge-domain bd-tag office
  BD-ID   Index   BSN  Age(min)  Learning  U-Forwrd   UU-Flood   Flooding  ARP-Term  arp-ufwd Learn-co Learn-li   BVI-Intf 
    7       1      0      2         on        on        pg2         on        on       off        0    16777216    loop0   

  BD-Tag: office
qv# show bridge-domain bd-tag nothing
error: no bridge domain has this tag
!1
qv# set interface l2 bridge pg2 7
qv# set bridge-domain uu-flood 7
qv# set bridge-domain arp term 7 disable
qv# set bridge-domain arp-ufwd 7
qv# set bridge-domain default-learn-limit 1000
qv# create bridge-domain 8
bridge-domain 8
qv# set bridge-domain learn-limit 7 3
qv# show bridge-domain
  BD-ID   Index   BSN  Age(min)  Learning  U-Forwrd   UU-Flood   Flooding  ARP-Term  arp-ufwd Learn-co Learn-li   BVI-Intf 
    7       1      0      2         on        on       flood        on       off        on        0        3       loop0   
    8       2      0     off        on        on       flood        on       off       off        0      1000       N/A    
qv# create bridge-domain 8 del
qv# packet-generator new { name a limit 1 size 60-60 interface pg0 node ethernet-input \
  > data { hex 0x0200000000bb0200000000aa88b5 } }
qv# packet-generator new { name b limit 1 size 60-60 interface pg1 node ethernet-input \
  > data { hex 0x0200000000aa0200000000bb88b5 } }
qv# packet-generator enable-stream a
qv# packet-generator enable-stream b
qv# show l2fib
L2FIB total/learned entries: 3/2  Last scan time: 0.0000e0sec  Learn limit: 16777216 
qv# show l2fib all
    Mac-Address     BD-Idx If-Idx BSN-ISN Age(min) static filter bvi         Interface-Name        
 02:00:00:00:00:aa    1      2      0/3      0       -      -     -                pg0             
 02:00:00:00:00:bb    1      3      0/1      0       -      -     -                pg1             
 de:ad:00:00:00:00    1      1      0/0      no      *      -     *               loop0            
L2FIB total/learned entries: 3/2  Last scan time: 0.0000e0sec  Learn limit: 16777216 
qv# l2fib add 02:00:00:00:00:cc 7 filter
qv# l2fib add 02:00:00:00:00:cd 7 pg2 static
qv# l2fib add 02:00:00:00:00:ce 7 local0
error: local0 is not in bridge domain 7
!1
qv# l2fib add 02:00:00:00:00:ce 77 pg1
error: bridge domain ID 77 invalid
!1
qv# show l2fib bd_id 7 add
    Mac-Address     BD-Idx If-Idx BSN-ISN Age(min) static filter bvi         Interface-Name        
 02:00:00:00:00:cc    1      -1     0/0      no      *      *     -                N/A             
 02:00:00:00:00:cd    1      4      0/0      no      *      -     -                pg2             
 de:ad:00:00:00:00    1      1      0/0      no      *      -     *               loop0            
L2FIB total/learned entries: 5/2  Last scan time: 0.0000e0sec  Learn limit: 16777216 
qv# show l2fib learn
    Mac-Address     BD-Idx If-Idx BSN-ISN Age(min) static filter bvi         Interface-Name        
 02:00:00:00:00:aa    1      2      0/3      0       -      -     -                pg0             
 02:00:00:00:00:bb    1      3      0/1      0       -      -     -                pg1             
L2FIB total/learned entries: 5/2  Last scan time: 0.0000e0sec  Learn limit: 16777216 
qv# show l2fib bd_index 3
L2FIB total/learned entries: 5/2  Last scan time: 0.0000e0sec  Learn limit: 16777216 
qv# show l2fib bd_id 3
error: bridge domain ID 3 invalid
!1
qv# test clock advance 60
qv# packet-generator enable-stream a
qv# show l2fib learn
    Mac-Address     BD-Idx If-Idx BSN-ISN Age(min) static filter bvi         Interface-Name        
 02:00:00:00:00:aa    1      2      0/3      0       -      -     -                pg0             
 02:00:00:00:00:bb    1      3      0/1      1       -      -     -                pg1             
L2FIB total/learned entries: 5/2  Last scan time: 0.0000e0sec  Learn limit: 16777216 
qv# test clock advance 60
qv# test clock advance 20s
qv# show l2fib learn | match 02:00
 02:00:00:00:00:aa    1      2      0/3      1       -      -     -                pg0             
qv# l2fib flush-mac all
qv# l2fib flush-mac bridge-domain 7
qv# l2fib flush-mac interface pg0
qv# wait 0
waited 0.000 sec.
qv# show l2fib learn | match 02:00
qv# show bridge-domain 7 int
  BD-ID   Index   BSN  Age(min)  Learning  U-Forwrd   UU-Flood   Flooding  ARP-Term  arp-ufwd Learn-co Learn-li   BVI-Intf 
    7       1      2      2         on        on       flood        on       off        on        0        3       loop0   

           Interface           If-idx ISN  SHG  BVI  TxFlood        VLAN-Tag-Rewrite       
             loop0               1     1    0    *      *                 none             
              pg0                2     4    0    -      *                 none             
              pg1                3     1    5    -      *                 none             
              pg2                4     3    0    -      *                 none             
qv# l2fib del 02:00:00:00:00:cc 7
qv# l2fib del 02:00:00:00:00:cc 7
error: mac entry not found
!1
qv# clear l2fib
qv# show l2fib all
    Mac-Address     BD-Idx If-Idx BSN-ISN Age(min) static filter bvi         Interface-Name        
 de:ad:00:00:00:00    1      1      0/0      no      *      -     *               loop0            
L2FIB total/learned entries: 1/0  Last scan time: 0.0000e0sec  Learn limit: 16777216 
qv# set interface l2 learn pg0 disable
qv# set interface l2 forward pg0 disable
qv# set interface l2 flood pg0 disable
qv# set interface l2 efp-filter pg0
qv# show interface features pg0 | match UU|OUTPUT|EFP|LEARN|FWD
         UU_FLOOD (l2-flood)
         ARP_UFWD (l2-uu-fwd)
       EFP_FILTER (l2-efp-filter)
           OUTPUT (interface-output)
qv# set interface l2 learn pg0
qv# set interface l2 efp-filter pg0 disable
qv# set interface l2 tag-rewrite pg0 push dot1q 100
qv# set interface l2 tag-rewrite pg1 push dot1ad 100 200
qv# set interface l2 tag-rewrite pg0 pop 1
error: pg0 has 0 VLAN tags of its own: none to put back on what leaves
!1
qv# set interface l2 tag-rewrite pg0 translate 1-1 dot1q 7
error: pg0 has 0 VLAN tags of its own: none to put back on what leaves
!1
qv# set interface l2 tag-rewrite pg0 translate 1-2 dot1q 7
error: two tags come with this: the inner one is missing
!1
qv# set interface l2 tag-rewrite pg0 translate 2-1 dot1q 7 8
error: only one tag comes with this
!1
qv# set interface l2 tag-rewrite pg0 push dot1q 4095
error: 4095 is out of range, 1 to 4094
!2
qv# show bridge-domain 7 int | match push
              pg0                2     4    0    -      *           push-1 dot1q 100       
              pg1                3     1    5    -      *         push-2 dot1ad 100 200    
qv# set interface l2 tag-rewrite pg0 disable
qv# set interface l3 pg1
qv# set interface l2 tag-rewrite pg1 push dot1q 100
error: pg1 is in no layer 2 mode
!1
qv# set interface l2 learn pg1
error: pg1 is not in a bridge domain
!1
qv# set interface l2 xconnect pg1 pg1
error: an interface cannot be its own peer
!1
qv# set interface l2 xconnect pg1 pg2
qv# show mode
l3 local0  
l2 bridge loop0 bd_id 7 bvi shg 0
l2 bridge pg0 bd_id 7 shg 0
l2 xconnect pg1 pg2
l2 bridge pg2 bd_id 7 shg 0
qv# show mode pg1
l2 xconnect pg1 pg2
qv# show interface address pg1 pg2
pg1 (up):
  L2 xconnect pg2
pg2 (up):
  L2 bridge bd-id 7 idx 1 shg 0  
qv# set bridge-domain flood 7 disable
qv# set bridge-domain forward 7 disable
qv# set bridge-domain learn 7 disable
qv# set bridge-domain mac-age 7 0
qv# create bridge-domain 7 del
error: bridge domain in use - remove members
!1
qv# set interface l3 pg0
qv# delete packet-generator interface pg2
qv# show mode
l3 local0  
l2 bridge loop0 bd_id 7 bvi shg 0
l3 pg0  
l2 xconnect pg1 DELETED
qv# set interface l3 loop0
qv# create bridge-domain 7 del
qv# show bridge-domain
no bridge-domains in use
qv# show l2fib
no l2fib entries
