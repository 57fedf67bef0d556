// Plugin: one registration of every kind, each to be seen at work.
#include "devices/device.h"
#include "engine/base/error.h"
#include "engine/base/log.h"
#include "engine/graph/config.h"
#include "engine/graph/feature.h"
#include "engine/graph/init.h"
#include "engine/graph/plugin.h"
#include "engine/graph/process.h"
#include "engine/net/protocol.h"
#include "shell/command.h"
#include "shell/pipe.h"

#include <stdio.h>

// An ethertype of its own, whose packets begin an arc of its own that ends here again.
enum { NEXT_DROP };
enum { ERROR_TYPE, ERROR_FEATURE, ERROR_END };

static const struct feature_arc_state *arc;

static void count(struct worker *w, struct node *node, struct frame *f, u16 error)
{
	for (u32 i = 0; i < f->n; i++)
		buffer_at(w, f->index[i])->error = node->error_base + error;
}

static void type_run(struct worker *w, struct node *node, struct frame *f)
{
	count(w, node, f, ERROR_TYPE);
	feature_start_all(w, node, f, arc);
}

static void end_run(struct worker *w, struct node *node, struct frame *f)
{
	count(w, node, f, ERROR_END);
	node_forward_all(w, node, f, NEXT_DROP);
}

static void feature_run(struct worker *w, struct node *node, struct frame *f)
{
	u16 next[FRAME_MAX];

	for (u32 i = 0; i < f->n; i++)
		next[i] = feature_next(w, buffer_at(w, f->index[i]));
	node_count(w, node, 0, f->n);
	node_forward(w, node, f, next);
}

struct record {
	u32 n;
};

static void record(void *at, struct worker *, struct node *, struct buffer *b)
{
	((struct record *)at)->n = b->length;
}

static void text(struct text *t, const void *at)
{
	text_add(t, "everything: %u bytes", ((const struct record *)at)->n);
}

#define END_ERRORS \
	ERRORS([ERROR_TYPE] = {"began", SEVERITY_INFO, DROP_CONSUMED}, \
		[ERROR_FEATURE] = {"passed", SEVERITY_INFO, DROP_CONSUMED}, \
		[ERROR_END] = {"ended", SEVERITY_INFO, DROP_CONSUMED})

static const struct node_class type_node = {
	.name = "every-type",
	.run = type_run,
	.trace_size = sizeof(struct record),
	.trace_record = record,
	.trace_text = text,
	.next = NAMES("every-end"),
	.errors = END_ERRORS,
};
NODE_REGISTER(type_node);

static const struct node_class end_node = {
	.name = "every-end",
	.run = end_run,
	.next = NAMES([NEXT_DROP] = "error-drop"),
	.errors = END_ERRORS,
};
NODE_REGISTER(end_node);

static const struct node_class feature_node = {
	.name = "every-feature",
	.run = feature_run,
	.errors = ERRORS({"passed", SEVERITY_INFO, DROP_CONSUMED}),
};
NODE_REGISTER(feature_node);

static const struct node_class output_node = {
	.name = "every-output",
	.run = feature_run,
	.errors = ERRORS({"passed on their way out", SEVERITY_INFO, DROP_CONSUMED}),
};
NODE_REGISTER(output_node);

static const struct protocol protocol = {
	.layer = LAYER_ETHERTYPE, .number = 0x88b5, .name = "EVERY", .node = "every-type"};
PROTOCOL_REGISTER(protocol);

static const struct feature_arc every_arc = {
	.name = "every-arc", .start_nodes = NAMES("every-type"), .end_node = "every-end"};
FEATURE_ARC_REGISTER(every_arc);

static const struct feature on_own_arc = {.arc = "every-arc", .node = "every-feature"};
FEATURE_REGISTER(on_own_arc);

// Of an arc that is there already; before the feature that is its end.
static const struct feature on_output = {.arc = "interface-output",
	.node = "every-output",
	.before = NAMES("interface-output-arc-end")};
FEATURE_REGISTER(on_output);

// A process and hooks that remember what they saw.
static struct text seen;
static u32 n_ticks;

static void tick(void *)
{
	for (n_ticks = 1; process_sleep(NS_PER_S); n_ticks++)
		;
}

static const struct node_class tick_node = {
	.name = "every-process", .type = NODE_PROCESS, .process = tick};
NODE_REGISTER(tick_node);

static void created(struct interface *i)
{
	text_add(&seen, " +%s", i->name);
}

static void went_up(struct interface *i)
{
	text_add(&seen, " %s%s", i->name, i->up ? "!" : "?");
}

static const struct interface_hook hook = {.on_create = created, .on_up = went_up};
INTERFACE_HOOK_REGISTER(hook);

