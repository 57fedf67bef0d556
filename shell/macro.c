// Macros of a session: define NAME VALUE, then $(NAME) in any later line.
#include "shell/macro.h"
#include "engine/base/vec.h"
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct macro {
	UT_hash_handle hh;
	char *value;
	char name[];
};

static struct macro *find(const struct session *s, const char *name, u32 length)
{
	struct macro *m;

	HASH_FIND(hh, s->macros, name, length, m);
	return m;
}

static int by_name(const struct macro *a, const struct macro *b)
{
	return strcmp(a->name, b->name);
}

void session_define(struct session *s, const char *name, const char *value)
{
	u32 length = (u32)strlen(name);
	struct macro *m = find(s, name, length);

	if (!m) {
		m = memory_get_zero(sizeof(*m) + length + 1);
		memcpy(m->name, name, length);
		HASH_ADD(hh, s->macros, name, length, m);
		HASH_SORT(s->macros, by_name);
	}
	free(m->value);
	m->value = memory_string(value);
}

static void drop(struct session *s, struct macro *m)
{
	HASH_DEL(s->macros, m);
	free(m->value);
	free(m);
}

bool session_undefine(struct session *s, const char *name)
{
	struct macro *m = find(s, name, (u32)strlen(name));

	if (m)
		drop(s, m);
	return m;
}

const char *session_macro(const struct session *s, const char *name)
{
	const struct macro *m = find(s, name, (u32)strlen(name));

	return m ? m->value : NULL;
}

const char *session_macro_at(const struct session *s, u32 i)
{
	const struct macro *m = s->macros;

	while (m && i--)
		m = m->hh.next;
	return m ? m->name : NULL;
}

void macro_forget_all(struct session *s)
{
	while (s->macros)
		drop(s, s->macros);
}

static void copy_part(struct macro_result *r, const char *line, u32 from, u32 to)
{
	if (from == to)
		return;
	vec_push(r->marks, (struct macro_mark){.at = r->text.length, .original = from});
	text_put(&r->text, line + from, to - from);
}

// What stands for a name: a macro, or SCRIPT_DIR, the folder of the script being run, unless the
// user defined it. Appends it; false if there is none.
static bool value_add(struct text *t, const struct session *s, const char *name, u32 length)
{
	static const char script_dir[] = "SCRIPT_DIR";
	const struct macro *m = find(s, name, length);
	const char *slash;

	if (m) {
		text_put(t, m->value, (u32)strlen(m->value));
		return true;
	}
	if (!s->file || length != sizeof(script_dir) - 1 || memcmp(name, script_dir, length))
		return false;
	slash = strrchr(s->file, '/');
	if (slash)
		text_put(t, s->file, (u32)(slash - s->file));
	else
		text_put(t, ".", 1);
	return true;
}

// Macros of macros double with every line: what they make is bounded.
enum { EXPANDED_MAX = 16 << 20 };

bool macro_expand(struct session *s, const char *line, u32 length, struct macro_result *r)
{
	const char *at = line, *end = line + length, *dollar;
	u32 done = 0;

	*r = (struct macro_result){0};
	while (!r->too_long && (dollar = memchr(at, '$', (size_t)(end - at)))) {
		const char *close;

		at = dollar + 1;
		close = at < end && *at == '(' ? memchr(at, ')', (size_t)(end - at)) : NULL;
		if (!close)
			continue;
		copy_part(r, line, done, (u32)(dollar - line));
		vec_push(r->marks,
			(struct macro_mark){.at = r->text.length,
				.original = (u32)(dollar - line),
				.inside = true});
		if (!value_add(&r->text, s, at + 1, (u32)(close - at - 1))) {
			char warning[160];

			snprintf(warning, sizeof(warning), "macro %.*s is not defined",
				(int)MIN(close - at - 1, 100), at + 1);
			session_warn(s, warning);
			text_put(&r->text, "UNSET", 5);
		}
		r->too_long = r->text.length > length + EXPANDED_MAX;
		at = close + 1;
		done = (u32)(at - line);
	}
	if (!r->marks)
		return false;
	copy_part(r, line, done, length);
	if (!r->text.data)
		text_put(&r->text, "", 0);
	return true;
}

u32 macro_original(const struct macro_result *r, u32 at)
{
	u32 original = 0;

	VEC_EACH (r->marks, m) {
		if (m->at <= at)
			original = m->inside ? m->original : m->original + at - m->at;
	}
	return original;
}

void macro_result_free(struct macro_result *r)
{
	text_free(&r->text);
	vec_free(r->marks);
}
