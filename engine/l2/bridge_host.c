// The hosts of a bridge domain by IP address: who they are on the link, for ARP termination.
//
// In order of address, changed at the barrier.
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/l2/bridge.h"

static int compare(const struct ip_address *a, const struct ip_address *b)
{
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	return a->family == FAMILY_IP4 ? memcmp(&a->ip4, &b->ip4, sizeof(a->ip4))
				       : memcmp(a->ip6, b->ip6, sizeof(a->ip6));
}

// Where 'ip' is, or would be.
static u32 place(const struct bridge *b, const struct ip_address *ip, bool *found)
{
	u32 low = 0, high = vec_n(b->hosts);

	while (low < high) {
		u32 middle = (low + high) / 2;
		int order = compare(&b->hosts[middle].ip, ip);

		if (order == 0) {
			*found = true;
			return middle;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*found = false;
	return low;
}

int bridge_host_add(struct bridge *b, const struct ip_address *ip, const u8 mac[6])
{
	struct bridge_host host = {.ip = *ip};
	bool found;
	u32 at = place(b, ip, &found);

	if (found && mac_equal(b->hosts[at].mac, mac))
		return error(ERR_EXISTS, "the address has this mac already");
	memcpy(host.mac, mac, sizeof(host.mac));
	barrier_begin();
	if (!found) {
		vec_add(b->hosts);
		memmove(&b->hosts[at + 1], &b->hosts[at],
			(vec_n(b->hosts) - at - 1) * sizeof(*b->hosts));
	}
	b->hosts[at] = host;
	barrier_end();
	return 0;
}

int bridge_host_delete(struct bridge *b, const struct ip_address *ip)
{
	bool found;
	u32 at = place(b, ip, &found);

	if (!found)
		return error(ERR_NO_SUCH_ENTRY, "the address has no mac here");
	barrier_begin();
	vec_remove(b->hosts, at);
	barrier_end();
	return 0;
}

void bridge_hosts_clear(struct bridge *b)
{
	barrier_begin();
	vec_free(b->hosts);
	barrier_end();
}

const u8 *bridge_host_find(const struct bridge *b, const struct ip_address *ip)
{
	bool found;
	u32 at = place(b, ip, &found);

	return found ? b->hosts[at].mac : NULL;
}
