// 'quiver attach PATH [COMMAND...]': the client side of another process's CLI socket.
#pragma once

// argv[0] is "attach". With a command: runs it. Without: an interactive session on a terminal, or
// the lines of standard input until one fails. Returns the exit status; needs no engine.
int attach_main(int argc, char **argv);
