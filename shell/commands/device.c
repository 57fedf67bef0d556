// 'create' and 'delete' of every device class: grammars made from the classes' argument tables.
#include "shell/commands/device.h"
#include "devices/device.h"
#include "engine/base/error.h"
#include "engine/base/registry_late.h"
#include "engine/base/memory.h"
#include "engine/base/vec.h"
#include "engine/graph/init.h"
#include "shell/grammar.h"
#include <ctype.h>
#include <stdlib.h>

enum { PLACE_MAX = 32 };

static bool commands_are_made; // of all classes that had registered by then

// The place of an argument: its name in capitals, so that it cannot be taken for the word.
static const char *place_name(char out[PLACE_MAX], const struct device_arg *a)
{
	u32 i = 0;

	for (; a->name[i] && i < PLACE_MAX - 1; i++)
		out[i] = (char)toupper((u8)a->name[i]);
	out[i] = '\0';
	return out;
}

static void add_place(struct text *t, const struct device_arg *a)
{
	static const char *const types[] = {[ARG_NAME] = "word",
		[ARG_FILE] = "file",
		[ARG_MAC] = "mac",
		[ARG_IP4] = "ip4",
		[ARG_PREFIX4] = "prefix4",
		[ARG_IP6] = "ip6",
		[ARG_PREFIX6] = "prefix6"};
	char place[PLACE_MAX];

	place_name(place, a);
	if (a->type == ARG_U64)
		text_add(t, " <%s:u64 %lu..%lu>", place, a->min, a->max ? a->max : UINT64_MAX);
	else
		text_add(t, " <%s:%s>", place, types[a->type]);
}

static void add_arg(struct text *t, const struct device_arg *a)
{
	if (a->positional) {
		if (!a->required)
			text_add(t, " [");
		add_place(t, a);
		if (!a->required)
			text_add(t, "]");
		return;
	}
	text_add(t, a->required ? " %s" : " [%s", a->name);
	if (a->type == ARG_CHOICE) {
		for (u32 i = 0; a->choices[i]; i++)
			text_add(t, "%s%s", i ? "|" : " {", a->choices[i]);
		text_add(t, "}");
	} else if (a->type != ARG_FLAG) {
		add_place(t, a);
	}
	if (!a->required)
		text_add(t, "]");
}

// What every value of the class is when it is not given.
static void defaults(const struct device_class *c, union device_value *values)
{
	for (u32 i = 0; c->args[i].name; i++) {
		if (c->args[i].type == ARG_U64)
			values[i].u64 = c->args[i].def;
	}
}

static void read_choice(const struct args *a, const struct device_arg *arg, union device_value *v)
{
	for (u32 i = 0; arg->choices[i]; i++) {
		if (arg_given(a, arg->choices[i]))
			v->string = arg->choices[i];
	}
}

static void read_value(const struct args *a, const struct device_arg *arg, union device_value *v)
{
	char place[PLACE_MAX];

	place_name(place, arg);
	switch (arg->type) {
	case ARG_FLAG:
		v->u64 = 1;
		break;
	case ARG_U64:
		v->u64 = arg_u64(a, place, arg->def);
		break;
	case ARG_MAC:
		memcpy(v->mac, arg_mac(a, place), sizeof(v->mac));
		break;
	case ARG_IP4:
		v->ip4 = arg_ip4(a, place);
		break;
	case ARG_PREFIX4:
		v->prefix.address = arg_prefix(a, place)->address.ip4;
		v->prefix.length = arg_prefix(a, place)->length;
		break;
	case ARG_IP6:
		memcpy(v->ip6, arg_ip(a, place)->ip6, sizeof(v->ip6));
		break;
	case ARG_PREFIX6:
		memcpy(v->prefix6.address, arg_prefix(a, place)->address.ip6,
			sizeof(v->prefix6.address));
		v->prefix6.length = arg_prefix(a, place)->length;
		break;
	case ARG_CHOICE:
		read_choice(a, arg, v);
		break;
	default:
		v->string = arg_string(a, place);
	}
}

static bool is_given(const struct args *a, const struct device_arg *arg)
{
	char place[PLACE_MAX];

	return arg_given(a, arg->positional ? place_name(place, arg) : arg->name);
}

static int run_create(const struct args *a, struct out *o)
{
	const struct device_class *c = args_command(a)->data;
	u32 n = device_class_n_args(c), interface;
	union device_value *values = memory_get_zero((n + 1) * sizeof(*values));
	bool *given = memory_get_zero(n + 1);
	int r;

	defaults(c, values);
	for (u32 i = 0; i < n; i++) {
		given[i] = is_given(a, &c->args[i]);
		if (given[i])
			read_value(a, &c->args[i], &values[i]);
	}
	r = device_create(c, &(struct device_values){given, values}, &interface);
	free(given);
	free(values);
	if (r < 0)
		return r;
	out_string(o, "interface", c->tells_name ? "%s\n" : NULL, interface_name(interface));
	out_u64(o, "index", NULL, interface);
	return 0;
}

static int run_delete(const struct args *a, struct out *)
{
	return device_delete(args_command(a)->data, arg_interface(a, "IFACE"));
}

static char *create_grammar(const struct device_class *c)
{
	struct text t = {0};
	char *grammar;

	text_add(&t, "create %s", c->create);
	for (u32 i = 0; c->args[i].name; i++)
		add_arg(&t, &c->args[i]);
	grammar = memory_string(text_string(&t));
	text_free(&t);
	return grammar;
}

