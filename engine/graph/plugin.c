// The table of plugins: those found, loaded or not, and what they give each other by name.
#include "engine/graph/plugin_open.h"
#include "engine/graph/plugin_private.h"

#include "engine/base/error.h"
#include "engine/base/text.h"
#include "engine/base/vec.h"

#include <dlfcn.h>
#include <link.h>
#include <stdlib.h>

static struct plugin **table; // vec; entries stay where they are, they own registrations

struct plugin **plugin_table(void)
{
	return table;
}

struct plugin *plugin_add(const char *name, const char *path)
{
	struct plugin *p = memory_get_zero(sizeof(*p));

	p->name = memory_string(name);
	p->path = memory_string(path);
	vec_push(table, p);
	return p;
}

const struct plugin *plugin_at(u32 i)
{
	return i < vec_n(table) ? table[i] : NULL;
}

// Of several with one name the one that was not refused, else the first.
const struct plugin *plugin_by_name(const char *name)
{
	const struct plugin *found = NULL;

	VEC_EACH (table, p)
		if (!strcmp((*p)->name, name) && (!found || (*p)->is_loaded))
			found = *p;
	return found;
}

void plugin_refuse(struct plugin *p, const char *format, ...)
{
	struct text t = {0};
	va_list args;

	va_start(args, format);
	text_add_v(&t, format, args);
	va_end(args);
	free(p->reason);
	p->reason = memory_string(text_string(&t));
	p->is_loaded = false;
	text_free(&t);
}

void *plugin_symbol_in(const struct plugin *p, const char *symbol)
{
	struct link_map *own, *of;
	Dl_info info;
	void *at = dlsym(p->handle, symbol);

	// dlsym() also looks in the libraries that a plugin is linked with.
	if (!at || dlinfo(p->handle, RTLD_DI_LINKMAP, &own) ||
		!dladdr1(at, &info, (void **)&of, RTLD_DL_LINKMAP) || own != of)
		return NULL;
	return at;
}

void *plugin_symbol(const char *plugin, const char *symbol)
{
	const struct plugin *p = plugin_by_name(plugin);

	return p && p->handle && !p->reason ? plugin_symbol_in(p, symbol) : NULL;
}

const char *plugin_path(void)
{
	static struct text t;
	const struct plugin_folder *folders = plugin_folders();

	text_clear(&t);
	for (u32 i = 0; i < vec_n(folders); i++)
		text_add(&t, "%s%s", i ? ":" : "", folders[i].path);
	return text_string(&t);
}

// Whether the file of a plugin is called SECTION.so, or SECTION_ and more.
static bool is_named_after(const struct plugin *p, const char *section)
{
	size_t n = strlen(section);

	return n && !strncmp(p->name, section, n) && (p->name[n] == '_' || p->name[n] == '.');
}

const struct plugin *plugin_missing(const char *section)
{
	VEC_EACH (table, p)
		if ((*p)->reason && is_named_after(*p, section))
			return *p;
	return NULL;
}
