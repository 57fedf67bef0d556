// What the program can do, without starting it: --version, --commands, --schema.
#include "shell/inventory.h"
#include "shell/commands/device.h"
#include "shell/outlet.h"
#include "shell/parse.h"
#include "shell/session.h"
#include "engine/base/version.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/graph/plugin.h"
#include <stdio.h>

void inventory_version(void)
{
	puts(QUIVER_VERSION_LINE);
}

static void print_commands(bool json)
{
	struct text t = {0};

	if (json)
		text_add(&t, "{\"commands\": [");
	for (u32 i = 0; command_at(i); i++) {
		const struct command *c = command_at(i);

		if (!json) {
			text_add(&t, "%s\n    %s\n", c->grammar, c->help);
			continue;
		}
		text_add(&t, "%s\n{\"grammar\": ", i ? "," : "");
		json_string(&t, c->grammar);
		text_add(&t, ", \"help\": ");
		json_string(&t, c->help);
		text_add(&t, ", \"schema\": %s}", c->schema ? "true" : "false");
	}
	if (json)
		text_add(&t, "\n]}\n");
	fwrite(t.data, 1, t.length, stdout);
	text_free(&t);
}

// Commands whose leading words are those of 'line'.
static int print_schemas(const char *line)
{
	struct parse *p = parse_begin(command_words(), line, (u32)strlen(line));
	const struct command **found = NULL;
	u32 column;
	int status = 0;

	if (!match_tokens(p, p->n)) {
		fprintf(stderr, "quiver: %s\n", error_text(match_error(p, &column)));
		status = 3;
	}
	for (u32 i = 0; !status && i < vec_n(p->now); i++) {
		const struct step *s = p->now[i].step;

		while (s && s->kind != STEP_END)
			s = s->next ? s->next : s->branch[0];
		if (s && (!found || vec_last(found) != s->command))
			vec_push(found, s->command);
	}
	VEC_EACH (found, c) {
		struct text t = {0}, title = {0};

		grammar_usage(&title, (*c)->grammar);
		schema_text(&t, schema_of((*c)->schema), text_string(&title));
		fwrite(t.data, 1, t.length, stdout);
		text_free(&t);
		text_free(&title);
	}
	if (!status && !found) {
		fprintf(stderr, "quiver: \"%s\" is not a whole command\n", line);
		status = 3;
	}
	vec_free(found);
	parse_end(p);
	return status;
}

int inventory_print(bool commands, const char *schema, bool json)
{
	int r = plugin_start();

	if (!r)
		r = device_commands_add();

	if (r < 0) {
		fprintf(stderr, "quiver: %s\n", error_text(r));
		return 5;
	}
	if (commands)
		print_commands(json);
	return schema ? print_schemas(schema) : 0;
}
