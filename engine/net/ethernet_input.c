// Node ethernet-input: who wants an Ethernet frame.
// In: frames as received, b->rx_interface set. From drivers' input nodes.
// Out: the node that registered for the ethertype, llc-input for IEEE 802.3 lengths, the packet
//      past its link header, l2_at and l3_at set; error-punt for types nobody wants; error-drop.
//      What was taken (ethernet_input.h) goes to its node at its link header.
#include "engine/net/ethernet_input.h"
#include "engine/base/error.h"
#include "engine/graph/init.h"
#include "engine/net/ethernet.h"
#include "engine/net/interface.h"

enum { NEXT_DROP, NEXT_PUNT, NEXT_LLC };

enum {
	ERROR_NONE,
	ERROR_LLC_LENGTH,
	ERROR_UNKNOWN_TYPE,
	ERROR_UNKNOWN_VLAN,
	ERROR_L3_MAC,
	ERROR_DOWN,
	ERROR_PUNTED,
	ERROR_TRUNCATED,
	ERROR_SUBINTERFACE_DOWN,
};

enum {
	FIRST_TYPE = 0x600, // lower values are lengths, IEEE 802.3 section 3.2.6
	MAX_TAGS = 2,
	TRACE_BYTES = ETHERNET_SIZE + MAX_TAGS * VLAN_TAG_SIZE,
};

struct ethernet_meta {
	bool single_interface; // of the whole frame; only set for traced frames
};
BUFFER_META(ethernet_meta, struct ethernet_meta);

struct record {
	u32 interface, hw_interface;
	bool single_interface;
	u8 n;
	u8 bytes[TRACE_BYTES];
};

// What checks need of the interface that a packet came by, found once for a run of its packets.
struct arrival {
	u32 index;
	const struct interface *interface;
	bool takes;	   // it is up, does not punt, and nobody takes its frames without tags
	u16 taken_l2;	   // where bridged frames go while it is up; 0: none
	u64 mac, mac_mask; // as loaded from the header; the mask is 0 when it takes any address
};

// Next index by ethertype as it stands on the wire. Written at start, and when a plugin comes.
static u16 next_of_type[UINT16_MAX + 1];

// In that table, instead of a next index: tags follow. No node has so many.
enum { TYPE_TAGGED = UINT16_MAX };

static void record(void *at, struct worker *, struct node *, struct buffer *b)
{
	const struct interface *i = interface_at(b->rx_interface);
	struct record *r = at;

	r->interface = i && i->parent != INDEX_NONE ? i->parent : b->rx_interface;
	r->hw_interface = i ? i->hw_index : INDEX_NONE;
	r->single_interface = ethernet_meta(b)->single_interface;
	r->n = MIN(b->at + b->length - b->l2_at, TRACE_BYTES);
	memcpy(r->bytes, b->data + b->l2_at, r->n);
}

static void text(struct text *t, const void *at)
{
	const struct record *r = at;

	if (r->single_interface)
		text_add(t, "frame: flags 0x1, hw-if-index %u, sw-if-index %u\n", r->hw_interface,
			r->interface);
	ethernet_text(t, r->bytes, r->n);
}

// Walks over the tags behind the header: '*type' becomes the payload's. False when they are cut
// off. Id 0 only carries a priority and counts as untagged (IEEE 802.1Q section 6.9).
static inline bool take_tags(struct buffer *b, u16 *type, struct vlan_tags *tags, u16 *error)
{
	u16 id[MAX_TAGS] = {0};
	u32 n = 0;

	while (unlikely((*type == ETHERTYPE_VLAN || *type == ETHERTYPE_QINQ) && n < MAX_TAGS)) {
		const struct vlan_tag *tag = buffer_here(b);

		if (b->length < VLAN_TAG_SIZE) {
			*error = ERROR_TRUNCATED;
			return false;
		}
		if (n == 0)
			tags->dot1ad = *type == ETHERTYPE_QINQ;
		id[n] = host16(tag->tci) & 0xfff;
		*type = host16(tag->type);
		buffer_move(b, VLAN_TAG_SIZE);
		n++;
	}
	if (id[0] | id[1]) {
		bool more = *type == ETHERTYPE_VLAN || *type == ETHERTYPE_QINQ;

		tags->n = (u8)(n + more);
		tags->outer = id[0];
		tags->inner = id[1];
	}
	if (unlikely(n))
		b->flags |= n == 1 ? BUFFER_VLAN_1 : BUFFER_VLAN_2;
	return true;
}

