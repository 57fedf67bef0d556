// Walking through the words of a section, and saying where they are wrong.
#include "engine/graph/config.h"

#include "engine/base/error.h"
#include "engine/base/text.h"
#include "engine/base/vec.h"

#include <stdio.h>

enum { EDITS_MAX = 3 }; // up to which a word is taken for a misspelt one

const struct config_word *config_next(struct config *c)
{
	return c->at < vec_n(c->words) ? &c->words[c->at++] : NULL;
}

struct config config_block(const struct config_word *word)
{
	// Words are only const for parsers; the mark is for config_apply().
	((struct config_word *)word)->was_opened = true;
	return (struct config){.section = word->text, .words = word->block, .head = word};
}

// The word taken last, or the name of the section.
static const struct config_word *last_word(const struct config *c)
{
	return c->at ? &c->words[c->at - 1] : c->head;
}

int config_error(const struct config_word *word, const char *format, ...)
{
	struct text t = {0};
	va_list args;

	va_start(args, format);
	text_add_v(&t, format, args);
	va_end(args);
	error(ERR_SYNTAX, "%s:%u:%u: %s", word->file, word->line, word->column, text_string(&t));
	text_free(&t);
	return ERR_SYNTAX;
}

int config_unknown(const struct config *c, const struct config_word *word, const char *const *known)
{
	const char *nearest;
	u32 n = 0;

	while (known && known[n])
		n++;
	nearest = text_nearest(word->text, known, n, EDITS_MAX);
	if (nearest)
		return config_error(word, "unknown word '%s' in '%s', did you mean '%s'?",
			word->text, c->section, nearest);
	return config_error(word, "unknown word '%s' in '%s'", word->text, c->section);
}

int config_each(struct config *c, const struct config_key *keys)
{
	const struct config_word *word;
	int status = 0;

	while (!status && (word = config_next(c))) {
		const struct config_key *key = keys;

		while (key->name && strcmp(key->name, word->text) != 0)
			key++;
		if (!key->name) {
			const char **known = NULL;

			for (key = keys; key->name; key++)
				vec_push(known, key->name);
			vec_push(known, NULL);
			status = config_unknown(c, word, known);
			vec_free(known);
			break;
		}
		status = key->parse(c, word);
	}
	return status;
}

int config_string(struct config *c, const char **value)
{
	const struct config_word *name = last_word(c), *word = config_next(c);

	if (!word)
		return config_error(name, "'%s' needs a value after it", name->text);
	*value = word->text;
	return 0;
}

// Puts the place in front of a parser's sentence about the value just taken.
static int value_error(const struct config *c, const struct config_word *name)
{
	return config_error(last_word(c), "%s: %s", name->text, error_text(ERR_INVALID_VALUE));
}

int config_u64(struct config *c, u64 min, u64 max, u64 *value)
{
	const struct config_word *name = last_word(c);
	const char *text;
	int status = config_string(c, &text);

	if (status)
		return status;
	return parse_u64(text, min, max, value) ? value_error(c, name) : 0;
}

int config_size(struct config *c, u64 *bytes)
{
	const struct config_word *name = last_word(c);
	const char *text;
	int status = config_string(c, &text);

	if (status)
		return status;
	return parse_size(text, bytes) ? value_error(c, name) : 0;
}

int config_choice(struct config *c, const char *const *known, u32 *value)
{
	const struct config_word *name = last_word(c);
	struct text t = {0};
	const char *text;
	int status = config_string(c, &text);

	if (status)
		return status;
	for (u32 i = 0; known[i]; i++) {
		if (!strcmp(known[i], text)) {
			*value = i;
			goto out;
		}
		text_add(&t, "%s%s", i ? ", " : "", known[i]);
	}
	status = config_error(
		last_word(c), "%s: '%s' is none of %s", name->text, text, text_string(&t));
out:
	text_free(&t);
	return status;
}
