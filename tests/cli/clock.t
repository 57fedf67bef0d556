# The clock: the machine's, stopped, moved by command.
qv# test clock advance 1
error: the clock runs; test clock stop comes first
!1
qv# test clock status
~ Time now [0-9.]+, .* GMT
qv# test clock stop
qv# show clock
Time now 0.000000, Sat, 01 Jan 2000 00:00:00 GMT
stopped
qv# wait 90
waited 90.000 sec.
qv# test clock advance 1500us
qv# show clock
Time now 90.001500, Sat, 01 Jan 2000 00:01:30 GMT
stopped
qv# show clock | json
{"now": 90.0015, "wall": 946684890.0015, "stopped": true}
qv# test clock stop at 2026-11-22T15:05:32.25
qv# show clock
Time now 0.000000, Sun, 22 Nov 2026 15:05:32 GMT
stopped
qv# test clock stop at yesterday
error: "yesterday": expected 2026-11-22T15:05:32 or seconds since 1970
!2
qv# test clock run
qv# test clock advance 1
error: the clock runs; test clock stop comes first
!1
qv# wait 1ms
waited 0.001 sec.
