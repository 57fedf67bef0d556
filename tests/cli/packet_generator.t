# Streams of the packet generator: VPP's words, VPP's layouts.
qv# test clock stop
qv# create packet-generator interface pg0 hw-addr 02:fe:4a:ed:92:ec
qv# show packet-generator
no streams currently defined
qv# packet-generator new { name arp limit 1 size 60-60 interface pg0 node drop \
  >   data { hex 0xffffffffffff02000000aa010806000108000604000102000000aa01 } }
qv# packet-generator new {
  >   name counted
  >   limit 5
  >   rate 1000
  >   size 64+128
  >   interface pg0
  >   node drop
  >   data { incrementing }
  > }
qv# show packet-generator verbose
Name               Enabled        Count     Parameters
arp                  No             0       limit 1, rate 0.00e0 pps, size 60-60, buffer-size 2048, worker 0, 
                                            hdr-size 60, offset 0, 
counted              No             0       limit 5, rate 1.00e3 pps, size 64+128, buffer-size 2048, worker 0, 
                                            hdr-size 128, offset 0, 
qv# packet-generator enable-stream counted
qv# show packet-generator
Name               Enabled        Count     Parameters
arp                  No             0       limit 1, rate 0.00e0 pps, size 60-60, buffer-size 2048, worker 0, 
counted              Yes            1       limit 5, rate 1.00e3 pps, size 64+128, buffer-size 2048, worker 0, 
qv# wait packet-generator counted
qv# show packet-generator
Name               Enabled        Count     Parameters
arp                  No             0       limit 1, rate 0.00e0 pps, size 60-60, buffer-size 2048, worker 0, 
counted              No             5       limit 5, rate 1.00e3 pps, size 64+128, buffer-size 2048, worker 0, 
qv# show clock
Time now 0.004000, Sat, 01 Jan 2000 00:00:00 GMT
stopped
qv# packet-generator configure counted limit 6 rate 0 size 60-61
qv# packet-generator enable
qv# show packet-generator
Name               Enabled        Count     Parameters
arp                  No             1       limit 1, rate 0.00e0 pps, size 60-60, buffer-size 2048, worker 0, 
counted              No             6       limit 6, rate 0.00e0 pps, size 60-61, buffer-size 2048, worker 0, 
qv# show packet-generator | json
{"streams": [
{"name": "arp", "enabled": false, "count": 1, "limit": 1, "rate": 0, "size_min": 60, "size_max": 60, "random_sizes": false, "buffer_size": 2048, "worker": 0, "maxframe": 256, "interface": "pg0", "node": "drop"},
{"name": "counted", "enabled": false, "count": 6, "limit": 6, "rate": 0, "size_min": 60, "size_max": 61, "random_sizes": false, "buffer_size": 2048, "worker": 0, "maxframe": 256, "interface": "pg0", "node": "drop"}
]}
qv# show interface pg0 | match rx
pg0                               1     down         9000/0/0/0     rx packets                    12
                                                                    rx bytes                     893
qv# packet-generator disable
qv# packet-generator new name nodata
error: no packet data given
!1
qv# packet-generator new name bad limit 1 node nosuch-node data { hex 0x00 }
error: no node nosuch-node
!1
qv# packet-generator new name nofile pcap /nonexistent.pcap source pg0
error: /nonexistent.pcap: No such file or directory
!1
qv# packet-generator new name x source nosuch node drop data { hex 0x00 }
error: no interface nosuch
!1
qv# packet-generator new name x node drop data { hex 0x123 }
error: failed to parse packet data from ` hex 0x123 ': expected an even number of hexadecimal digits
!2
qv# packet-generator new name x node ethernet-input data { IP4: 02:00:00:00:aa:01 -> }
error: failed to parse packet data from ` IP4: 02:00:00:00:aa:01 -> ': expected a mac address
!2
qv# packet-generator new name x node ethernet-input data { ARP: 02:00:00:00:aa:01 -> ff:ff:ff:ff:ff:ff ARP: request }
error: failed to parse packet data from ` ARP: 02:00:00:00:aa:01 -> ff:...': expected hex, incrementing or random
!2
qv# packet-generator new name x node drop size 9-3 data { hex 0x00 }
error: max-size < min-size
!1
qv# packet-generator new name x node drop size 10-20 data { hex 0x00 }
error: min-size < total header size 20
!1
qv# packet-generator new name x node drop data hex 0x00
error: data must be followed by { } around it
!2
qv# packet-generator new name x node drop frobnicate data { hex 0x00 }
error: unknown input `frobnicate data { hex 0x00 }'
!2
qv# packet-generator new { name x node drop data { hex 0x00 } } more
error: more words after the closing }
!2
qv# packet-generator configure counted limit many
error: limit must be a number from 0 on
!1
qv# packet-generator configure counted name x
error: unknown input `name x'
!2
qv# packet-generator configure counted size 10-5
error: max-size < min-size
!1
qv# packet-generator delete nosuch
error: expected stream name `nosuch'
!1
qv# packet-generator capture pg0 pcap /nonexistent/x.pcap
error: /nonexistent/x.pcap: No such file or directory
!1
qv# packet-generator capture local0 pcap x.pcap
error: local0 is not a packet-generator interface
!1
qv# packet-generator enable-stream nosuch
error: expected stream name `nosuch'
!1
qv# packet-generator delete arp
qv# show packet-generator
Name               Enabled        Count     Parameters
counted              No             6       limit 6, rate 0.00e0 pps, size 60-61, buffer-size 2048, worker 0, 
qv# packet-generator new name dup limit 1 node drop data { hex 0x0102 }
qv# packet-generator new name dup limit 2 node drop data { hex 0x0102 }
qv# show packet-generator
Name               Enabled        Count     Parameters
counted              No             6       limit 6, rate 0.00e0 pps, size 60-61, buffer-size 2048, worker 0, 
dup                  No             0       limit 2, rate 0.00e0 pps, size 64-64, buffer-size 2048, worker 0, 
qv# delete packet-generator interface pg-1
qv# delete packet-generator interface pg0
qv# show packet-generator
no streams currently defined
