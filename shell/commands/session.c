// Commands of the session itself: exec, echo, comment, quit, history, macros, wait.
#include "shell/command.h"
#include "shell/outlet.h"
#include "shell/run.h"
#include "shell/session.h"
#include "engine/base/clock.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/process.h"

static int run_file(const struct args *a)
{
	struct session *s = args_session(a);
	const char *path = arg_string(a, "FILE");
	u32 line = s->line, failed_line = s->failed_line;
	int code;

	s->failed_line = 0;
	s->depth++;
	code = session_run_file(s, path);
	s->depth--;
	s->line = line;
	if (!code) {
		s->failed_line = failed_line;
		return 0;
	}
	if (s->failed_line) // and was told there
		return error(code, "exec: %s failed at line %u", path, s->failed_line);
	args_fail_at(a, arg_column(a, "FILE"));
	return error_within(code, "exec");
}

static bool pass_on(void *arg, const char *bytes, u32 n)
{
	struct out *o = arg;

	out_emit(o, bytes, n);
	return !o->code;
}

// The commands of the file write answers of their own; exec itself has none.
static int exec_run(const struct args *a, struct out *o)
{
	struct session *s = args_session(a), outer = *s;
	int code;

	if (o->pipes) {
		s->redirect = pass_on;
		s->redirect_arg = o;
	}
	s->json = o->json;
	code = run_file(a);
	s->json = outer.json;
	s->redirect = outer.redirect;
	s->redirect_arg = outer.redirect_arg;
	o->discard = o->json && !code;
	return code;
}

static int exec_check(const struct args *a)
{
	return run_file(a);
}

static const struct command exec_command = {
	.grammar = "exec <FILE:file>",
	.help = "Run the commands in a file.",
	.run = exec_run,
	.check = exec_check,
};
COMMAND_REGISTER(exec_command);

static int echo_run(const struct args *a, struct out *o)
{
	const char *text = arg_string(a, "TEXT");

	out_string(o, "text", "%s\n", text ? text : "");
	return 0;
}

static const struct command echo_command = {
	.grammar = "echo [<TEXT:rest>]",
	.help = "Print the rest of the line.",
	.run = echo_run,
	.schema = "text:s",
};
COMMAND_REGISTER(echo_command);

static int nothing_run(const struct args *, struct out *)
{
	return 0;
}

static const struct command comment_command = {
	.grammar = "comment [<TEXT:rest>]",
	.help = "Do nothing: a remark for the reader of a script.",
	.run = nothing_run,
};
COMMAND_REGISTER(comment_command);

static int quit_run(const struct args *a, struct out *)
{
	args_session(a)->quit = true;
	return 0;
}

static const struct command quit_command = {
	.grammar = "quit|exit|q",
	.help = "End the session.",
	.run = quit_run,
};
COMMAND_REGISTER(quit_command);

static int history_run(const struct args *a, struct out *o)
{
	struct session *s = args_session(a);

	out_list(o, "lines");
	for (u32 i = 0; s->history_at && s->history_at(s, i); i++)
		out_string(o, NULL, "%s\n", s->history_at(s, i));
	out_end(o);
	return 0;
}

static const struct command history_command = {
	.grammar = "history",
	.help = "Show the lines typed in this session.",
	.run = history_run,
	.schema = "lines[]:s",
};
COMMAND_REGISTER(history_command);

static int define_run(const struct args *a, struct out *)
{
	session_define(args_session(a), arg_string(a, "NAME"), arg_string(a, "VALUE"));
	return 0;
}

static int define_check(const struct args *a)
{
	return define_run(a, NULL);
}

static const struct command define_command = {
	.grammar = "define <NAME:word> <VALUE:rest>",
	.help = "Give a macro its value: $(NAME) in later lines.",
	.run = define_run,
	.check = define_check,
};
COMMAND_REGISTER(define_command);

static int undefine_run(const struct args *a, struct out *)
{
	const char *name = arg_string(a, "NAME");

	if (!session_undefine(args_session(a), name))
		return error(ERR_NO_SUCH_ENTRY, "no macro \"%s\"", name);
	return 0;
}

static const struct command undefine_command = {
	.grammar = "undefine <NAME:word>",
	.help = "Forget a macro.",
	.run = undefine_run,
};
COMMAND_REGISTER(undefine_command);

static int show_macro_run(const struct args *a, struct out *o)
{
	struct session *s = args_session(a);
	const char *name;

	out_record(o, "macros");
	for (u32 i = 0; (name = session_macro_at(s, i)); i++) {
		out_text(o, "%-20s ", name);
		out_string(o, name, "%s\n", session_macro(s, name));
	}
	out_end(o);
	return 0;
}

static const struct command show_macro_command = {
	.grammar = "show macro",
	.help = "Show the macros of this session.",
	.run = show_macro_run,
	.schema = "macros{*:s}",
};
COMMAND_REGISTER(show_macro_command);

// In steps, to show how far it is.
static void sleep_for(u64 ns, struct out *o)
{
	u64 from = now(), passed = 0;

	while (passed < ns && process_sleep(MIN(ns - passed, NS_PER_S / 5))) {
		passed = now() - from;
		out_progress(o, "wait", passed, ns);
	}
}

static int wait_run(const struct args *a, struct out *o)
{
	u64 ns = arg_duration(a, "TIME", 0), from = now();

	if (clock_is_stopped())
		engine_advance(ns);
	else
		sleep_for(ns, o);
	if (process_interrupted())
		return error(ERR_INTERRUPTED, "interrupted");
	out_double(o, "seconds", "waited %.3f sec.\n",
		(double)(clock_is_stopped() ? now() - from : ns) / NS_PER_S);
	return 0;
}

static const struct command wait_command = {
	.grammar = "wait <TIME:duration>",
	.help = "Wait, or let that time pass at once when the clock is stopped.",
	.run = wait_run,
	.schema = "seconds:f",
};
COMMAND_REGISTER(wait_command);
