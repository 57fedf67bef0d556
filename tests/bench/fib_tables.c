// Tables for IPv4 lookup side by side: the engine's trie, DIR-24-8, poptrie. What came out and why
// the trie was taken is in FIB.md.
//
// fib_tables ROUTES DESTINATIONS [internet|uniform] [2m|4k]: clocks a packet for frames of 256
// random destinations, each at random inside of a random route; median over all frames.
#include "engine/base/clock.h"
#include "engine/base/memory.h"
#include "engine/ip4/fib_trie.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { FRAME = 256, SAMPLES = 20000, AHEAD = 16, HUGE_PAGE = 2 << 20 };

struct route {
	u32 prefix, balance;
	u8 length;
};
static struct route *routes; // short ones first
static u32 n_routes, n_destinations, *destinations;
static bool big_pages = true;

// What a packet meets after its lookup, in two forms: sixteen bytes a route, or a byte that names
// what many share. And the counter of the route.
struct wide {
	u64 words[2];
};
static struct wide *wide;
static u8 *set_of;
static struct wide sets[256];
static u64 (*counters)[2];
static volatile u64 sink;

static u32 mask_of(u8 length)
{
	return length ? UINT32_MAX << (32 - length) : 0;
}

static void *map(size_t size)
{
	u8 *p = mmap(NULL, size + HUGE_PAGE, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
	p = (u8 *)ROUND_UP((uintptr_t)p, (uintptr_t)HUGE_PAGE);
	madvise(p, size, big_pages ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
	return p;
}

static u8 random_length(bool uniform)
{
	u32 percent = random_u32() % 100;

	if (uniform)
		return 9 + random_u32() % 24;
	return percent < 60    ? 24
		: percent < 64 ? 16
		: percent < 74 ? 19
		: percent < 84 ? 20
		: percent < 98 ? 22
		: percent < 99 ? 25
			       : 32;
}

static int by_length(const void *a, const void *b)
{
	const struct route *x = a, *y = b;

	if (x->length != y->length)
		return x->length - y->length;
	return x->prefix < y->prefix ? -1 : x->prefix > y->prefix;
}

// Load-balances are numbered in order of addition, which is random.
static void routes_make(u32 n, bool uniform)
{
	u32 kept = 0;

	routes = memory_get(n * sizeof(*routes));
	for (u32 i = 0; i < n; i++) {
		u8 length = random_length(uniform);
		u32 address = (1 + random_u32() % 222) << 24 | (random_u32() & 0xffffff);

		routes[i] = (struct route){address & mask_of(length), i + 1, length};
	}
	qsort(routes, n, sizeof(*routes), by_length);
	for (u32 i = 0; i < n; i++) {
		if (!kept || by_length(&routes[kept - 1], &routes[i]))
			routes[kept++] = routes[i];
	}
	n_routes = kept;
	destinations = memory_get(n_destinations * sizeof(*destinations));
	for (u32 i = 0; i < n_destinations; i++) {
		const struct route *r = &routes[random_u32() % n_routes];

		destinations[i] = r->prefix | (random_u32() & ~mask_of(r->length));
	}
	wide = map((n + 1) * sizeof(*wide));
	counters = map((n + 1) * sizeof(*counters));
	set_of = map(n + 1);
	for (u32 i = 0; i <= n; i++) {
		wide[i].words[0] = set_of[i] = i & 15;
		counters[i][0] = 0;
	}
}

// ---- DIR-24-8: a slot for each /24, blocks of 256 for what is longer ----

static u32 *slots24, *blocks;
static u32 n_blocks;

static void fill(u32 *slot, u32 n, u32 balance)
{
	while (n--)
		*slot++ = balance << 1;
}

// Only for routes in order of length: it keeps none.
static void dir_make(void)
{
	slots24 = map(sizeof(u32) << 24);
	blocks = map((size_t)n_routes * 256 * sizeof(u32));
	n_blocks = 0;
	for (const struct route *r = routes; r < routes + n_routes; r++) {
		u32 *slot = &slots24[r->prefix >> 8];

		if (r->length <= 24) {
			fill(slot, 1u << (24 - r->length), r->balance);
			continue;
		}
		if (!(*slot & 1)) {
			fill(blocks + n_blocks * 256, 256, *slot >> 1);
			*slot = n_blocks++ << 1 | 1;
		}
		fill(blocks + (*slot >> 1) * 256 + (r->prefix & 0xff), 1u << (32 - r->length),
			r->balance);
	}
}

static inline u32 dir_end(u32 to, u32 slot)
{
	return (unlikely(slot & 1) ? blocks[(slot >> 1) * 256 + (to & 0xff)] : slot) >> 1;
}

static void dir_find(const u32 *to, u32 *found)
{
	for (u32 i = 0; i < FRAME; i++)
		found[i] = dir_end(to[i], slots24[to[i] >> 8]);
}

static void dir_find_staged(const u32 *to, u32 *found)
{
	for (u32 i = 0; i < FRAME; i++)
		__builtin_prefetch(&slots24[to[i] >> 8]);
	for (u32 i = 0; i < FRAME; i++) {
		found[i] = slots24[to[i] >> 8];
		if (unlikely(found[i] & 1))
			__builtin_prefetch(&blocks[(found[i] >> 1) * 256 + (to[i] & 0xff)]);
	}
	for (u32 i = 0; i < FRAME; i++)
		found[i] = dir_end(to[i], found[i]);
}

static size_t dir_size(void)
{
	return (sizeof(u32) << 24) + (size_t)n_blocks * 256 * sizeof(u32);
}

// ---- Poptrie (Asai and Ohara, SIGCOMM 2015): 18 bits direct, then 6 a node; leaves of equal
// neighbours are kept once. Made from DIR-24-8 and never changed ----

enum { DIRECT = 18, STRIDE = 6 };

struct pop_node {
	u64 nodes, leaves; // bit i: child i is a node; leaf i is another than the one before
	u32 first_node, first_leaf;
};
static struct pop_node *pop_nodes;
static u32 *pop_direct, *pop_leaves, n_pop_nodes, n_pop_leaves;

static u32 dir_lookup(u32 to)
{
	return dir_end(to, slots24[to >> 8]);
}

// Whether all addresses that begin with the first 'bits' of 'prefix' lead the same way.
static bool is_one(u32 prefix, u32 bits)
{
	u32 first = slots24[prefix >> 8], n = bits < 24 ? 1u << (24 - bits) : 1;

	for (u32 i = 0; i < n; i++)
		if (slots24[(prefix >> 8) + i] != first)
			return false;
	if (!(first & 1))
		return true;
	n = bits < 24 ? 256 : 1u << (32 - bits);
	for (u32 i = 1; i < n; i++)
		if (dir_lookup(prefix + i) != dir_lookup(prefix))
			return false;
	return true;
}

static u32 pop_child(u32 prefix, u32 bits, u32 i)
{
	return prefix | (bits + STRIDE > 32 ? i : i << (32 - bits - STRIDE));
}

static void pop_fill(u32 index, u32 prefix, u32 bits)
{
	u32 below = MIN(bits + STRIDE, 32u), n = 1u << (below - bits), last = UINT32_MAX, at;
	struct pop_node node = {.first_leaf = n_pop_leaves, .first_node = n_pop_nodes};

	for (u32 i = 0; i < n; i++) {
		u32 child = pop_child(prefix, bits, i);

		if (below < 32 && !is_one(child, below)) {
			node.nodes |= 1ull << i;
		} else if (dir_lookup(child) != last) {
			last = dir_lookup(child);
			node.leaves |= 1ull << i;
			pop_leaves[n_pop_leaves++] = last;
		}
	}
	pop_nodes[index] = node;
	at = n_pop_nodes;
	n_pop_nodes += __builtin_popcountll(node.nodes);
	for (u32 i = 0; i < n; i++) {
		if (node.nodes >> i & 1)
			pop_fill(at++, pop_child(prefix, bits, i), below);
	}
}

static void pop_make(void)
{
	dir_make();
	pop_direct = map(sizeof(u32) << DIRECT);
	pop_nodes = map(((size_t)n_routes * 4 + (1 << DIRECT)) * sizeof(*pop_nodes));
	pop_leaves = map(((size_t)n_routes * 16 + (1 << DIRECT)) * sizeof(u32));
	n_pop_nodes = n_pop_leaves = 0;
	for (u32 i = 0; i < 1u << DIRECT; i++) {
		u32 prefix = i << (32 - DIRECT);

		if (is_one(prefix, DIRECT)) {
			pop_direct[i] = dir_lookup(prefix) << 1;
		} else {
			pop_direct[i] = n_pop_nodes++ << 1 | 1;
			pop_fill(pop_direct[i] >> 1, prefix, DIRECT);
		}
	}
}

static u32 pop_down(const struct pop_node *node, u32 to)
{
	for (u32 bits = DIRECT;; bits += STRIDE) {
		u32 i = bits + STRIDE > 32 ? to & ((1u << (32 - bits)) - 1)
					   : to >> (32 - bits - STRIDE) & 63;
		u64 upto = UINT64_MAX >> (63 - i);

		if (!(node->nodes >> i & 1))
			return pop_leaves[node->first_leaf +
				__builtin_popcountll(node->leaves & upto) - 1];
		node = &pop_nodes[node->first_node + __builtin_popcountll(node->nodes & upto) - 1];
	}
}

__attribute__((target("popcnt"))) static void pop_find(const u32 *to, u32 *found)
{
	for (u32 i = 0; i < FRAME; i++) {
		found[i] = pop_direct[to[i] >> (32 - DIRECT)];
		__builtin_prefetch(&pop_nodes[found[i] >> 1]);
	}
	for (u32 i = 0; i < FRAME; i++)
		found[i] =
			found[i] & 1 ? pop_down(&pop_nodes[found[i] >> 1], to[i]) : found[i] >> 1;
}

static size_t pop_size(void)
{
	return (sizeof(u32) << DIRECT) + n_pop_nodes * sizeof(*pop_nodes) +
		n_pop_leaves * sizeof(u32);
}

// ---- The engine's trie ----

static struct fib_trie trie;

static void trie_make(void)
{
	u64 start = now();
	double seconds;

	if (fib_trie_open(&trie))
		exit(1);
	for (u32 i = 0; i < n_routes; i++)
		fib_trie_add(&trie, routes[i].prefix, routes[i].length, routes[i].balance);
	seconds = (double)(now() - start) / NS_PER_S;
	printf("trie: %.1f million additions a second\n", n_routes / seconds / 1e6);
}

static void trie_find(const u32 *to, u32 *found)
{
	for (u32 i = 0; i < FRAME; i++)
		found[i] = fib_trie_lookup(&trie, fib_trie_plies(), to[i]);
}

static size_t trie_size(void)
{
	return fib_trie_size(&trie);
}

// As ip4-lookup does it, with what follows.
static void trie_pipelined(const u32 *to, u32 *found)
{
	const struct trie_ply *plies = fib_trie_plies();
	u64 sum = 0;

	for (u32 i = 0; i < FRAME + 2 * AHEAD; i++) {
		u32 k = i - AHEAD, m = k - AHEAD;

		if (i < FRAME)
			found[i] = fib_trie_begin(&trie, plies, to[i]);
		if (k < FRAME) {
			found[k] = fib_trie_next(plies, to[k], found[k]);
			__builtin_prefetch(&set_of[trie_balance(found[k])]);
			__builtin_prefetch(&counters[trie_balance(found[k])], 1);
		}
		if (m < FRAME) {
			found[m] = fib_trie_end(&trie, plies, to[m], found[m]);
			sum += sets[set_of[found[m]]].words[0];
			counters[found[m]][0]++;
			counters[found[m]][1] += 64;
		}
	}
	sink = sum;
}

// ---- What follows a lookup ----

static void follow_none(const u32 *)
{
}

static inline void follow(const u32 *found, bool shared)
{
	u64 sum = 0;

	for (u32 i = 0; i < FRAME; i++) {
		__builtin_prefetch(shared ? (void *)&set_of[found[i]] : &wide[found[i]]);
		__builtin_prefetch(&counters[found[i]], 1);
	}
	for (u32 i = 0; i < FRAME; i++) {
		sum += (shared ? &sets[set_of[found[i]]] : &wide[found[i]])->words[0];
		counters[found[i]][0]++;
		counters[found[i]][1] += 64;
	}
	sink = sum;
}

static void follow_wide(const u32 *found)
{
	follow(found, false);
}

static void follow_shared(const u32 *found)
{
	follow(found, true);
}

static int compare(const void *a, const void *b)
{
	u32 x = *(const u32 *)a, y = *(const u32 *)b;

	return x < y ? -1 : x > y;
}

static double median(void (*find)(const u32 *, u32 *), void (*after)(const u32 *))
{
	static u32 samples[SAMPLES];
	u32 found[FRAME], at = 0;

	for (u32 s = 0; s < 2 * SAMPLES; s++) { // the first half warms up
		u64 start = clock_cycles();

		find(destinations + at, found);
		after(found);
		samples[s % SAMPLES] = clock_cycles() - start;
		at = at + 2 * FRAME <= n_destinations ? at + FRAME : 0;
	}
	qsort(samples, SAMPLES, sizeof(*samples), compare);
	return (double)samples[SAMPLES / 2] / FRAME;
}

static void check(const char *name, void (*find)(const u32 *, u32 *))
{
	u32 found[FRAME];

	find(destinations, found);
	for (u32 i = 0; i < FRAME; i++) {
		if (found[i] != dir_lookup(destinations[i])) {
			printf("%s finds %u for %08x instead of %u\n", name, found[i],
				destinations[i], dir_lookup(destinations[i]));
			exit(1);
		}
	}
}

static void row(const char *name, void (*find)(const u32 *, u32 *), size_t size)
{
	check(name, find);
	printf("%-24s %7.1f MB %8.1f %8.1f %8.1f\n", name, (double)size / 1e6,
		median(find, follow_none), median(find, follow_wide), median(find, follow_shared));
}

int main(int argc, char **argv)
{
	u32 n = argc > 1 ? strtoul(argv[1], NULL, 0) : 100000;

	n_destinations = argc > 2 ? MAX(strtoul(argv[2], NULL, 0), (u32)FRAME) : 1 << 16;
	big_pages = argc <= 4 || strcmp(argv[4], "4k");
	random_seed(1);
	routes_make(n, argc > 3 && !strcmp(argv[3], "uniform"));
	trie_make();
	pop_make();
	printf("%u routes, %u destinations, %s pages\n%-24s %10s %8s %8s %8s\n", n_routes,
		n_destinations, big_pages ? "2 MiB" : "4 KiB", "clocks a packet", "memory", "alone",
		"+16 B", "+1 B");
	row("16-8-8 trie", trie_find, trie_size());
	row("DIR-24-8", dir_find, dir_size());
	row("DIR-24-8, prefetched", dir_find_staged, dir_size());
	row("poptrie 18-6", pop_find, pop_size());
	check("16-8-8 trie, pipelined", trie_pipelined);
	printf("%-24s %7.1f MB %8s %8s %8.1f\n", "16-8-8 trie, pipelined", trie_size() / 1e6, "",
		"", median(trie_pipelined, follow_none));
	return 0;
}
