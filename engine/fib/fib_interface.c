// Which FIB an interface looks its packets up in.
#include "engine/fib/fib_table_private.h"

#include "engine/base/error.h"
#include "engine/base/reserve.h"
#include "engine/base/vec.h"
#include "engine/graph/init.h"
#include "engine/net/interface.h"

static struct reserve of_interface[2]; // by family, u32 by sw_if_index
static struct fib_view views[2];

static u32 at(u8 family)
{
	return family == FAMILY_IP6;
}

const struct fib_view *fib_view(u8 family)
{
	return &views[at(family)];
}

void fib_view_reach(u8 family, u32 n)
{
	__atomic_store_n(&views[at(family)].n_tables, n, __ATOMIC_RELEASE);
}

u32 fib_of_interface(u8 family, u32 interface)
{
	return fib_view_of_interface(fib_view(family), interface);
}

static bool has_address(u8 family, u32 interface)
{
	VEC_EACH (interface_addresses(interface), a) {
		if (a->address.family == family)
			return true;
	}
	return false;
}

// ERR_NO_MEMORY.
static int set_of_interface(u8 family, u32 interface, u32 fib)
{
	struct reserve *r = &of_interface[at(family)];
	struct fib_view *view = &views[at(family)];
	int code = reserve_reach(r, (size_t)(interface + 1) * sizeof(u32));

	if (code)
		return code;
	__atomic_store_n((u32 *)r->base + interface, fib, __ATOMIC_RELAXED);
	if (interface >= view->n_interfaces)
		__atomic_store_n(&view->n_interfaces, interface + 1, __ATOMIC_RELEASE);
	return 0;
}

static void lock(u8 family, u32 fib, int by)
{
	if (fib)
		fib_table_at(family, fib)->locks[ROUTE_INTERFACE] += by;
}

int fib_bind_interface(u8 family, u32 interface, u32 table_id)
{
	struct interface *i = interface_at(interface);
	u32 old = fib_of_interface(family, interface), fib;
	int code;

	if (!i)
		return error(ERR_NO_SUCH_INTERFACE, "no such interface: index %u", interface);
	fib = fib_index_of_table(family, table_id);
	if (fib == INDEX_NONE)
		return error(ERR_NO_SUCH_FIB, "no such table: %u", table_id);
	if (has_address(family, interface))
		return error(ERR_BUSY, "%s has addresses; remove them first", i->name);
	if (fib == old)
		return 0;
	code = set_of_interface(family, interface, fib);
	if (code)
		return code;
	lock(family, old, -1);
	lock(family, fib, 1);
	if (family == FAMILY_IP6)
		i->ip6_table_id = table_id;
	else
		i->ip4_table_id = table_id;
	return 0;
}

static void leave(u8 family, u32 interface)
{
	lock(family, fib_of_interface(family, interface), -1);
	if (interface < fib_view(family)->n_interfaces)
		set_of_interface(family, interface, 0);
}

// An interface that goes leaves its tables; the next one of the same index begins in table 0.
static void on_delete(struct interface *i)
{
	leave(FAMILY_IP4, i->index);
	leave(FAMILY_IP6, i->index);
}

static const struct interface_hook fib_interface_hook = {.on_delete = on_delete};
INTERFACE_HOOK_REGISTER(fib_interface_hook);

static int fib_table_init(void)
{
	for (u32 i = 0; i < ARRAY_N(views); i++) {
		int code = reserve_open(&of_interface[i], (size_t)FIB_MAX_INTERFACES * sizeof(u32),
			"FIBs of interfaces");

		if (code)
			return code;
		views[i].of_interface = (const u32 *)of_interface[i].base;
	}
	return 0;
}

static const struct init_function fib_table_init_function = {
	.name = "fib_table_init",
	.run = fib_table_init,
	.after = NAMES("load_balance_init"),
	.stage = INIT,
};
INIT_REGISTER(fib_table_init_function);
