// | first N, | last N, | json: a part of the answer, or its other form.
#include "shell/pipe.h"
#include "shell/outlet.h"
#include "engine/base/vec.h"
#include <stdlib.h>

struct first {
	u64 left;
};

static int first_open(struct pipe *p, const struct args *a)
{
	struct first *f = memory_get_zero(sizeof(*f));

	f->left = arg_u64(a, "N", 10);
	p->state = f;
	return 0;
}

static int first_line(struct pipe *p, const char *line, u32 n)
{
	struct first *f = p->state;

	if (!f->left)
		return 0;
	f->left--;
	return pipe_pass(p, line, n);
}

static void free_state(struct pipe *p)
{
	free(p->state);
}

static const struct pipe_class first_pipe = {
	.command = {"first [<N:u32>]", "Show the first lines, 10 when no number is given."},
	.open = first_open,
	.line = first_line,
	.close = free_state,
};
PIPE_REGISTER(first_pipe);

// The last lines, in a ring.
struct last {
	struct text *ring; // vec
	u32 n, at;
	u64 kept; // bytes
};

static int last_open(struct pipe *p, const struct args *a)
{
	struct last *l = memory_get_zero(sizeof(*l));

	l->n = (u32)arg_u64(a, "N", 10);
	p->state = l;
	return 0;
}

static int last_line(struct pipe *p, const char *line, u32 n)
{
	struct last *l = p->state;
	struct text *t;

	if (vec_n(l->ring) < l->n) {
		t = vec_add(l->ring);
	} else {
		t = &l->ring[l->at];
		l->at = (l->at + 1) % l->n;
		l->kept -= t->length;
		text_clear(t);
	}
	l->kept += n;
	if (l->kept > PIPE_KEEP_MAX)
		return error(ERR_LIMIT, "last: more than 256 MiB to keep");
	text_put(t, line, n);
	return 0;
}

static int last_end(struct pipe *p, int)
{
	struct last *l = p->state;

	for (u32 i = 0; i < vec_n(l->ring); i++) {
		struct text *t = &l->ring[(l->at + i) % vec_n(l->ring)];
		int code = pipe_pass(p, t->data, t->length);

		if (code)
			return code;
	}
	return 0;
}

static void last_close(struct pipe *p)
{
	struct last *l = p->state;

	VEC_EACH (l->ring, t)
		text_free(t);
	vec_free(l->ring);
	free(l);
}

static const struct pipe_class last_pipe = {
	.command = {"last [<N:u32 1..1000000>]",
		"Show the last lines, 10 when no number is given."},
	.open = last_open,
	.line = last_line,
	.end = last_end,
	.close = last_close,
};
PIPE_REGISTER(last_pipe);

static int json_pipe_open(struct pipe *p, const struct args *)
{
	if (p->out->pipes != p)
		return error(ERR_SYNTAX, "json must be the first pipe");
	p->out->json = true;
	return 0;
}

static const struct pipe_class json_pipe = {
	.command = {"json", "Show the answer as JSON."},
	.open = json_pipe_open,
	.line = pipe_pass,
};
PIPE_REGISTER(json_pipe);
