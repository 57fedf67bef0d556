// Argument types that are text: words, files, the rest of a line, packet filters.
#include "shell/command.h"
#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>

static int parse_text(const char *word, const char *, struct arg_value *v)
{
	v->string = word;
	return 0;
}

static const struct arg_type type_word = {.name = "word", .help = "a word", .parse = parse_text};
ARG_TYPE_REGISTER(type_word);
static const struct arg_type type_string = {
	.name = "string", .help = "a word, or text in quotes", .parse = parse_text};
ARG_TYPE_REGISTER(type_string);
static const struct arg_type type_rest = {
	.name = "rest", .help = "the rest of the line", .parse = parse_text, .takes_rest = true};
ARG_TYPE_REGISTER(type_rest);
static const struct arg_type type_command = {.name = "command",
	.help = "a command, with its pipes",
	.parse = parse_text,
	.takes_rest = true,
	.takes_pipes = true};
ARG_TYPE_REGISTER(type_command);

static void complete_file(
	const char *prefix, const char *, void (*add)(void *arg, const char *candidate), void *arg)
{
	const char *slash = strrchr(prefix, '/');
	size_t n = slash ? (size_t)(slash + 1 - prefix) : 0; // of the folder's name
	const char *begun = prefix + n;
	char path[4096];
	struct dirent *e;
	struct stat st;
	DIR *d;

	if (n >= sizeof(path) / 2)
		return;
	memcpy(path, prefix, n);
	path[n] = '\0';
	d = opendir(n ? path : ".");
	while (d && (e = readdir(d))) {
		bool hidden = e->d_name[0] == '.' && begun[0] != '.';

		if (hidden || strncmp(e->d_name, begun, strlen(begun)) || !strcmp(e->d_name, ".") ||
			!strcmp(e->d_name, ".."))
			continue;
		snprintf(path + n, sizeof(path) - n, "%s", e->d_name);
		if (!stat(path, &st) && S_ISDIR(st.st_mode))
			snprintf(path + n, sizeof(path) - n, "%s/", e->d_name);
		add(arg, path);
	}
	if (d)
		closedir(d);
}

static const struct arg_type type_file = {
	.name = "file", .help = "path of a file", .parse = parse_text, .complete = complete_file};
ARG_TYPE_REGISTER(type_file);

static int parse_filter(const char *word, const char *, struct arg_value *v)
{
	return filter_compile(word, &v->filter);
}

static void release_filter(struct arg_value *v)
{
	filter_free(v->filter);
}

static const struct arg_type type_filter = {.name = "filter",
	.help = "packet filter, as tcpdump takes it",
	.parse = parse_filter,
	.release = release_filter,
	.takes_rest = true};
ARG_TYPE_REGISTER(type_filter);
