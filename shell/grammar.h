// Grammar lines compiled: a graph of steps that the matcher walks word by word, and a tree of the
// leading words of all commands.
#pragma once

#include "shell/command.h"

enum step_kind {
	STEP_WORD,
	STEP_VALUE,
	STEP_ALTERNATIVES,  // one of branch[]
	STEP_OPTIONS,	    // any of branch[] not taken yet, or 'next'
	STEP_OPTIONS_BEGIN, // forgets which of its options were taken
	STEP_AGAIN,	    // branch[0] once more, or 'next'
	STEP_GROUP,
	STEP_GROUP_END,
	STEP_END,
};

struct step {
	u8 kind;
	u8 first_bit; // STEP_OPTIONS: branch i is bit first_bit + i of a state's 'taken'
	u16 length;   // of a word
	u16 n_branches;
	const char *name; // the word, the place's or the group's name
	const struct arg_type *type;
	const char *range; // "" for none
	struct step *next;
	struct step **branch;
	u64 bits;		       // STEP_OPTIONS_BEGIN: of its options
	u64 stamp;		       // of the walk that reached it last
	const struct command *command; // STEP_END
};

// The tree of leading words. Children are sorted by word.
struct word_node {
	const char *word; // "" at the root
	u32 length;
	bool is_choice; // stands in an a|b, or behind one
	struct word_node *parent;
	struct word_node **children; // vec
	struct word_entry {
		const struct command *command;
		struct step *step; // what follows the leading words
	} * entries;		   // vec, in order of grammar
};

// Never freed: args of a removed command may be alive. Null, with error(), when the grammar is
// wrong.
struct step *grammar_compile(const struct command *c);
// Only whether it is right.
int grammar_check(const struct command *c);

const struct arg_type *arg_type_by_name(const char *name, u32 length);

// "<IFACE>", as usage lines print places: without the type.
void grammar_usage(struct text *t, const char *grammar);
