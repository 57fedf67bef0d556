// The CLI socket that vppctl and 'quiver attach' connect to.
#include "shell/remote.h"
#include "engine/base/error.h"

int remote_open(const struct unix_settings *settings)
{
	return error(
		ERR_UNIMPLEMENTED, "cli-listen %s: not part of this build", settings->cli_listen);
}
