// Frames come from a list of free ones per worker.
#include "engine/graph/node_private.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include <stdlib.h>

static NOINLINE struct frame *frame_make(struct worker *w)
{
	struct frame *f = aligned_alloc(CACHE_LINE, sizeof(*f));

	if (!f)
		panic("out of memory for frames");
	w->n_frames_alloc++;
	return f;
}

struct frame *frame_alloc(struct worker *w)
{
	struct frame *f = w->free_frames;

	if (likely(f != NULL))
		w->free_frames = f->next_free;
	else
		f = frame_make(w);
	f->n = f->flags = f->n_segments = 0;
	return f;
}

void frame_free(struct worker *w, struct frame *f)
{
	if (f == w->running)
		w->running = NULL;
	f->next_free = w->free_frames;
	w->free_frames = f;
}

void frame_pend(struct worker *w, struct node *to, struct frame *f)
{
	to->pending = f;
	vec_push(w->pending, (struct worker_pending){.frame = f, .node_index = to->index});
}
