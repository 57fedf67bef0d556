// Handing what was configured to the sections that registered for it.
#include "engine/base/error.h"
#include "engine/base/text.h"
#include "engine/base/vec.h"
#include "engine/base/registry_late.h"
#include "engine/graph/config_private.h"
#include "engine/graph/plugin.h"

#include <stdlib.h>

enum { EDITS_MAX = 3 }; // up to which a section is taken for a misspelt one

enum pass { CHECK, PLUGINS, EARLY, LATE };

static const struct config_section *section_find(const char *name)
{
	REGISTRY_EACH (r, REGISTRY_CONFIG) {
		const struct config_section *s = r->object;

		if (!strcmp(s->name, name))
			return s;
	}
	return NULL;
}

static int sections_check(void)
{
	REGISTRY_EACH (a, REGISTRY_CONFIG) {
		const struct config_section *s = a->object;

		for (const struct registration *b = a->next; b; b = b->next)
			if (!strcmp(s->name, ((const struct config_section *)b->object)->name))
				return error(ERR_EXISTS,
					"configuration section '%s' is there twice: %s:%d and "
					"%s:%d",
					s->name, a->file, a->line, b->file, b->line);
	}
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// Names of all sections, sorted: vec.
static const char **section_names(void)
{
	const char **names = NULL;

	REGISTRY_EACH (r, REGISTRY_CONFIG)
		vec_push(names, ((const struct config_section *)r->object)->name);
	if (names)
		qsort(names, vec_n(names), sizeof(*names), compare_names);
	return names;
}

static int section_unknown(const struct config_word *word)
{
	const char **names = section_names();
	const char *nearest = text_nearest(word->text, names, vec_n(names), EDITS_MAX);
	const struct plugin *p = plugin_missing(word->text);

	vec_free(names);
	if (p)
		return config_error(word, "unknown section '%s': plugin %s is not loaded: %s",
			word->text, p->name, p->reason);
	if (nearest)
		return config_error(
			word, "unknown section '%s', did you mean '%s'?", word->text, nearest);
	return config_error(word, "unknown section '%s'", word->text);
}

// A block that no parser asked for stands behind a word that takes none.
static int blocks_check(const struct config_word *list)
{
	int status = 0;

	VEC_EACH (list, w) {
		if (w->has_block && !w->was_opened)
			return config_error(w, "'%s' takes no { }", w->text);
		status = blocks_check(w->block);
		if (status)
			break;
	}
	return status;
}

// Calls the section's parser with its words. 'value': the word after a section without braces.
static int section_apply(const struct config_section *s, const struct config_word *name,
	const struct config_word *value)
{
	struct config c = config_block(name);
	struct config_word *single = NULL;
	int status;

	if (value) {
		vec_push(single, *value);
		c.words = single;
	}
	status = s->parse(&c);
	if (!status && c.at < vec_n(c.words))
		status = config_error(&c.words[c.at], "unexpected '%s'", c.words[c.at].text);
	if (!status)
		status = blocks_check(c.words);
	vec_free(single);
	return status;
}

static bool is_due(const struct config_section *s, enum pass pass)
{
	if (s->before_plugins)
		return pass == PLUGINS;
	return pass == (s->early ? EARLY : LATE);
}

static int sections_walk(enum pass pass)
{
	const struct config_word *words = config_words();
	int status = sections_check();

	for (u32 i = 0; !status && i < vec_n(words); i++) {
		const struct config_word *name = &words[i], *value = NULL;
		const struct config_section *s = section_find(name->text);

		if (!s && pass != PLUGINS)
			return section_unknown(name);
		if (!name->has_block && i + 1 < vec_n(words))
			value = &words[++i];
		if (s && is_due(s, pass))
			status = section_apply(s, name, value);
	}
	return status;
}

int config_check(void)
{
	return sections_walk(CHECK);
}

int config_apply_plugins(void)
{
	return sections_walk(PLUGINS);
}

// Names are checked first, so that nothing is applied of a configuration that cannot be.
int config_apply(bool early)
{
	int status = config_check();

	return status ? status : sections_walk(early ? EARLY : LATE);
}

const struct config_section *config_section_at(u32 i)
{
	const char **names = section_names();
	const struct config_section *s = i < vec_n(names) ? section_find(names[i]) : NULL;

	vec_free(names);
	return s;
}

static void section_name_text(struct text *t, const void *object)
{
	const struct config_section *s = object;

	text_add(t, "%s", s->name ?: "");
}

static int section_check(const struct registration *r)
{
	const struct config_section *s = r->object;

	if (!s->parse)
		return error(ERR_INVALID_VALUE, "has no parser");
	return 0;
}

static const struct registry_consumer config_consumer = {.kind = REGISTRY_CONFIG,
	.one = "configuration section",
	.many = "configuration sections",
	.name = section_name_text,
	.check = section_check};
CONSUMER_REGISTER(config_consumer);
