// Receive objects, shared by the routes to the same local address.
#include "engine/fib/receive.h"

#include "engine/base/pool.h"
#include "engine/net/interface.h"

static struct pool receives = {.element_size = sizeof(struct receive)};

u32 receive_get(u32 interface, const struct ip_address *address)
{
	struct receive *r;
	u32 index;

	POOL_EACH (&receives, i) {
		r = pool_at(&receives, i);
		if (r->interface == interface && ip_address_equal(&r->address, address)) {
			r->refs++;
			return i;
		}
	}
	r = pool_get(&receives, &index);
	*r = (struct receive){.interface = interface, .address = *address, .refs = 1};
	return index;
}

void receive_put(u32 index)
{
	struct receive *r = pool_at(&receives, index);

	if (!--r->refs)
		pool_put(&receives, index);
}

const struct receive *receive_at(u32 index)
{
	return pool_at(&receives, index);
}

void receive_text(struct text *t, u32 index)
{
	const struct receive *r = receive_at(index);
	char address[TEXT_IP6];

	text_add(t, "dpo-receive");
	if (r && r->interface != INDEX_NONE)
		text_add(t, ": %s on %s", text_ip(address, &r->address),
			interface_name(r->interface));
}
