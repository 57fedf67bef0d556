// The shape of a command's JSON answer, read from its 'schema' line: checked while values are
// written, and shown as JSON Schema.
#pragma once

#include "engine/base/text.h"

struct schema {
	const char *key; // "*": any
	char type;	 // s u i f b x, or '{' for a record
	u8 lists;	 // [] around it
	bool optional;
	struct schema **fields; // vec, of a record
};

// Panics with the line when it is wrong: schemas are part of the program. The same line is read
// once. Null for null.
const struct schema *schema_of(const char *line);
// Only whether it is right: ERR_SYNTAX.
int schema_check(const char *line);

// Where in a schema a writer stands.
struct schema_place {
	const struct schema *schema; // null: anything goes
	u8 lists_left;		     // inside so many lists of its kind
	u64 seen;		     // fields of a record that occurred
};

// Steps into a record or list, or takes a value of 'type'. Null key inside a list. Returns false,
// with the reason as error(), when the schema does not have it.
bool schema_enter(const struct schema_place *at, const char *key, bool list,
	struct schema_place *inside, u64 *seen);
bool schema_take(const struct schema_place *at, const char *key, char type, u64 *seen);
// The first field of a record that is missing though it must be there; null if none.
const char *schema_missing(const struct schema_place *at);

// JSON Schema, draft 2020-12.
void schema_text(struct text *t, const struct schema *s, const char *title);
