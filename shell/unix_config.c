// The start-up section unix { }, with the words that VPP has in it.
#include "shell/unix_config.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/graph/config.h"

static struct unix_settings settings = {
	.cli_history_limit = 50, .cli_pager_buffer_limit = 100000, .runtime_dir = "."};

const struct unix_settings *unix_settings(void)
{
	return &settings;
}

static int take_string(struct config *c, const char **value)
{
	const char *s;
	int code = config_string(c, &s);

	if (!code)
		*value = memory_string(s);
	return code;
}

static int take_number(struct config *c, u32 *value)
{
	u64 n;
	int code = config_u64(c, 0, UINT32_MAX, &n);

	if (!code)
		*value = (u32)n;
	return code;
}

static int set_interactive(struct config *, const struct config_word *)
{
	settings.interactive = true;
	return 0;
}

static int set_line_mode(struct config *, const struct config_word *)
{
	settings.cli_line_mode = true;
	return 0;
}

static int set_no_banner(struct config *, const struct config_word *)
{
	settings.cli_no_banner = true;
	return 0;
}

static int set_no_pager(struct config *, const struct config_word *)
{
	settings.cli_no_pager = true;
	return 0;
}

static int set_listen(struct config *c, const struct config_word *)
{
	return take_string(c, &settings.cli_listen);
}

static int set_prompt(struct config *c, const struct config_word *)
{
	return take_string(c, &settings.cli_prompt);
}

static int set_history(struct config *c, const struct config_word *)
{
	return take_number(c, &settings.cli_history_limit);
}

static int set_pager_limit(struct config *c, const struct config_word *)
{
	return take_number(c, &settings.cli_pager_buffer_limit);
}

static int set_runtime_dir(struct config *c, const struct config_word *)
{
	return take_string(c, &settings.runtime_dir);
}

static int set_pidfile(struct config *c, const struct config_word *)
{
	return take_string(c, &settings.pidfile);
}

static int add_script(struct config *c, const struct config_word *)
{
	return take_string(c, vec_add(settings.exec));
}

// Said to a daemon of VPP; Quiver runs as its user and dumps as its system is set up to.
static int ignore_word(struct config *, const struct config_word *)
{
	return 0;
}

static int ignore_value(struct config *c, const struct config_word *)
{
	const char *value;

	return config_string(c, &value);
}

static const struct config_key keys[] = {
	{"interactive", set_interactive},
	{"nodaemon", set_interactive},
	{"nosyslog", ignore_word},
	{"nobanner", set_no_banner},
	{"nocolor", ignore_word},
	{"cli-line-mode", set_line_mode},
	{"cli-no-banner", set_no_banner},
	{"cli-no-pager", set_no_pager},
	{"cli-listen", set_listen},
	{"cli-prompt", set_prompt},
	{"cli-history-limit", set_history},
	{"cli-pager-buffer-limit", set_pager_limit},
	{"runtime-dir", set_runtime_dir},
	{"log", ignore_value},
	{"pidfile", set_pidfile},
	{"exec", add_script},
	{"startup-config", add_script},
	{"full-coredump", ignore_word},
	{"coredump-size", ignore_value},
	{"gid", ignore_value},
	{"poll-sleep-usec", ignore_value},
	{0},
};

static int parse_unix(struct config *c)
{
	return config_each(c, keys);
}

static const struct config_section unix_section = {
	.name = "unix",
	.words = "interactive | nodaemon  a session on the terminal after the scripts\n"
		 "cli-listen <path | host:port>  a socket for vppctl and quiver attach\n"
		 "cli-prompt <text>  instead of the program's own\n"
		 "cli-no-banner, cli-no-pager, cli-line-mode  for sessions of that socket\n"
		 "cli-history-limit <n>  lines kept, default 50\n"
		 "cli-pager-buffer-limit <n>  lines a pager holds, default 100000\n"
		 "exec <file>, startup-config <file>  a script to run at start\n"
		 "runtime-dir <folder>  where relative socket names go, default .\n"
		 "pidfile <file>  holds the process id while the engine runs\n"
		 "log <file>, nosyslog, nocolor, full-coredump, coredump-size <n>, gid <g>, "
		 "poll-sleep-usec <n>  accepted, without effect",
	.parse = parse_unix,
};
CONFIG_REGISTER(unix_section);
