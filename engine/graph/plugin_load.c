// Which plugins are loaded, at start and later, and why others are not.
#include "engine/graph/plugin_open.h"
#include "engine/graph/plugin_private.h"

#include "engine/base/error.h"
#include "engine/base/log.h"
#include "engine/base/registry_late.h"
#include "engine/base/vec.h"
#include "engine/graph/worker.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct log_class log_load = {.name = "plugin", .sub = "load"};
LOG_REGISTER(log_load);

static void refuse_by_error(struct plugin *p, int status)
{
	plugin_refuse(p, "%s", error_text(status));
}

static void log_loaded(const struct plugin *p)
{
	log_notice(&log_load, "Loaded plugin: %s (%s)", p->name, p->registration.description);
}

// Whether configuration and the plugin itself let it be loaded at start.
static bool is_wanted(struct plugin *p)
{
	const struct plugin_wish *wish = plugin_wish(p->name);

	if (wish && !wish->is_enabled)
		plugin_refuse(p, "disabled, see %s:%u:%u", wish->word->file, wish->word->line,
			wish->word->column);
	else if (!wish && plugin_settings()->default_disabled)
		plugin_refuse(p, "not enabled, and plugins { } disables by default");
	else if (!wish && p->registration.default_disabled)
		plugin_refuse(p, "disabled by default");
	return !p->reason;
}

static void consider(struct plugin *p)
{
	int status = plugin_read(p->path, &p->registration);

	if (!status && !is_wanted(p))
		return;
	if (!status)
		status = plugin_version_check(p);
	if (status)
		refuse_by_error(p, status);
}

// Whether a list of names, with blanks or commas between them, has 'name'.
static bool list_has(const char *list, const char *name)
{
	static const char between[] = " ,";

	while (*(list += strspn(list, between))) {
		size_t n = strcspn(list, between);

		if (strlen(name) == n && !memcmp(list, name, n))
			return true;
		list += n;
	}
	return false;
}

// The plugin, neither refused nor overridden itself, that overrides 'p'. Null: none.
static const struct plugin *overrider(const struct plugin *p)
{
	VEC_EACH (plugin_table(), at) {
		const struct plugin *q = *at;

		if (q != p && !q->reason && !q->is_overridden &&
			list_has(q->registration.overrides, p->name))
			return q;
	}
	return NULL;
}

// An override counts while the plugin that says it is to be loaded. Of two that override each other
// the first stays, so this goes from the last to the first; again until nothing changes.
static void overrides_mark(void)
{
	struct plugin **table = plugin_table();
	bool changed = true;

	VEC_EACH (table, p)
		(*p)->is_overridden = false;
	for (u32 turn = 0; changed && turn <= vec_n(table); turn++) {
		changed = false;
		for (u32 i = vec_n(table); i-- > 0;) {
			bool is_overridden = !table[i]->reason && overrider(table[i]);

			changed |= is_overridden != table[i]->is_overridden;
			table[i]->is_overridden = is_overridden;
		}
	}
}

// One plugin less may leave another without a node it names: until all that are left fit.
static bool unfit_refuse(void)
{
	bool any = false, again = true;

	while (again) {
		again = false;
		VEC_EACH (plugin_table(), at) {
			struct plugin *p = *at;
			int status = p->reason || !p->handle ? 0 : registry_check(p);

			if (!status)
				continue;
			any = again = true;
			refuse_by_error(p, status);
			if (p->is_initialized)
				registry_remove_owner(p);
			else
				plugin_close(p);
		}
	}
	return any;
}

// Opens all that are to be loaded. True when one was refused: others may be wanted then.
static bool candidates_open(void)
{
	struct plugin **table = plugin_table();
	bool refused = false;
	int status;

	overrides_mark();
	VEC_EACH (table, at) {
		struct plugin *p = *at;

		if (p->reason || p->is_overridden || p->handle)
			continue;
		status = plugin_open(p);
		refused |= status != 0;
		if (status)
			refuse_by_error(p, status);
	}
	refused |= unfit_refuse();
	VEC_EACH (table, at) {
		struct plugin *p = *at;

		if (p->reason || !p->handle || p->is_initialized)
			continue;
		p->is_initialized = true;
		status = plugin_early_init(p);
		refused |= status != 0;
		if (status)
			refuse_by_error(p, status);
	}
	return refused;
}

