// 'quiver attach PATH': a terminal, or commands, for a Quiver that listens on a CLI socket.
#include "shell/attach.h"
#include <stdio.h>

int attach_main(int, char **)
{
	fputs("quiver: attach is not part of this build\n", stderr);
	return 2;
}
