# What nodes did: show runtime and its clear twin.
qv# test clock stop
qv# create loopback interface
loop0
qv# packet-generator new { name x limit 5 interface loop0 node ethernet-input size 64-64 data { IP4: 02:00:00:00:00:01 -> 02:00:00:00:00:02 UDP: 10.0.0.1 -> 10.0.0.2 UDP: 1 -> 2 incrementing 22 } }
qv# packet-generator enable-stream
qv# test clock advance 2
qv# show runtime
Time 2.0, 10.000000 sec internal node vector rate 5.00 loops/sec 0.00
  vector rates in 2.5000e0, out 0.0000e0, drop 2.5000e0, punt 0.0000e0
             Name                 State         Calls          Vectors        Suspends      Packet-Clocks   Vectors/Call  
drop                             active                  1               5               0          0.00e0            5.00
error-drop                       active                  1               5               0          0.00e0            5.00
ethernet-input                   active                  1               5               0          0.00e0            5.00
pg-input                        disabled                 1               5               0          0.00e0            5.00
qv# show runtime max
Time 2.0, 10.000000 sec internal node vector rate 5.00 loops/sec 0.00
  vector rates in 2.5000e0, out 0.0000e0, drop 2.5000e0, punt 0.0000e0
             Name              Max Node Clocks  Vectors at Max    Max Clocks      Avg Clocks   Avg Vectors/Call
drop                                0.00e0             5            0.00e0          0.00e0          5.00e0     
error-drop                          0.00e0             5            0.00e0          0.00e0          5.00e0     
ethernet-input                      0.00e0             5            0.00e0          0.00e0          5.00e0     
pg-input                            0.00e0             5            0.00e0          0.00e0          5.00e0     
qv# show runtime summary
Time 2.0, 10.000000 sec internal node vector rate 5.00 loops/sec 0.00
  vector rates in 2.5000e0, out 0.0000e0, drop 2.5000e0, punt 0.0000e0
qv# show runtime verbose | match ^(device-input|drop) 
device-input                    disabled                 0               0               0          0.00e0            0.00
drop                             active                  1               5               0          0.00e0            5.00
qv# show runtime merged | first 3
Time 2.0, 10.000000 sec internal node vector rate 5.00 loops/sec 0.00
  vector rates in 2.5000e0, out 0.0000e0, drop 2.5000e0, punt 0.0000e0
             Name                 State         Calls          Vectors        Suspends      Packet-Clocks   Vectors/Call  
qv# show runtime merged summary | json
{"threads": [
{"seconds": 2, "vector_rate": 5, "loops_per_second": 0, "in": 2.5, "out": 0, "drop": 2.5, "punt": 0}
]}
qv# show runtime summary | json
{"threads": [
{"thread": 0, "seconds": 2, "vector_rate": 5, "loops_per_second": 0, "in": 2.5, "out": 0, "drop": 2.5, "punt": 0}
]}
qv# clear runtime
qv# test clock advance 4
qv# show runtime
Time 4.0, 10.000000 sec internal node vector rate 0.00 loops/sec 0.00
  vector rates in 0.0000e0, out 0.0000e0, drop 0.0000e0, punt 0.0000e0
             Name                 State         Calls          Vectors        Suspends      Packet-Clocks   Vectors/Call  
qv# show vlib frame-allocation
 Thread  Size    # Alloc     # Free   
    0    1088       1           1     
qv# show buffers
Pool Name            Index NUMA  Size  Data Size  Total  Avail  Cached   Used  
default-numa-0         0     0   2496     2048    16384  16128    256      0   
qv# show buffers | json
{"pools": [
{"name": "default-numa-0", "index": 0, "numa": 0, "size": 2496, "data_size": 2048, "total": 16384, "avail": 16128, "cached": 256, "used": 0}
]}
qv# show threads
ID     Name                Type        LWP     Sched Policy (Priority)  lcore  Core   Socket State     
0      quiver_main                             other (0)                                               
