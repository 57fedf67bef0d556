# Assertions about the answers of commands.
qv# assert output match ^quiver from show version
qv# assert output match ^nosuch from show version
the output was:
quiver v0.1.0 (speaks VPP 26.06)
error: assertion failed: the output has no line that matches "^nosuch"
!4
qv# assert output match ( from show version
error: regular expression "(": Unmatched ( or \(
!2
qv# assert output contains "speaks VPP" from show version
qv# assert output contains nosuch from echo a
the output was:
a
error: assertion failed: the output does not contain "nosuch"
!4
qv# assert output lacks nosuch from show version
qv# assert output lacks quiver from show version
the output was:
quiver v0.1.0 (speaks VPP 26.06)
error: assertion failed: the output contains "quiver"
!4
qv# assert output equals "Count: 1 lines" from show version | count
qv# assert output equals b from echo a
the output was:
a
error: assertion failed: the output is not "b"
!4
qv# assert value version == 0.1.0 from show version
qv# assert value version == 0.1.9 from show version
error: assertion failed: version is 0.1.0, not == 0.1.9
!4
qv# assert value nosuch == 1 from show version
error: assertion failed: nosuch is not there
!4
qv# assert value version[ == 1 from show version
error: assertion failed: path "version[", at "": expected ]
!4
qv# assert value 'commands[#]' >= 20 from show cli
qv# assert value 'commands[usage=show cli].help' == "List all commands." from show cli
qv# assert value commands[-1].usage != x from show cli
qv# assert value 'commands[#]' < 20 from show cli
~ error: assertion failed: commands\[#\] is [0-9]+, not < 20
!4
qv# assert value version ~ 1 from show version
error: "~": expected == != < <= > >=
!2
qv# assert output contains x from nosuch
error: unknown input `nosuch'
!3
qv# assert output contains x from show version nosuch
error: "nosuch": expected verbose | cmdline
!2
qv# assert failure from nosuch
qv# assert failure match "unknown input" from nosuch
qv# assert failure match xyz from nosuch
error: assertion failed: it failed with "unknown input `nosuch'", which does not match
!4
qv# assert failure from echo fine
error: assertion failed: "echo fine" succeeded
!4
qv# assert output contains 5.000 from assert output lacks x from wait 5ms
the output was:
error: assertion failed: the output does not contain "5.000"
!4
