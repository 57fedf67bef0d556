# JSON answers and errors.
#! -j
qv# show version
{"version": "0.1.0", "speaks": "26.06"}
qv# echo "quotes \" and \\ and \n and 	tab"
{"text": "quotes \" and \\ and \n and \u0009tab"}
qv# define x hello
{}
qv# gibberish
{"error": {"code": "UNKNOWN_COMMAND", "number": -1001, "message": "unknown input `gibberish'"}}
error: unknown input `gibberish'
!3
qv# set interface state local0 sideways
{"error": {"code": "SYNTAX", "number": -156, "message": "\"sideways\": expected up | down | punt | enable"}}
error: "sideways": expected up | down | punt | enable
!2
qv# echo $(NOSUCH)
warning: macro NOSUCH is not defined
{"text": "UNSET"}
