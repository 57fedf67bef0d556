# Sub-interfaces in bridge domains: their tags go on the way in and come back on the way out.
qv# test clock stop
qv# create packet-generator interface pg0 hw-addr 02:00:00:00:00:10
qv# create packet-generator interface pg1 hw-addr 02:00:00:00:00:11
qv# set interface state pg0 up
qv# set interface state pg1 up
qv# create sub-interfaces pg0 100
pg0.100
qv# create sub-interfaces pg0 200 dot1ad 200 inner-dot1q any
pg0.200
qv# set interface state pg0.100 up
qv# set interface state pg0.200 up
qv# set interface l2 bridge pg0.100 1
qv# set interface l2 bridge pg0.200 1
qv# set interface l2 bridge pg1 1
qv# set interface l2 tag-rewrite pg0.100 pop 2
error: pg0.100 has 1 VLAN tags of its own: none to put back on what leaves
!1
qv# set interface l2 tag-rewrite pg0.200 pop 1
error: pg0.200 has 0 VLAN tags of its own: none to put back on what leaves
!1
qv# set interface l2 tag-rewrite pg0.100 pop 1
qv# set interface l2 efp-filter pg0.200
error: pg0.200 is for frames of many VLANs: it has no tags of its own
!1
qv# set interface l2 efp-filter pg0.100
qv# show bridge-domain 1 detail
  BD-ID   Index   BSN  Age(min)  Learning  U-Forwrd   UU-Flood   Flooding  ARP-Term  arp-ufwd Learn-co Learn-li   BVI-Intf 
    1       1      0     off        on        on       flood        on       off       off        0    16777216     N/A    
span-l2-input l2-input-classify l2-input-feat-arc l2-policer-classify l2-policer-input l2-input-acl vpath-input-l2 l2-ip-qos-record l2-input-vtr sr-pl-rewrite-encaps-l2 l2-learn l2-rw l2-fwd l2-flood l2-flood l2-output 

           Interface           If-idx ISN  SHG  BVI  TxFlood        VLAN-Tag-Rewrite       
              pg1                2     1    0    -      *                 none             
            pg0.100              3     1    0    -      *                 pop-1            
            pg0.200              4     1    0    -      *                 none             
qv# show interface features pg0.100 | match L2|VTR|EFP|OUTPUT
              VTR (l2-input-vtr)
       EFP_FILTER (l2-efp-filter)
           OUTPUT (interface-output)
qv# packet-generator new { name in limit 1 size 64-64 interface pg0 node ethernet-input \
  > data { hex 0x0200000000bb0200000000aa8100006488b5 } }
qv# packet-generator new { name out limit 1 size 60-60 interface pg1 node ethernet-input \
  > data { hex 0x0200000000aa0200000000bb88b5 } }
qv# set interface l2 bridge pg0.200 2
qv# trace add pg-input 1
qv# packet-generator enable-stream in
qv# show trace
------------------- Start of thread 0 quiver_main -------------------
Packet 1

00:00:00:000000: pg-input
  stream in, 64 bytes, sw_if_index 1, next_node ethernet-input
  current data 0, length 64, buffer-pool 0, ref-count 1, trace handle 0x0
  802_1_LOCAL_EXPERIMENTAL_1: 02:00:00:00:00:aa -> 02:00:00:00:00:bb 802.1q vlan 100
00:00:00:000000: ethernet-input
  frame: flags 0x1, hw-if-index 1, sw-if-index 1
  802_1_LOCAL_EXPERIMENTAL_1: 02:00:00:00:00:aa -> 02:00:00:00:00:bb 802.1q vlan 100
00:00:00:000000: l2-input
  l2-input: sw_if_index 3 dst 02:00:00:00:00:bb src 02:00:00:00:00:aa [l2-input-vtr l2-learn l2-fwd l2-flood l2-flood ]
00:00:00:000000: l2-input-vtr
  l2-input-vtr: sw_if_index 3 dst 02:00:00:00:00:bb src 02:00:00:00:00:aa data 88 b5 00 00 00 00 00 00 00 00 00 00
00:00:00:000000: l2-learn
  l2-learn: sw_if_index 3 dst 02:00:00:00:00:bb src 02:00:00:00:00:aa bd_index 1
00:00:00:000000: l2-fwd
  l2-fwd:   sw_if_index 3 dst 02:00:00:00:00:bb src 02:00:00:00:00:aa bd_index 1 result [0xffffffffffffffff, -1] static age-not bvi filter learn-event learn-move 
