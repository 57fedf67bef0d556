// Tests of routes: a network of two ports, routes in few words, and what packets meet.
//
// pg0 is 10.1.0.1/24, pg1 is 10.2.0.1/24; both are up.
#pragma once

#include "engine/fib/load_balance.h"

extern u32 pg0, pg1;

void routes_start(void);
be32 ip(const char *s);
struct ip_address address4(const char *s);
struct ip_prefix prefix4(const char *s); // "10.1.0.0/24"

const struct load_balance *balance_of(const char *address);
// What a packet for an address meets first; where it ends after all load-balances.
u8 meets(const char *address);
const struct forward *ends(const char *address);

// A path in table 0 from the command line: 0 or an ERR_ code.
int route_change(const char *prefix, struct path path, bool add);
struct path hop(const char *address, u32 interface);
struct path special(u8 kind);

#define add(prefix, ...) ck_assert_int_eq(route_change((prefix), (__VA_ARGS__), true), 0)
#define take(prefix, ...) ck_assert_int_eq(route_change((prefix), (__VA_ARGS__), false), 0)

void neighbor(u32 interface, const char *address);
void no_neighbor(u32 interface, const char *address);
u32 n_routes(void); // of table 0
