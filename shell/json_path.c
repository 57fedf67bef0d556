// Values in JSON documents, named by paths.
#include "shell/json_path.h"
#include "engine/base/error.h"
#include "engine/base/types.h"
#include <stdio.h>
#include <stdlib.h>

enum { WORD_MAX = 256 };

struct walker {
	const char *path, *at;
	bool is_wrong;
};

static json_t *missing(const struct walker *w)
{
	error(ERR_NO_SUCH_ENTRY, "%.*s is not there", (int)(w->at - w->path), w->path);
	return NULL;
}

static json_t *wrong(struct walker *w, const char *expected)
{
	w->is_wrong = true;
	error(ERR_SYNTAX, "path \"%s\", at \"%s\": expected %s", w->path, w->at, expected);
	return NULL;
}

// Copies up to one of the characters in 'ends'; false when it is empty or too long.
static bool take_word(struct walker *w, const char *ends, char word[WORD_MAX])
{
	size_t n = strcspn(w->at, ends);

	if (!n || n >= WORD_MAX)
		return false;
	memcpy(word, w->at, n);
	word[n] = '\0';
	w->at += n;
	return true;
}

static void scalar_text(const json_t *value, char word[WORD_MAX])
{
	if (json_is_string(value))
		snprintf(word, WORD_MAX, "%s", json_string_value(value));
	else if (json_is_integer(value))
		snprintf(word, WORD_MAX, "%lld", (long long)json_integer_value(value));
	else if (json_is_real(value))
		snprintf(word, WORD_MAX, "%.15g", json_real_value(value));
	else
		snprintf(word, WORD_MAX, "%s",
			json_is_true(value)	       ? "true"
				: json_is_false(value) ? "false"
						       : "null");
}

// [key=value]
static json_t *find_record(const json_t *list, const char *key, const char *wanted)
{
	json_t *element;
	size_t i;

	json_array_foreach(list, i, element)
	{
		const json_t *member = json_object_get(element, key);
		char word[WORD_MAX];

		if (!member)
			continue;
		scalar_text(member, word);
		if (!strcmp(word, wanted))
			return element;
	}
	return NULL;
}

static json_t *take_number(struct walker *w, const json_t *list, const char *word)
{
	char *end;
	long i = strtol(word, &end, 10);

	if (*end)
		return wrong(w, "a number, key=value, # or a key in quotes inside [ ]");
	if (i < 0)
		i += (long)json_array_size(list);
	return i < 0 ? NULL : json_array_get(list, (size_t)i);
}

// What is inside [ ]; the walker stands after the opening one.
static json_t *take_bracket(struct walker *w, json_t *at, bool *counted)
{
	char word[WORD_MAX], *equals;

	if (*w->at == '"') {
		w->at++;
		if (!take_word(w, "\"", word) || strncmp(w->at, "\"]", 2))
			return wrong(w, "\"]");
		w->at += 2;
		return json_object_get(at, word);
	}
	if (!take_word(w, "]", word) || *w->at != ']')
		return wrong(w, "]");
	w->at++;
	if (!strcmp(word, "#")) {
		*counted = true;
		return json_is_object(at) || json_is_array(at) ? at : NULL;
	}
	equals = strchr(word, '=');
	if (!equals)
		return take_number(w, at, word);
	*equals = '\0';
	return find_record(at, word, equals + 1);
}

json_t *json_path_get(json_t *document, const char *path)
{
	struct walker w = {.path = path, .at = path};
	json_t *at = document;
	bool counted = false;

	while (*w.at && !counted) {
		char word[WORD_MAX];

		if (*w.at == '[') {
			w.at++;
			at = take_bracket(&w, at, &counted);
		} else {
			w.at += *w.at == '.' && w.at > path;
			if (!take_word(&w, ".[", word))
				return wrong(&w, "a key");
			at = json_object_get(at, word);
		}
		if (!at)
			return w.is_wrong ? NULL : missing(&w);
	}
	if (counted && *w.at)
		return wrong(&w, "the end after [#]");
	if (!counted)
		return json_incref(at);
	return json_integer(
		(json_int_t)(json_is_array(at) ? json_array_size(at) : json_object_size(at)));
}
