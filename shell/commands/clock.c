// show clock, test clock: the machine's time, or one that stands still and is moved by hand.
#include "shell/command.h"
#include "engine/base/clock.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/process.h"
#include <stdio.h>
#include <time.h>

// Where a stopped clock stands when nothing else is asked for: 2000-01-01 00:00:00 UTC, the same in
// every run.
static const u64 DEFAULT_WALL = 946684800ull * NS_PER_S;

static int show_clock_run(const struct args *, struct out *o)
{
	u64 at = now(), wall = clock_wall(at);
	time_t seconds = (time_t)(wall / NS_PER_S);
	char date[64];
	struct tm tm;

	gmtime_r(&seconds, &tm);
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", &tm);
	out_double(o, "now", "Time now %.6f, ", (double)at / NS_PER_S);
	out_text(o, "%s\n", date);
	out_double(o, "wall", NULL, (double)wall / NS_PER_S);
	out_bool(o, "stopped", clock_is_stopped());
	if (clock_is_stopped())
		out_text(o, "stopped\n");
	return 0;
}

static const struct command show_clock_command = {
	.grammar = "show clock",
	.help = "Show the time.",
	.run = show_clock_run,
	.schema = "now:f wall:f stopped:b",
};
COMMAND_REGISTER(show_clock_command);

// Seconds since the epoch, or 2026-11-22T15:05:32 (UTC), with a fraction.
static int parse_wall(const char *word, const char *, struct arg_value *v)
{
	struct tm tm = {0};
	const char *rest = strptime(word, "%Y-%m-%dT%H:%M:%S", &tm);
	u64 fraction = 0, scale = NS_PER_S;
	time_t seconds;

	if (!rest) {
		if (strpbrk(word, "smun"))
			return error(ERR_INVALID_VALUE,
				"\"%s\": expected 2026-11-22T15:05:32 or seconds since 1970", word);
		return parse_duration(word, &v->u64);
	}
	if (*rest == '.')
		for (rest++; *rest >= '0' && *rest <= '9' && scale > 1; rest++)
			fraction += (u64)(*rest - '0') * (scale /= 10);
	rest += *rest == 'Z';
	seconds = timegm(&tm);
	if (*rest || seconds < 0)
		return error(ERR_INVALID_VALUE,
			"\"%s\": expected 2026-11-22T15:05:32 or seconds since 1970", word);
	v->u64 = (u64)seconds * NS_PER_S + fraction;
	return 0;
}

static const struct arg_type type_wall = {.name = "wall",
	.help = "2026-11-22T15:05:32 (UTC), or seconds since 1970",
	.parse = parse_wall};
ARG_TYPE_REGISTER(type_wall);

static int clock_stop_run(const struct args *a, struct out *)
{
	engine_stop_clock(arg_u64(a, "WALL", DEFAULT_WALL));
	return 0;
}

static const struct command clock_stop_command = {
	.grammar = "test clock stop [at <WALL:wall>]",
	.help = "Stop the clock at 0; it then moves by command or by the times of a capture.",
	.run = clock_stop_run,
};
COMMAND_REGISTER(clock_stop_command);

static int clock_advance_run(const struct args *a, struct out *)
{
	if (!clock_is_stopped())
		return error(ERR_INVALID_VALUE, "the clock runs; test clock stop comes first");
	engine_advance(arg_duration(a, "TIME", 0));
	return process_interrupted() ? error(ERR_INTERRUPTED, "interrupted") : 0;
}

static const struct command clock_advance_command = {
	.grammar = "test clock advance <TIME:duration>",
	.help = "Let time pass at once, timer by timer.",
	.run = clock_advance_run,
};
COMMAND_REGISTER(clock_advance_command);

static int clock_run_run(const struct args *, struct out *)
{
	clock_run();
	return 0;
}

static const struct command clock_run_command = {
	.grammar = "test clock run",
	.help = "Let the machine's clock run on from where the stopped one stands.",
	.run = clock_run_run,
};
COMMAND_REGISTER(clock_run_command);

static const struct command clock_status_command = {
	.grammar = "test clock status",
	.help = "Show the time.",
	.run = show_clock_run,
	.schema = "now:f wall:f stopped:b",
};
COMMAND_REGISTER(clock_status_command);
