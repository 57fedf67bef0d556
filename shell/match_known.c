// Leading words that lines begin with again and again, as those of scripts do: where they led to.
//
// What was found once is kept for good, since the arguments of a running command may hang on it; so
// only so many beginnings are, each in the one place that its words hash to.
#include "shell/parse.h"
#include "engine/base/vec.h"

enum { BEGINNINGS = 64, LENGTH_MAX = 48, CAPTURES_MAX = 64 };

struct beginning {
	const struct word_node *root;
	u64 version; // of the grammars; 0: none is kept here
	u32 n;	     // tokens
	u32 length;  // characters from the start of the line to the end of the last token
	char line[LENGTH_MAX];
	struct state *states; // vec
};

static struct beginning beginnings[BEGINNINGS], *last = &beginnings[0];
static struct arena kept;
static u64 version = 1;

void match_forget(void)
{
	version++;
}

static bool is_how_line_begins(const struct beginning *b, const struct parse *p, u32 n)
{
	return b->version == version && b->root == p->root && b->n <= n &&
		p->lexed.tokens[b->n - 1].end == b->length &&
		!memcmp(p->lexed.line, b->line, b->length);
}

u32 match_resume(struct parse *p, u32 n)
{
	if (!is_how_line_begins(last, p, n))
		return 0;
	vec_clear(p->then);
	memcpy(vec_add_n(p->then, vec_n(last->states)), last->states,
		vec_n(last->states) * sizeof(*last->states));
	return last->n;
}

// Copies of captures, each once.
struct copies {
	const struct capture *from[CAPTURES_MAX], *to[CAPTURES_MAX];
	u32 n;
};

static const struct capture *copy(struct copies *done, const struct capture *c)
{
	struct capture *made;

	if (!c)
		return NULL;
	for (u32 i = 0; i < done->n; i++)
		if (done->from[i] == c)
			return done->to[i];
	made = arena_get(&kept, sizeof(*made));
	*made = *c;
	made->before = copy(done, c->before);
	if (done->n < CAPTURES_MAX) {
		done->from[done->n] = c;
		done->to[done->n++] = made;
	}
	return made;
}

static struct beginning *place_of(const char *line, u32 length)
{
	u32 hash = 0x811c9dc5; // FNV-1a, 32 bits

	for (u32 i = 0; i < length; i++)
		hash = (hash ^ (u8)line[i]) * 0x01000193;
	return &beginnings[hash % BEGINNINGS];
}

void match_remember(const struct parse *p, u32 n)
{
	u32 length = n ? p->lexed.tokens[n - 1].end : 0;
	struct copies done = {0};
	struct beginning *b;

	if (!n || length > LENGTH_MAX)
		return;
	b = place_of(p->lexed.line, length);
	if (b->version != version) {
		vec_free(b->states);
		*b = (struct beginning){
			.root = p->root, .version = version, .n = n, .length = length};
		memcpy(b->line, p->lexed.line, length);
		VEC_EACH (p->now, s) {
			struct state *state = vec_add(b->states);

			*state = *s;
			state->captures = copy(&done, s->captures);
		}
	}
	last = b;
}
