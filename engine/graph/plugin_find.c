// Finding plugins: every file NAME.so in the folders of the plugin path.
#include "engine/graph/plugin_private.h"

#include "engine/base/error.h"
#include "engine/base/text.h"
#include "engine/base/vec.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

struct found {
	char *name, *path;
};

static char *joined(const char *folder, const char *name)
{
	struct text t = {0};
	char *path;

	// With a slash in it, or dlopen() would search for it elsewhere.
	text_add(&t, "%s/%s", folder, name);
	path = memory_string(text_string(&t));
	text_free(&t);
	return path;
}

static bool is_plugin_name(const char *name)
{
	size_t n = strlen(name);

	return name[0] != '.' && n > 3 && !strcmp(name + n - 3, ".so");
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(((const struct found *)a)->name, ((const struct found *)b)->name);
}

static int folder_error(const struct plugin_folder *folder)
{
	if (!folder->word)
		return 0;
	return config_error(folder->word, "cannot read the plugin folder %s: %s", folder->path,
		strerror(errno));
}

// What a folder has, in order of name, appended to '*all'.
static int folder_read(const struct plugin_folder *folder, struct found **all)
{
	DIR *d = opendir(folder->path);
	u32 first = vec_n(*all);
	struct dirent *entry;

	if (!d)
		return folder_error(folder);
	while ((entry = readdir(d)))
		if (is_plugin_name(entry->d_name))
			vec_push(*all,
				(struct found){memory_string(entry->d_name),
					joined(folder->path, entry->d_name)});
	closedir(d);
	if (vec_n(*all) > first)
		qsort(*all + first, vec_n(*all) - first, sizeof(**all), compare_names);
	return 0;
}

// Loading goes by name, over all folders. Of two with one name the first in path order comes first.
static void found_sort(struct found *all)
{
	for (u32 i = 1; i < vec_n(all); i++) {
		struct found f = all[i];
		u32 k = i;

		for (; k > 0 && strcmp(all[k - 1].name, f.name) > 0; k--)
			all[k] = all[k - 1];
		all[k] = f;
	}
}

int plugin_find_all(void)
{
	const struct plugin_folder *folders = plugin_folders();
	struct found *all = NULL;
	struct plugin *last = NULL;
	int status = 0;

	for (u32 i = 0; !status && i < vec_n(folders); i++)
		status = folder_read(&folders[i], &all);
	found_sort(all);
	VEC_EACH (all, f) {
		struct plugin *p = plugin_add(f->name, f->path);

		if (last && !strcmp(last->name, p->name))
			plugin_refuse(p, "%s comes first in the plugin path", last->path);
		else
			last = p;
		free(f->name);
		free(f->path);
	}
	vec_free(all);
	return status;
}

char *plugin_find(const char *name)
{
	const struct plugin_folder *folders = plugin_folders();

	for (u32 i = 0; i < vec_n(folders); i++) {
		char *path = joined(folders[i].path, name);

		if (!access(path, F_OK))
			return path;
		free(path);
	}
	return NULL;
}
