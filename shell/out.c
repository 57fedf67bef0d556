// Where commands put their answers: text by format, or JSON; through pipes to the session.
#include "shell/outlet.h"
#include "shell/pipe.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/graph/process.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { FLUSH_SIZE = 16384 }; // bytes kept before they are written

void out_begin(struct out *o)
{
	json_open(o, NULL, false);
}

void out_emit(struct out *o, const char *bytes, u32 n)
{
	if (o->code || o->discard || !n)
		return;
	if (o->pipes)
		o->code = pipe_write(o->pipes, bytes, n);
	else if (!session_write(o->session, bytes, n))
		o->code = error(ERR_INTERRUPTED, "the reader of the output is gone");
}

static void write_out(struct out *o)
{
	out_emit(o, text_string(&o->text), o->text.length);
	text_clear(&o->text);
}

static inline void write_if_much(struct out *o)
{
	if (unlikely(o->text.length > FLUSH_SIZE))
		write_out(o);
}

void out_text(struct out *o, const char *format, ...)
{
	va_list args;

	if (o->json)
		return;
	va_start(args, format);
	text_add_v(&o->text, format, args);
	va_end(args);
	write_if_much(o);
}

// The formats are the callers' literals, with one conversion of the type at hand.
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

void out_string(struct out *o, const char *key, const char *format, const char *value)
{
	json_value(o, key, 's', value);
	if (!o->json && format)
		text_add(&o->text, format, value);
	write_if_much(o);
}

void out_u64(struct out *o, const char *key, const char *format, u64 value)
{
	char literal[32];

	if (o->json)
		snprintf(literal, sizeof(literal), "%lu", value);
	json_value(o, key, 'u', literal);
	if (!o->json && format)
		text_add(&o->text, format, value);
	write_if_much(o);
}

void out_s64(struct out *o, const char *key, const char *format, s64 value)
{
	char literal[32];

	if (o->json)
		snprintf(literal, sizeof(literal), "%ld", value);
	json_value(o, key, 'i', literal);
	if (!o->json && format)
		text_add(&o->text, format, value);
	write_if_much(o);
}

void out_double(struct out *o, const char *key, const char *format, double value)
{
	char literal[40];

	if (!o->json)
		literal[0] = '\0';
	else if (!isfinite(value))
		snprintf(literal, sizeof(literal), "null");
	else if (snprintf(literal, sizeof(literal), "%.15g", value), strtod(literal, NULL) != value)
		snprintf(literal, sizeof(literal), "%.17g", value);
	json_value(o, key, 'f', literal);
	if (!o->json && format)
		text_add(&o->text, format, value);
	write_if_much(o);
}

void out_bool(struct out *o, const char *key, bool value)
{
	json_value(o, key, 'b', value ? "true" : "false");
}

void out_ip4(struct out *o, const char *key, const char *format, be32 value)
{
	char s[TEXT_IP4];

	out_string(o, key, format, text_ip4(s, value));
}

void out_mac(struct out *o, const char *key, const char *format, const u8 mac[6])
{
	char s[TEXT_MAC];

	out_string(o, key, format, text_mac(s, mac));
}

void out_lines(struct out *o, const char *key, u32 indent, const char *lines)
{
	json_value(o, key, 's', lines);
	while (!o->json && *lines) {
		u32 length = (u32)strcspn(lines, "\n");

		if (length)
			text_add(&o->text, "%*s%.*s", (int)indent, "", (int)length, lines);
		text_put(&o->text, "\n", 1);
		lines += length + (lines[length] == '\n');
	}
	write_if_much(o);
}

void out_record(struct out *o, const char *key)
{
	json_open(o, key, false);
}

void out_list(struct out *o, const char *key)
{
	json_open(o, key, true);
}

void out_end(struct out *o)
{
	if (o->depth < 2)
		panic("command \"%s\": out_end() without a container", o->command);
	json_close(o);
	write_if_much(o);
}

void out_warn(struct out *o, const char *format, ...)
{
	struct text t = {0};
	va_list args;

	va_start(args, format);
	text_add_v(&t, format, args);
	va_end(args);
	if (o->json) {
		if (o->warnings.length)
			text_put(&o->warnings, ", ", 2);
		json_string(&o->warnings, text_string(&t));
	} else {
		write_out(o);
		session_warn(o->session, text_string(&t));
	}
	text_free(&t);
}

bool out_is_json(const struct out *o)
{
	return o->json;
}

u32 out_width(const struct out *o)
{
	return o->session->width ? o->session->width : 80;
}

int out_flush(struct out *o)
{
	write_out(o);
	if (!o->code &&
		(process_interrupted() ||
			(o->session->stop_asked && o->session->stop_asked(o->session))))
		o->code = error(ERR_INTERRUPTED, "interrupted");
	return o->code;
}

static void add_error(struct out *o, int code)
{
	char *sentence = memory_string(error_text(code));

	o->open[0].place.schema = NULL;
	json_open(o, "error", false);
	json_value(o, "code", 's', error_name(code));
	out_s64(o, "number", NULL, code);
	out_string(o, "message", NULL, sentence);
	json_close(o);
	free(sentence);
}

int out_finish(struct out *o, int code)
{
	const char *missing;

	while (code && o->depth > 1) { // a failing command may leave containers open
		o->open[o->depth - 1].place.schema = NULL;
		json_close(o);
	}
	if (o->depth != 1)
		panic("command \"%s\" left a container open", o->command);
	missing = code ? NULL : schema_missing(&o->open[0].place);
	if (missing)
		panic("command \"%s\": key \"%s\" is missing", o->command, missing);
	o->open[0].place.schema = NULL;
	if (o->json && o->warnings.length) {
		json_open(o, "warnings", true);
		text_put(&o->text, o->warnings.data, o->warnings.length);
		json_close(o);
	}
	if (o->json && code)
		add_error(o, code);
	json_close(o);
	if (o->json)
		text_put(&o->text, "\n", 1);
	write_out(o);
	text_free(&o->text);
	text_free(&o->warnings);
	return code ? code : o->code;
}
