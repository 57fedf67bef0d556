// The argument type 'node-error': NODE.REASON, blanks and signs of the reason written as '-'.
#include "engine/base/error.h"
#include "engine/graph/node.h"
#include "shell/args.h"
#include <ctype.h>

static void error_name_text(struct text *t, u32 index)
{
	u32 node = INDEX_NONE;
	const struct node_error *e = node_error_at(index, &node);

	text_clear(t);
	text_add(t, "%s.%s", node_name(node), e->text);
	for (char *s = strchr(t->data, '.') + 1; *s; s++)
		if (!isalnum((u8)*s))
			*s = '-';
}

static bool same(const char *word, const char *name)
{
	for (; *word && *name; word++, name++)
		if (*word != *name && (isalnum((u8)*word) || *name != '-'))
			return false;
	return *word == *name;
}

static int parse(const char *word, const char *, struct arg_value *value)
{
	struct text t = {0};
	int code = ERR_NO_SUCH_ENTRY;

	for (u32 i = 0; i < node_error_n() && code < 0; i++) {
		error_name_text(&t, i);
		if (same(word, text_string(&t))) {
			value->u64 = i;
			code = 0;
		}
	}
	text_free(&t);
	return code < 0 ? error(code, "no error '%s': expected NODE.REASON", word) : 0;
}

static void complete(
	const char *prefix, const char *, void (*add)(void *arg, const char *candidate), void *arg)
{
	struct text t = {0};

	for (u32 i = 0; i < node_error_n(); i++) {
		error_name_text(&t, i);
		if (!strncmp(text_string(&t), prefix, strlen(prefix)))
			add(arg, text_string(&t));
	}
	text_free(&t);
}

static const struct arg_type node_error_type = {
	.name = "node-error",
	.help = "why packets are dropped, as NODE.REASON",
	.parse = parse,
	.complete = complete,
};
ARG_TYPE_REGISTER(node_error_type);
