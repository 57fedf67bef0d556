// Words of a line: one pass that copies words and blanks out what is not part of the command.
#include "shell/lexer.h"
#include "engine/base/vec.h"
#include <stdlib.h>

enum { BLANK = 1, SPECIAL = 2 };
// What makes reading stop; long scripts are mostly other characters and single blanks.
static const u8 classes[256] = {
	[' '] = BLANK,
	['\t'] = BLANK,
	['\r'] = BLANK,
	['\v'] = BLANK,
	['\f'] = BLANK,
	['\0'] = BLANK,
	['\n'] = BLANK | SPECIAL,
	['\\'] = SPECIAL,
	['#'] = SPECIAL,
	['"'] = SPECIAL,
	['\''] = SPECIAL,
	['{'] = SPECIAL,
	['}'] = SPECIAL,
};

static inline bool is_blank(char c)
{
	return classes[(u8)c] & BLANK;
}

static inline bool is_special(char c)
{
	return classes[(u8)c] & SPECIAL;
}

// Length of a joined line end at 's': backslash, newline, perhaps with a carriage return.
static inline u32 joint(const char *s, u32 left)
{
	if (left >= 2 && s[0] == '\\' && s[1] == '\n')
		return 2;
	if (left >= 3 && s[0] == '\\' && s[1] == '\r' && s[2] == '\n')
		return 3;
	return 0;
}

// Reads the quoted word at 'at'; returns the offset after it.
static u32 lex_quoted(struct lexed *l, u32 at, struct token *t, char **out)
{
	char quote = l->line[at], *o = *out;
	u32 i = at + 1;

	t->quoted = t->unclosed = true;
	while (i < l->length && l->line[i] != '\n') {
		char c = l->line[i++];

		if (c == quote) {
			t->unclosed = false;
			break;
		}
		if (c == '\\' && quote == '"' && i < l->length && l->line[i] != '\n') {
			char next = l->line[i++];

			if (next == 'n')
				next = '\n';
			else if (next == 't')
				next = '\t';
			else if (next != '"' && next != '\\')
				*o++ = '\\';
			c = next;
		}
		*o++ = c;
	}
	*out = o;
	return i;
}

static u32 lex_plain(struct lexed *l, u32 at, char **out)
{
	const char *line = l->line;
	u32 i = at;

	while (i < l->length && !is_blank(line[i]) &&
		(line[i] != '\\' || !joint(line + i, l->length - i)))
		i++;
	memcpy(*out, line + at, i - at);
	*out += i - at;
	return i;
}

static void reserve(struct lexed *l, u32 length)
{
	// A word of n characters takes n + 1; words are apart by one character at least, but for
	// quoted ones, which lose their quotes.
	if (length + 2 <= l->room)
		return;
	l->room = length * 2 + 256;
	l->line = memory_resize(l->line, l->room);
	l->words = memory_resize(l->words, l->room);
}

void lex(struct lexed *l, const char *line, u32 length)
{
	char *out;
	u32 i = 0;

	reserve(l, length);
	memcpy(l->line, line, length);
	l->line[length] = '\0';
	l->length = length;
	vec_clear(l->tokens);
	out = l->words;
	while (i < length) {
		char c = l->line[i];
		u32 n;

		if (c == '\\' && (n = joint(l->line + i, length - i))) {
			memset(l->line + i, ' ', n);
			i += n;
		} else if (is_blank(c)) {
			if (c == '\0')
				l->line[i] = ' ';
			i++;
		} else if (c == '#') {
			while (i < length && l->line[i] != '\n')
				l->line[i++] = ' ';
		} else {
			struct token *t;

			vec_push(l->tokens, (struct token){.text = out, .at = i});
			t = &vec_last(l->tokens);
			if (c == '"' || c == '\'')
				i = lex_quoted(l, i, t, &out);
			else
				i = lex_plain(l, i, &out);
			t->end = i;
			t->length = (u32)(out - t->text);
			*out++ = '\0';
		}
	}
}

void lex_free(struct lexed *l)
{
	free(l->line);
	free(l->words);
	vec_free(l->tokens);
	*l = (struct lexed){0};
}

// Skips a quoted word; quotes that are not closed on their line are ordinary characters.
static u32 skip_quoted(const char *text, u32 length, u32 i)
{
	char quote = text[i];
	u32 from = ++i;

	for (; i < length && text[i] != '\n'; i++) {
		if (text[i] == quote)
			return i + 1;
		if (text[i] == '\\' && quote == '"' && i + 1 < length && text[i + 1] != '\n')
			i++;
	}
	return from;
}

u32 lex_command_length(const char *text, u32 length, bool blocks, u32 *open_at)
{
	u32 i = 0, depth = 0, opened = INDEX_NONE;
	bool word_start = true;

	for (;;) {
		u32 from = i, n;
		char c;

		while (i < length && !is_special(text[i]))
			i++;
		if (i > from)
			word_start = is_blank(text[i - 1]);
		if (i == length)
			break;
		c = text[i];
		n = joint(text + i, length - i);
		if (n) {
			i += n;
			word_start = true;
			continue;
		}
		if (c == '\n' && !depth)
			break;
		if (word_start && c == '#') {
			while (i < length && text[i] != '\n')
				i++;
			continue;
		}
		if (word_start && (c == '"' || c == '\'')) {
			i = skip_quoted(text, length, i);
			word_start = false;
			continue;
		}
		if (blocks && c == '{' && depth++ == 0)
			opened = i;
		if (blocks && c == '}' && depth)
			depth--;
		word_start = is_blank(c);
		i++;
	}
	if (open_at)
		*open_at = depth ? opened : INDEX_NONE;
	return i;
}
