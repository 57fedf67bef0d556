// An Ethernet interface for tests.
#include "tests/lib/port.h"
#include "engine/base/error.h"
#include "engine/net/address.h"
#include <check.h>

static void tx_run(struct worker *w, struct node *, struct frame *f)
{
	buffer_free(w, f->index, f->n);
}

static const struct node_class tx_node = {.name = "port-tx", .run = tx_run};
static const struct interface_class port_class = {
	.name = "port", .tx = &tx_node, .is_ethernet = true};

u32 port_create(const char *name, const char *mac)
{
	u8 bytes[6];
	struct interface_params p = {.name = name, .interface_class = &port_class};
	u32 index;
	int ret;

	if (mac) {
		ck_assert_int_eq(parse_mac(mac, bytes), 0);
		p.mac = bytes;
	}
	ret = interface_create(&p, &index);
	if (ret)
		ck_abort_msg("interface %s: %s", name, error_text(ret));
	ck_assert_int_eq(interface_set_up(index, true), 0);
	return index;
}

void port_address(u32 port, const char *prefix)
{
	struct interface_address a = {.address.family = FAMILY_IP4};
	int ret;

	ck_assert_int_eq(parse_ip4_prefix(prefix, &a.address.ip4, &a.length), 0);
	ret = interface_address_add(port, &a);
	if (ret)
		ck_abort_msg("address %s: %s", prefix, error_text(ret));
}
