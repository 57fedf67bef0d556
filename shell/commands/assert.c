// assert: what a script claims about the answer of a command.
#include "shell/command.h"
#include "shell/json_path.h"
#include "shell/run.h"
#include "shell/session.h"
#include "engine/base/memory.h"
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const operators[] = {"==", "!=", "<", "<=", ">", ">="};
enum { CAPTURE_MAX = 256 << 20 }; // bytes of output
enum { EQUAL, UNEQUAL, LESS, AT_MOST, GREATER, AT_LEAST };

static int parse_comparison(const char *word, const char *, struct arg_value *v)
{
	for (u32 i = 0; i < ARRAY_N(operators); i++) {
		if (!strcmp(word, operators[i])) {
			v->u64 = i;
			return 0;
		}
	}
	return error(ERR_INVALID_VALUE, "\"%s\": expected == != < <= > >=", word);
}

static void complete_comparison(
	const char *prefix, const char *, void (*add)(void *arg, const char *candidate), void *arg)
{
	for (u32 i = 0; i < ARRAY_N(operators); i++)
		if (!strncmp(prefix, operators[i], strlen(prefix)))
			add(arg, operators[i]);
}

static const struct arg_type type_comparison = {.name = "comparison",
	.help = "== != < <= > >=",
	.parse = parse_comparison,
	.complete = complete_comparison};
ARG_TYPE_REGISTER(type_comparison);

static bool keep(void *arg, const char *bytes, u32 n)
{
	struct text *output = arg;

	if (output->length + n > CAPTURE_MAX)
		return false;
	text_put(output, bytes, n);
	return true;
}

// Runs the command of an assertion with its output captured; 'json': as a document.
static int capture(const struct args *a, bool json, struct text *output)
{
	struct session *s = args_session(a);
	struct session outer = *s;
	const char *line = arg_string(a, "COMMAND");
	int code;

	s->redirect = keep;
	s->redirect_arg = output;
	s->json = json;
	code = command_run(s, line);
	s->redirect = outer.redirect;
	s->redirect_arg = outer.redirect_arg;
	s->json = outer.json;
	if (code)
		args_fail_at(a, arg_column(a, "COMMAND") + command_error_column());
	return code;
}

static int check_inner(const struct args *a)
{
	const char *line = arg_string(a, "COMMAND");
	int code = command_check(args_session(a), line);

	if (code)
		args_fail_at(a, arg_column(a, "COMMAND") + command_error_column());
	return code;
}

// The failure, after what the command said.
static int fail(const struct args *a, struct out *o, const struct text *output, const char *claim,
	const char *wanted)
{
	out_string(o, "output", NULL, text_string(output));
	out_text(o, "the output was:\n%s%s", text_string(output),
		output->length && output->data[output->length - 1] != '\n' ? "\n" : "");
	args_fail_at(a, arg_column(a, "TEXT"));
	return error(ERR_ASSERTION, "assertion failed: the output %s \"%s\"", claim, wanted);
}

static bool same_text(const struct text *output, const char *wanted)
{
	u32 n = output->length, m = (u32)strlen(wanted);

	while (n && output->data[n - 1] == '\n')
		n--;
	while (m && wanted[m - 1] == '\n')
		m--;
	return n == m && (!n || !memcmp(output->data, wanted, n));
}

static int matches(const char *text, const char *pattern, bool *found)
{
	regex_t re;
	char words[128];
	int failed = regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB | REG_NEWLINE);

	if (failed) {
		regerror(failed, &re, words, sizeof(words));
		return error(ERR_SYNTAX, "regular expression \"%s\": %s", pattern, words);
	}
	*found = !regexec(&re, text, 0, NULL, 0);
	regfree(&re);
	return 0;
}

static int assert_output_run(const struct args *a, struct out *o)
{
	const char *wanted = arg_string(a, "TEXT");
	struct text output = {0};
	bool found = false;
	int code = capture(a, false, &output);

	if (!code && arg_given(a, "match")) {
		code = matches(text_string(&output), wanted, &found);
		if (code)
			args_fail_at(a, arg_column(a, "TEXT"));
		else if (!found)
			code = fail(a, o, &output, "has no line that matches", wanted);
	} else if (!code && arg_given(a, "equals")) {
		if (!same_text(&output, wanted))
			code = fail(a, o, &output, "is not", wanted);
	} else if (!code) {
		found = strstr(text_string(&output), wanted);
		if (arg_given(a, "contains") && !found)
			code = fail(a, o, &output, "does not contain", wanted);
		if (arg_given(a, "lacks") && found)
			code = fail(a, o, &output, "contains", wanted);
	}
	text_free(&output);
	return code;
}

