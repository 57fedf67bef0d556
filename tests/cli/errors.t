# Counters of nodes: show errors, show node counters, their clear twins.
qv# test clock stop
qv# create loopback interface
loop0
qv# show errors
   Count                  Node                              Reason               Severity 
qv# packet-generator new { name x limit 5 interface loop0 node ethernet-input size 64-64 data { IP4: 02:00:00:00:00:01 -> 02:00:00:00:00:02 UDP: 10.0.0.1 -> 10.0.0.2 UDP: 1 -> 2 incrementing 22 } }
qv# packet-generator enable-stream
qv# wait 1
waited 1.000 sec.
qv# show errors
   Count                  Node                              Reason               Severity 
         5           ethernet-input                   interface is down            error  
qv# show node counters
   Count                  Node                              Reason               Severity 
         5           ethernet-input                   interface is down            error  
qv# show errors verbose
   Count                  Node                              Reason               Severity  Index
Thread 0 (quiver_main):
~          5           ethernet-input                   interface is down            error  +[0-9]+ +
Total:
~          5             ethernet-input               interface is down  +[0-9]+ +
qv# show errors merged
   Count                  Node                              Reason               Severity 
         5           ethernet-input                   interface is down            error  
qv# show errors merged | json
{"errors": [
~ \{"count": 5, "node": "ethernet-input", "reason": "interface is down", "severity": "error", "index": [0-9]+\}
]}
qv# show errors | json
{"errors": [
~ \{"thread": 0, "count": 5, "node": "ethernet-input", "reason": "interface is down", "severity": "error", "index": [0-9]+\}
]}
qv# clear errors
qv# show node counters
   Count                  Node                              Reason               Severity 
