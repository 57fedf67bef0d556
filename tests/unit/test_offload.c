// Checksums that are filled in before a packet leaves.
#include "engine/net/offload.h"
#include "tests/lib/port.h"
#include "tests/lib/rig.h"
#include "tests/lib/unit.h"

#define LINK "020000000002 020000000001 0800"

static u16 wanted;

static void ask(struct buffer *b)
{
	b->flags |= BUFFER_OFFLOAD;
	b->offload = wanted;
	b->l3_at = 14;
	b->l4_at = 34;
}

static void send(u16 offload, const char *hex, u32 split)
{
	wanted = offload;
	rig_clear();
	rig_inject("port-output", {.hex = hex, .prepare = ask, .split = split});
}

static void start(void)
{
	rig_start();
	port_create("port", NULL);
	rig_tap("port-tx");
}

START_TEST(ip4_header)
{
	start();
	// The example of many textbooks: 0xb861.
	send(OFFLOAD_IP4_CSUM, LINK "45000073 00004000 40110000 c0a80001 c0a800c7 00*95", 0);
	rig_expect(0, "port-tx", NULL, LINK "45000073 00004000 4011b861*");
	ck_assert(!(rig_out(0)->b.flags & BUFFER_OFFLOAD));
}
END_TEST

START_TEST(udp_and_tcp)
{
	start();
	// Expected values from RFC 1071 section 4.1, done by hand in another language.
	send(OFFLOAD_UDP_CSUM,
		LINK "4500001d 00000000 40110000 7f000001 7f000001"
		     "d4310035 0009 0000 61",
		0);
	rig_expect(0, "port-tx", NULL,
		LINK "4500001d 00000000 40110000 7f000001 7f000001 d4310035 0009 cc72 61");
	send(OFFLOAD_UDP_CSUM,
		LINK "4500001d 00000000 40110000 7f000001 7f000001"
		     "d4310035 0009 0000 61",
		42);
	rig_expect(0, "port-tx", NULL,
		LINK "4500001d 00000000 40110000 7f000001 7f000001 d4310035 0009 cc72 61");
	send(OFFLOAD_TCP_CSUM,
		LINK "45000028 00000000 40060000 0a000001 0a000002"
		     "00500051 00000001 00000002 50101000 00000000",
		0);
	rig_expect(0, "port-tx", NULL,
		LINK "45000028 00000000 40060000 0a000001 0a000002"
		     "00500051 00000001 00000002 50101000 8b2e 0000");
}
END_TEST

START_TEST(headers_that_do_not_fit_are_left_alone)
{
	start();
	send(OFFLOAD_IP4_CSUM | OFFLOAD_UDP_CSUM, LINK "45000073 00004000 40110000 c0a8", 0);
	rig_expect(0, "port-tx", NULL, LINK "45000073 00004000 40110000 c0a8");
	send(OFFLOAD_IP4_CSUM, LINK "4f000073 00004000 40110000 c0a80001 c0a800c7", 0);
	rig_expect(0, "port-tx", NULL, LINK "4f000073 00004000 40110000 c0a80001 c0a800c7");
	ck_assert_uint_eq(rig_buffers_used(), 0);
}
END_TEST

UNIT_MAIN(ip4_header, udp_and_tcp, headers_that_do_not_fit_are_left_alone)
