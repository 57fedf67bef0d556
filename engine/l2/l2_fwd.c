// Node l2-fwd: sends a frame to where its destination was learned.
//
// In: unicast frames at their link header, l2_meta set by l2-input.
// Out: l2-output with tx_interface set; the node of the ethertype for what is for the BVI; the next
//      feature, which floods, for unknown destinations; error-drop when nothing does, for filtered
//      ones, and for those that stand where the frame came from.
#include "engine/l2/bvi.h"
#include "engine/l2/l2fib.h"

enum {
	ERROR_PACKETS,
	ERROR_MISSES,
	ERROR_HITS,
	ERROR_BVI_MAC,
	ERROR_BVI_TYPE,
	ERROR_FILTERED,
	ERROR_REFLECTED,
	ERROR_STALE,
	ERROR_BVI_DOWN,
};

struct record {
	struct l2_trace l2;
	u64 found; // as VPP shows it: all ones for none
};

static void record(void *at, struct worker *, struct node *, struct buffer *b)
{
	struct record *r = at;

	l2_trace_record(&r->l2, b);
	r->found = l2_meta(b)->found ? l2_meta(b)->found : UINT64_MAX;
}

static void text(struct text *t, const void *at)
{
	static const char *const flags[] = {
		"static", "age-not", "bvi", "filter", "learn-event", "learn-move"};
	const struct record *r = at;

	l2_trace_text(t, &r->l2, "l2-fwd:  ");
	text_add(t, " bd_index %u result [0x%lx, %d] ", r->l2.bridge, r->found,
		(int)mac_interface(r->found));
	if (!mac_flags(r->found))
		text_add(t, "none");
	for (u32 k = 0; k < ARRAY_N(flags); k++)
		if (mac_flags(r->found) & 1u << k)
			text_add(t, "%s ", flags[k]);
}

// Nobody is known: others of the domain may know.
static u16 miss(const struct node *node, const u16 *nexts, struct buffer *b, u16 error)
{
	if (l2_meta(b)->features & (1u << L2_UU_FLOOD | 1u << L2_UU_FWD))
		return l2_feature_next(nexts, b, L2_FWD);
	b->error = node->error_base + error;
	return L2_NEXT_DROP;
}

static u16 to_bvi(struct worker *w, const struct node *node, struct buffer *b, u32 bvi)
{
	static const u16 errors[] = {[BVI_BAD_MAC] = ERROR_BVI_MAC,
		[BVI_UNKNOWN_TYPE] = ERROR_BVI_TYPE,
		[BVI_DOWN] = ERROR_BVI_DOWN};
	u16 next;
	enum bvi_verdict verdict = bvi_take(w, b, bvi, &next);

	if (verdict != BVI_TAKEN)
		b->error = node->error_base + errors[verdict];
	return next;
}

// An entry is good while the flush counts of its domain and port are what they were.
static bool is_stale(struct l2_ports ports, const struct l2_meta *m, u64 found)
{
	const struct l2_port *to = l2_ports_at(ports, mac_interface(found));

	if (mac_flags(found) & MAC_AGE_NOT)
		return false;
	return !to || to->bridge != m->bridge || to->sequence != mac_sequence(found);
}

// All but a plain hit.
static NOINLINE u16 forward_odd(struct worker *w, const struct node *node, struct l2_ports ports,
	const u16 *nexts, struct buffer *b, u64 found)
{
	if (!found)
		return miss(node, nexts, b, ERROR_MISSES);
	if (is_stale(ports, l2_meta(b), found))
		return miss(node, nexts, b, ERROR_STALE);
	if (mac_interface(found) == b->rx_interface) {
		b->error = node->error_base + ERROR_REFLECTED;
		return L2_NEXT_DROP;
	}
	if (mac_flags(found) & MAC_FILTER) {
		b->error = node->error_base + ERROR_FILTERED;
		return L2_NEXT_DROP;
	}
	if (mac_flags(found) & MAC_BVI)
		return to_bvi(w, node, b, mac_interface(found));
	b->tx_interface = mac_interface(found);
	return L2_NEXT_OUTPUT;
}

// What was found last, and how plain it is.
struct last {
	u64 key, found;
	bool is_plain; // to a port as it is now, nothing to be asked but where the frame came by
};

static inline void look_up(struct last *l, const struct mac_slots *slots, struct l2_ports ports,
	const struct l2_meta *m, u64 key)
{
	u64 found = mac_slots_find(slots, key);

	l->key = key;
	l->found = found;
	l->is_plain =
		found && !(mac_flags(found) & (MAC_FILTER | MAC_BVI)) && !is_stale(ports, m, found);
}

static inline u16 forward_one(struct worker *w, const struct node *node, struct l2_ports ports,
	const struct mac_slots *slots, const u16 *nexts, struct buffer *b, u64 key, struct last *l)
{
	if (key != l->key)
		look_up(l, slots, ports, l2_meta(b), key);
	l2_meta(b)->found = l->found;
	if (unlikely(!l->is_plain || mac_interface(l->found) == b->rx_interface))
		return forward_odd(w, node, ports, nexts, b, l->found);
	b->tx_interface = mac_interface(l->found);
	return L2_NEXT_OUTPUT;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	const struct mac_slots *slots = mac_table_slots(l2fib_table());
	struct l2_ports ports = l2_ports();
	const u16 *nexts = l2_feature_nexts();
	struct last last = {0}; // key 0: no domain has index 0
	u64 key[FRAME_MAX];
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n) {
		const struct ethernet *e = buffer_here(b[i]);

		key[i] = mac_key_load(e->to, l2_meta(b[i])->bridge);
		__builtin_prefetch(&slots->slot[mac_slots_home(slots, key[i])]);
	}
	FOR_EACH_PACKET (i, f->n) {
		next[i] = forward_one(w, node, ports, slots, nexts, b[i], key[i], &last);
	}
	node_forward(w, node, f, next);
}

static const struct node_class l2_fwd_node = {
	.name = "l2-fwd",
	.run = run,
	.sibling_of = "l2-input",
	.trace_size = sizeof(struct record),
	.trace_record = record,
	.trace_text = text,
	.errors = ERRORS([ERROR_PACKETS] = {"L2 forward packets", SEVERITY_ERROR, DROP_UNKNOWN},
		[ERROR_MISSES] = {"L2 forward misses", SEVERITY_ERROR, DROP_NO_ROUTE},
		[ERROR_HITS] = {"L2 forward hits", SEVERITY_ERROR, DROP_UNKNOWN},
		[ERROR_BVI_MAC] = {"BVI L3 MAC mismatch", SEVERITY_ERROR, DROP_POLICY},
		[ERROR_BVI_TYPE] = {"BVI packet with unhandled ethertype", SEVERITY_ERROR,
			DROP_UNSUPPORTED},
		[ERROR_FILTERED] = {"Filter Mac Drop", SEVERITY_ERROR, DROP_POLICY},
		[ERROR_REFLECTED] = {"Reflection Drop", SEVERITY_ERROR, DROP_POLICY},
		[ERROR_STALE] = {"Stale entry Drop", SEVERITY_ERROR, DROP_NO_ROUTE},
		[ERROR_BVI_DOWN] = {"BVI is down", SEVERITY_ERROR, DROP_POLICY}),
	.protocol_hint = 1,
};
NODE_REGISTER(l2_fwd_node);
