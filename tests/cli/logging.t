# The log.
qv# test clock stop
qv# clear logging
qv# show logging
qv# test log error test something bad
qv# test log debug test not kept
qv# set logging class test level debug
qv# test log debug test kept now
qv# show log
2000/01/01 00:00:00:000 error      test/default   something bad
2000/01/01 00:00:00:000 debug      test/default   kept now
qv# show logging | json
{"entries": [
{"wall": 946684800, "level": "error", "class": "test/default", "text": "something bad"},
{"wall": 946684800, "level": "debug", "class": "test/default", "text": "kept now"}
]}
qv# show logging configuration | match ^(test|Defaults)|Buffer
Buffer Size:         512 entries
Defaults:
test
qv# set logging class nosuch level error
error: no log class "nosuch"
!1
qv# set logging class test level loud
error: "loud": expected emerg alert crit error warn notice info debug disabled
!2
qv# set logging size 0
error: 0 is out of range, 1 to 1000000
!2
qv# set logging size 1
qv# show logging
2000/01/01 00:00:00:000 debug      test/default   kept now
qv# clear logging
qv# show logging
