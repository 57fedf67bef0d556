// Node lldp-input: link layer discovery (IEEE 802.1AB). No interface listens yet.
// In: the packet at its first TLV, from ethernet-input.
// Out: error-drop.
#include "engine/base/text.h"
#include "engine/graph/node.h"
#include "engine/net/protocol.h"

enum { NEXT_DROP };
enum { ERROR_DISABLED };
enum { TRACE_BYTES = 400 };

enum { TLV_END, TLV_CHASSIS, TLV_PORT, TLV_TTL };
enum { CHASSIS_MAC = 4, PORT_MAC = 3 }; // subtypes whose value is a MAC address

struct record {
	u16 n;
	u8 bytes[TRACE_BYTES];
};

static const char *tlv_name(u32 type)
{
	static const char *const names[] = {"End of LLDPDU", "Chassis ID", "Port ID",
		"Time To Live", "Port Description", "System Name", "System Description",
		"System Capabilities", "Management Address"};

	if (type < ARRAY_N(names))
		return names[type];
	return type == 127 ? "Organization specific" : "Reserved";
}

static const char *subtype_name(u32 type, u8 subtype)
{
	static const char *const chassis[] = {"Reserved", "Chassis component", "Interface alias",
		"Port component", "MAC address", "Network address", "Interface name",
		"Locally assigned"};
	static const char *const port[] = {"Reserved", "Interface alias", "Port component",
		"MAC address", "Network address", "Interface name", "Agent circuit ID",
		"Locally assigned"};

	if (subtype >= ARRAY_N(port))
		return type == TLV_CHASSIS ? "unknown chassis subtype" : "unknown port subtype";
	return type == TLV_CHASSIS ? chassis[subtype] : port[subtype];
}

static void add_id(struct text *t, u32 type, const u8 *value, u32 n)
{
	u8 mac_subtype = type == TLV_CHASSIS ? CHASSIS_MAC : PORT_MAC;
	char mac[TEXT_MAC];

	if (!n) {
		text_add(t, "(no subtype)");
		return;
	}
	if (value[0] == mac_subtype && n == 7)
		text_add(t, "%s", text_mac(mac, value + 1));
	else
		text_hex(t, value + 1, n - 1);
	text_add(t, "(%s)", subtype_name(type, value[0]));
}

// Appends the TLV at 'bytes'; returns its size or 0 when it is cut off.
static u32 add_tlv(struct text *t, const u8 *bytes, u32 n)
{
	u32 type = bytes[0] >> 1, size = n > 1 ? (bytes[0] & 1u) << 8 | bytes[1] : 0;
	const u8 *value = bytes + 2;

	if (n < 2 || size > n - 2) {
		text_add(t, "TLV #%u(%s): truncated", type, tlv_name(type));
		return 0;
	}
	text_add(t, "TLV #%u(%s): ", type, tlv_name(type));
	if (type == TLV_CHASSIS || type == TLV_PORT)
		add_id(t, type, value, size);
	else if (type == TLV_TTL && size >= 2)
		text_add(t, "%u", value[0] << 8 | value[1]);
	else if (type != TLV_END)
		text_hex(t, value, size);
	return 2 + size;
}

static void lldp_text(struct text *t, const u8 *bytes, u32 n)
{
	u32 at = 0;

	while (at < n) {
		u32 size = add_tlv(t, bytes + at, n - at);

		if (!size || bytes[at] >> 1 == TLV_END)
			return;
		at += size;
		if (at < n)
			text_add(t, "\n");
	}
}

static void record(void *at, struct worker *, struct node *, struct buffer *b)
{
	struct record *r = at;

	r->n = MIN(b->length, TRACE_BYTES);
	memcpy(r->bytes, buffer_here(b), r->n);
}

static void text(struct text *t, const void *at)
{
	const struct record *r = at;

	lldp_text(t, r->bytes, r->n);
}

static void run(struct worker *w, struct node *node, struct frame *f)
{
	for (u32 i = 0; i < f->n; i++)
		buffer_at(w, f->index[i])->error = node->error_base + ERROR_DISABLED;
	node_forward_all(w, node, f, NEXT_DROP);
}

static const struct node_class lldp_input_node = {
	.name = "lldp-input",
	.run = run,
	.trace_size = sizeof(struct record),
	.trace_record = record,
	.trace_text = text,
	.next = NAMES([NEXT_DROP] = "error-drop"),
	.errors = ERRORS([ERROR_DISABLED] = {"lldp packets received on disabled interfaces",
				 SEVERITY_ERROR, DROP_POLICY}),
};
NODE_REGISTER(lldp_input_node);

static const struct protocol lldp_protocol = {.layer = LAYER_ETHERTYPE,
	.number = 0x88cc,
	.name = "802_1_LLDP",
	.node = "lldp-input",
	.text = lldp_text};
PROTOCOL_REGISTER(lldp_protocol);
