// Configuration section plugins { }: where plugins are, and which are wanted.
#include "engine/graph/plugin_private.h"

#include "engine/base/error.h"
#include "engine/base/text.h"
#include "engine/base/vec.h"

#include <dlfcn.h>
#include <stdlib.h>

static struct plugin_settings settings;

const struct plugin_settings *plugin_settings(void)
{
	return &settings;
}

const struct plugin_wish *plugin_wish(const char *name)
{
	VEC_EACH (settings.wishes, w)
		if (!strcmp(w->name, name))
			return w;
	return NULL;
}

// "/a:/b" is two folders.
static int folders_add(struct config *c, const struct config_word *word)
{
	const char *list;
	char *copy, *rest, *path;
	int status = config_string(c, &list);

	if (status)
		return status;
	rest = copy = memory_string(list);
	while (!status && (path = strsep(&rest, ":"))) {
		if (!*path)
			status = config_error(
				word + 1, "%s: '%s' has a folder without name", word->text, list);
		else
			vec_push(settings.folders,
				(struct plugin_folder){memory_string(path), word + 1});
	}
	free(copy);
	return status;
}

static int path_parse(struct config *c, const struct config_word *word)
{
	VEC_EACH (settings.folders, f)
		free(f->path);
	vec_clear(settings.folders);
	return folders_add(c, word);
}

// Before any 'path', what is added to is the default folder.
static int add_path_parse(struct config *c, const struct config_word *word)
{
	if (!settings.folders)
		plugin_folders();
	return folders_add(c, word);
}

static struct {
	bool enable, disable;
} asked; // by the block that is being parsed

static int enable_parse(struct config *, const struct config_word *)
{
	asked.enable = true;
	return 0;
}

static int disable_parse(struct config *, const struct config_word *)
{
	asked.disable = true;
	return 0;
}

static int block_parse(const struct config_word *name)
{
	static const struct config_key keys[] = {
		{"enable", enable_parse},
		{"disable", disable_parse},
		{0},
	};
	struct config block = config_block(name);
	int status;

	asked.enable = asked.disable = false;
	status = config_each(&block, keys);
	if (!status && asked.enable == asked.disable)
		status = config_error(
			name, "'%s' needs { enable } or { disable } after it", name->text);
	return status;
}

static int plugin_parse(struct config *c, const struct config_word *word)
{
	const struct config_word *name = config_next(c);
	const struct plugin_wish *known;
	int status;

	if (!name)
		return config_error(
			word, "'plugin' needs the name of a file after it, or 'default'");
	status = block_parse(name);
	if (status)
		return status;
	if (!strcmp(name->text, "default")) {
		settings.default_disabled = asked.disable;
		return 0;
	}
	if (strchr(name->text, '/'))
		return config_error(
			name, "'%s' is a path: a plugin is called by its file's name", name->text);
	known = plugin_wish(name->text);
	if (known && known->is_enabled != asked.enable)
		return config_error(name, "'%s' is enabled and disabled, see %s:%u:%u", name->text,
			known->word->file, known->word->line, known->word->column);
	if (!known)
		vec_push(settings.wishes, (struct plugin_wish){name->text, asked.enable, name});
	return 0;
}

static int plugins_parse(struct config *c)
{
	static const struct config_key keys[] = {
		{"path", path_parse},
		{"add-path", add_path_parse},
		{"plugin", plugin_parse},
		{0},
	};
	return config_each(c, keys);
}

static const struct config_section plugins_section = {
	.name = "plugins",
	.words = "path <folder[:folder...]>   where plugins are, instead of the default folder\n"
		 "add-path <folder[:...]>     more folders\n"
		 "plugin <file> { enable }    load it, even one that is not loaded by default;\n"
		 "                            without it there is no start\n"
		 "plugin <file> { disable }   do not load it\n"
		 "plugin default { disable }  load only what is enabled by name",
	.before_plugins = true,
	.parse = plugins_parse,
};
CONFIG_REGISTER(plugins_section);

// The folder above that of 'n' characters, if this one's name begins with 'name'.
static size_t leave_folder(const char *path, size_t n, const char *name)
{
	const char *slash = memrchr(path, '/', n);

	return slash && !strncmp(slash + 1, name, strlen(name)) ? (size_t)(slash - path) : n;
}

// "plugins" beside this library, wherever it is installed. The dynamic linker may have taken the
// one in glibc-hwcaps/x86-64-v4 beside it; in the tree it is built in, both are in libtool's .libs.
static char *default_folder(void)
{
	static const char *const inner[] = {"x86-64-v", "glibc-hwcaps", ".libs"};
	struct text t = {0};
	const char *end;
	Dl_info info;
	char *folder;
	size_t n;

	if (!dladdr(&settings, &info) || !(end = strrchr(info.dli_fname, '/')))
		panic("the library has no path");
	n = (size_t)(end - info.dli_fname);
	for (u32 i = 0; i < ARRAY_N(inner); i++)
		n = leave_folder(info.dli_fname, n, inner[i]);
	text_add(&t, "%.*s/plugins", (int)n, info.dli_fname);
	folder = memory_string(text_string(&t));
	text_free(&t);
	return folder;
}

const struct plugin_folder *plugin_folders(void)
{
	if (!settings.folders)
		vec_push(settings.folders, (struct plugin_folder){.path = default_folder()});
	return settings.folders;
}
