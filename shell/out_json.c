// The JSON form of answers: containers, keys, escaped strings, numbers; checked against the schema.
#include "shell/outlet.h"
#include "engine/base/error.h"

static const char HEX[] = "0123456789abcdef";

// Bytes of the UTF-8 character at 's' (shortest form, no surrogates), 0 if it is none.
static u32 utf8_length(const u8 *s)
{
	u32 n = s[0] < 0x80   ? 1
		: s[0] < 0xc2 ? 0
		: s[0] < 0xe0 ? 2
		: s[0] < 0xf0 ? 3
		: s[0] < 0xf5 ? 4
			      : 0;

	for (u32 i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	}
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
		(s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return n;
}

void json_string(struct text *t, const char *string)
{
	const u8 *s = (const u8 *)string;

	text_put(t, "\"", 1);
	while (*s) {
		u32 n = utf8_length(s);
		char escape[6] = {'\\', 'u', '0', '0', HEX[*s >> 4], HEX[*s & 15]};

		if (!n) {
			text_put(t, "\\ufffd", 6);
			n = 1;
		} else if (*s == '"' || *s == '\\') {
			text_put(t, "\\", 1);
			text_put(t, (const char *)s, 1);
		} else if (*s == '\n') {
			text_put(t, "\\n", 2);
		} else if (*s < 0x20 || *s == 0x7f) {
			text_put(t, escape, 6);
		} else {
			text_put(t, (const char *)s, n);
		}
		s += n;
	}
	text_put(t, "\"", 1);
}

static void broken(const struct out *o, const char *key)
{
	panic("command \"%s\", key \"%s\": %s", o->command, key ? key : "",
		error_text(ERR_INVALID_VALUE));
}

// Comma, line end (elements of the outermost lists get a line each), key.
static void before(struct out *o, const char *key)
{
	bool list = o->open[o->depth - 1].list;

	if (list != !key)
		panic("command \"%s\": %s", o->command,
			list ? "a key inside a list" : "no key inside a record");
	if (!o->json)
		return;
	if (o->open[o->depth - 1].any)
		text_put(&o->text, ",", 1);
	if (list && o->depth == 2)
		text_put(&o->text, "\n", 1);
	else if (o->open[o->depth - 1].any)
		text_put(&o->text, " ", 1);
	o->open[o->depth - 1].any = true;
	if (key) {
		json_string(&o->text, key);
		text_put(&o->text, ": ", 2);
	}
}

void json_open(struct out *o, const char *key, bool list)
{
	u32 d = o->depth;

	if (d == OUT_DEPTH_MAX)
		panic("command \"%s\": containers too deep", o->command);
	if (d)
		before(o, key);
	memset(&o->open[d], 0, sizeof(o->open[d]));
	o->open[d].list = list;
	if (!d)
		o->open[d].place.schema = o->schema;
	else if (!schema_enter(&o->open[d - 1].place, key, list, &o->open[d].place,
			 &o->open[d - 1].place.seen))
		broken(o, key);
	o->depth++;
	if (o->json)
		text_put(&o->text, list ? "[" : "{", 1);
}

void json_close(struct out *o)
{
	u32 d = o->depth - 1;
	const char *missing = o->open[d].list ? NULL : schema_missing(&o->open[d].place);

	if (missing && d)
		panic("command \"%s\": key \"%s\" is missing", o->command, missing);
	if (o->json && o->open[d].list && d == 1 && o->open[d].any)
		text_put(&o->text, "\n", 1);
	if (o->json)
		text_put(&o->text, o->open[d].list ? "]" : "}", 1);
	o->depth--;
}

void json_value(struct out *o, const char *key, char type, const char *literal)
{
	before(o, key);
	if (!schema_take(
		    &o->open[o->depth - 1].place, key, type, &o->open[o->depth - 1].place.seen))
		broken(o, key);
	if (!o->json)
		return;
	if (type == 's')
		json_string(&o->text, literal);
	else
		text_put(&o->text, literal, (u32)strlen(literal));
}
