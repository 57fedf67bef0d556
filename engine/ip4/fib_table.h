// FIBs as this room sees them.
#pragma once

#include "engine/graph/buffer.h"
#include "engine/ip4/fib.h"
#include "engine/ip4/fib_trie.h"

#include <uthash.h>

enum { FIB_MAX_TABLES = 1 << 16, FIB_NAME_SIZE = 64 };

// A next hop that routes resolve through, and the path lists that do.
struct fib_via {
	u32 address;	 // host order
	u32 entry;	 // of address/32
	u32 *path_lists; // vec
};

struct fib_table {
	u32 id, index;
	char name[FIB_NAME_SIZE];
	u32 n_by_length[33];	  // entries
	u32 locks[ROUTE_SOURCES]; // who needs the table, as 'show ip fib' lists it
	struct fib_via *vias;	  // vec, by address
	u32 n_neighbors;
	UT_hash_handle hh;
};

// What packet paths read. Neither array moves while workers run.
struct fib_view {
	const struct fib_trie *tries; // by FIB index; deleted ones lead to nothing
	u32 n_tries;
	const u32 *of_interface; // FIB index by sw_if_index
	u32 n_interfaces;	 // covered; others are in FIB 0
};
EXPORT const struct fib_view *fib_view(void);

static inline u32 fib_of_packet(const struct fib_view *v, const struct buffer *b)
{
	if (unlikely(b->tx_interface != INDEX_NONE))
		return b->tx_interface;
	return likely(b->rx_interface < v->n_interfaces) ? v->of_interface[b->rx_interface] : 0;
}

// For indices that come from metadata: FIB 0 instead of one that never was.
static inline const struct fib_trie *fib_view_trie(const struct fib_view *v, u32 fib)
{
	return &v->tries[likely(fib < v->n_tries) ? fib : 0];
}

struct fib_table *fib_table_at(u32 index); // null if there is none
struct fib_trie *fib_trie_of(u32 index);
