// Schema lines: read once, walked along with the values that a command writes.
#include "shell/schema.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"

struct reader {
	const char *line, *at;
	bool is_wrong; // error() says why
};

// Records the first thing that is wrong. Reading ends there, with what has been made so far.
static void refuse(struct reader *r, const char *what)
{
	if (!r->is_wrong)
		error(ERR_SYNTAX, "schema \"%s\", at \"%s\": %s", r->line, r->at, what);
	r->is_wrong = true;
	r->at = "";
}

static void read_fields(struct reader *r, struct schema *record, char end);

static struct schema *read_field(struct reader *r)
{
	struct schema *s = memory_get_zero(sizeof(*s));
	u32 length = (u32)strcspn(r->at, " []{}:?");
	char *key;

	if (!length)
		refuse(r, "expected a key");
	key = memory_get_zero(length + 1);
	memcpy(key, r->at, length);
	s->key = key;
	r->at += length;
	while (!strncmp(r->at, "[]", 2)) {
		s->lists++;
		r->at += 2;
	}
	if (*r->at == '?' && r->at[1] == '{') { // may stand before the record as well
		s->optional = true;
		r->at++;
	}
	if (*r->at == '{') {
		r->at++;
		s->type = '{';
		read_fields(r, s, '}');
	} else if (*r->at == ':' && r->at[1] && strchr("suifbx", r->at[1])) {
		s->type = r->at[1];
		r->at += 2;
	} else {
		refuse(r, "expected { or : and one of s u i f b x");
	}
	if (*r->at == '?') {
		s->optional = true;
		r->at++;
	}
	return s;
}

static void read_fields(struct reader *r, struct schema *record, char end)
{
	for (;;) {
		while (*r->at == ' ' || *r->at == '\n' || *r->at == '\t')
			r->at++;
		if (*r->at == end || r->is_wrong)
			break;
		vec_push(record->fields, read_field(r));
	}
	if (vec_n(record->fields) > 64)
		refuse(r, "more than 64 fields in a record");
	if (end && !r->is_wrong)
		r->at++;
}

static struct schema *schema_read(struct reader *r)
{
	struct schema *s = memory_get_zero(sizeof(*s));

	s->key = memory_string("");
	s->type = '{';
	read_fields(r, s, '\0');
	return s;
}

static void schema_free(struct schema *s)
{
	VEC_EACH (s->fields, f)
		schema_free(*f);
	vec_free(s->fields);
	__builtin_free((char *)s->key);
	__builtin_free(s);
}

int schema_check(const char *line)
{
	struct reader r = {.line = line, .at = line};

	if (!line)
		return 0;
	schema_free(schema_read(&r));
	return r.is_wrong ? ERR_SYNTAX : 0;
}

const struct schema *schema_of(const char *line)
{
	static struct {
		const char *line;
		struct schema *schema;
	} * cache; // vec
	struct reader r = {.line = line, .at = line};
	struct schema *s;

	if (!line)
		return NULL;
	VEC_EACH (cache, c) {
		if (c->line == line)
			return c->schema;
	}
	s = schema_read(&r);
	if (r.is_wrong)
		panic("%s", error_text(ERR_SYNTAX));
	vec_add(cache)->line = line;
	vec_last(cache).schema = s;
	return s;
}

// The field of a key: by its name, else '*'.
static const struct schema *field_of(const struct schema *s, const char *key, u32 *index)
{
	for (u32 pass = 0; pass < 2; pass++) {
		for (u32 i = 0; i < vec_n(s->fields); i++) {
			if (!strcmp(s->fields[i]->key, pass ? "*" : key)) {
				*index = i;
				return s->fields[i];
			}
		}
	}
	return NULL;
}

// What stands under 'key' at a place, and the lists that are still around it.
static const struct schema *look(
	const struct schema_place *at, const char *key, u8 *lists, u64 *seen)
{
	const struct schema *s = at->schema;
	u32 index;

	if (key) {
		s = field_of(s, key, &index);
		if (!s) {
			error(ERR_INVALID_VALUE, "the schema has no \"%s\"", key);
			return NULL;
		}
		*seen |= 1ull << index;
		*lists = s->lists;
	} else {
		*lists = at->lists_left;
	}
	return s;
}

