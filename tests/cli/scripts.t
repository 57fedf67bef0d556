# Scripts within the session: exec, where errors are, how deep.
qv# exec nosuch.qv
error: exec: failed to open `nosuch.qv': No such file or directory
!1
qv# exec $(T)/files/good.qv
one
two    three
4
qv# exec $(T)/files/good.qv | count
Count: 3 lines
qv# exec $(T)/files/wrong-word.qv
one
$(T)/files/wrong-word.qv:4:10: "sideways": expected up | down | punt | enable
error: exec: $(T)/files/wrong-word.qv failed at line 3
!2
qv# exec $(T)/files/calls.qv
one
$(T)/files/wrong-word.qv:4:10: "sideways": expected up | down | punt | enable
$(T)/files/calls.qv:1:1: exec: $(T)/files/wrong-word.qv failed at line 3
error: exec: $(T)/files/calls.qv failed at line 1
!2
qv# exec $(T)/files/failing.qv
one
$(T)/files/failing.qv:2:21: unknown interface `nosuch0'
error: exec: $(T)/files/failing.qv failed at line 2
!1
qv# exec $(T)/files/endless.qv
$(T)/files/endless.qv:1:6: exec: scripts call each other more than 16 deep
$(T)/files/endless.qv:1:1: exec: $(T)/files/endless.qv failed at line 1
$(T)/files/endless.qv:1:1: exec: $(T)/files/endless.qv failed at line 1
$(T)/files/endless.qv:1:1: exec: $(T)/files/endless.qv failed at line 1
$(T)/files/endless.qv:1:1: exec: $(T)/files/endless.qv failed at line 1
$(T)/files/endless.qv:1:1: exec: $(T)/files/endless.qv failed at line 1
$(T)/files/endless.qv:1:1: exec: $(T)/files/endless.qv failed at line 1
$(T)/files/endless.qv:1:1: exec: $(T)/files/endless.qv failed at line 1
$(T)/files/endless.qv:1:1: exec: $(T)/files/endless.qv failed at line 1
$(T)/files/endless.qv:1:1: exec: $(T)/files/endless.qv failed at line 1
$(T)/files/endless.qv:1:1: exec: $(T)/files/endless.qv failed at line 1
$(T)/files/endless.qv:1:1: exec: $(T)/files/endless.qv failed at line 1
$(T)/files/endless.qv:1:1: exec: $(T)/files/endless.qv failed at line 1
$(T)/files/endless.qv:1:1: exec: $(T)/files/endless.qv failed at line 1
$(T)/files/endless.qv:1:1: exec: $(T)/files/endless.qv failed at line 1
error: exec: $(T)/files/endless.qv failed at line 1
!1
qv# exec $(T)/files/open-brace.qv
a
$(T)/files/open-brace.qv:2:9: this { is never closed
error: exec: $(T)/files/open-brace.qv failed at line 2
!2
qv# exec $(T)/files
error: exec: failed to read `$(T)/files': Is a directory
!1
qv# exec /dev/null
qv# echo $(x)
4
qv# exec $(T)/files/quits.qv
a