static inline u16 llc_next(struct buffer *b, u16 length, u16 *error)
{
	if (length <= buffer_packet_size(b))
		return NEXT_LLC;
	*error = ERROR_LLC_LENGTH;
	return NEXT_DROP;
}

// Bytes of the link header with its tags, as many as are at hand.
static u32 header_size(const struct buffer *b)
{
	const struct ethernet *e = (const struct ethernet *)(b->data + b->at);
	u32 size = ETHERNET_SIZE;
	be16 type = e->type;

	for (u32 n = 0; n < MAX_TAGS && size + VLAN_TAG_SIZE <= b->length; n++) {
		if (type != be16_of(ETHERTYPE_VLAN) && type != be16_of(ETHERTYPE_QINQ))
			break;
		memcpy(&type, b->data + b->at + size + 2, sizeof(type));
		size += VLAN_TAG_SIZE;
	}
	return size;
}

static inline u16 take_l2(struct buffer *b, u16 next)
{
	const struct ethernet *e = (const struct ethernet *)(b->data + b->at);
	u32 size = ETHERNET_SIZE;

	if (unlikely(next_of_type[e->type] == TYPE_TAGGED))
		size = header_size(b);
	b->l2_at = b->at;
	b->l3_at = b->at + size;
	b->flags |= BUFFER_L2_VALID | BUFFER_L3_VALID;
	return next;
}

// The sub-interface that the packet is for has received it now, all of it: its link header too.
static const struct interface *arrive_at_sub(struct worker *w, struct buffer *b, u32 index)
{
	b->rx_interface = index;
	counter_add(interface_counter(COUNTER_RX), w, index, 1,
		buffer_packet_size(b) + (u32)(b->at - b->l2_at));
	return interface_at(index);
}

// Who receives it: the interface, or one of its sub-interfaces; null for none.
static const struct interface *find_receiver(
	struct worker *w, struct buffer *b, const struct interface *i, const struct vlan_tags *tags)
{
	u32 sub = i->vlans ? vlan_find(i->vlans, tags) : INDEX_NONE;

	if (sub != INDEX_NONE)
		return arrive_at_sub(w, b, sub);
	// A bridged port without VLANs of its own takes all.
	return tags->n == 0 || i->taken[ETHERNET_L2] ? i : NULL;
}

