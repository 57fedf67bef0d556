// One line on its way from words to a command with its arguments. Inside the shell only.
//
// The matcher walks all commands at once, word by word, keeping the set of places in the grammars
// that the words so far lead to. At each word an exact word wins, else a prefix of just one word,
// else values. So the first word nobody can take is where the line is wrong, and the places reached
// there are what was expected: errors, completion and help read the same set.
#pragma once

#include "shell/grammar.h"
#include "shell/lexer.h"

struct arena_chunk {
	struct arena_chunk *next;
	u32 used, room; // bytes
	u8 bytes[] __attribute__((aligned(16)));
};

struct arena {
	struct arena_chunk *chunk;
};
void *arena_get(struct arena *a, u32 size); // not zeroed
void arena_reset(struct arena *a);

struct parsed_value {
	const struct arg_type *type;
	const char *range;
	struct arg_value value;
	int code; // of parse(): 0 or why not
	u32 token;
};

// What was taken on the way to a state, last first.
struct capture {
	const struct capture *before;
	const struct step *step;    // null: a leading word of a command
	const char *name;	    // word, place or group
	struct parsed_value *value; // of a place
	u32 token;
	u8 kind;      // of the step; STEP_WORD without one
	char initial; // of the name
};

struct state {
	const struct step *step;      // STEP_WORD, STEP_VALUE or STEP_END; null: 'word' is set
	const struct word_node *word; // children are what may come
	u64 taken;
	const struct capture *captures;
};

struct parse {
	struct parse *next; // while unused
	struct lexed lexed;
	const struct word_node *root;
	u32 n; // tokens of the command; the rest are pipes
	struct arena arena;
	struct state *now, *then;     // vec
	struct parsed_value **values; // vec, of the arena; to release
	u32 values_from;	      // values of the token at hand begin here
	struct state finished;	      // a 'rest' value that took all; step null: none
	bool check;		      // names that may exist only at run time pass
	bool ambiguous;		      // the failed word begins several
	u32 failed_at;		      // token that nobody takes; n: the line ends too early
	// After a match:
	const struct command *command;
	const struct capture **captures; // vec, first first
	bool took_pipes;
};

struct parse *parse_begin(const struct word_node *root, const char *line, u32 length);
void parse_end(struct parse *p); // releases values; null is fine

// Leads the first 'n' tokens through the grammars; p->now holds where they lead. False when one
// cannot be taken: p->failed_at, p->now as it was there.
bool match_tokens(struct parse *p, u32 n);

// Beginnings of lines that are known already, match_known.c: match_resume() puts where they lead
// into p->then and returns how many of the first 'n' tokens they are; 0: not known.
// match_remember() notes that tokens [0, n), all of them words in full, led to p->now.
u32 match_resume(struct parse *p, u32 n);
void match_remember(const struct parse *p, u32 n);
void match_forget(void); // grammars came or went

// The command of tokens [0, p->n) with its captures. 0, or an error's code with its sentence;
// '*column' is where.
int match_command(struct parse *p, u32 *column);

// Whether 'word' begins 'whole'.
static inline bool word_begins(const struct token *t, const char *whole, u32 length)
{
	return t->length <= length && (t->text[0] == whole[0] || !t->length) &&
		!memcmp(t->text, whole, t->length);
}

// What can come at p->now, for errors, help and completion. Each is called once per different
// thing: a word (type null) or a value.
void match_expected(const struct parse *p,
	void (*add)(void *arg, const char *word, const struct step *value, const char *help),
	void *arg);

// The sentence for p->failed_at, by error().
int match_error(struct parse *p, u32 *column);

struct args {
	struct parse *parse;
	u32 from, to; // of p->captures
	struct session *session;
	u32 *fail_at; // args_fail_at(): of the line; INDEX_NONE
};

// The roots of the leading words of commands and of pipes; made at first use.
const struct word_node *command_words(void);
const struct word_node *pipe_words(void);

// Adds a compiled command under its leading words.
void words_add(struct word_node *root, const struct command *c, struct step *first);
void words_free(struct word_node *w); // its children too

// Index of the first child whose word is not below the token's, and how many begin with it.
u32 word_children(const struct word_node *w, const struct token *t, u32 *n);
