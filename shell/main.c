// The program: reads the command line and hands over to the shell.
#include "shell/batch.h"

int main(int argc, char **argv)
{
	return quiver_main(argc, argv);
}