// All that may be asked of a packet, in VPP's order.
static u16 classify(struct worker *w, struct buffer *b, const struct interface *i, u16 *error)
{
	const struct interface *port = i;
	struct vlan_tags tags = {0};
	const struct ethernet *e = buffer_here(b);
	u16 type, next;

	if (i && i->up && i->taken[ETHERNET_WHOLE])
		return i->taken[ETHERNET_WHOLE];
	if (unlikely(b->length < ETHERNET_SIZE)) {
		*error = ERROR_TRUNCATED;
		return NEXT_DROP;
	}
	if (unlikely(!i || !i->up)) {
		*error = ERROR_DOWN;
		return NEXT_DROP;
	}
	type = host16(e->type);
	buffer_move(b, ETHERNET_SIZE);
	if (!take_tags(b, &type, &tags, error))
		return NEXT_DROP;
	i = find_receiver(w, b, i, &tags);
	if (unlikely(!i)) {
		*error = ERROR_UNKNOWN_VLAN;
		return NEXT_DROP;
	}
	if (unlikely(!i->up)) {
		*error = ERROR_SUBINTERFACE_DOWN;
		return NEXT_DROP;
	}
	if (i->taken[ETHERNET_L2] && !i->punt) {
		buffer_move(b, b->l2_at - b->at);
		return take_l2(b, i->taken[ETHERNET_L2]);
	}
	if (!mac_is_multicast(e->to) && unlikely(!mac_equal(e->to, i->mac)) && !port->promiscuous) {
		*error = ERROR_L3_MAC;
		return NEXT_DROP;
	}
	b->l3_at = b->at;
	b->flags |= BUFFER_L3_VALID;
	if (unlikely(i->punt)) {
		*error = ERROR_PUNTED;
		return NEXT_PUNT;
	}
	if (unlikely(type < FIRST_TYPE))
		return llc_next(b, type, error);
	next = next_of_type[be16_of(type)];
	// More tags than are looked at: nobody's type.
	if (unlikely(next == NEXT_PUNT || next == TYPE_TAGGED)) {
		*error = ERROR_UNKNOWN_TYPE;
		return NEXT_PUNT;
	}
	return next;
}

static void arrive(struct arrival *from, u32 index)
{
	const struct interface *i = interface_at(index);

	*from = (struct arrival){.index = index, .interface = i};
	if (!i)
		return;
	from->takes = i->up && !i->punt && !i->taken[ETHERNET_WHOLE] && !i->taken[ETHERNET_L2] &&
		!(i->vlans && vlan_has_untagged(i->vlans));
	if (i->up && !i->punt && !i->taken[ETHERNET_WHOLE] && !i->vlans)
		from->taken_l2 = i->taken[ETHERNET_L2];
	memcpy(&from->mac, i->mac, sizeof(i->mac));
	if (!i->promiscuous)
		memset(&from->mac_mask, 0xff, sizeof(i->mac));
}

static NOINLINE u16 input_odd(
	struct worker *w, const struct node *node, const struct arrival *from, struct buffer *b)
{
	u16 error = ERROR_NONE, next;

	b->l2_at = b->at;
	b->flags |= BUFFER_L2_VALID;
	next = classify(w, b, from->interface, &error);
	b->error = node->error_base + error;
	return next;
}

// To us, of a type that a node takes, without tags: the same answer as classify()'s, in few steps.
static inline bool is_plain(const struct arrival *from, const struct buffer *b, u16 *next)
{
	const struct ethernet *e = (const struct ethernet *)(b->data + b->at);
	u64 to;

	if (unlikely(b->length < ETHERNET_SIZE))
		return false;
	memcpy(&to, e, sizeof(to));
	*next = next_of_type[e->type];
	return !((to ^ from->mac) & from->mac_mask) && from->takes && *next > NEXT_LLC &&
		*next != TYPE_TAGGED;
}

static inline u16 input_one(
	struct worker *w, const struct node *node, struct arrival *from, struct buffer *b)
{
	u16 next;

	if (unlikely(b->rx_interface != from->index))
		arrive(from, b->rx_interface);
	if (from->taken_l2 && likely(b->length >= ETHERNET_SIZE)) {
		b->error = node->error_base + ERROR_NONE;
		return take_l2(b, from->taken_l2);
	}
	if (unlikely(!is_plain(from, b, &next)))
		return input_odd(w, node, from, b);
	b->l2_at = b->at;
	buffer_move(b, ETHERNET_SIZE);
	b->l3_at = b->at;
	b->flags |= BUFFER_L2_VALID | BUFFER_L3_VALID;
	b->error = node->error_base + ERROR_NONE;
	return next;
}

