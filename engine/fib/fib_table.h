// FIBs as this room and packet paths see them.
#pragma once

#include "engine/fib/fib.h"
#include "engine/graph/buffer.h"

#include <uthash.h>

enum { FIB_MAX_TABLES = 1 << 16, FIB_MAX_INTERFACES = 1 << 20, FIB_NAME_SIZE = 64 };

// A next hop that routes resolve through, and the path lists that do.
struct fib_via {
	struct ip_address address;
	u32 entry;	 // of the address alone
	u32 *path_lists; // vec
};

struct fib_table {
	u32 id, index;
	u8 family;
	char name[FIB_NAME_SIZE];
	u32 n_by_length[129];	  // entries
	u32 locks[ROUTE_SOURCES]; // who needs the table, as 'show ip fib' lists it
	struct fib_via *vias;	  // vec, by address
	u32 n_neighbors;
	UT_hash_handle hh;
};

// What packet paths read of a family. The array does not move.
struct fib_view {
	const u32 *of_interface; // FIB index by sw_if_index; atomic
	u32 n_tables;	  // indices below this may be read; deleted ones lead to nothing; atomic
	u32 n_interfaces; // covered; others are in FIB 0; atomic
};
EXPORT const struct fib_view *fib_view(u8 family);

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
static inline u32 fib_view_known(const struct fib_view *v, u32 fib)
{
	return likely(fib < __atomic_load_n(&v->n_tables, __ATOMIC_ACQUIRE)) ? fib : 0;
}

// Tables without an id, each of one link: routes of source ROUTE_INTERFACE and ROUTE_ADJACENCY
// go with it. No command names them.
EXPORT int fib_table_add_link(u8 family, const char *name, u32 *index);
EXPORT void fib_table_delete_link(u8 family, u32 index);
// Takes away what a source wants in a table.
EXPORT void fib_flush(u8 family, u32 fib, enum route_source source);

const struct fib_family *fib_family(u8 family);
struct fib_table *fib_table_at(u8 family, u32 index); // null if there is none
