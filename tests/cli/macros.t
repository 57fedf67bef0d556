# Macros: defined for the session, expanded once a line.
qv# show macro
T                    $(T)
U                    $(U)
qv# define NAME local0
qv# define CMD echo "a  b"
qv# show macro
CMD                  echo "a  b"
NAME                 local0
T                    $(T)
U                    $(U)
qv# echo $(NAME) and $(NAME)
local0 and local0
qv# $(CMD)
a  b
qv# assert value macros.CMD == 'echo "a  b"' from show macro
qv# echo $(NOSUCH)
warning: macro NOSUCH is not defined
UNSET
qv# set interface state $(NAME) sideways
error: "sideways": expected up | down | punt | enable
!2
qv# undefine NAME
qv# undefine NAME
error: no macro "NAME"
!1
qv# define x
error: incomplete command: expected <VALUE> (the rest of the line)
!2
