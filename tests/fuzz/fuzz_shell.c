// Fuzz target: any bytes as a script (split into commands, parsed, validated) and as a line whose
// end is to be completed. Nothing runs.
#include "shell/command.h"
#include "shell/lexer.h"
#include "shell/session.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { DEEPEST = 16, LINE_MAX = 4096 };

static bool swallow(struct session *, const char *, u32)
{
	return true;
}

static void add(void *arg, const char *candidate, const char *help)
{
	u32 *n = arg;

	*n += candidate && help;
}

static void check_each(struct session *s, const char *text, u32 length)
{
	u32 at = 0, open_at;

	while (at < length) {
		u32 n = lex_command_length(text + at, length - at, true, &open_at);
		char *line = strndup(text + at, n);
		int code = command_check(s, line);

		// A refusal without a sentence or a place would leave its reader helpless.
		if (code && !strcmp(error_text(0), error_words(0)))
			abort();
		if (code && command_error_column() > n)
			abort();
		free(line);
		at += n + 1;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	// As deep as scripts go, so that 'exec' opens no files.
	struct session s = {.name = "fuzz", .write = swallow, .check = true, .depth = DEEPEST};
	u32 length = (u32)(size < LINE_MAX ? size : LINE_MAX), n = 0;
	char *text = malloc(length + 1);

	if (!text)
		return 0;
	memcpy(text, data, length);
	text[length] = '\0';
	session_open(&s);
	check_each(&s, text, length);
	command_complete(text, false, add, &n);
	command_complete(text, true, add, &n);
	session_close(&s);
	free(text);
	return 0;
}
