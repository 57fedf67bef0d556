// What dispatch traces say of a packet's IPv4 metadata, in VPP's words.
#include "engine/graph/dispatch_capture.h"
#include "engine/graph/init.h"
#include "engine/ip4/ip4.h"

static void lines(struct text *t, const struct buffer *b)
{
	const struct ip4_meta *m = (const struct ip4_meta *)b->meta;

	text_add(t, "ip.adj_index[VLIB_RX]: 0, ip.adj_index[VLIB_TX]: %d\n", m->adjacency);
	text_add(t, "ip.flow_hash: 0x%x, ip.save_protocol: 0x0, ip.fib_index: %d\n", b->flow_hash,
		m->fib);
	text_add(t, "ip.save_rewrite_length: %d, ip.rpf_id: 0\n", m->save_rewrite);
	text_add(t, "ip.icmp.type: %d ip.icmp.code: %d, ip.icmp.data: 0x%x\n", m->icmp_type,
		m->icmp_code, m->icmp_data);
}

static int init(void)
{
	dispatch_capture_describe(lines);
	return 0;
}

static const struct init_function ip4_dispatch_text_init = {
	.name = "ip4_dispatch_text_init", .run = init, .stage = INIT};
INIT_REGISTER(ip4_dispatch_text_init);