static const struct command assert_output_command = {
	.grammar = "assert output match|contains|equals|lacks <TEXT:string> from "
		   "<COMMAND:command>",
	.help = "Fail unless the output of a command is as claimed.",
	.run = assert_output_run,
	.schema = "output:s?",
	.check = check_inner,
};
COMMAND_REGISTER(assert_output_command);

static void value_text(const json_t *value, struct text *t)
{
	char *dump;

	if (json_is_string(value)) {
		text_add(t, "%s", json_string_value(value));
		return;
	}
	dump = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
	text_add(t, "%s", dump ? dump : "?");
	free(dump);
}

// Numbers as numbers, everything else as text. Returns whether the comparison holds.
static bool holds(const json_t *value, const char *text, u32 operation, const char *wanted)
{
	char *end;
	double w = strtod(wanted, &end), x;
	int order;

	if (json_is_number(value) && *wanted && !*end) {
		x = json_number_value(value);
		order = x < w ? -1 : x > w;
	} else {
		order = strcmp(text, wanted);
	}
	switch (operation) {
	case EQUAL:
		return !order;
	case UNEQUAL:
		return order;
	case LESS:
		return order < 0;
	case AT_MOST:
		return order <= 0;
	case GREATER:
		return order > 0;
	default:
		return order >= 0;
	}
}

static int judge(const struct args *a, struct out *o, const struct text *output)
{
	const char *path = arg_string(a, "PATH"), *wanted = arg_string(a, "VALUE");
	u32 operation = (u32)arg_u64(a, "IS", EQUAL);
	json_error_t e;
	json_t *document = json_loads(text_string(output), 0, &e), *value;
	struct text t = {0};
	int code = 0;

	if (!document)
		return error(ERR_ASSERTION, "the answer is not JSON: %s", e.text);
	value = json_path_get(document, path);
	if (!value) {
		args_fail_at(a, arg_column(a, "PATH"));
		code = error_within(ERR_ASSERTION, "assertion failed");
	} else {
		value_text(value, &t);
		if (!holds(value, text_string(&t), operation, wanted)) {
			args_fail_at(a, arg_column(a, "PATH"));
			out_string(o, "actual", NULL, text_string(&t));
			code = error(ERR_ASSERTION, "assertion failed: %s is %.200s, not %s %s",
				path, text_string(&t), operators[operation], wanted);
		}
	}
	text_free(&t);
	json_decref(value);
	json_decref(document);
	return code;
}

static int assert_value_run(const struct args *a, struct out *o)
{
	struct text output = {0};
	int code = capture(a, true, &output);

	if (!code)
		code = judge(a, o, &output);
	text_free(&output);
	return code;
}

static const struct command assert_value_command = {
	.grammar = "assert value <PATH:string> <IS:comparison> <VALUE:string> from "
		   "<COMMAND:command>",
	.help = "Fail unless a value of a command's JSON answer is as claimed.",
	.run = assert_value_run,
	.schema = "actual:s?",
	.check = check_inner,
};
COMMAND_REGISTER(assert_value_command);

static int assert_failure_run(const struct args *a, struct out *)
{
	const char *pattern = arg_string(a, "TEXT");
	struct text output = {0};
	int code = capture(a, false, &output);
	bool found = true;

	text_free(&output);
	if (code == ERR_INTERRUPTED)
		return code;
	if (!code)
		return error(ERR_ASSERTION, "assertion failed: \"%s\" succeeded",
			arg_string(a, "COMMAND"));
	args_fail_at(a, 0);
	if (pattern) {
		char *sentence = memory_string(error_text(code));

		code = matches(sentence, pattern, &found);
		if (!code && !found)
			code = error(ERR_ASSERTION,
				"assertion failed: it failed with \"%s\", which does not match",
				sentence);
		free(sentence);
		return code;
	}
	return 0;
}

static const struct command assert_failure_command = {
	.grammar = "assert failure [match <TEXT:string>] from <COMMAND:command>",
	.help = "Fail unless a command fails, with such an error.",
	.run = assert_failure_run,
};
COMMAND_REGISTER(assert_failure_command);