static char *delete_grammar(const struct device_class *c)
{
	struct text t = {0};
	char *grammar;

	text_add(&t, "delete %s", c->create);
	if (c->delete_word)
		text_add(&t, " [%s]", c->delete_word);
	text_add(&t, " <IFACE:interface>");
	grammar = memory_string(text_string(&t));
	text_free(&t);
	return grammar;
}

// The sentence of a class for 'create' and what its arguments are about.
static char *create_help(const struct device_class *c)
{
	struct text t = {0};
	char *help;

	text_add(&t, "Create %s", c->help);
	for (u32 i = 0; c->args[i].name; i++)
		text_add(&t, "%s %s: %s", i ? ";" : ".", c->args[i].name, c->args[i].help);
	help = memory_string(text_string(&t));
	text_free(&t);
	return help;
}

enum { CREATE, DELETE, COMMANDS };

// The commands of a class. They live as long as the program, or until commands_free().
static struct command *commands_make(const struct device_class *c)
{
	struct command *commands = memory_get_zero(COMMANDS * sizeof(*commands));
	struct text help = {0};

	text_add(&help, "Delete %s", c->help);
	commands[CREATE] = (struct command){.grammar = create_grammar(c),
		.help = create_help(c),
		.run = run_create,
		.schema = "interface:s index:u",
		.data = c};
	commands[DELETE] = (struct command){.grammar = delete_grammar(c),
		.help = memory_string(text_string(&help)),
		.run = run_delete,
		.data = c};
	text_free(&help);
	return commands;
}

static void commands_free(struct command *commands)
{
	for (u32 i = 0; i < COMMANDS; i++) {
		free((char *)commands[i].grammar);
		free((char *)commands[i].help);
	}
	free(commands);
}

static int add_class(const struct device_class *c)
{
	struct command *commands = commands_make(c);
	int r = command_add(&commands[CREATE]);

	return r < 0 ? r : command_add(&commands[DELETE]);
}

int device_commands_add(void)
{
	const struct device_class *c;
	int r = 0;

	commands_are_made = true;
	for (u32 i = 0; r >= 0 && (c = device_class_at(i)); i++)
		r = add_class(c);
	return MIN(r, 0);
}

static const struct init_function device_commands = {
	.name = "device_commands_init",
	.run = device_commands_add,
	.stage = INIT_MAIN_LOOP,
};
INIT_REGISTER(device_commands);

static void name_text(struct text *t, const void *object)
{
	const struct device_class *c = object;

	text_add(t, "%s", c->name ?: "");
}

static int arg_check(const struct device_arg *a)
{
	if (a->type > ARG_CHOICE || !a->help)
		return error(ERR_INVALID_VALUE, "argument %s has no type or no help", a->name);
	if (a->type == ARG_CHOICE && (!a->choices || !a->choices[0]))
		return error(ERR_INVALID_VALUE, "argument %s has no choices", a->name);
	return 0;
}

static bool is_taken(const char *grammar)
{
	const struct command *c;

	REGISTRY_EACH (r, REGISTRY_COMMAND)
		if (!strcmp(((const struct command *)r->object)->grammar, grammar))
			return true;
	for (u32 i = 0; commands_are_made && (c = command_at(i)); i++)
		if (!strcmp(c->grammar, grammar))
			return true;
	return false;
}

// The commands that would be made of the class.
static int commands_check(const struct device_class *c)
{
	struct command *commands = commands_make(c);
	int status = 0;

	for (u32 i = 0; !status && i < COMMANDS; i++) {
		status = grammar_check(&commands[i]);
		if (!status && is_taken(commands[i].grammar))
			status = error(ERR_EXISTS, "its command \"%s\" exists already",
				commands[i].grammar);
	}
	commands_free(commands);
	return status;
}

// Two classes cannot be created by the same words.
static int create_check(const struct registration *r)
{
	const struct device_class *c = r->object;

	for (const struct registration *o = registry_head(REGISTRY_DEVICE); o != r; o = o->next) {
		const struct device_class *other = o->object;

		if (other->create && !strcmp(other->create, c->create))
			return error(ERR_EXISTS, "'create %s' makes a %s already", c->create,
				other->name);
	}
	return 0;
}

static int late_check(const struct registration *r)
{
	const struct device_class *c = r->object;
	int status = 0;

	if (!c->create || !c->help || !c->args || !c->make || !c->interface_class)
		return error(ERR_INVALID_VALUE,
			"has no words for 'create', help, arguments, make() or interface class");
	status = create_check(r);
	for (u32 i = 0; !status && c->args[i].name; i++)
		status = arg_check(&c->args[i]);
	return status ? status : commands_check(c);
}

static int late_take(const void *owner)
{
	int status = 0;

	REGISTRY_EACH_OF(r, REGISTRY_DEVICE, owner)
	if (!status)
		status = add_class(r->object);
	return status;
}

static const struct command *command_of(const struct device_class *c)
{
	const struct command *command;

	for (u32 i = 0; (command = command_at(i)); i++)
		if (command->data == c)
			return command;
	return NULL;
}

static void late_drop(const void *owner)
{
	REGISTRY_EACH_OF(r, REGISTRY_DEVICE, owner)
	{
		const struct command *c;

		while ((c = command_of(r->object)))
			command_remove(c);
	}
}

static const struct registry_consumer device_consumer = {.kind = REGISTRY_DEVICE,
	.one = "device class",
	.many = "device classes",
	.name = name_text,
	.check = late_check,
	.take = late_take,
	.drop = late_drop};
CONSUMER_REGISTER(device_consumer);
