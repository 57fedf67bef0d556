// show plugins, plugin load.
#include "engine/base/registry_late.h"
#include "engine/graph/plugin.h"
#include "shell/command.h"

// What is asked for: one plugin (null: all), and the names of what they registered.
struct wanted {
	const char *name;
	bool names;
};

// The next loaded plugin, or one that is not, from row '*row' on.
static const struct plugin *next(const struct wanted *wanted, bool is_loaded, u32 *row)
{
	const struct plugin *p;

	while ((p = plugin_at((*row)++)))
		if (p->is_loaded == is_loaded && (!wanted->name || !strcmp(wanted->name, p->name)))
			return p;
	return NULL;
}

static void show_table(struct out *o, const struct wanted *wanted)
{
	const struct plugin *p;

	out_string(
		o, "path", " Plugin path is: %s, plugins shown in load order\n\n", plugin_path());
	out_text(o, "     %-40s %-32s %s\n", "Plugin", "Version", "Description");
	out_list(o, "plugins");
	for (u32 row = 0, n = 1; (p = next(wanted, true, &row)); n++) {
		out_record(o, NULL);
		out_text(o, "%3u. ", n);
		out_string(o, "name", "%-40s ", p->name);
		out_string(o, "version", "%-32s ", p->registration.version);
		out_string(o, "description", "%s\n", p->registration.description);
		out_string(o, "path", NULL, p->path);
		out_end(o);
	}
	out_end(o);
}

static u32 count(const struct plugin *p, enum registry_kind kind)
{
	u32 n = 0;

	REGISTRY_EACH_OF(r, kind, p)
	n++;
	return n;
}

static void show_names(struct out *o, const struct plugin *p, enum registry_kind kind)
{
	struct text name = {0};

	out_list(o, "names");
	REGISTRY_EACH_OF(r, kind, p)
	{
		text_clear(&name);
		registry_name_text(&name, kind, r->object);
		if (!name.length)
			text_add(&name, "%s:%d", r->file, r->line);
		out_string(o, NULL, "\n          %s", text_string(&name));
	}
	out_end(o);
	text_free(&name);
}

// " 1 node, 2 commands", or a line for each kind and name.
static void show_kinds(struct out *o, const struct plugin *p, bool names)
{
	const char *before = names ? "\n      " : " ";

	out_list(o, "kinds");
	for (u32 kind = REGISTRY_CONSUMER + 1; kind < REGISTRY_KINDS; kind++) {
		u32 n = count(p, kind);

		if (!n)
			continue;
		out_record(o, NULL);
		out_text(o, "%s", before);
		out_u64(o, "count", "%lu ", n);
		out_string(o, "kind", "%s", registry_words(kind, n != 1));
		if (names)
			show_names(o, p, kind);
		out_end(o);
		before = names ? before : ", ";
	}
	out_end(o);
	out_text(o, "\n");
}

static void show_registered(struct out *o, const struct wanted *wanted)
{
	const struct plugin *p;

	out_list(o, "registered");
	for (u32 row = 0, n = 1; (p = next(wanted, true, &row)); n++) {
		out_text(o, n == 1 ? "\nRegistered:\n" : "");
		out_record(o, NULL);
		out_text(o, "%3u. ", n);
		out_string(o, "plugin", "%s:", p->name);
		show_kinds(o, p, wanted->names);
		out_end(o);
	}
	out_end(o);
}

static void show_refused(struct out *o, const struct wanted *wanted)
{
	const struct plugin *p;

	out_list(o, "not_loaded");
	for (u32 row = 0, n = 1; (p = next(wanted, false, &row)); n++) {
		out_text(o, n == 1 ? "\nNot loaded:\n" : "");
		out_record(o, NULL);
		out_string(o, "name", "     %-40s ", p->name);
		out_string(o, "reason", "%s\n", p->reason);
		out_string(o, "path", NULL, p->path);
		out_string(o, "version", NULL, p->registration.version);
		out_string(o, "description", NULL, p->registration.description);
		out_end(o);
	}
	out_end(o);
}

static int show_plugins_run(const struct args *a, struct out *o)
{
	struct wanted wanted = {.name = arg_string(a, "PLUGIN")};

	wanted.names = wanted.name || arg_given(a, "verbose");
	show_table(o, &wanted);
	show_registered(o, &wanted);
	show_refused(o, &wanted);
	return 0;
}

static const struct command show_plugins_command = {
	.grammar = "show plugins [<PLUGIN:plugin>|verbose]",
	.help = "Show plugins, what they registered, and why others are not loaded.",
	.run = show_plugins_run,
	.schema = "path:s plugins[]{name:s version:s description:s path:s} "
		  "registered[]{plugin:s kinds[]{count:u kind:s names[]:s?}} "
		  "not_loaded[]{name:s reason:s path:s version:s description:s}",
};
COMMAND_REGISTER(show_plugins_command);

static int plugin_load_run(const struct args *a, struct out *)
{
	args_fail_at(a, arg_column(a, "FILE"));
	return plugin_load(arg_string(a, "FILE"));
}

// Loads it even then: what follows may be made of its commands.
static int plugin_load_check(const struct args *a)
{
	args_fail_at(a, arg_column(a, "FILE"));
	return plugin_load(arg_string(a, "FILE"));
}

static const struct command plugin_load_command = {
	.grammar = "plugin load <FILE:file>",
	.help = "Load a plugin: its name in the plugin path, or a path.",
	.run = plugin_load_run,
	.check = plugin_load_check,
};
COMMAND_REGISTER(plugin_load_command);