bool schema_enter(const struct schema_place *at, const char *key, bool list,
	struct schema_place *inside, u64 *seen)
{
	const struct schema *s;
	u8 lists;

	*inside = (struct schema_place){0};
	if (!at->schema)
		return true;
	s = look(at, key, &lists, seen);
	if (!s)
		return false;
	if (s->type == 'x' && !lists)
		return true;
	if (list ? !lists : lists || s->type != '{') {
		error(ERR_INVALID_VALUE, "the schema has no %s at \"%s\"", list ? "list" : "record",
			s->key);
		return false;
	}
	inside->schema = s;
	inside->lists_left = list ? lists - 1 : 0;
	return true;
}

bool schema_take(const struct schema_place *at, const char *key, char type, u64 *seen)
{
	const struct schema *s;
	bool fits;
	u8 lists;

	if (!at->schema)
		return true;
	s = look(at, key, &lists, seen);
	if (!s)
		return false;
	fits = s->type == type || s->type == 'x' || (type == 'u' && strchr("if", s->type)) ||
		(type == 'i' && s->type == 'f');
	if (lists || !fits) {
		error(ERR_INVALID_VALUE, "the schema has %s%c, not %c, at \"%s\"",
			lists ? "a list of " : "", s->type, type, s->key);
		return false;
	}
	return true;
}

const char *schema_missing(const struct schema_place *at)
{
	if (!at->schema)
		return NULL;
	for (u32 i = 0; i < vec_n(at->schema->fields); i++) {
		const struct schema *f = at->schema->fields[i];

		if (!(at->seen >> i & 1) && !f->optional && strcmp(f->key, "*"))
			return f->key;
	}
	return NULL;
}

static void type_text(struct text *t, const struct schema *s, u8 lists);

static void record_text(struct text *t, const struct schema *s)
{
	const char *comma = "";
	const struct schema *any = NULL;

	text_add(t, "\"type\": \"object\", \"properties\": {");
	VEC_EACH (s->fields, f) {
		if (!strcmp((*f)->key, "*")) {
			any = *f;
			continue;
		}
		text_add(t, "%s\"%s\": {", comma, (*f)->key);
		type_text(t, *f, (*f)->lists);
		text_add(t, "}");
		comma = ", ";
	}
	text_add(t, "}, \"required\": [");
	comma = "";
	VEC_EACH (s->fields, f) {
		if (!(*f)->optional && strcmp((*f)->key, "*")) {
			text_add(t, "%s\"%s\"", comma, (*f)->key);
			comma = ", ";
		}
	}
	text_add(t, "], \"additionalProperties\": ");
	if (!any) {
		text_add(t, "false");
		return;
	}
	text_add(t, "{");
	type_text(t, any, any->lists);
	text_add(t, "}");
}

static void type_text(struct text *t, const struct schema *s, u8 lists)
{
	if (lists) {
		text_add(t, "\"type\": \"array\", \"items\": {");
		type_text(t, s, lists - 1);
		text_add(t, "}");
	} else if (s->type == '{') {
		record_text(t, s);
	} else if (s->type == 'u') {
		text_add(t, "\"type\": \"integer\", \"minimum\": 0");
	} else if (s->type != 'x') {
		text_add(t, "\"type\": \"%s\"",
			s->type == 's'		 ? "string"
				: s->type == 'i' ? "integer"
				: s->type == 'f' ? "number"
						 : "boolean");
	}
}

void schema_text(struct text *t, const struct schema *s, const char *title)
{
	static const struct schema warning = {
		.key = "warnings", .type = 's', .lists = 1, .optional = true};
	struct schema whole = {.key = "", .type = '{'};

	if (s) {
		VEC_EACH (s->fields, f)
			vec_push(whole.fields, *f);
	}
	vec_push(whole.fields, (struct schema *)&warning);
	text_add(t,
		"{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"title\": "
		"\"%s\", ",
		title);
	record_text(t, &whole);
	text_add(t, "}\n");
	vec_free(whole.fields);
}