// What is left is loaded, or overridden.
static void outcome_tell(void)
{
	VEC_EACH (plugin_table(), at) {
		struct plugin *p = *at;

		if (p->is_overridden)
			plugin_refuse(p, "overridden by %s", overrider(p)->name);
		p->is_loaded = !p->reason;
		if (p->is_loaded)
			log_loaded(p);
		else
			log_notice(&log_load, "Plugin not loaded: %s: %s", p->name, p->reason);
	}
}

// Those that configuration asks for by name have to be there.
static int wishes_check(void)
{
	VEC_EACH (plugin_settings()->wishes, wish) {
		const struct plugin *p = plugin_by_name(wish->name);

		if (!wish->is_enabled || (p && p->is_loaded))
			continue;
		if (!p)
			return config_error(wish->word,
				"plugin %s is enabled, but not in the plugin path (%s)", wish->name,
				plugin_path());
		return config_error(wish->word, "plugin %s is enabled, but cannot be loaded: %s",
			p->name, p->reason);
	}
	return 0;
}

int plugin_start(void)
{
	int status = config_apply_plugins();

	if (!status)
		status = plugin_find_all();
	if (status)
		return status;
	VEC_EACH (plugin_table(), p)
		if (!(*p)->reason)
			consider(*p);
	while (candidates_open())
		;
	outcome_tell();
	return wishes_check();
}

// "hello" may be hello, hello.so or hello_plugin.so in the plugin path.
static char *path_of(const char *name)
{
	static const char *const ends[] = {"", ".so", "_plugin.so"};
	char file[256], *path = NULL;

	if (strchr(name, '/'))
		return memory_string(name);
	for (u32 i = 0; !path && i < ARRAY_N(ends); i++)
		if (*name &&
			snprintf(file, sizeof(file), "%s%s", name, ends[i]) < (int)sizeof(file))
			path = plugin_find(file);
	return path;
}

static int overrides_check(const struct plugin *p)
{
	VEC_EACH (plugin_table(), at) {
		const struct plugin *q = *at;

		if (!q->is_loaded)
			continue;
		if (list_has(q->registration.overrides, p->name))
			return error(ERR_BUSY, "overridden by %s", q->name);
		if (list_has(p->registration.overrides, q->name))
			return error(ERR_BUSY, "overrides %s, which is loaded already", q->name);
	}
	return 0;
}

// The engine runs: all steps for one plugin.
static int load(struct plugin *p)
{
	int status;

	p->registration = (struct plugin_registration){0};
	status = plugin_read(p->path, &p->registration);
	if (!status)
		status = plugin_version_check(p);
	if (!status)
		status = overrides_check(p);
	if (!status)
		status = plugin_open(p);
	if (status)
		return status;
	status = registry_check(p);
	if (status) {
		plugin_close(p);
		return status;
	}
	status = plugin_early_init(p);
	if (status)
		return status;
	barrier_begin();
	status = registry_take(p);
	if (status)
		registry_remove_owner(p);
	barrier_end();
	return status;
}

// The table's row for a file that is to be loaded: that of an earlier try, or a new one.
static int row_for(const char *path, struct plugin **row)
{
	char *copy = memory_string(path);
	struct plugin *p = (struct plugin *)plugin_by_name(basename(copy));
	int status = 0;

	if (p && p->is_loaded)
		status = error(ERR_EXISTS, "plugin %s is loaded already", p->name);
	else if (p && p->handle)
		status = error(ERR_BUSY,
			"plugin %s was refused after it ran, and can only be loaded at start: %s",
			p->name, p->reason);
	else if (!p)
		p = plugin_add(basename(copy), path);
	free(copy);
	*row = p;
	return status;
}

int plugin_load(const char *name)
{
	char *path = path_of(name);
	struct plugin *p = NULL;
	int status;

	if (!path)
		return error(ERR_NO_SUCH_ENTRY, "no plugin '%s' in the plugin path (%s)", name,
			plugin_path());
	status = access(path, R_OK) ? error_errno("cannot read %s", path) : row_for(path, &p);
	if (status) {
		free(path);
		return status;
	}
	free(p->path);
	p->path = path;
	status = load(p);
	if (status) {
		refuse_by_error(p, status);
		log_warn(&log_load, "Plugin not loaded: %s: %s", p->name, p->reason);
		// A wrong grammar is not one of the command that asked for it.
		status = status == ERR_SYNTAX ? ERR_INVALID_VALUE : status;
		return error(status, "plugin %s: %s", p->name, p->reason);
	}
	free(p->reason);
	p->reason = NULL;
	p->is_loaded = true;
	log_loaded(p);
	return 0;
}
