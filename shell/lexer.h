// Words of a line: blanks separate; quotes at the start of a word; '#' begins a comment.
//
// '...' keeps everything; "..." knows \" \\ \n \t. A backslash before a newline joins lines. A '|'
// that is a word of its own begins a pipe. Quotes inside a word are ordinary characters; a quoted
// word ends on its line.
#pragma once

#include "engine/base/types.h"

struct token {
	const char *text; // NUL-terminated, quotes resolved
	u32 length;	  // characters of 'text'
	u32 at, end;	  // offsets in the line, quotes included
	bool quoted;
	bool unclosed; // a quote without its end; fine only inside a 'rest' value
};

struct lexed {
	char *line; // as given, with comments and joined line ends turned into blanks
	u32 length;
	struct token *tokens; // vec
	char *words;	      // where the texts of the tokens are
	u32 room;	      // of line and of words
};

// Fills 'l', reusing its memory. Never fails.
void lex(struct lexed *l, const char *line, u32 length);
void lex_free(struct lexed *l);

// Bytes of the first command in 'text', up to and without its newline: lines end neither after a
// backslash nor inside { } when 'blocks' is set. '*open_at' gets the offset of a brace that is
// never closed, INDEX_NONE if there is none.
EXPORT u32 lex_command_length(const char *text, u32 length, bool blocks, u32 *open_at);
