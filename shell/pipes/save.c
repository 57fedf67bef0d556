// | save FILE: the answer in a file instead of on the terminal.
//
// A regular file is written under another name first, so that a full disk leaves the old one.
#include "shell/pipe.h"
#include "engine/base/memory.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct saver {
	FILE *file;
	char *path, *part; // part null: written in place
};

static int save_open(struct pipe *p, const struct args *a)
{
	struct saver *s = memory_get_zero(sizeof(*s));
	const char *path = arg_string(a, "FILE");
	u32 size = (u32)strlen(path) + 6;
	struct stat st;

	p->state = s;
	s->path = memory_string(path);
	if (stat(path, &st) || S_ISREG(st.st_mode)) {
		s->part = memory_get(size);
		snprintf(s->part, size, "%s.part", path);
	}
	s->file = fopen(s->part ? s->part : path, "we");
	if (!s->file) {
		args_fail_at(a, arg_column(a, "FILE"));
		return error_errno("save: failed to open `%s'", path);
	}
	return 0;
}

static int save_line(struct pipe *p, const char *line, u32 n)
{
	struct saver *s = p->state;

	if (fwrite(line, 1, n, s->file) != n)
		return error_errno("save: `%s'", s->path);
	return 0;
}

static int save_end(struct pipe *p, int code)
{
	struct saver *s = p->state;
	FILE *f = s->file;

	s->file = NULL;
	if (fclose(f))
		return error_errno("save: `%s'", s->path);
	if (s->part && !code && rename(s->part, s->path))
		return error_errno("save: `%s'", s->path);
	return 0;
}

static void save_close(struct pipe *p)
{
	struct saver *s = p->state;

	if (s->file)
		fclose(s->file);
	if (s->part)
		unlink(s->part); // gone already when all went well
	free(s->part);
	free(s->path);
	free(s);
}

static const struct pipe_class save_pipe = {
	.command = {"save <FILE:file>", "Write the answer to a file."},
	.open = save_open,
	.line = save_line,
	.end = save_end,
	.close = save_close,
};
PIPE_REGISTER(save_pipe);
