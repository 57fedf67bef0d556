// Configuration section logging { }: what is kept and what goes to syslog.
#include "engine/base/error.h"
#include "engine/base/log.h"
#include "engine/base/text.h"
#include "engine/base/vec.h"
#include "engine/graph/config.h"

#include <stdio.h>

enum { LOG_SIZE_MAX = 1 << 20, EDITS_MAX = 2 };

// The classes that a class { } block is about: those of one name, or the one of NAME/SUB. Set
// while that block is parsed; vec.
static struct log_class **chosen;

static int level_parse(struct config *c, bool can_be_emerg, u8 *level)
{
	const char *text;
	int n, status = config_string(c, &text);

	if (status)
		return status;
	n = log_level_by_name(text);
	if (n < 0)
		return config_error(&c->words[c->at - 1],
			"'%s' is not a log level: emerg, alert, crit, error, warn, notice, info, "
			"debug or disabled",
			text);
	if (!n && !can_be_emerg)
		return config_error(&c->words[c->at - 1], "a class cannot be limited to emerg");
	*level = (u8)n;
	return 0;
}

static int size_parse(struct config *c, const struct config_word *)
{
	u64 n;
	int status = config_u64(c, 1, LOG_SIZE_MAX, &n);

	if (!status)
		log_resize((u32)n);
	return status;
}

static int default_level_parse(struct config *c, const struct config_word *)
{
	return level_parse(c, true, &log_settings()->level);
}

static int default_syslog_level_parse(struct config *c, const struct config_word *)
{
	return level_parse(c, true, &log_settings()->syslog_level);
}

static int default_rate_limit_parse(struct config *c, const struct config_word *)
{
	u64 n;
	int status = config_u64(c, 1, UINT32_MAX, &n);

	if (!status)
		log_settings()->rate_limit = (u32)n;
	return status;
}

static int class_level_parse(struct config *c, const struct config_word *)
{
	u8 level;
	int status = level_parse(c, false, &level);

	VEC_EACH (chosen, class)
		if (!status)
			(*class)->level = level;
	return status;
}

static int class_syslog_level_parse(struct config *c, const struct config_word *)
{
	u8 level;
	int status = level_parse(c, false, &level);

	VEC_EACH (chosen, class)
		if (!status)
			(*class)->syslog_level = level;
	return status;
}

static int class_rate_limit_parse(struct config *c, const struct config_word *)
{
	u64 n;
	int status = config_u64(c, 1, UINT32_MAX, &n);

	VEC_EACH (chosen, class)
		if (!status)
			(*class)->rate_limit = (u32)n;
	return status;
}

static bool name_matches(const struct log_class *class, const char *name)
{
	char full[128];

	if (!strcmp(class->name, name))
		return true;
	snprintf(full, sizeof(full), "%s/%s", class->name, class->sub ? class->sub : "");
	return !strcmp(full, name);
}

static int class_unknown(const struct config_word *word)
{
	const char **names = NULL, *nearest;

	REGISTRY_EACH (r, REGISTRY_LOG)
		vec_push(names, ((const struct log_class *)r->object)->name);
	nearest = text_nearest(word->text, names, vec_n(names), EDITS_MAX);
	vec_free(names);
	if (nearest)
		return config_error(
			word, "unknown log class '%s', did you mean '%s'?", word->text, nearest);
	return config_error(word, "unknown log class '%s'", word->text);
}

static int class_parse(struct config *c, const struct config_word *word)
{
	static const struct config_key keys[] = {
		{"level", class_level_parse},
		{"syslog-level", class_syslog_level_parse},
		{"rate-limit", class_rate_limit_parse},
		{0},
	};
	const struct config_word *name = config_next(c);
	struct config block;
	int status;

	if (!name)
		return config_error(word, "'%s' needs a name after it", word->text);
	vec_clear(chosen);
	REGISTRY_EACH (r, REGISTRY_LOG)
		if (name_matches(r->object, name->text))
			vec_push(chosen, (struct log_class *)r->object);
	if (!vec_n(chosen))
		return class_unknown(name);
	block = config_block(name);
	status = config_each(&block, keys);
	vec_free(chosen);
	return status;
}

static int logging_parse(struct config *c)
{
	static const struct config_key keys[] = {
		{"size", size_parse},
		{"default-log-level", default_level_parse},
		{"default-syslog-log-level", default_syslog_level_parse},
		{"default-rate-limit", default_rate_limit_parse},
		{"class", class_parse},
		{0},
	};
	return config_each(c, keys);
}

static struct config_section logging_section = {
	.name = "logging",
	.words = "size <n>                             messages kept, default 512\n"
		 "default-log-level <level>            kept up to this level, default notice\n"
		 "default-syslog-log-level <level>     sent to syslog, default disabled\n"
		 "default-rate-limit <n>               messages a second and class, default 50\n"
		 "class <name> { level <level> syslog-level <level> rate-limit <n> }",
	.parse = logging_parse,
};
CONFIG_REGISTER(logging_section);
