// Routing tables of both families: prefixes to load-balances to forwarding objects.
//
// Kept by the main thread; workers see each route whole or not at all. What finds the longest match
// is the family's own (struct fib_family). FIB indices are dense, each family counts its own.
#pragma once

#include "engine/base/text.h"
#include "engine/net/address.h"

// What a packet meets after lookup. 'type' names the kind, 'index' the object of that kind.
enum forward_type {
	FORWARD_DROP,
	FORWARD_PUNT,
	FORWARD_RECEIVE,     // index: sw_if_index-bound receive object
	FORWARD_GLEAN,	     // index: adjacency
	FORWARD_INCOMPLETE,  // index: adjacency; to ip4-arp, ip6-discover-neighbor
	FORWARD_REWRITE,     // index: adjacency
	FORWARD_LOOKUP,	     // index: FIB to look the destination up in again
	FORWARD_UNREACHABLE, // answered by ICMP host unreachable
	FORWARD_PROHIBIT,    // answered by ICMP administratively prohibited
	FORWARD_BALANCE,     // index: another load-balance (recursive routes)
	FORWARD_LINK_LOCAL,  // IPv6: to be looked up in the table of the packet's own link
	FORWARD_TYPES,
};

struct forward {
	u8 type;
	u8 reason : 7; // enum drop_reason of what FORWARD_DROP drops
	u8 is_ip6 : 1;
	u16 next; // next index of ip4-lookup, ip6-lookup and their siblings
	u32 index;
};

// A path of a route, as given.
enum path_kind {
	PATH_NEXT_HOP, // 'next_hop' on 'interface'; interface INDEX_NONE: recursive
	PATH_ATTACHED, // 'interface', every destination is on the link
	PATH_DROP,
	PATH_PUNT,
	PATH_LOCAL,
	PATH_UNREACHABLE,
	PATH_PROHIBIT,
	PATH_LOOKUP,	 // in 'table'
	PATH_LINK_LOCAL, // in the table of the link that the packet came from; of built-in routes
};
struct path {
	u8 kind;
	u8 weight;     // 1..255
	u8 preference; // lower is better; only the best that are resolved are used
	u8 length;     // of PATH_ATTACHED with 'next_hop': of the connected prefix
	u32 interface; // INDEX_NONE: none given
	u32 table;     // table id of a recursive next hop or of PATH_LOOKUP
	// Of PATH_ATTACHED and PATH_LOCAL: the interface's own address, zero for none. Its family
	// may be left out where it is not a next hop: it is the route's.
	struct ip_address next_hop;
};
enum { FIB_MAX_PATHS = 64 }; // of one route

// Who wants the route; the lowest number wins, the others wait behind it.
enum route_source {
	ROUTE_SPECIAL,	 // built in
	ROUTE_INTERFACE, // connected and local addresses
	ROUTE_API,
	ROUTE_CLI,
	ROUTE_ADJACENCY, // a neighbour's own
	ROUTE_DEFAULT,
	ROUTE_RECURSIVE, // only because somebody resolves through it
	ROUTE_SOURCES,
};

// What a family brings: how it finds the longest match, and what every table has. All on the main
// thread but 'lookup'.
struct fib_family {
	u8 family;
	const char *name; // "ipv4"
	int (*open)(u32 fib);
	void (*close)(u32 fib); // lookups in a closed one still end, in load-balance 0
	// Errors (nothing changed): ERR_LIMIT, ERR_NO_MEMORY.
	int (*add)(u32 fib, const struct ip_prefix *p, u32 balance);
	// The route is gone: what it had goes to the one that covers it; cover_length 0: the
	// default.
	void (*remove)(u32 fib, const struct ip_prefix *p, u32 cover_balance, u8 cover_length);
	void (*expect)(
		u32 fib, const struct ip_prefix *p); // asks for the memory that add() changes
	u32 (*lookup)(u32 fib, const struct ip_address *a); // load-balance. Any thread
	void (*text)(struct text *t, u32 fib);		    // for 'show ip fib mtrie'
	size_t (*size)(u32 fib);			    // bytes
	const struct fib_default {
		struct ip_prefix prefix;
		u8 source, kind; // of enum route_source, path_kind
	} * defaults;		 // what nobody else wants; the default route comes first
	u32 n_defaults;
};
// Once, in an init function after "fib_table_init"; makes table 0. The family stays the caller's.
int fib_family_open(const struct fib_family *f);

