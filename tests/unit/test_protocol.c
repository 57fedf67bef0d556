// Protocols by number: what is registered wins, names stand for the rest.
#include "engine/net/protocol.h"
#include "tests/lib/unit.h"

static void text_of_ours(struct text *t, const u8 *, u32 n)
{
	text_add(t, "ours, %u bytes", n);
}

// Numbers that nobody else in the program registers.
static const struct protocol in_parts_1 = {
	.layer = LAYER_ETHERTYPE, .number = 0x88b5, .name = "OURS", .text = text_of_ours};
PROTOCOL_REGISTER(in_parts_1);
static const struct protocol in_parts_2 = {
	.layer = LAYER_ETHERTYPE, .number = 0x88b5, .node = "error-drop"};
PROTOCOL_REGISTER(in_parts_2);
static const struct protocol unnamed_before = {
	.layer = LAYER_UDP_PORT, .number = 40000, .name = "ours"};
PROTOCOL_REGISTER(unnamed_before);

START_TEST(registered_in_parts)
{
	const struct protocol *p = protocol_by_number(LAYER_ETHERTYPE, 0x88b5);

	ck_assert_str_eq(p->name, "OURS");
	ck_assert_str_eq(p->node, "error-drop");
	ck_assert_ptr_eq(p->text, text_of_ours);
	ck_assert_ptr_eq(protocol_by_name(LAYER_ETHERTYPE, "OURS"), p);
	ck_assert_str_eq(protocol_by_number(LAYER_UDP_PORT, 40000)->name, "ours");
}
END_TEST

START_TEST(walk_is_in_order)
{
	for (u32 layer = LAYER_ETHERTYPE; layer <= LAYER_UDP_PORT; layer++) {
		const struct protocol *p, *last = NULL;

		for (u32 i = 0; (p = protocol_at(layer, i)); i++) {
			ck_assert_uint_eq(p->layer, layer);
			ck_assert_ptr_nonnull(p->name);
			ck_assert(!last || last->number < p->number);
			ck_assert_ptr_eq(protocol_by_number(layer, p->number), p);
			last = p;
		}
		ck_assert_ptr_nonnull(last);
	}
}
END_TEST

static const char *name_of(enum protocol_layer layer, u16 number)
{
	static struct text t;

	text_clear(&t);
	protocol_name_text(&t, layer, number);
	return text_string(&t);
}

START_TEST(names_as_traces_print_them)
{
	ck_assert_str_eq(name_of(LAYER_ETHERTYPE, 0x0800), "IP4");
	ck_assert_str_eq(name_of(LAYER_ETHERTYPE, 0x88cc), "802_1_LLDP");
	ck_assert_str_eq(name_of(LAYER_ETHERTYPE, 0x1234), "0x1234");
	ck_assert_str_eq(name_of(LAYER_ETHERTYPE, 0x0026), "0x0026");
	ck_assert_str_eq(name_of(LAYER_IP_PROTOCOL, 0), "IP6_HOP_BY_HOP_OPTIONS");
	ck_assert_str_eq(name_of(LAYER_IP_PROTOCOL, 253), "EXP1");
	ck_assert_str_eq(name_of(LAYER_IP_PROTOCOL, 200), "unknown 200");
	ck_assert_ptr_null(protocol_by_name(LAYER_IP_PROTOCOL, "NOSUCH"));
}
END_TEST

UNIT_MAIN(registered_in_parts, walk_is_in_order, names_as_traces_print_them)
