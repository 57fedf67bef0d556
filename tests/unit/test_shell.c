// The shell's language: grammars against lines, completion, where commands of a script end, JSON.
#include "shell/command.h"
#include "shell/lexer.h"
#include "shell/session.h"
#include "engine/base/text.h"
#include "tests/lib/rig.h"
#include "tests/lib/unit.h"

#include <stdio.h>

static struct text shown;

static bool show(struct session *, const char *bytes, u32 n)
{
	text_put(&shown, bytes, n);
	return true;
}

static struct session session = {.name = "test", .write = show};

// Prints which of the names asked for a line gave, and the values of numbers.
static int tell(const struct args *a, struct out *o)
{
	static const char *const names[] = {"a", "b", "c", "x", "y", "N", "W", "R", "via"};

	for (u32 i = 0; i < ARRAY_N(names); i++) {
		if (!arg_given(a, names[i]))
			continue;
		out_text(o, " %s", names[i]);
		if (!strcmp(names[i], "N"))
			out_text(o, "=%lu", arg_u64(a, "N", 0));
		if (!strcmp(names[i], "W") || !strcmp(names[i], "R"))
			out_text(o, "=%s", arg_string(a, names[i]));
	}
	for (u32 i = 0; args_group(a, "via", i); i++) {
		const struct args *g = args_group(a, "via", i);

		out_text(o, " {%lu%s}", arg_u64(g, "N", 0), arg_given(g, "weight") ? " w" : "");
	}
	for (u32 i = 1; args_group(a, "W", i); i++)
		out_text(o, " W=%s", arg_string(args_group(a, "W", i), "W"));
	return 0;
}

static const struct command commands[] = {
	{"zz choice a|b|c", "h", tell},
	{"zz loose {a b|c <N:u32>} x", "h", tell},
	{"zz options [a] [b] [x <N:u32 1..9>] <W:word>", "h", tell},
	{"zz many <W:word>...", "h", tell},
	{"zz maybe [<W:word>]...", "h", tell},
	{"zz groups via={via <N:u32> [weight]}... [x]", "h", tell},
	{"zz rest [a] <R:rest>", "h", tell},
	{"zz inter", "h", tell},
	{"zz interface", "h", tell},
	{"zz interface address [<W:word>]", "h", tell},
	{"zz node <W:node>", "h", tell},
};

static void open_commands(void)
{
	rig_start();
	for (u32 i = 0; i < ARRAY_N(commands); i++)
		ck_assert_int_eq(command_add(&commands[i]), 0);
}

// The output of a line, or the sentence of its failure behind its column.
static const char *run(const char *line)
{
	static char failure[512];
	int code;

	text_clear(&shown);
	code = command_run(&session, line);
	if (!code)
		return text_string(&shown);
	snprintf(failure, sizeof(failure), "%u: %s", command_error_column(), error_text(code));
	return failure;
}

static void check_lines(const char *const (*lines)[2], u32 n)
{
	open_commands();
	for (u32 i = 0; i < n; i++)
		ck_assert_msg(!strcmp(run(lines[i][0]), lines[i][1]), "%s\n gave %s\n not  %s",
			lines[i][0], run(lines[i][0]), lines[i][1]);
}

START_TEST(lines_are_matched)
{
	static const char *const lines[][2] = {
		{"zz choice a", " a"},
		{"zz ch c", " c"},
		{"zz loose a b x", " a b x"},
		{"zz loose c 4 x", " c x N=4"},
		{"zz loose a 4 x", "11: \"4\": expected b"},
		{"zz loose c b x", "11: 'b' is not a number"},
		{"zz options word", " W=word"},
		{"zz options x 3 b a word", " a b x N=3 W=word"},
		{"zz options b word", " b W=word"},
		{"zz options \"a\"", " W=a"},
		{"zz options x 10 word", "13: 10 is out of range, 1 to 9"},
		{"zz options", "10: incomplete command: expected a | b | x | <W> (a word)"},
		{"zz many one two three", " W=one W=two W=three"},
		{"zz many", "7: incomplete command: expected <W> (a word)"},
		{"zz maybe", ""},
		{"zz maybe 1 2", " W=1 W=2"},
		{"zz groups via 1 via 2 weight", " via {1} {2 w}"},
		{"zz groups via 1 weight via 2 x", " x via {1 w} {2}"},
		{"zz groups via 1 weight weight", "23: \"weight\": expected via | x"},
		{"zz rest a bit  of 'text' # note", " a R=bit  of 'text'"},
		{"zz rest of | match nosuch", ""},
		{"zz rest 'a | b'", " R=a | b"},
	};

	check_lines(lines, ARRAY_N(lines));
}
END_TEST