// Tables. ids are the user's, indices dense. Table 0 always exists. 'name': null for "ipv4-VRF:ID".
EXPORT int fib_table_add(u8 family, u32 id, const char *name);
EXPORT int fib_table_delete(u8 family, u32 id);	  // ERR_BUSY while an interface or a route uses it
EXPORT u32 fib_index_of_table(u8 family, u32 id); // INDEX_NONE if there is none
EXPORT u32 fib_table_of_index(u8 family, u32 index);
EXPORT bool fib_exists(u8 family, u32 index);
EXPORT u32 fib_n(u8 family); // indices are below this; some may be free

// The table an interface looks its packets up in. Addresses must be gone first (as VPP demands).
EXPORT int fib_bind_interface(u8 family, u32 interface, u32 table_id);
EXPORT u32 fib_of_interface(u8 family, u32 interface); // FIB index. Any thread

// Bits of the prefix past its length must be zero. Paths that a route has already get the new
// weight and preference. Adding paths to an existing route of the same source
// makes it multipath unless 'replace'; deleting the last path removes the route; n_paths 0 with
// delete removes all. Errors: ERR_NO_SUCH_FIB, ERR_INVALID_PREFIX, ERR_NO_SUCH_INTERFACE,
// ERR_NO_SUCH_ENTRY. Main thread.
EXPORT int fib_route_add(u32 fib, enum route_source source, const struct ip_prefix *prefix,
	const struct path *paths, u32 n_paths, bool replace);
EXPORT int fib_route_delete(u32 fib, enum route_source source, const struct ip_prefix *prefix,
	const struct path *paths, u32 n_paths);

// Longest match: a load-balance index, never missing. Any thread.
EXPORT u32 fib_lookup(u32 fib, const struct ip_address *address);

struct fib_entry;
EXPORT const struct fib_entry *fib_entry_exact(u32 fib, const struct ip_prefix *prefix);
EXPORT const struct fib_entry *fib_entry_covering(u32 fib, const struct ip_address *address);
// The longest route that covers all of a prefix; itself if it is there. Never null.
EXPORT const struct fib_entry *fib_entry_match(u32 fib, const struct ip_prefix *prefix);
// In order of address, then from long to short; the default route first, as VPP lists them. A vec
// of pointers that the caller frees.
EXPORT const struct fib_entry **fib_entries(u8 family, u32 fib);
EXPORT u32 fib_entries_of_length(u8 family, u32 fib, u8 length); // how many
EXPORT u32 fib_entry_balance(const struct fib_entry *e);
EXPORT const struct ip_prefix *fib_entry_prefix(const struct fib_entry *e);
EXPORT bool fib_entry_has_source(const struct fib_entry *e, enum route_source source);
EXPORT const char *route_source_name(enum route_source source); // "CLI"
// The layouts of 'show ip fib': the short one and the one for a single prefix.
EXPORT void fib_entry_text(struct text *t, const struct fib_entry *e, bool detail);
EXPORT void fib_head_text(struct text *t, u8 family, u32 fib); // "ipv4-VRF:0, fib_index:0, flow..."
EXPORT void fib_name_text(struct text *t, u8 family, u32 fib); // "ipv4-VRF:0"
EXPORT void fib_match_text(struct text *t, u8 family, u32 fib); // "16-8-8: 7 plies, memory ..." ...
EXPORT size_t fib_match_bytes(u8 family, u32 fib);
EXPORT size_t fib_entry_bytes(u8 family, u32 fib); // of the exact-match side
