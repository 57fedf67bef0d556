// 'quiver attach PATH': a terminal, or commands, for a Quiver that listens on a CLI socket.
#pragma once

// argv[0] is "attach". Returns the exit status.
int attach_main(int argc, char **argv);
