# Output pipes.
qv# help | match ^..(echo|wait)
  echo                           echo [<TEXT>]
  wait                           wait commands
qv# help | match ECHO
qv# help | match ECHO ignore-case
  echo                           echo [<TEXT>]
qv# help | match (
error: regular expression "(": Unmatched ( or \(
!2
qv# help | except [a-z] | count
Count: 0 lines
qv# help | match ^..(echo|exec|exit|wait) | first 1
  echo                           echo [<TEXT>]
qv# help | match ^..(echo|exec|exit|wait) | last 2
  exit                           quit|exit|q
  wait                           wait commands
qv# help | match ^..(echo|exec|exit|wait) | sort-by 2
  echo                           echo [<TEXT>]
  exec                           exec <FILE>
  exit                           quit|exit|q
  wait                           wait commands
qv# help | match ^..(echo|exec|exit|wait) | save help.txt
qv# help | match ^..(echo|exec|exit|wait) | diff help.txt
qv# help | match ^..(echo|exec|wait) | diff help.txt
--- help.txt
+++ now
@@ -1,4 +1,3 @@
   echo                           echo [<TEXT>]
   exec                           exec <FILE>
-  exit                           quit|exit|q
   wait                           wait commands
error: the answer differs from help.txt
!4
qv# echo a | diff nosuch.txt
error: diff: failed to open `nosuch.txt': No such file or directory
!1
qv# echo a | save /nosuch/file
error: save: failed to open `/nosuch/file': No such file or directory
!1
qv# echo a | save /dev/full
error: save: `/dev/full': No space left on device
!1
qv# echo a | nosuch
error: pipe: unknown input `nosuch'; expected count | diff | except | first | json | last | match | save | sort-by
!2
qv# echo a |
error: expected match, count, json or another pipe after |
!2
qv# echo a | count | json
error: json must be the first pipe
!2
qv# echo "a | b" | match a
a | b
qv# echo a | first 0
qv# echo a | json | count
Count: 1 lines
qv# nosuch | save made.txt
error: unknown input `nosuch'
!3
qv# echo a | sort-by name
a
error: sort-by: no column "name"
!1
