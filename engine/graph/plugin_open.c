// One plugin from file to memory: is it for this program, can it be opened, does it fit, may it
// run.
//
// Each step leaves the sentence of error() when it refuses, and nothing registered.
#include "engine/graph/plugin_open.h"

#include "engine/base/error.h"
#include "engine/base/registry_late.h"

#include <dlfcn.h>

// AddressSanitizer and its like end the process when asked to bind deeply.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define DEEP_BIND 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define DEEP_BIND 0
#endif
#endif
#ifndef DEEP_BIND
#define DEEP_BIND RTLD_DEEPBIND
#endif

// Whether "0.1.0" is of release "0.1": equal, or with more parts.
static bool version_begins(const char *version, const char *part)
{
	size_t n = strlen(part);

	return !strncmp(version, part, n) && (!n || strchr(".-", version[n]));
}

int plugin_version_check(const struct plugin *p)
{
	const struct plugin_registration *r = &p->registration;

	if (strcmp(r->version, QUIVER_VERSION) != 0)
		return error(ERR_INVALID_VALUE, "built for version %s, this is %s",
			*r->version ? r->version : "unknown", QUIVER_VERSION);
	if (!version_begins(QUIVER_VERSION, r->version_required))
		return error(ERR_INVALID_VALUE, "requires version %s, this is %s",
			r->version_required, QUIVER_VERSION);
	return 0;
}

// What dlerror() says, without the path in front that everybody knows.
static const char *open_error(const struct plugin *p)
{
	const char *text = dlerror() ?: "cannot be opened";
	size_t n = strlen(p->path);

	return !strncmp(text, p->path, n) && !strncmp(text + n, ": ", 2) ? text + n + 2 : text;
}

void plugin_close(struct plugin *p)
{
	registry_remove_owner(p);
	if (p->handle)
		dlclose(p->handle);
	p->handle = NULL;
}

int plugin_open(struct plugin *p)
{
	int flags = RTLD_NOW | RTLD_LOCAL | (p->registration.deep_bind ? DEEP_BIND : 0);
	void *there = dlopen(p->path, RTLD_NOW | RTLD_NOLOAD);
	int status;

	// Its constructors have run: it would come with nothing.
	if (there) {
		dlclose(there);
		return error(ERR_BUSY, "this file is in memory already, as another plugin");
	}
	registry_set_owner(p);
	p->handle = dlopen(p->path, flags);
	registry_set_owner(NULL);
	if (!p->handle) {
		error(ERR_INVALID_VALUE, "%s", open_error(p));
		plugin_close(p);
		return ERR_INVALID_VALUE;
	}
	status = registry_check_names(p);
	if (status) {
		plugin_close(p);
		return status;
	}
	if (*p->registration.early_init && !plugin_symbol_in(p, p->registration.early_init)) {
		plugin_close(p);
		return error(ERR_INVALID_VALUE, "exports no early-init function %s",
			p->registration.early_init);
	}
	return 0;
}

int plugin_early_init(struct plugin *p)
{
	int (*run)(void);
	int status;

	if (!*p->registration.early_init)
		return 0;
	*(void **)&run = plugin_symbol_in(p, p->registration.early_init);
	error_clear();
	status = run();
	if (!status)
		return 0;
	status = MIN(status, ERR_UNSPECIFIED); // by the plugin's own numbers
	registry_remove_owner(p);
	error_within(status, "early-init function %s", p->registration.early_init);
	return status;
}
