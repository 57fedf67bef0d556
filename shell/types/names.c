// Argument types that name what exists: interfaces, nodes and plugins.
#include "shell/command.h"
#include "engine/base/vec.h"
#include "engine/graph/node.h"
#include "engine/graph/plugin.h"
#include "engine/net/interface.h"

static int parse_interface(const char *word, const char *, struct arg_value *v)
{
	const struct interface *i = interface_by_name(word);

	if (!i)
		return error(ERR_NO_SUCH_INTERFACE, "unknown interface `%s'", word);
	v->index = i->index;
	return 0;
}

static bool accepts_interface(const char *word, const char *)
{
	return interface_by_name(word);
}

static void complete_interface(
	const char *prefix, const char *, void (*add)(void *arg, const char *candidate), void *arg)
{
	u32 *indices = interfaces_by_name();

	VEC_EACH (indices, i) {
		const char *name = interface_name(*i);

		if (!strncmp(prefix, name, strlen(prefix)))
			add(arg, name);
	}
	vec_free(indices);
}

static const struct arg_type type_interface = {.name = "interface",
	.help = "name of an interface",
	.parse = parse_interface,
	.accepts = accepts_interface,
	.complete = complete_interface};
ARG_TYPE_REGISTER(type_interface);

static int parse_node(const char *word, const char *, struct arg_value *v)
{
	v->index = node_by_name(word);
	if (v->index == INDEX_NONE)
		return error(ERR_NO_SUCH_NODE, "unknown node `%s'", word);
	return 0;
}

static bool accepts_node(const char *word, const char *)
{
	return node_by_name(word) != INDEX_NONE;
}

static void complete_node(
	const char *prefix, const char *, void (*add)(void *arg, const char *candidate), void *arg)
{
	for (u32 i = 0; i < node_n(); i++) {
		const char *name = node_name(i);

		if (strcmp(name, "?") && !strncmp(prefix, name, strlen(prefix)))
			add(arg, name);
	}
}

static const struct arg_type type_node = {.name = "node",
	.help = "name of a graph node",
	.parse = parse_node,
	.accepts = accepts_node,
	.complete = complete_node};
ARG_TYPE_REGISTER(type_node);

static int parse_plugin(const char *word, const char *, struct arg_value *v)
{
	if (!plugin_by_name(word))
		return error(ERR_NO_SUCH_ENTRY, "unknown plugin `%s'", word);
	v->string = word;
	return 0;
}

static bool accepts_plugin(const char *word, const char *)
{
	return plugin_by_name(word);
}

static void complete_plugin(
	const char *prefix, const char *, void (*add)(void *arg, const char *candidate), void *arg)
{
	const struct plugin *p;

	for (u32 i = 0; (p = plugin_at(i)); i++)
		if (!strncmp(prefix, p->name, strlen(prefix)))
			add(arg, p->name);
}

static const struct arg_type type_plugin = {.name = "plugin",
	.help = "name of a plugin's file",
	.parse = parse_plugin,
	.accepts = accepts_plugin,
	.complete = complete_plugin};
ARG_TYPE_REGISTER(type_plugin);
