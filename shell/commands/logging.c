// The log: show logging, clear logging, set logging, test log.
#include "shell/command.h"
#include "engine/base/log.h"
#include "engine/base/registry.h"
#include "engine/base/vec.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int parse_level(const char *word, const char *, struct arg_value *v)
{
	int level = log_level_by_name(word);

	if (level < 0)
		return error(ERR_INVALID_VALUE,
			"\"%s\": expected emerg alert crit error warn notice info debug disabled",
			word);
	v->u64 = (u64)level;
	return 0;
}

static void complete_level(
	const char *prefix, const char *, void (*add)(void *arg, const char *candidate), void *arg)
{
	for (u32 i = 0; i <= LOG_LEVEL_DISABLED; i++)
		if (!strncmp(prefix, log_level_name(i), strlen(prefix)))
			add(arg, log_level_name(i));
}

static const struct arg_type type_level = {.name = "log-level",
	.help = "emerg alert crit error warn notice info debug disabled",
	.parse = parse_level,
	.complete = complete_level};
ARG_TYPE_REGISTER(type_level);

static void class_name(const struct log_class *c, char *name, u32 size)
{
	snprintf(name, size, "%s/%s", c->name, c->sub ? c->sub : "default");
}

// "ip4/reass", or "ip4" for its own messages.
static struct log_class *class_by_name(const char *wanted)
{
	char name[128];

	REGISTRY_EACH (r, REGISTRY_LOG) {
		struct log_class *c = (struct log_class *)r->object;

		class_name(c, name, sizeof(name));
		if (!strcmp(wanted, name) || (!c->sub && !strcmp(wanted, c->name)))
			return c;
	}
	return NULL;
}

static int parse_class(const char *word, const char *, struct arg_value *v)
{
	v->string = word;
	return class_by_name(word) ? 0 : error(ERR_NO_SUCH_ENTRY, "no log class \"%s\"", word);
}

static void complete_class(
	const char *prefix, const char *, void (*add)(void *arg, const char *candidate), void *arg)
{
	char name[128];

	REGISTRY_EACH (r, REGISTRY_LOG) {
		class_name(r->object, name, sizeof(name));
		if (!strncmp(prefix, name, strlen(prefix)))
			add(arg, name);
	}
}

static const struct arg_type type_class = {.name = "log-class",
	.help = "log class, as CLASS/SUBCLASS",
	.parse = parse_class,
	.complete = complete_class};
ARG_TYPE_REGISTER(type_class);

static int show_logging_run(const struct args *, struct out *o)
{
	out_list(o, "entries");
	for (u32 i = 0; i < log_n(); i++) {
		const struct log_entry *e = log_at(i);
		time_t seconds = (time_t)(e->wall / NS_PER_S);
		char name[128], date[32];
		struct tm tm;

		gmtime_r(&seconds, &tm);
		strftime(date, sizeof(date), "%Y/%m/%d %H:%M:%S", &tm);
		class_name(e->log_class, name, sizeof(name));
		out_record(o, NULL);
		out_text(o, "%s:%03lu ", date, (u64)(e->wall / NS_PER_MS % 1000));
		out_double(o, "wall", NULL, (double)e->wall / NS_PER_S);
		out_string(o, "level", "%-10s ", log_level_name(e->level));
		out_string(o, "class", "%-14s ", name);
		out_string(o, "text", "%s\n", e->text);
		out_end(o);
	}
	out_end(o);
	return 0;
}

static const struct command show_logging_command = {
	.grammar = "show logging|log",
	.help = "Show the log.",
	.run = show_logging_run,
	.schema = "entries[]{wall:f level:s class:s text:s}",
};
COMMAND_REGISTER(show_logging_command);

static int clear_logging_run(const struct args *, struct out *)
{
	log_clear();
	return 0;
}

static const struct command clear_logging_command = {
	.grammar = "clear logging",
	.help = "Empty the log.",
	.run = clear_logging_run,
};
COMMAND_REGISTER(clear_logging_command);

static int compare_classes(const void *a, const void *b)
{
	const struct log_class *const *x = a, *const *y = b;
	int order = strcmp((*x)->name, (*y)->name);

	if (!order)
		order = strcmp(
			(*x)->sub ? (*x)->sub : "default", (*y)->sub ? (*y)->sub : "default");
	return order;
}

