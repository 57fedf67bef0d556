# Words of commands: abbreviations, what is unknown, what was expected.
qv# show version
quiver v0.1.0 (speaks VPP 26.06)
qv# sh ver
quiver v0.1.0 (speaks VPP 26.06)
qv# gibberish
error: unknown input `gibberish'
!3
qv# shwo version
error: unknown input `shwo'; did you mean "show"?
!3
qv# show gibberish
error: show: unknown input `gibberish'
!3
qv# s
error: ambiguous word "s": set, show
!3
qv# show version nosuch
error: "nosuch": expected verbose | cmdline
!2
qv# show version verbose verbose
error: "verbose": expected cmdline
!2
qv# set interface state local0 sideways
error: "sideways": expected up | down | punt | enable
!2
qv# set interface state local0 u
qv# set interface state local1 up
error: unknown interface `local1'; did you mean "local0"?
!1
qv# set interface state
error: incomplete command: expected <IFACE> (name of an interface)
!2
qv# set interface state local0
error: incomplete command: expected up | down | punt | enable
!2
qv# wait
error: incomplete command: expected packet-generator | pcap | <TIME> (time: 10 or 10s (seconds), 5ms, 20us, 7ns)
!2
qv# wait never
error: "never": expected packet-generator | pcap | <TIME> (time: 10 or 10s (seconds), 5ms, 20us, 7ns)
!2
qv# "show" version
error: unknown input `show'
!3
qv# show version # a comment
quiver v0.1.0 (speaks VPP 26.06)
qv# # nothing
qv# echo "open
"open
qv# wait "open
error: the quote "open is not closed
!2
qv# echo it's # fine
it's
qv# echo "two  blanks" 'and # that'
"two  blanks" 'and # that'
qv# echo a \
  >   b
a     b
qv# comment {
  >   echo no
  > }
