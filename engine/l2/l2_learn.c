// Node l2-learn: remembers by which port the sender of a frame can be reached.
//
// In: frames at their link header, l2_meta set by l2-input.
// Out: the next feature; error-drop when the sender is filtered, or static at another port.
#include "engine/l2/bridge.h"
#include "engine/l2/l2fib.h"

enum {
	ERROR_PACKETS,
	ERROR_MISSES,
	ERROR_MOVES,
	ERROR_VIOLATIONS,
	ERROR_LIMIT,
	ERROR_UPDATES,
	ERROR_FILTERED,
};

// Entries that are only a minute old are made young at most so many times a frame: a new minute
// begins for all of them at once.
enum { YOUNG_MAX = 3 };

static void record(void *at, struct worker *, struct node *, struct buffer *b)
{
	l2_trace_record(at, b);
}

static void text(struct text *t, const void *at)
{
	const struct l2_trace *r = at;

	l2_trace_text(t, r, "l2-learn:");
	text_add(t, " bd_index %u", r->bridge);
}

struct pass {
	struct worker *w;
	struct node *node;
	struct mac_table *table;
	u8 minute;
	u32 n_updates;
};

static inline void count(const struct pass *s, u16 error)
{
	node_count(s->w, s->node, error, 1);
}

static bool is_limited(const struct bridge *b)
{
	const struct l2fib_learned *all = l2fib_learned();

	return __atomic_load_n(&all->n, __ATOMIC_RELAXED) >=
		__atomic_load_n(&all->limit, __ATOMIC_RELAXED) ||
		__atomic_load_n(&b->n_learned, __ATOMIC_RELAXED) >=
		__atomic_load_n(&b->learn_limit, __ATOMIC_RELAXED);
}

static void count_learned(struct bridge *b)
{
	__atomic_add_fetch(&l2fib_learned()->n, 1, __ATOMIC_RELAXED);
	__atomic_add_fetch(&b->n_learned, 1, __ATOMIC_RELAXED);
}

static bool learn_new(const struct pass *s, u64 key, u64 value)
{
	struct bridge *b = bridge_at(key >> 48);

	count(s, ERROR_MISSES);
	if (!(key << 16))
		return true; // nobody's address
	if (!b || is_limited(b)) {
		count(s, ERROR_LIMIT);
		return true;
	}
	switch (mac_table_set(s->table, key, value)) {
	case MAC_TABLE_FULL:
		count(s, ERROR_LIMIT);
		break;
	case MAC_TABLE_NEW:
		count_learned(b);
		break;
	case MAC_TABLE_CHANGED:
		break; // another thread had it in the meantime
	}
	if (mac_table_is_crowded(s->table))
		l2fib_ask_growth();
	return true;
}

static void move(const struct pass *s, u64 key, u64 value, u64 old)
{
	struct bridge *b = bridge_at(key >> 48);

	count(s, ERROR_MOVES);
	if (mac_table_set(s->table, key, value) != MAC_TABLE_FULL && b &&
		mac_flags(old) & MAC_AGE_NOT)
		count_learned(b);
}

// False: the frame has to go, '*error' says why. Nothing is written when an entry is as it should.
static NOINLINE bool learn(
	struct pass *s, const struct l2_meta *m, u64 key, u64 value, u64 found, u16 *error)
{
	if (!found)
		return learn_new(s, key, value);
	if (mac_flags(found) & MAC_FILTER) {
		*error = ERROR_FILTERED;
		return false;
	}
	if (mac_interface(found) == mac_interface(value)) {
		u8 age = (u8)(s->minute - mac_minute(found));
		bool stale = mac_sequence(found) != mac_sequence(value);

		if (mac_flags(found) & MAC_AGE_NOT || (!stale && !(age && m->ages)))
			return true;
		if (!stale && age == 1 && s->n_updates >= YOUNG_MAX)
			return true;
		s->n_updates++;
		count(s, ERROR_UPDATES);
		mac_table_set(s->table, key, value);
		return true;
	}
	if (mac_flags(found) & MAC_STATIC) {
		*error = ERROR_VIOLATIONS;
		return false;
	}
	move(s, key, value, found);
	return true;
}

static inline u16 learn_one(struct pass *s, const struct mac_slots *slots, const u16 *nexts,
	struct buffer *b, u64 key, u64 *key_before)
{
	const struct l2_meta *m = l2_meta(b);
	u64 value, found, odd;
	u16 error;

	// The same sender by the same port as the packet before.
	if (key == key_before[0] && b->rx_interface == key_before[1])
		return l2_feature_next(nexts, b, L2_LEARN);
	value = mac_value(b->rx_interface, 0, s->minute, m->sequence);
	found = mac_slots_find(slots, key);
	odd = found ^ value;
	if (!m->ages)
		odd &= ~MAC_MINUTE_MASK;
	if (unlikely(odd) && !learn(s, m, key, value, found, &error)) {
		b->error = s->node->error_base + error;
		return L2_NEXT_DROP;
	}
	key_before[0] = key;
	key_before[1] = b->rx_interface;
	return l2_feature_next(nexts, b, L2_LEARN);
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	struct buffer *b[FRAME_MAX + PREFETCH_AHEAD];
	struct pass s = {.w = w, .node = node, .table = l2fib_table()};
	const struct mac_slots *slots = mac_table_slots(s.table);
	const u16 *nexts = l2_feature_nexts();
	u64 key[FRAME_MAX], before[2] = {0};
	u16 next[FRAME_MAX];

	s.minute = mac_minute_of(w->time);
	frame_buffers(w, f, b);
	FOR_EACH_PACKET (i, f->n) {
		const struct ethernet *e = buffer_here(b[i]);

		key[i] = mac_key_load(e->from, l2_meta(b[i])->bridge);
		__builtin_prefetch(&slots->slot[mac_slots_home(slots, key[i])]);
	}
	FOR_EACH_PACKET (i, f->n) {
		next[i] = learn_one(&s, slots, nexts, b[i], key[i], before);
	}
	node_count(w, node, ERROR_PACKETS, f->n);
	node_forward(w, node, f, next);
}

static const struct node_class l2_learn_node = {
	.name = "l2-learn",
	.run = run,
	.sibling_of = "l2-input",
	.trace_size = sizeof(struct l2_trace),
	.trace_record = record,
	.trace_text = text,
	.errors = ERRORS([ERROR_PACKETS] = {"L2 learn packets", SEVERITY_ERROR, DROP_UNKNOWN},
		[ERROR_MISSES] = {"L2 learn misses", SEVERITY_ERROR, DROP_UNKNOWN},
		[ERROR_MOVES] = {"L2 mac moves", SEVERITY_ERROR, DROP_UNKNOWN},
		[ERROR_VIOLATIONS] = {"L2 mac move violations", SEVERITY_ERROR, DROP_POLICY},
		[ERROR_LIMIT] = {"L2 not learned due to limit", SEVERITY_ERROR, DROP_RESOURCE},
		[ERROR_UPDATES] = {"L2 learn hit updates", SEVERITY_ERROR, DROP_UNKNOWN},
		[ERROR_FILTERED] = {"L2 filter mac drops", SEVERITY_ERROR, DROP_POLICY}),
	.protocol_hint = 1,
};
NODE_REGISTER(l2_learn_node);