START_TEST(words_may_be_short)
{
	static const char *const lines[][2] = {
		{"zz int", ""}, // inter begins all that may be meant
		{"zz interf", ""},
		{"zz interface addr w", " W=w"},
		{"zz c", "4: incomplete command: expected a | b | c"},
		{"z c a", " a"},
		{"zz m 1", "3: ambiguous word \"m\": many, maybe"},
		{"zz nod", "6: incomplete command: expected <W> (name of a graph node)"},
		{"zz node nosuch-node", "8: unknown node `nosuch-node'"},
		{"zz node error-drp", "8: unknown node `error-drp'; did you mean \"error-drop\"?"},
		{"zy", "0: unknown input `zy'; did you mean \"zz\"?"},
		{"zz nosuch",
			"3: zz: unknown input `nosuch'; expected choice | groups | inter | "
			"interface | "
			"loose | many | maybe | node | options | rest"},
	};

	// "zz c" is choice only: no other word of zz begins with c.
	check_lines(lines, ARRAY_N(lines));
}
END_TEST

struct offered {
	struct text words;
};

static void offer(void *arg, const char *candidate, const char *)
{
	struct offered *o = arg;

	text_add(&o->words, " %s", candidate);
}

static void check_completion(const char *line, const char *expected)
{
	struct offered o = {0};

	command_complete(line, false, offer, &o);
	ck_assert_str_eq(text_string(&o.words), expected);
	text_free(&o.words);
}

START_TEST(words_and_values_are_completed)
{
	open_commands();
	check_completion("zz ma", " many maybe");
	check_completion("zz choice ", " a b c");
	check_completion("zz options a ", " b x");
	check_completion("zz node error-dro", " error-drop");
	check_completion("zz choice q", "");
	check_completion("zz nosuch ", "");
	check_completion("zz interface addre", " address");
	check_completion("zz choice a | cou", " count");
	check_completion("zz choice a | match x | fi", " first");
	check_completion("set interface state loc", " local0");
}
END_TEST

START_TEST(commands_of_a_script_end_where_they_should)
{
	static const struct {
		const char *text;
		u32 length, open_at;
	} cases[] = {
		{"one\ntwo", 3, INDEX_NONE},
		{"one", 3, INDEX_NONE},
		{"", 0, INDEX_NONE},
		{"one \\\n two\nthree", 10, INDEX_NONE},
		{"one \\\r\n two\nthree", 11, INDEX_NONE},
		{"new {\n a {\n } b\n}\nnext", 17, INDEX_NONE},
		{"new {\n a\n", 9, 4},
		{"a '{' b\nc", 7, INDEX_NONE},
		{"a \"{\\\"\" b\nc", 9, INDEX_NONE},
		{"a # { b\nc", 7, INDEX_NONE},
		{"it's {\n}\nc", 8, INDEX_NONE},
		{"a '{\nb", 6, 3},
		{"} }\nb", 3, INDEX_NONE},
	};

	for (u32 i = 0; i < ARRAY_N(cases); i++) {
		u32 open_at,
			n = lex_command_length(
				cases[i].text, (u32)strlen(cases[i].text), true, &open_at);

		ck_assert_msg(n == cases[i].length && open_at == cases[i].open_at, "%s: %u %u",
			cases[i].text, n, open_at);
	}
}
END_TEST

