# Captures: words, answers and refusals.
qv# test clock stop
qv# create packet-generator interface pg0 hw-addr 02:00:00:00:00:01
qv# set interface state pg0 up
qv# set interface ip address pg0 10.1.0.1/24
qv# packet-generator new { name arp limit 2 size 60-60 interface pg0 node ethernet-input data { hex 0xffffffffffff02000000aa010806000108000604000102000000aa010a0100050000000000000a010001 } }
qv# packet-generator new { name odd limit 1 size 60-60 interface pg0 node ethernet-input data { hex 0xffffffffffff02000000aa01123400 } }
qv# pcap trace status
pcap dispatch capture disabled
qv# pcap trace
error: dispatch trace already disabled...
!1
qv# pcap trace off
error: dispatch trace already disabled...
!1
qv# pcap trace rx max-bytes-per-pkt 31
error: 31 is out of range, 32 to 9000
!2
qv# pcap trace rx max 0
error: 0 is out of range, 1 to 4294967295
!2
qv# pcap trace rx intfc nosuch
error: unknown interface `nosuch'
!1
qv# pcap trace drop error nosuch.reason
error: no error 'nosuch.reason': expected NODE.REASON
!1
qv# pcap trace rx filter udp prot 53
error: filter 'udp prot 53': can't parse filter expression: syntax error
!2
qv# pcap trace rx max 4000000000 file $(U)/big.pcap
error: 4000000000 packets of 512 bytes need 2441407 MB; at most 4096 can be had
!1
qv# pcap trace tx rx max 3 interface any file $(U)/a.pcap preallocate-data free-data
qv# pcap trace status
pcap rx and tx dispatch capture enabled: 0 of 3 pkts...
capture to file $(U)/a.pcap
qv# pcap trace rx
error: dispatch trace already enabled...
!1
qv# packet-generator enable-stream arp
qv# pcap trace status
pcap rx and tx dispatch capture enabled: 3 of 3 pkts...
capture to file $(U)/a.pcap
1 more packets were not kept
qv# pcap trace status | json
{"enabled": true, "points": [
"rx",
"tx"
], "captured": 3, "max": 3, "file": "$(U)/a.pcap", "lost": 1}
qv# pcap trace off
Write 3 packets to $(U)/a.pcap, and stop capture...
qv# pcap trace off
error: dispatch trace already disabled...
!1
qv# pcap trace rx intfc pg0 file $(U)/a.pcap
qv# pcap trace off
error: No packets captured...
!1
qv# pcap trace rx file $(U)/nosuch/a.pcap
error: $(U)/nosuch/a.pcap: No such file or directory
!1
qv# packet-generator enable-stream arp
qv# pcap trace off
error: dispatch trace already disabled...
!1
qv# pcap trace status
pcap dispatch capture disabled
qv# pcap trace rx file /dev/full
qv# packet-generator enable-stream arp
qv# pcap trace off
error: /dev/full: cannot write after packet 0: No space left on device
!1
qv# pcap trace rx file ruled-by-vpp.pcap filter arp and ether host 02:00:00:00:aa:01
qv# pcap trace status
pcap rx dispatch capture enabled: 0 of 1000 pkts...
capture to file /tmp/ruled-by-vpp.pcap
qv# packet-generator enable-stream odd
qv# pcap trace off
error: No packets captured...
!1
qv# pcap dispatch trace status
pcap dispatch capture disabled
qv# pcap dispatch trace
error: expected on, off or status
!2
qv# pcap dispatch trace off
error: dispatch trace already disabled...
!1
qv# pcap dispatch trace on max 4 buffer-trace pg-input 5 file $(U)/d.pcap
qv# pcap dispatch trace status
pcap dispatch capture enabled: 0 of 4 pkts...
capture to file $(U)/d.pcap
Buffer trace of 5 pkts from pg-input enabled...
qv# pcap dispatch trace on
error: dispatch trace already enabled...
!1
qv# packet-generator enable-stream arp
qv# pcap dispatch trace status
pcap dispatch capture enabled: 4 of 4 pkts...
capture to file $(U)/d.pcap
Buffer trace of 5 pkts from pg-input enabled...
8 more visits were not kept
qv# pcap dispatch trace off
Write 4 packets to $(U)/d.pcap, and stop capture...
qv# pcap dispatch trace status | json
{"enabled": false}
qv# pcap dispatch trace enable file nothing.pcap filter udp
qv# packet-generator enable-stream arp
qv# pcap dispatch trace disable
No packets captured...