static const char *level_or(u8 level, u8 otherwise)
{
	return log_level_name(level == LOG_LEVEL_EMERG ? otherwise : level);
}

static int show_configuration_run(const struct args *, struct out *o)
{
	const struct log_settings *s = log_settings();
	const struct log_class **classes = NULL;
	const char *last = "";

	out_u64(o, "size", "Buffer Size:         %lu entries\nDefaults:\n", s->size);
	out_string(o, "level", "  Log Level:         %s\n", log_level_name(s->level));
	out_string(o, "syslog_level", "  Syslog Log Level:  %s\n", log_level_name(s->syslog_level));
	out_u64(o, "rate_limit", "  Rate Limit:        %lu msgs/sec\n\n", s->rate_limit);
	out_text(o, "%-22s %-14s %-14s %s\n", "Class/Subclass", "Level", "Syslog Level",
		"Rate Limit");
	REGISTRY_EACH (r, REGISTRY_LOG)
		vec_push(classes, r->object);
	if (classes)
		qsort(classes, vec_n(classes), sizeof(*classes), compare_classes);
	out_list(o, "classes");
	VEC_EACH (classes, c) {
		if (strcmp(last, (*c)->name))
			out_text(o, "%s\n", (*c)->name);
		last = (*c)->name;
		out_record(o, NULL);
		out_string(o, "class", NULL, (*c)->name);
		out_string(o, "subclass", "  %-20s ", (*c)->sub ? (*c)->sub : "default");
		out_string(o, "level", "%-14s ", level_or((*c)->level, s->level));
		out_string(
			o, "syslog_level", "%-14s ", level_or((*c)->syslog_level, s->syslog_level));
		out_u64(o, "rate_limit", "%lu\n",
			(*c)->rate_limit ? (*c)->rate_limit : s->rate_limit);
		out_end(o);
	}
	out_end(o);
	vec_free(classes);
	return 0;
}

static const struct command show_configuration_command = {
	.grammar = "show logging configuration",
	.help = "Show the levels of the log and of its classes.",
	.run = show_configuration_run,
	.schema = "size:u level:s syslog_level:s rate_limit:u "
		  "classes[]{class:s subclass:s level:s syslog_level:s rate_limit:u}",
};
COMMAND_REGISTER(show_configuration_command);

static int set_class_run(const struct args *a, struct out *)
{
	struct log_class *c = class_by_name(arg_string(a, "CLASS"));

	c->rate_limit = (u32)arg_u64(a, "RATE", c->rate_limit);
	c->level = (u8)arg_u64(a, "LEVEL", c->level);
	c->syslog_level = (u8)arg_u64(a, "SYSLOG", c->syslog_level);
	return 0;
}

static const struct command set_class_command = {
	.grammar = "set logging class <CLASS:log-class> [rate-limit <RATE:u32>] "
		   "[level <LEVEL:log-level>] [syslog-level <SYSLOG:log-level>]",
	.help = "Set what a log class keeps.",
	.run = set_class_run,
};
COMMAND_REGISTER(set_class_command);

static int set_size_run(const struct args *a, struct out *)
{
	log_resize((u32)arg_u64(a, "N", 0));
	return 0;
}

static const struct command set_size_command = {
	.grammar = "set logging size <N:u32 1..1000000>",
	.help = "Set how many entries the log keeps.",
	.run = set_size_run,
};
COMMAND_REGISTER(set_size_command);

static int test_log_run(const struct args *a, struct out *)
{
	log_add(class_by_name(arg_string(a, "CLASS")), (enum log_level)arg_u64(a, "LEVEL", 0), "%s",
		arg_string(a, "TEXT"));
	return 0;
}

static const struct command test_log_command = {
	.grammar = "test log <LEVEL:log-level> <CLASS:log-class> <TEXT:rest>",
	.help = "Write a message to the log.",
	.run = test_log_run,
};
COMMAND_REGISTER(test_log_command);

static struct log_class test_log = {.name = "test"};
LOG_REGISTER(test_log);
