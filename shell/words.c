// The tree of the leading words of commands, sorted at each level.
#include "shell/parse.h"
#include "engine/base/vec.h"

// As strcmp(), which most words differ too early for to be worth a call.
static int word_compare(const char *a, const char *b)
{
	return a[0] != b[0] ? (u8)a[0] - (u8)b[0] : strcmp(a, b);
}

u32 word_children(const struct word_node *w, const struct token *t, u32 *n)
{
	u32 low = 0, high = vec_n(w->children);

	while (low < high) {
		u32 middle = (low + high) / 2;

		if (word_compare(w->children[middle]->word, t->text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*n = 0;
	while (low + *n < vec_n(w->children) &&
		word_begins(t, w->children[low + *n]->word, w->children[low + *n]->length))
		++*n;
	return low;
}

static struct word_node *child_of(struct word_node *w, const struct step *s, bool is_choice)
{
	struct token whole = {.text = s->name, .length = s->length};
	struct word_node *child;
	u32 n, at = word_children(w, &whole, &n);

	if (n && w->children[at]->length == s->length) {
		w->children[at]->is_choice &= is_choice;
		return w->children[at];
	}
	child = memory_get_zero(sizeof(*child));
	child->word = s->name;
	child->length = s->length;
	child->parent = w;
	child->is_choice = is_choice;
	(void)vec_add(w->children);
	memmove(w->children + at + 1, w->children + at,
		(vec_n(w->children) - 1 - at) * sizeof(*w->children));
	w->children[at] = child;
	return child;
}

static void add(struct word_node *w, const struct command *c, struct step *s, bool is_choice)
{
	switch (s->kind) {
	case STEP_WORD:
		add(child_of(w, s, is_choice), c, s->next, is_choice);
		break;
	case STEP_ALTERNATIVES:
		for (u32 i = 0; i < s->n_branches; i++)
			add(w, c, s->branch[i], true);
		break;
	default:
		vec_push(w->entries, (struct word_entry){.command = c, .step = s});
	}
}

void words_add(struct word_node *root, const struct command *c, struct step *first)
{
	add(root, c, first, false);
	match_forget();
}

void words_free(struct word_node *w)
{
	if (!w)
		return;
	VEC_EACH (w->children, c)
		words_free(*c);
	vec_free(w->children);
	vec_free(w->entries);
	__builtin_free(w);
}
