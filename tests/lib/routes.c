// A network of two ports for tests of routes.
#include "tests/lib/routes.h"
#include "engine/neighbor/neighbor.h"
#include "tests/lib/port.h"
#include "tests/lib/rig.h"

u32 pg0, pg1;

be32 ip(const char *s)
{
	be32 address = 0;

	ck_assert_int_eq(parse_ip4(s, &address), 0);
	return address;
}

void routes_start(void)
{
	rig_start();
	pg0 = port_create("pg0", "02:00:00:00:00:01");
	pg1 = port_create("pg1", "02:00:00:00:00:02");
	port_address(pg0, "10.1.0.1/24");
	port_address(pg1, "10.2.0.1/24");
}

struct ip_address address4(const char *s)
{
	return ip4_address(ip(s));
}

struct ip_prefix prefix4(const char *s)
{
	struct ip_prefix p = {.address.family = FAMILY_IP4};

	ck_assert_int_eq(parse_ip4_prefix(s, &p.address.ip4, &p.length), 0);
	return p;
}

const struct load_balance *balance_of(const char *address)
{
	const struct ip_address a = address4(address);

	return load_balance_at(fib_lookup(0, &a));
}

u8 meets(const char *address)
{
	const struct load_balance *b = balance_of(address);

	return load_balance_bucket(balance_tables(), b, 0)->type;
}

const struct forward *ends(const char *address)
{
	const struct forward *f = load_balance_bucket(balance_tables(), balance_of(address), 0);

	for (u32 i = 0; f->type == FORWARD_BALANCE && i < 32; i++)
		f = load_balance_bucket(balance_tables(), load_balance_at(f->index), 0);
	return f;
}

int route_change(const char *prefix, struct path path, bool add)
{
	const struct ip_prefix p = prefix4(prefix);

	path.weight = MAX(path.weight, 1);
	return add ? fib_route_add(0, ROUTE_CLI, &p, &path, 1, false)
		   : fib_route_delete(0, ROUTE_CLI, &p, &path, 1);
}

struct path hop(const char *address, u32 interface)
{
	return (struct path){
		.kind = PATH_NEXT_HOP, .interface = interface, .next_hop = address4(address)};
}

struct path special(u8 kind)
{
	return (struct path){.kind = kind, .interface = INDEX_NONE};
}

void neighbor(u32 interface, const char *address)
{
	const struct ip_address a = address4(address);
	const u8 mac[6] = {2, 0, 0, 0, 0xbb, 2};

	ck_assert_int_eq(neighbor_add(interface, &a, mac, NEIGHBOR_STATIC), 0);
}

void no_neighbor(u32 interface, const char *address)
{
	const struct ip_address a = address4(address);

	ck_assert_int_eq(neighbor_delete(interface, &a), 0);
}

u32 n_routes(void)
{
	u32 n = 0;

	for (u32 length = 0; length <= 32; length++)
		n += fib_entries_of_length(FAMILY_IP4, 0, length);
	return n;
}
