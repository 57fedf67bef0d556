// Reading of start-up configuration: words, blocks, quotes, places of errors.
#include "engine/base/error.h"
#include "engine/base/text.h"
#include "engine/base/vec.h"
#include "engine/graph/config.h"
#include "engine/graph/node.h"
#include "tests/lib/unit.h"

#include <stdio.h>
#include <unistd.h>

// What the test's sections were given, written out again.
static struct text seen;

static void write_words(struct config *c)
{
	const struct config_word *w;

	while ((w = config_next(c))) {
		struct config block;

		text_add(&seen, " %s", w->text);
		if (!w->has_block)
			continue;
		block = config_block(w);
		text_add(&seen, " {");
		write_words(&block);
		text_add(&seen, " }");
	}
}

static int any_parse(struct config *c)
{
	text_add(&seen, "[%s", c->section);
	write_words(c);
	text_add(&seen, "]");
	return 0;
}

static struct config_section any = {.name = "test-any", .parse = any_parse};
CONFIG_REGISTER(any);
static struct config_section early = {.name = "test-early", .parse = any_parse, .early = true};
CONFIG_REGISTER(early);

static u64 number, size;
static const char *string;
static u32 choice;

static int number_parse(struct config *c, const struct config_word *)
{
	return config_u64(c, 1, 10, &number);
}

static int size_parse(struct config *c, const struct config_word *)
{
	return config_size(c, &size);
}

static int string_parse(struct config *c, const struct config_word *)
{
	return config_string(c, &string);
}

static int choice_parse(struct config *c, const struct config_word *)
{
	return config_choice(c, NAMES("red", "green"), &choice);
}

static int strict_parse(struct config *c)
{
	static const struct config_key keys[] = {
		{"number", number_parse},
		{"size", size_parse},
		{"string", string_parse},
		{"choice", choice_parse},
		{0},
	};
	return config_each(c, keys);
}

static struct config_section strict = {.name = "test-strict", .parse = strict_parse};
CONFIG_REGISTER(strict);

static int one_parse(struct config *c)
{
	return config_size(c, &size);
}

static struct config_section one = {.name = "test-one", .parse = one_parse};
CONFIG_REGISTER(one);

static void gives(const char *text, const char *expected)
{
	text_clear(&seen);
	ck_assert_msg(!config_read_text(text, "t"), "%s", error_text(0));
	ck_assert_msg(!config_apply(false), "%s", error_text(0));
	ck_assert_str_eq(text_string(&seen), expected);
	config_free();
}

static void fails(const char *text, const char *expected)
{
	int status = config_read_text(text, "t");

	if (!status)
		status = config_apply(false);
	ck_assert_int_eq(status, ERR_SYNTAX);
	ck_assert_str_eq(error_text(status), expected);
	config_free();
}

START_TEST(words_and_blocks)
{
	gives("", "");
	gives(" # only a remark", "");
	gives("test-any{}", "[test-any]");
	gives("test-any { a b{c}d { e { f } }g }", "[test-any a b { c } d { e { f } } g]");
	gives("test-any\n{\n\ta # b }\n\tc#d\n}\n", "[test-any a c#d]");
	gives("test-any { a }\r\ntest-any { b }", "[test-any a][test-any b]");
	gives("test-any value test-any { x }", "[test-any value][test-any x]");
	gives("test-any", "[test-any]");
}
END_TEST

START_TEST(quotes)
{
	gives("test-any { \"a b\" }", "[test-any a b]");
	gives("test-any { \"{\" \"}\" \"#\" }", "[test-any { } #]");
	gives("test-any { x\"a \\\"b\\\\\"y \"\" }", "[test-any xa \"b\\y ]");
}
END_TEST

START_TEST(early_sections_go_first)
{
	ck_assert_int_eq(config_read_text("test-any { a } test-early { b }", "t"), 0);
	ck_assert_int_eq(config_apply(true), 0);
	ck_assert_str_eq(text_string(&seen), "[test-early b]");
	ck_assert_int_eq(config_apply(false), 0);
	ck_assert_str_eq(text_string(&seen), "[test-early b][test-any a]");
}
END_TEST

START_TEST(later_readings_add)
{
	char *words[] = {"test-any", "{ c", "d } test-any", "#e"};

	ck_assert_int_eq(config_read_text("test-any { a }", "t"), 0);
	ck_assert_int_eq(config_read_text("test-any { b", "u"), ERR_SYNTAX);
	ck_assert_int_eq(config_read_words(4, words), 0);
	ck_assert_int_eq(config_apply(false), 0);
	ck_assert_str_eq(text_string(&seen), "[test-any a][test-any c d][test-any #e]");
}
END_TEST

START_TEST(broken_text_is_placed)
{
	fails("test-any { a\n  b {\n c }\n", "t:1:10: this '{' is not closed");
	fails("test-any { a }\n }", "t:2:2: '}' without a '{' before it");
	fails("{ a }", "t:1:1: '{' needs a word in front of it");
	fails("test-any { } { }", "t:1:14: '{' needs a word in front of it");
	fails("test-any { \"abc\n }", "t:1:12: this quote is not closed");
}
END_TEST

