// Node arp-input: ARP packets that ask and answer about IPv4 over Ethernet.
// In: the packet at its ARP header, l2_at set, from ethernet-input.
// Out: the features of arc arp on the receiving interface: arp-reply, or arp-disabled where no
//      address is configured; error-drop.
#include "engine/graph/feature.h"
#include "engine/graph/init.h"
#include "engine/neighbor/arp.h"
#include "engine/neighbor/arp_error.h"
#include "engine/neighbor/arp_stats.h"
#include "engine/net/protocol.h"

enum { NEXT_DROP };

static const struct feature_arc_state *arc;

static inline u16 check(const struct buffer *b, const struct arp *a)
{
	u16 error = ARP_ERROR_REPLIES_SENT;

	if (b->length < ARP_SIZE)
		return ARP_ERROR_TRUNCATED;
	if (a->hardware != be16_of(ARP_HARDWARE_ETHERNET) || a->hardware_size != 6)
		error = ARP_ERROR_HARDWARE;
	if (a->protocol != be16_of(ETHERTYPE_IP4) || a->protocol_size != 4)
		error = ARP_ERROR_PROTOCOL;
	// Says more about a packet of zeros than the two above; VPP's order.
	if (!a->to.ip)
		error = ARP_ERROR_TARGET_UNSET;
	return error;
}

static inline u16 input_one(struct worker *w, const struct node *node, struct buffer *b)
{
	const struct arp *a = buffer_here(b);
	u16 error = check(b, a), next = NEXT_DROP;

	b->error = node->error_base + error;
	if (error != ARP_ERROR_REPLIES_SENT)
		return NEXT_DROP;
	arp_stats_received(w, b->rx_interface, a);
	feature_start(w, arc, b->rx_interface, b, &next);
	return next;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n) {
		next[i] = input_one(w, node, b[i]);
	}
	node_forward(w, node, f, next);
}

static const struct node_class arp_input_node = {
	.name = "arp-input",
	.run = run,
	.trace_size = sizeof(struct arp_trace),
	.trace_record = arp_trace_record,
	.trace_text = arp_trace_text,
	.next = NAMES([NEXT_DROP] = "error-drop"),
	.errors = ARP_ERRORS,
};
NODE_REGISTER(arp_input_node);

static const struct feature_arc arp_arc = {
	.name = "arp", .start_nodes = NAMES("arp-input"), .end_node = "error-drop"};
FEATURE_ARC_REGISTER(arp_arc);

static int init(void)
{
	arc = feature_arc_state("arp");
	return 0;
}

static const struct init_function arp_input_init = {
	.name = "arp_input_init", .run = init, .after = NAMES("feature_init"), .stage = INIT};
INIT_REGISTER(arp_input_init);
