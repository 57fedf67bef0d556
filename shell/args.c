// What a command gets: the captures of a matched line, asked by name.
#include "shell/parse.h"
#include "engine/base/vec.h"

static const struct capture *find(const struct args *a, const char *name)
{
	u32 depth = 0;

	for (u32 i = a->from; i < a->to; i++) {
		const struct capture *c = a->parse->captures[i];

		if (c->kind == STEP_GROUP_END)
			depth--;
		// What stands inside a group is that group's.
		if (!depth && c->initial == name[0] && !strcmp(c->name, name))
			return c;
		if (c->kind == STEP_GROUP)
			depth++;
	}
	return NULL;
}

bool arg_given(const struct args *a, const char *name)
{
	return find(a, name);
}

static const struct arg_value *find_value(const struct args *a, const char *name)
{
	const struct capture *c = find(a, name);

	return c && c->value ? &c->value->value : NULL;
}

static const struct arg_value *need_value(const struct args *a, const char *name)
{
	const struct arg_value *v = find_value(a, name);

	if (!v)
		panic("\"%s\" has no %s here", a->parse->command->grammar, name);
	return v;
}

u32 arg_interface(const struct args *a, const char *name)
{
	const struct arg_value *v = find_value(a, name);

	return v ? v->index : INDEX_NONE;
}

u32 arg_node(const struct args *a, const char *name)
{
	return arg_interface(a, name);
}

u64 arg_u64(const struct args *a, const char *name, u64 otherwise)
{
	const struct arg_value *v = find_value(a, name);

	return v ? v->u64 : otherwise;
}

double arg_double(const struct args *a, const char *name, double otherwise)
{
	const struct arg_value *v = find_value(a, name);

	return v ? v->number : otherwise;
}

const char *arg_string(const struct args *a, const char *name)
{
	const struct arg_value *v = find_value(a, name);

	return v ? v->string : NULL;
}

be32 arg_ip4(const struct args *a, const char *name)
{
	return need_value(a, name)->ip.ip4;
}

const struct ip_address *arg_ip(const struct args *a, const char *name)
{
	const struct arg_value *v = find_value(a, name);

	return v ? &v->ip : NULL;
}

const struct interface_address *arg_prefix(const struct args *a, const char *name)
{
	const struct arg_value *v = find_value(a, name);

	return v ? &v->prefix : NULL;
}

const u8 *arg_mac(const struct args *a, const char *name)
{
	const struct arg_value *v = find_value(a, name);

	return v ? v->mac : NULL;
}

u64 arg_duration(const struct args *a, const char *name, u64 otherwise)
{
	return arg_u64(a, name, otherwise);
}

struct filter *arg_filter(const struct args *a, const char *name)
{
	const struct capture *c = find(a, name);
	struct filter *f = NULL;

	if (c && c->value) {
		f = c->value->value.filter;
		c->value->value.filter = NULL; // now the caller's
	}
	return f;
}

// The end of the group that begins at capture 'i'.
static u32 group_end(const struct args *a, u32 i)
{
	u32 depth = 0;

	for (; i < a->to; i++) {
		u8 kind = a->parse->captures[i]->kind;

		if (kind == STEP_GROUP)
			depth++;
		if (kind == STEP_GROUP_END && !--depth)
			break;
	}
	return i;
}

const struct args *args_group(const struct args *a, const char *name, u32 i)
{
	for (u32 k = a->from; k < a->to; k++) {
		const struct capture *c = a->parse->captures[k];
		u8 kind = c->kind;
		u32 end = kind == STEP_GROUP ? group_end(a, k) : k;

		if (c->initial == name[0] && !strcmp(c->name, name) && kind != STEP_GROUP_END &&
			i-- == 0) {
			struct args *g = arena_get(&a->parse->arena, sizeof(*g));

			*g = *a;
			g->from = kind == STEP_GROUP ? k + 1 : k;
			g->to = kind == STEP_GROUP ? end : k + 1;
			return g;
		}
		k = end;
	}
	return NULL;
}

u32 arg_column(const struct args *a, const char *name)
{
	const struct capture *c = find(a, name);
	const struct token *t;

	if (!c)
		return 0;
	t = &a->parse->lexed.tokens[c->token];
	return t->at + (t->quoted && !t->unclosed);
}

void args_fail_at(const struct args *a, u32 column)
{
	*a->fail_at = column;
}

const struct command *args_command(const struct args *a)
{
	return a->parse->command;
}

struct session *args_session(const struct args *a)
{
	return a->session;
}
