// Node ip4-lookup: finds the route of each packet.
//
// In: a whole IPv4 header; b->rx_interface, or b->tx_interface as the FIB index to look in.
// Out: where the route leads (ip4_forward.h), with the object's index in ip4_meta.
#include "engine/ip4/ip4_forward.h"
#include "engine/ip4/ip4_trace.h"

// How many packets lie between the steps of a lookup: about as many as a core can have memory
// requests on the way.
enum { AHEAD = 16 };

// A packet on its way through the steps of its lookup.
struct step {
	const struct fib_trie *trie;
	u32 address; // host order
	u32 slot;    // of the trie
};

// Collects what the lookups need. Returns whether all are the same one.
static inline bool gather(const struct ip4_lookup *l, struct buffer **b, struct step *s, u32 n)
{
	u64 others = 0;

	FOR_EACH_PACKET (i, n) {
		const struct ip4 *ip = buffer_here(b[i]);
		u32 fib = fib_of_packet(l->fibs, b[i]);

		s[i].trie = ip4_lookup_trie(l, fib);
		s[i].address = host32(ip->to);
		ip4_meta(b[i])->fib = fib;
		others |= (uintptr_t)s[i].trie ^ (uintptr_t)s[0].trie;
		others |= s[i].address ^ s[0].address;
	}
	return n && !others;
}

// The plies of a full table, its load-balances and counters lie far apart, so each step asks for
// the memory of the next one, AHEAD packets later. All steps are in one loop: memory works while
// the packets that have theirs are finished. Clocks a packet of the whole node, 100,000 routes and
// 64 k destinations, and a million of both: in a loop for each step 41 and 107, like this 35 and 66
// (both before big tables had rows, fib_trie.h, which made 27 and 50 of it).
static inline void meet_each(struct worker *w, struct buffer **b, const struct ip4_lookup *l,
	struct step *s, u16 *next, u32 n)
{
	struct counter_pair *counted = l->counter->at[w->index];

	for (u32 i = 0; i < n + 2 * AHEAD; i++) {
		u32 k = i - AHEAD, m = k - AHEAD; // at first huge

		if (i < n)
			s[i].slot = fib_trie_begin(s[i].trie, l->plies, s[i].address);
		if (k < n) {
			s[k].slot = fib_trie_next(l->plies, s[k].address, s[k].slot);
			if (likely(!trie_leads_on(s[k].slot))) {
				u32 index = trie_balance(s[k].slot);

				__builtin_prefetch(&l->balances->short_sets[index]);
				__builtin_prefetch(&counted[index], 1);
			}
		}
		if (m < n) {
			u32 index = fib_trie_end(s[m].trie, l->plies, s[m].address, s[m].slot);

			counter_add(l->counter, w, index, 1, buffer_packet_size(b[m]));
			next[m] = ip4_lookup_meet(l, b[m], load_balance_of(l->balances, index));
		}
	}
}

// All packets go to one address by one way: what is the same for all is done once.
static inline void meet_one(struct worker *w, struct buffer **b, const struct ip4_lookup *l,
	u32 index, struct forward to, u32 n)
{
	u64 bytes = 0;

	FOR_EACH_PACKET (i, n) {
		bytes += buffer_packet_size(b[i]);
		b[i]->flow_hash = 0;
		ip4_forward_meet(b[i], &to);
	}
	counter_add(l->counter, w, index, n, bytes);
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct ip4_lookup l = ip4_lookup_begin(load_balance_counter());
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	const struct load_balance *balance;
	struct step s[FRAME_MAX];
	u16 next[FRAME_MAX];

	frame_buffers(w, f, b);
	if (gather(&l, b, s, f->n)) {
		u32 index = fib_trie_lookup(s[0].trie, l.plies, s[0].address);

		balance = load_balance_of(l.balances, index);
		if (likely(!balance->mask)) {
			meet_one(w, b, &l, index, balance->one, f->n);
			node_forward_all(w, node, f, balance->one.next);
			return;
		}
	}
	meet_each(w, b, &l, s, next, f->n);
	node_forward(w, node, f, next);
}

static const struct node_class ip4_lookup_node = {
	.name = "ip4-lookup",
	.run = run,
	.trace_size = sizeof(struct ip4_trace),
	.trace_record = ip4_trace_record,
	.trace_text = ip4_trace_lookup_text,
	.next = NAMES([FORWARD_NEXT_DROP] = "ip4-drop", [FORWARD_NEXT_PUNT] = "ip4-punt",
		[FORWARD_NEXT_LOCAL] = "ip4-local", [FORWARD_NEXT_NEIGHBOR] = "ip4-arp",
		[FORWARD_NEXT_GLEAN] = "ip4-glean", [FORWARD_NEXT_REWRITE] = "ip4-rewrite",
		[FORWARD_NEXT_ICMP_ERROR] = "ip4-icmp-error",
		[FORWARD_NEXT_RECEIVE] = "ip4-receive",
		[FORWARD_NEXT_LOAD_BALANCE] = "ip4-load-balance",
		[FORWARD_NEXT_LOOKUP] = "lookup-ip4-dst", [FORWARD_NEXT_NULL] = "ip4-null"),
	.protocol_hint = 2,
};
NODE_REGISTER(ip4_lookup_node);