static int nest(const struct args *, struct out *o)
{
	out_string(o, "text", NULL, "a\"b\\\n\x01\xff\xc3\xa9\xed\xa0\x80");
	out_list(o, "rows");
	for (u32 i = 0; i < 2; i++) {
		out_record(o, NULL);
		out_u64(o, "u", NULL, UINT64_MAX);
		out_s64(o, "i", NULL, INT64_MIN);
		out_list(o, "deep");
		out_double(o, NULL, NULL, 0.1);
		out_double(o, NULL, NULL, 1e300 * 1e10);
		out_end(o);
		out_end(o);
	}
	out_end(o);
	out_bool(o, "yes", true);
	out_list(o, "empty");
	out_end(o);
	return 0;
}

START_TEST(json_is_json)
{
	static const struct command c = {
		"zz nest", "h", nest, "text:s rows[]{u:u i:i deep[]:f} yes:b empty[]:x"};

	open_commands();
	ck_assert_int_eq(command_add(&c), 0);
	ck_assert_str_eq(run("zz nest | json"),
		"{\"text\": \"a\\\"b\\\\\\n\\u0001\\ufffd\xc3\xa9\\ufffd\\ufffd\\ufffd\", "
		"\"rows\": [\n"
		"{\"u\": 18446744073709551615, \"i\": -9223372036854775808, \"deep\": [0.1, "
		"null]},\n"
		"{\"u\": 18446744073709551615, \"i\": -9223372036854775808, \"deep\": [0.1, "
		"null]}\n"
		"], \"yes\": true, \"empty\": []}\n");
}
END_TEST

START_TEST(commands_come_and_go)
{
	open_commands();
	ck_assert_int_eq(command_add(&commands[0]), ERR_EXISTS);
	command_remove(&commands[0]);
	ck_assert(strstr(run("zz choice a"), "3: zz: unknown input `choice'"));
	ck_assert_int_eq(command_add(&commands[0]), 0);
	ck_assert_str_eq(run("zz choice a"), " a");
}
END_TEST

START_TEST(wrong_grammars_are_told)
{
	static const struct {
		const char *grammar, *said;
	} wrong[] = {
		{"zz <N", "at \"<N\": no > for this <"},
		{"zz <N:nosuch>", "at \"<N:nosuch>\": unknown type"},
		{"zz [a", "at \"\": bracket is not closed here"},
		{"zz {a [b} c", "at \"} c\": bracket is not closed here"},
		{"zz a] b", "at \"] b\": bracket was never opened"},
		{"zz > b", "at \"> b\": expected a word, <, [ or {"},
		{"zz [[a]]", "an option that may be empty"},
		{"zz {[a]}...", "repeats something that may be empty"},
		{"", "empty"},
		{"{ }", "empty"},
		{"zz [via={a [<W>] } b", "bracket is not closed here"},
	};
	struct text many = {0};
	struct command c = {.help = "wrong", .run = tell};

	open_commands();
	for (u32 i = 0; i < ARRAY_N(wrong); i++) {
		c.grammar = wrong[i].grammar;
		ck_assert_int_eq(command_add(&c), ERR_SYNTAX);
		ck_assert_msg(strstr(error_text(0), wrong[i].said), "%s", error_text(0));
	}
	text_add(&many, "zz");
	for (u32 i = 0; i < 65; i++)
		text_add(&many, " [w%u]", i);
	c.grammar = text_string(&many);
	ck_assert_int_eq(command_add(&c), ERR_SYNTAX);
	ck_assert_ptr_nonnull(strstr(error_text(0), "more than 64 options"));
	text_free(&many);
	ck_assert_str_eq(run("zz choice a"), " a");
}
END_TEST

static int recurse(const struct args *a, struct out *)
{
	struct session *s = args_session(a);

	// A line that runs inside another must not disturb its arguments.
	ck_assert_int_eq(command_run(s, "zz options x 3 inner"), 0);
	ck_assert_str_eq(arg_string(a, "W"), "outer");
	return 0;
}

START_TEST(lines_nest)
{
	static const struct command c = {"zz recurse <W:word>", "h", recurse};

	open_commands();
	ck_assert_int_eq(command_add(&c), 0);
	ck_assert_str_eq(run("zz recurse outer"), " x N=3 W=inner");
}
END_TEST

UNIT_MAIN(lines_are_matched, words_may_be_short, words_and_values_are_completed,
	commands_of_a_script_end_where_they_should, json_is_json, commands_come_and_go,
	wrong_grammars_are_told, lines_nest)