// Frames of several interfaces may have been put together on the way.
static NOINLINE void mark_traced(struct buffer **b, const struct frame *f)
{
	bool single = f->flags & FRAME_ETH_SINGLE_IF;

	for (u32 i = 1; i < f->n; i++)
		single &= b[i]->rx_interface == b[0]->rx_interface;
	for (u32 i = 0; i < f->n; i++)
		ethernet_meta(b[i])->single_interface = single;
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	struct arrival from;
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	arrive(&from, b[0]->rx_interface);
	if (unlikely(f->flags & FRAME_TRACE))
		mark_traced(b, f);
	f->flags &= ~FRAME_ETH_SINGLE_IF;
	FOR_EACH_PACKET (i, f->n) {
		next[i] = input_one(w, node, &from, b[i]);
	}
	node_forward(w, node, f, next);
}

static const struct node_class ethernet_input_node = {
	.name = "ethernet-input",
	.run = run,
	.trace_size = sizeof(struct record),
	.trace_record = record,
	.trace_text = text,
	.next = NAMES([NEXT_DROP] = "error-drop", [NEXT_PUNT] = "error-punt",
		[NEXT_LLC] = "llc-input"),
	.errors = ERRORS([ERROR_NONE] = {"no error", SEVERITY_ERROR, DROP_UNKNOWN},
		[ERROR_LLC_LENGTH] = {"llc length > packet length", SEVERITY_ERROR, DROP_MALFORMED},
		[ERROR_UNKNOWN_TYPE] = {"unknown ethernet type", SEVERITY_ERROR, DROP_UNSUPPORTED},
		[ERROR_UNKNOWN_VLAN] = {"unknown vlan", SEVERITY_ERROR, DROP_POLICY},
		[ERROR_L3_MAC] = {"l3 mac mismatch", SEVERITY_ERROR, DROP_POLICY},
		[ERROR_DOWN] = {"interface is down", SEVERITY_ERROR, DROP_POLICY},
		[ERROR_PUNTED] = {"interface punts", SEVERITY_INFO, DROP_POLICY},
		[ERROR_TRUNCATED] = {"ethernet header truncated", SEVERITY_ERROR, DROP_MALFORMED},
		[ERROR_SUBINTERFACE_DOWN] = {"subinterface down", SEVERITY_ERROR, DROP_POLICY}),
	.protocol_hint = 1,
};
NODE_REGISTER(ethernet_input_node);

int ethernet_input_take(u32 interface, enum ethernet_stage stage, const char *node)
{
	struct interface *i = interface_at(interface);
	int next = 0;

	if (!i)
		return error(ERR_NO_SUCH_INTERFACE, "no interface with index %u", interface);
	if (node)
		next = node_add_next_by_name("ethernet-input", node);
	if (next < 0)
		return next;
	if (node && i->taken[stage] && i->taken[stage] != next)
		return error(ERR_BUSY, "%s is in use by another part of the graph", i->name);
	barrier_begin();
	i->taken[stage] = (u16)next;
	barrier_end();
	return 0;
}

static int type_add(u16 type, const char *node)
{
	int next;

	if (type < FIRST_TYPE || type == ETHERTYPE_VLAN || type == ETHERTYPE_QINQ)
		return error(ERR_INVALID_VALUE, "ethertype 0x%04x is not a protocol's", type);
	next = node_add_next_by_name("ethernet-input", node);
	if (next < 0)
		return next;
	next_of_type[be16_of(type)] = (u16)next;
	return 0;
}

static void type_remove(u16 type)
{
	next_of_type[be16_of(type)] = NEXT_PUNT;
}

static int init(void)
{
	for (u32 type = 0; type <= UINT16_MAX; type++)
		next_of_type[be16_of((u16)type)] = type < FIRST_TYPE ? NEXT_LLC : NEXT_PUNT;
	next_of_type[be16_of(ETHERTYPE_VLAN)] = TYPE_TAGGED;
	next_of_type[be16_of(ETHERTYPE_QINQ)] = TYPE_TAGGED;
	return protocol_carry(LAYER_ETHERTYPE, type_add, type_remove);
}

static const struct init_function ethernet_input_init = {
	.name = "ethernet_input_init", .run = init, .stage = INIT};
INIT_REGISTER(ethernet_input_init);
