// Plugins with one thing wrong in what they register, by the compiler's -D; all of them bring a
// node and a command that must not be there when they are refused.
#include "devices/device.h"
#include "engine/base/error.h"
#include "engine/graph/feature.h"
#include "engine/graph/init.h"
#include "engine/graph/plugin.h"
#include "engine/net/protocol.h"
#include "shell/command.h"

static void run(struct worker *w, struct node *node, struct frame *f)
{
	node_forward_all(w, node, f, 0);
}

static const struct node_class good_node = {
	.name = "unfit-node", .run = run, .next = NAMES("error-drop")};
NODE_REGISTER(good_node);

static int show(const struct args *, struct out *o)
{
	out_text(o, "it should not be here\n");
	return 0;
}

static const struct command good_command = {
	.grammar = "show unfit", .help = "Show what should not be here", .run = show};
COMMAND_REGISTER(good_command);

static const struct feature good_feature = {
	.arc = "ip4-unicast", .node = "unfit-node", .before = NAMES("ip4-not-enabled")};
FEATURE_REGISTER(good_feature);

static const struct protocol good_protocol = {
	.layer = LAYER_ETHERTYPE, .number = 0x88b6, .name = "UNFIT", .node = "unfit-node"};
PROTOCOL_REGISTER(good_protocol);

#if defined(SAME_NODE) || defined(NO_NEXT) || defined(NO_NAME) || defined(NO_RUN) || \
	defined(SIBLING)
static const struct node_class bad = {
#ifdef SAME_NODE
	.name = "ip4-lookup",
#elif !defined(NO_NAME)
	.name = "unfit-bad",
#endif
#ifndef NO_RUN
	.run = run,
#endif
#ifdef NO_NEXT
	.next = NAMES("error-drop", "node-of-nobody"),
#elif defined(SIBLING)
	.sibling_of = "node-of-nobody",
#endif
};
NODE_REGISTER(bad);
#elif defined(NO_ARC)
static const struct feature bad = {.arc = "arc-of-nobody", .node = "unfit-node"};
FEATURE_REGISTER(bad);
#elif defined(CYCLE)
static const struct node_class more_node = {
	.name = "unfit-more", .run = run, .next = NAMES("error-drop")};
NODE_REGISTER(more_node);
static const struct feature bad = {.arc = "ip4-unicast",
	.node = "unfit-more",
	.before = NAMES("unfit-node"),
	.after = NAMES("ip4-not-enabled")};
FEATURE_REGISTER(bad);
#elif defined(GRAMMAR)
static const struct command bad = {
	.grammar = "show unfit <X:type-of-nobody>", .help = "Wrong", .run = show};
COMMAND_REGISTER(bad);
#elif defined(BRACKET)
static const struct command bad = {.grammar = "show unfit [ more", .help = "Wrong", .run = show};
COMMAND_REGISTER(bad);
#elif defined(SAME_COMMAND)
static const struct command bad = {.grammar = "show clock", .help = "Again", .run = show};
COMMAND_REGISTER(bad);
#elif defined(SCHEMA)
static const struct command bad = {
	.grammar = "show unfit more", .help = "Wrong", .run = show, .schema = "list[]{name:q}"};
COMMAND_REGISTER(bad);
#elif defined(PROTOCOL)
static const struct protocol bad = {
	.layer = LAYER_ETHERTYPE, .number = ETHERTYPE_IP4, .node = "unfit-node"};
PROTOCOL_REGISTER(bad);
#elif defined(DEVICE)
static const struct device_class bad = {.name = "unfit", .create = "unfit", .help = "nothing"};
DEVICE_REGISTER(bad);
#elif defined(INIT_FAILS)
static int init(void)
{
	return error(ERR_BUSY, "the init function is unhappy");
}
static const struct init_function bad = {.name = "unfit_init", .run = init, .stage = INIT};
INIT_REGISTER(bad);
#elif defined(INIT_BEFORE) || defined(INIT_WORKERS)
static int init(void)
{
	return 0;
}
static const struct init_function bad = {.name = "unfit_init",
	.run = init,
#ifdef INIT_BEFORE
	.stage = INIT,
	.before = NAMES("feature_init")
#else
	.stage = INIT_WORKER
#endif
};
INIT_REGISTER(bad);
#endif

PLUGIN_REGISTER() = {.version = QUIVER_VERSION, .description = "Does not fit"};
