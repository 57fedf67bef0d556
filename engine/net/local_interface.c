// local0: the interface with index 0, which always exists and never sends.
#include "engine/graph/init.h"
#include "engine/net/interface.h"

enum { NEXT_DROP };
enum { ERROR_NEVER_SENDS };

static void run(struct worker *w, struct node *node, struct frame *f)
{
	for (u32 i = 0; i < f->n; i++)
		buffer_at(w, f->index[i])->error = node->error_base + ERROR_NEVER_SENDS;
	node_forward_all(w, node, f, NEXT_DROP);
}

static const struct node_class local_tx_node = {
	.name = "local-tx",
	.run = run,
	.next = NAMES([NEXT_DROP] = "error-drop"),
	.errors = ERRORS([ERROR_NEVER_SENDS] = {"interface never sends", SEVERITY_ERROR,
				 DROP_POLICY}),
};

static void hardware_text(struct text *t, const struct interface *, bool)
{
	text_add(t, "local");
}

static const struct interface_class local_class = {
	.name = "local", .tx = &local_tx_node, .hardware_text = hardware_text};

static int init(void)
{
	const struct interface_params params = {.name = "local0", .interface_class = &local_class};
	u32 index;
	int code = interface_create(&params, &index);

	return code < 0 ? code : interface_set_link(index, false);
}

static const struct init_function local_interface_init = {
	.name = "local_interface_init",
	.run = init,
	.after = NAMES("feature_init"),
	.stage = INIT,
};
INIT_REGISTER(local_interface_init);
