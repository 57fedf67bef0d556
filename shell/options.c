// The command line: options, scripts, and words of start-up configuration as vpp takes them.
#include "shell/options.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/graph/config.h"
#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

static const struct option long_options[] = {
	{"execute", required_argument, NULL, 'e'},
	{"config", required_argument, NULL, 'c'},
	{"check", no_argument, NULL, 'n'},
	{"keep-going", no_argument, NULL, 'k'},
	{"echo", no_argument, NULL, 'x'},
	{"json", no_argument, NULL, 'j'},
	{"interactive", no_argument, NULL, 'i'},
	{"schema", required_argument, NULL, 'S'},
	{"commands", no_argument, NULL, 'C'},
	{"transcript", no_argument, NULL, 'T'},
	{"version", no_argument, NULL, 'V'},
	{"help", no_argument, NULL, 'h'},
	{0},
};

void options_help(void)
{
	puts("usage: quiver [OPTION]... [-e COMMAND]... [SCRIPT]... [SECTION { WORD... }]...\n"
	     "       quiver attach PATH [COMMAND]...\n"
	     "\n"
	     "Runs commands and scripts in the order given ('-': standard input). Without any,\n"
	     "reads them from the terminal, or from standard input if that is none.\n"
	     "\n"
	     "  -e, --execute COMMAND  run a command\n"
	     "  -c, --config FILE      read start-up configuration\n"
	     "  -k, --keep-going       go on after a command that fails\n"
	     "  -x, --echo             show each command before it runs\n"
	     "  -j, --json             answers and errors as JSON\n"
	     "  -i, --interactive      a session on the terminal after the scripts\n"
	     "      --check            parse and validate scripts and configuration; run nothing\n"
	     "      --schema COMMAND   the JSON Schema of a command's answer\n"
	     "      --commands         all commands with their help\n"
	     "      --transcript       show the session as if it had been typed\n"
	     "  -V, --version\n"
	     "  -h, --help\n"
	     "\n"
	     "Exit status: 0 success, 1 a command failed, 2 wrong words in a command or on the\n"
	     "command line, 3 unknown command, 4 an assertion or expectation failed, 5 start-up "
	     "or\n"
	     "configuration, 130 interrupted. The first failure decides.\n"
	     "\n"
	     "Sections of start-up configuration:");
	for (u32 i = 0; config_section_at(i); i++) {
		const struct config_section *s = config_section_at(i);
		const char *words = s->words ? s->words : "";

		printf("  %s {\n", s->name);
		while (*words) {
			u32 n = (u32)strcspn(words, "\n");

			printf("      %.*s\n", (int)n, words);
			words += n + (words[n] == '\n');
		}
		puts("  }");
	}
}

static bool is_brace(const char *word)
{
	return word && !strcmp(word, "{");
}

// "unix { interactive }" as one argument, "unix {" as part of several.
static bool begins_section(const char *word, const char *next)
{
	return strchr(word, '{') || is_brace(next);
}

static s32 depth_of(const char *word)
{
	s32 depth = 0;

	for (; *word; word++)
		depth += (*word == '{') - (*word == '}');
	return depth;
}

// Takes a section's words from argv[at] on; returns the index after them.
static int take_section(struct options *o, int argc, char **argv, int at)
{
	s32 depth = 0;
	bool opened = false;

	while (at < argc && (!opened || depth > 0)) {
		opened |= strchr(argv[at], '{') != NULL;
		depth += depth_of(argv[at]);
		vec_push(o->words, argv[at++]);
	}
	return at;
}

static int take_option(struct options *o, int option, char *program)
{
	switch (option) {
	case 'e':
		vec_push(o->work, (struct work){.text = optarg, .is_command = true});
		break;
	case 'c':
		vec_push(o->config_files, optarg);
		break;
	case 'n':
		o->check = true;
		break;
	case 'k':
		o->keep_going = true;
		break;
	case 'x':
		o->echo = true;
		break;
	case 'j':
		o->json = true;
		break;
	case 'i':
		o->interactive = true;
		break;
	case 'S':
		o->schema = optarg;
		break;
	case 'C':
		o->commands = true;
		break;
	case 'T':
		o->transcript = true;
		break;
	case 'V':
		o->version = true;
		break;
	case 'h':
		o->help = true;
		break;
	default:
		return error(ERR_SYNTAX, "%s: see %s --help", program, program);
	}
	return 0;
}

int options_read(struct options *o, int argc, char **argv)
{
	int option, code;

	optind = 1;
	while (optind < argc) {
		option = getopt_long(argc, argv, "+e:c:kxjiVh", long_options, NULL);
		if (option != -1) {
			code = take_option(o, option, argv[0]);
			if (code)
				return code;
			continue;
		}
		if (optind >= argc)
			break;
		if (!strcmp(argv[optind - 1], "--") && optind > 1) {
			while (optind < argc)
				vec_push(o->work, (struct work){.text = argv[optind++]});
		} else if (begins_section(argv[optind], argv[optind + 1])) {
			optind = take_section(o, argc, argv, optind);
		} else {
			vec_push(o->work, (struct work){.text = argv[optind++]});
		}
	}
	return 0;
}
