# Feature arcs: what is on them, switching by hand.
qv# show features | first 3
Available feature paths
arp:
  arp-reply
qv# show interface features local0 | first 4
Feature paths configured on local0...

arp:
  arp-disabled
qv# create packet-generator interface pg0 hw-addr 02:00:00:00:00:01
qv# set interface feature pg0 arp-reply arc arp
qv# show interface feat pg0 | first 5
Feature paths configured on pg0...

arp:
  arp-reply
  arp-disabled
qv# set interface feature pg0 arp-reply arc arp disable
qv# set interface feature pg0 arp-reply arc arp disable
error: feature 'arp-reply' is not enabled there
!1
qv# set interface feature pg0 arp-repli arc arp
error: unknown feature `arp-repli': did you mean `arp-reply'?
!1
qv# set interface feature pg0 arp-reply arc nosuch-arc-at-all
error: unknown feature arc `nosuch-arc-at-all'
!1
qv# show features nosuch
error: "nosuch": expected verbose
!2
