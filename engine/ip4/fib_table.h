// FIBs as this room sees them.
#pragma once

#include "engine/graph/buffer.h"
#include "engine/ip4/fib.h"
#include "engine/ip4/fib_trie.h"

#include <uthash.h>

enum { FIB_MAX_TABLES = 1 << 16, FIB_MAX_INTERFACES = 1 << 20, FIB_NAME_SIZE = 64 };

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

// What packet paths read. Neither array moves.
struct fib_view {
	const struct fib_trie *tries; // by FIB index; deleted ones lead to nothing
	const u32 *of_interface;      // FIB index by sw_if_index; atomic
	u32 n_tries;		      // atomic
	u32 n_interfaces;	      // covered; others are in FIB 0; atomic
};
EXPORT const struct fib_view *fib_view(void);

static inline u32 fib_view_of_interface(const struct fib_view *v, u32 interface)
{
	if (unlikely(interface >= __atomic_load_n(&v->n_interfaces, __ATOMIC_ACQUIRE)))
		return 0;
	return __atomic_load_n(&v->of_interface[interface], __ATOMIC_RELAXED);
}

static inline u32 fib_of_packet(const struct fib_view *v, const struct buffer *b)
{
	if (unlikely(b->tx_interface != INDEX_NONE))
		return b->tx_interface;
	return fib_view_of_interface(v, b->rx_interface);
}

// For indices that come from metadata: FIB 0 instead of one that never was.
static inline const struct fib_trie *fib_view_trie(const struct fib_view *v, u32 fib)
{
	return &v->tries[likely(fib < __atomic_load_n(&v->n_tries, __ATOMIC_ACQUIRE)) ? fib : 0];
}

struct fib_table *fib_table_at(u32 index); // null if there is none
struct fib_trie *fib_trie_of(u32 index);