00:00:00:000000: l2-flood
  l2-flood: sw_if_index 3 dst 02:00:00:00:00:bb src 02:00:00:00:00:aa bd_index 1
00:00:00:000000: l2-output
  l2-output: sw_if_index 2 dst 02:00:00:00:00:bb src 02:00:00:00:00:aa data 88 b5 00 00 00 00 00 00 00 00 00 00
00:00:00:000000: pg1-output
  pg1 flags 0x00180001
  802_1_LOCAL_EXPERIMENTAL_1: 02:00:00:00:00:aa -> 02:00:00:00:00:bb
00:00:00:000000: pg1-tx
    buffer 0x2: current data 4, length 60, buffer-pool 0, ref-count 1, trace handle 0x0
                l2-hdr-offset 4 l3-hdr-offset 18 
  802_1_LOCAL_EXPERIMENTAL_1: 02:00:00:00:00:aa -> 02:00:00:00:00:bb

qv# clear trace
qv# trace add pg-input 1
qv# packet-generator enable-stream out
qv# show trace
------------------- Start of thread 0 quiver_main -------------------
Packet 1

00:00:00:000000: pg-input
  stream out, 60 bytes, sw_if_index 2, next_node ethernet-input
  current data 0, length 60, buffer-pool 0, ref-count 1, trace handle 0x0
  802_1_LOCAL_EXPERIMENTAL_1: 02:00:00:00:00:bb -> 02:00:00:00:00:aa
00:00:00:000000: ethernet-input
  frame: flags 0x1, hw-if-index 2, sw-if-index 2
  802_1_LOCAL_EXPERIMENTAL_1: 02:00:00:00:00:bb -> 02:00:00:00:00:aa
00:00:00:000000: l2-input
  l2-input: sw_if_index 2 dst 02:00:00:00:00:aa src 02:00:00:00:00:bb [l2-learn l2-fwd l2-flood l2-flood ]
00:00:00:000000: l2-learn
  l2-learn: sw_if_index 2 dst 02:00:00:00:00:aa src 02:00:00:00:00:bb bd_index 1
00:00:00:000000: l2-fwd
  l2-fwd:   sw_if_index 2 dst 02:00:00:00:00:aa src 02:00:00:00:00:bb bd_index 1 result [0x1000000000003, 3] none
00:00:00:000000: l2-output
  l2-output: sw_if_index 3 dst 02:00:00:00:00:aa src 02:00:00:00:00:bb data 81 00 00 64 88 b5 00 00 00 00 00 00
00:00:00:000000: l2-efp-filter
  l2-efp-filter: sw_if_index 3 dst 02:00:00:00:00:aa src 02:00:00:00:00:bb data 81 00 00 64 88 b5 00 00 00 00 00 00
00:00:00:000000: pg0.100-output
  pg0.100 flags 0x10180001
  802_1_LOCAL_EXPERIMENTAL_1: 02:00:00:00:00:bb -> 02:00:00:00:00:aa 802.1q vlan 100
00:00:00:000000: pg0-output
  pg0 flags 0x10180001
  802_1_LOCAL_EXPERIMENTAL_1: 02:00:00:00:00:bb -> 02:00:00:00:00:aa 802.1q vlan 100
00:00:00:000000: pg0-tx
    buffer 0x2: current data -4, length 64, buffer-pool 0, ref-count 1, trace handle 0x0
                vlan-1-deep l2-hdr-offset -4 l3-hdr-offset 14 
  802_1_LOCAL_EXPERIMENTAL_1: 02:00:00:00:00:bb -> 02:00:00:00:00:aa 802.1q vlan 100

qv# set interface l2 tag-rewrite pg0.100 translate 1-1 dot1q 7
qv# clear trace
qv# trace add pg-input 1
qv# packet-generator enable-stream in
qv# show trace | match l2-output
00:00:00:000000: l2-output
  l2-output: sw_if_index 2 dst 02:00:00:00:00:bb src 02:00:00:00:00:aa data 81 00 00 07 88 b5 00 00 00 00 00 00
qv# delete packet-generator interface pg0
qv# show bridge-domain 1 int
  BD-ID   Index   BSN  Age(min)  Learning  U-Forwrd   UU-Flood   Flooding  ARP-Term  arp-ufwd Learn-co Learn-li   BVI-Intf 
    1       1      0     off        on        on       flood        on       off       off        1    16777216     N/A    

           Interface           If-idx ISN  SHG  BVI  TxFlood        VLAN-Tag-Rewrite       
              pg1                2     1    0    -      *                 none             
