// Start-up configuration in VPP's syntax:   section { word word { nested } }   # comment
//
// A section registers a parser; configuration comes from a file (-c) or from words on the command
// line. Every error says FILE:LINE:COLUMN, what was found and what was expected.
#pragma once

#include "engine/base/registry.h"

struct config_word {
	const char *text;
	const char *file; // "command line" for words given there
	u32 line, column; // from 1
	struct config_word
		*block; // vec: the words inside { } right after this one; null: no braces
	bool has_block, was_opened; // was_opened: a parser called config_block()
};

// A walk through the words of a section. Parsers take words from it until config_next() is null;
// what they leave is an error, as is a block that they do not open. A section without braces, such
// as 'heapsize 1G', has the one word after its name. Strings are valid until config_free().
struct config {
	const char *section;
	const struct config_word *words; // vec
	u32 at;
	const struct config_word *head; // the name in front of the words, for messages
};

struct config_section {
	const char *name; // "buffers"
	const char *
		words; // one line a word, "buffers-per-numa <n>  number of buffers ...": for --help
	bool early;    // parsed before memory is set up
	bool before_plugins; // parsed before plugins are loaded: by config_apply_plugins() only
	int (*parse)(struct config *c);
};
#define CONFIG_REGISTER(config_section) REGISTER(REGISTRY_CONFIG, config_section)

// The next word, or null at the end.
EXPORT const struct config_word *config_next(struct config *c);
// A walk through a word's { } block; empty if it has none.
EXPORT struct config config_block(const struct config_word *word);

// The value after a word, with error() that says where and what was expected.
EXPORT int config_string(struct config *c, const char **value);
EXPORT int config_u64(struct config *c, u64 min, u64 max, u64 *value);
EXPORT int config_size(struct config *c, u64 *bytes);

// One of 'known' (NAMES), as its index in '*value'.
EXPORT int config_choice(struct config *c, const char *const *known, u32 *value);

// The words that a section or block knows, ended by a null name. parse() gets the word itself, for
// its place and block, and takes its values from 'c'.
struct config_key {
	const char *name;
	int (*parse)(struct config *c, const struct config_word *word);
};

// Goes through the words of 'c' by such a list; a word that is not in it is an error.
EXPORT int config_each(struct config *c, const struct config_key *keys);

// ERR_SYNTAX with "FILE:LINE:COLUMN: MESSAGE".
EXPORT int config_error(const struct config_word *word, const char *format, ...) PRINTF(2, 3);
// The same for a word that the section does not know; suggests the nearest of 'known'.
EXPORT int config_unknown(
	const struct config *c, const struct config_word *word, const char *const *known);

// Reads a file or text. Nothing is applied. Later ones add to earlier ones.
EXPORT int config_read_file(const char *path);
EXPORT int config_read_text(const char *text, const char *name);
// Joins words of argv with blanks: 'unix { cli-listen x }' in as many words as the shell made.
EXPORT int config_read_words(int n, char **words);

// Hands sections to their parsers. First those that say how plugins are loaded, when others may
// still be unknown; then, with what plugins brought, early ones and the rest. Then a section that
// nobody knows is an error, with the plugin that would know it if that can be told.
EXPORT int config_apply_plugins(void);
EXPORT int config_apply(bool early);
// Parses all sections without applying: unknown sections and bad braces only.
EXPORT int config_check(void);
EXPORT void config_free(void);

// For --help: sections by name, 'i' from 0 until null.
EXPORT const struct config_section *config_section_at(u32 i);
