# Help at any point.
qv# help help
usage: help [<WORDS>]
Show the families of commands, or what some words mean.
qv# help show | match commands
Show commands
qv# help nosuch
error: unknown input `nosuch'
!3
qv# assert ?
  assert failure                           assert failure [match <TEXT>] from <COMMAND>
  assert output contains                   assert output match|contains|equals|lacks <TEXT> from <COMMAND>
  assert output equals                     assert output match|contains|equals|lacks <TEXT> from <COMMAND>
  assert output lacks                      assert output match|contains|equals|lacks <TEXT> from <COMMAND>
  assert output match                      assert output match|contains|equals|lacks <TEXT> from <COMMAND>
  assert value                             assert value <PATH> <IS> <VALUE> from <COMMAND>
qv# assert output ?
  assert output contains                   assert output match|contains|equals|lacks <TEXT> from <COMMAND>
  assert output equals                     assert output match|contains|equals|lacks <TEXT> from <COMMAND>
  assert output lacks                      assert output match|contains|equals|lacks <TEXT> from <COMMAND>
  assert output match                      assert output match|contains|equals|lacks <TEXT> from <COMMAND>
qv# set interface state ?
  usage:                                   set interface state <IFACE> up|down|punt|enable
  <IFACE>                                  name of an interface
  local0                                   name of an interface
qv# set interface state local0 ?
  usage:                                   set interface state <IFACE> up|down|punt|enable
  down
  enable
  punt
  up
qv# show version ?
  usage:                                   show version [verbose] [cmdline]
  <cr>                                     Show the version.
  cmdline
  verbose
qv# show version verbose ?
  usage:                                   show version [verbose] [cmdline]
  <cr>                                     Show the version.
  cmdline
qv# expect 3 packets on local0 ?
  usage:                                   expect {<N> packets|<N> packet|no packets} on <IF> [within <TIME>] [matching <FILTER>]
  <cr>                                     Fail unless an interface sent that many packets since the expectation before.
  matching
  within
qv# nosuch ?
error: unknown input `nosuch'
!3
qv# quit?
  quit                                     End the session.