static struct log_class log_every = {.name = "every"};
LOG_REGISTER(log_every);

// Configuration of both kinds, and functions of each stage, in order.
static struct text stages;

static int early_parse(struct config *c)
{
	const char *word;
	int status = config_string(c, &word);

	text_add(&stages, "early:%s ", status ? "?" : word);
	return status;
}

static const struct config_section early_section = {
	.name = "every-early", .words = "<word>  said early", .early = true, .parse = early_parse};
CONFIG_REGISTER(early_section);

static int late_parse(struct config *c)
{
	const char *word;
	int status = config_string(c, &word);

	text_add(&stages, "late:%s ", status ? "?" : word);
	return status;
}

static const struct config_section late_section = {
	.name = "every-late", .words = "<word>  said late", .parse = late_parse};
CONFIG_REGISTER(late_section);

static int first_init(void)
{
	arc = feature_arc_state("every-arc");
	text_add(&stages, "first ");
	log_notice(&log_every, "everything is here");
	return 0;
}

static int second_init(void)
{
	text_add(&stages, "second ");
	return 0;
}

static int loop_init(void)
{
	text_add(&stages, "loop ");
	return 0;
}

static const struct init_function loop_function = {
	.name = "every_a_loop", .run = loop_init, .stage = INIT_MAIN_LOOP};
INIT_REGISTER(loop_function);
static const struct init_function second_function = {.name = "every_b_second",
	.run = second_init,
	.after = NAMES("every_c_first", "ip4_local_init"),
	.stage = INIT};
INIT_REGISTER(second_function);
static const struct init_function first_function = {
	.name = "every_c_first", .run = first_init, .after = NAMES("feature_init"), .stage = INIT};
INIT_REGISTER(first_function);

// An early-init function, before any of it.
__attribute__((visibility("default"))) int every_early_init(void);
int every_early_init(void)
{
	text_add(&stages, "early-init ");
	return 0;
}

// The shell's.
static int colour_parse(const char *word, const char *, struct arg_value *v)
{
	if (strcmp(word, "red") != 0 && strcmp(word, "blue") != 0)
		return error(ERR_INVALID_VALUE, "`%s' is no colour", word);
	v->string = word;
	return 0;
}

static const struct arg_type colour_type = {
	.name = "every-colour", .help = "a colour: red or blue", .parse = colour_parse};
ARG_TYPE_REGISTER(colour_type);

static int show_every(const struct args *a, struct out *o)
{
	out_string(o, "colour", "colour %s\n", arg_string(a, "COLOUR"));
	out_string(o, "stages", "stages %s\n", text_string(&stages));
	out_string(o, "seen", "seen%s\n", text_string(&seen));
	out_u64(o, "ticks", "ticks %lu\n", n_ticks);
	return 0;
}

static const struct command show_every_command = {
	.grammar = "show every <COLOUR:every-colour>",
	.help = "Show what the plugin has seen",
	.run = show_every,
	.schema = "colour:s stages:s seen:s ticks:u",
};
COMMAND_REGISTER(show_every_command);

static int loud_line(struct pipe *p, const char *line, u32 n)
{
	char loud[256];

	snprintf(loud, sizeof(loud), "%.*s!\n", (int)(n && line[n - 1] == '\n' ? n - 1 : n), line);
	return pipe_pass(p, loud, (u32)strlen(loud));
}

static const struct pipe_class loud_pipe = {
	.command = {.grammar = "every-loud", .help = "lines that end in !"}, .line = loud_line};
PIPE_REGISTER(loud_pipe);

// A device that swallows what is sent to it.
static void tx_run(struct worker *w, struct node *, struct frame *f)
{
	buffer_free(w, f->index, f->n);
}

static const struct node_class tx_node = {.name = "every-tx", .run = tx_run};
static const struct interface_class every_interface = {
	.name = "Every", .tx = &tx_node, .is_ethernet = true};

static int make(const struct device_values *v, u32 *interface)
{
	char name[16];

	snprintf(name, sizeof(name), "every%lu", v->value[0].u64);
	return interface_create(
		&(struct interface_params){.name = name, .interface_class = &every_interface},
		interface);
}

static const struct device_arg device_args[] = {
	{.name = "number", .type = ARG_U64, .max = 99, .required = true, .help = "0 to 99"}, {0}};

static const struct device_class every_device = {.name = "every",
	.create = "every interface",
	.help = "an interface of the plugin",
	.args = device_args,
	.make = make,
	.interface_class = &every_interface,
	.tells_name = true};
DEVICE_REGISTER(every_device);

PLUGIN_REGISTER() = {
	.version = QUIVER_VERSION,
	.version_required = "0",
	.early_init = "every_early_init",
	.description = "One of everything",
};