START_TEST(depth_has_a_limit)
{
	struct text t = {0};

	for (u32 i = 0; i < 1000; i++)
		text_add(&t, "a{");
	ck_assert_int_eq(config_read_text(text_string(&t), "t"), ERR_SYNTAX);
	ck_assert_str_eq(error_text(0), "t:1:66: more than 32 blocks inside each other");
	text_free(&t);
}
END_TEST

START_TEST(values)
{
	gives("test-strict { number 0xa size 4k string \"x y\" choice green }", "");
	ck_assert_uint_eq(number, 10);
	ck_assert_uint_eq(size, 4096);
	ck_assert_uint_eq(choice, 1);
	gives("test-one 2M", "");
	ck_assert_uint_eq(size, 2 << 20);
	ck_assert_int_eq(config_read_text("test-strict { string \"x y\" }", "t"), 0);
	ck_assert_int_eq(config_apply(false), 0);
	ck_assert_str_eq(string, "x y");
}
END_TEST

START_TEST(wrong_values_are_placed)
{
	fails("test-strict {\n number 11 }", "t:2:9: number: 11 is out of range, 1 to 10");
	fails("test-strict { number x }", "t:1:22: number: 'x' is not a number");
	fails("test-strict { number }", "t:1:15: 'number' needs a value after it");
	fails("test-strict { size 1 size 4q }",
		"t:1:27: size: '4q' is not a size, such as 512, 16k, 1M or 2G");
	fails("test-strict { choice blue }", "t:1:22: choice: 'blue' is none of red, green");
	fails("test-strict { numbr 1 }",
		"t:1:15: unknown word 'numbr' in 'test-strict', did you mean 'number'?");
	fails("test-strict { something }", "t:1:15: unknown word 'something' in 'test-strict'");
	fails("test-strict { number 1 { } }", "t:1:22: '1' takes no { }");
	fails("test-strict { number { 1 } 1 }", "t:1:15: 'number' takes no { }");
	fails("test-one", "t:1:1: 'test-one' needs a value after it");
	fails("test-one { 1 2 }", "t:1:14: unexpected '2'");
}
END_TEST

START_TEST(unknown_sections)
{
	fails("test-strct { }", "t:1:1: unknown section 'test-strct', did you mean 'test-strict'?");
	// Nothing of a configuration with a bad section is applied.
	fails("test-any { a } qqqqqqqqqq { }", "t:1:16: unknown section 'qqqqqqqqqq'");
	ck_assert_str_eq(text_string(&seen), "");
	ck_assert_int_eq(config_read_text("nothing { }", "t"), 0);
	ck_assert_int_eq(config_check(), ERR_SYNTAX);
}
END_TEST

START_TEST(files)
{
	char path[64];
	FILE *f;

	ck_assert_int_eq(config_read_file("/nowhere/x.conf"), ERR_SYSCALL);
	ck_assert_str_eq(error_text(0), "cannot open /nowhere/x.conf: No such file or directory");
	ck_assert_int_eq(config_read_file("/"), ERR_SYSCALL);
	ck_assert_int_eq(config_read_file("/dev/zero"), ERR_LIMIT);
	snprintf(path, sizeof(path), "test_config.%d", getpid());
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fwrite("test-any { a\n\0b }", 1, 17, f);
	fclose(f);
	ck_assert_int_eq(config_read_file(path), ERR_SYNTAX);
	ck_assert_ptr_nonnull(strstr(error_text(0), ":2:1: NUL byte"));
	unlink(path);
}
END_TEST

START_TEST(double_registration_is_told)
{
	static struct config_section twice = {.name = "test-any", .parse = any_parse};
	static struct registration r = {.object = &twice, .file = "more.c", .line = 5};

	registry_add(REGISTRY_CONFIG, &r);
	ck_assert_int_eq(config_apply(false), ERR_EXISTS);
	ck_assert_ptr_nonnull(strstr(error_text(0), "'test-any' is there twice: "));
	ck_assert_ptr_nonnull(strstr(error_text(0), "more.c:5"));
}
END_TEST

START_TEST(sections_are_listed_by_name)
{
	const struct config_section *s, *before = NULL;
	u32 n_mine = 0;

	for (u32 i = 0; (s = config_section_at(i)); i++) {
		ck_assert(!before || strcmp(before->name, s->name) < 0);
		n_mine += s == &any || s == &early;
		before = s;
	}
	ck_assert_uint_eq(n_mine, 2);
}
END_TEST

UNIT_MAIN(words_and_blocks, quotes, early_sections_go_first, later_readings_add,
	broken_text_is_placed, depth_has_a_limit, values, wrong_values_are_placed, unknown_sections,
	files, double_registration_is_told, sections_are_listed_by_name)
