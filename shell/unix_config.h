// The start-up section unix { }: how people reach the shell.
#pragma once

#include "engine/base/types.h"

struct unix_settings {
	bool interactive; // 'interactive' or 'nodaemon': a session on standard input
	bool cli_line_mode, cli_no_banner, cli_no_pager;
	const char *cli_listen;	    // path or HOST:PORT; null: none
	const char *cli_prompt;	    // null: the program's own
	u32 cli_history_limit;	    // lines, default 50
	u32 cli_pager_buffer_limit; // lines, default 100000
	const char *runtime_dir;    // where relative socket names go
	const char *pidfile;	    // null: none
	const char **exec;	    // vec of scripts to run at start: 'exec', 'startup-config'
};
const struct unix_settings *unix_settings(void);
