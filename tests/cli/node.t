# Nodes and the arcs between them.
qv# show node drop
~ node drop, type internal, state active, index [0-9]+

  known previous nodes:
~     error-drop \([0-9]+\) +
qv# show node error-punt
~ node error-punt, type internal, state active, index [0-9]+

  next nodes:
    next-index  node-index               Node               Vectors
~          0 +[0-9]+ {19}punt {18}0   

  known previous nodes:
~*
qv# show node nosuch
error: unknown node `nosuch'
!1
qv# show node index 65535
error: no node with index 65535
!1
qv# show node index 0
node null-node, type internal, state active, index 0
qv# show node pg-input
~ node pg-input, type input, state disabled, index [0-9]+, sibling-of device-input
~*
qv# show node ip4-neighbor-age-process
~ node ip4-neighbor-age-process, type process, state "event wait", index [0-9]+
qv# show vlib graph drop
           Name                      Next                    Previous         
drop                                                        error-drop        

qv# show vlib graph drop | json
{"nodes": [
{"name": "drop", "next": [], "previous": ["error-drop"]}
]}
qv# show vlib graph | match ^null-node
null-node
qv# show vlib graph nosuch
error: unknown node `nosuch'
!1
