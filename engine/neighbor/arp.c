// How ARP packets read, in traces and elsewhere.
#include "engine/neighbor/arp.h"
#include "engine/neighbor/arp_error.h"
#include "engine/net/protocol.h"

enum { FIXED_SIZE = 8 }; // of the header before the addresses

// IANA, "Address Resolution Protocol (ARP) Parameters".
static const char *const hardware_names[] = {"reserved", "ethernet", "experimental_ethernet",
	"ax_25", "proteon_pronet_token_ring", "chaos", "ieee_802", "arcnet", "hyperchannel",
	"lanstar", "autonet", "localtalk", "localnet", "ultra_link", "smds", "frame_relay", "atm"};
static const char *const operation_names[] = {"reserved", "request", "reply", "reverse_request",
	"reverse_reply", "drarp_request", "drarp_reply", "drarp_error", "inarp_request",
	"inarp_reply", "arp_nak"};

static void number_text(struct text *t, const char *const *names, u32 n, u16 number)
{
	if (number < n)
		text_add(t, "%s", names[number]);
	else
		text_add(t, "unknown 0x%x", number);
}

// The four addresses of a packet that is not about IPv4 over Ethernet, as they are.
static void raw_text(struct text *t, const struct arp *a, const u8 *bytes, u32 n)
{
	const u32 sizes[] = {
		a->hardware_size, a->protocol_size, a->hardware_size, a->protocol_size};
	const char *const after[] = {"/", " -> ", "/", ""};
	u32 at = FIXED_SIZE;

	for (u32 i = 0; i < ARRAY_N(sizes); i++) {
		if (sizes[i] > n - at) {
			text_add(t, "truncated");
			return;
		}
		text_hex(t, bytes + at, sizes[i]);
		text_add(t, "%s", after[i]);
		at += sizes[i];
	}
}

void arp_text(struct text *t, const u8 *bytes, u32 n)
{
	const struct arp *a = (const struct arp *)bytes;
	char from[TEXT_MAC], to[TEXT_MAC], from_ip[TEXT_IP4], to_ip[TEXT_IP4];

	if (n < FIXED_SIZE) {
		text_add(t, "ARP header truncated: %u bytes", n);
		return;
	}
	number_text(t, operation_names, ARRAY_N(operation_names), host16(a->operation));
	text_add(t, ", type ");
	number_text(t, hardware_names, ARRAY_N(hardware_names), host16(a->hardware));
	text_add(t, "/");
	protocol_name_text(t, LAYER_ETHERTYPE, host16(a->protocol));
	text_add(t, ", address size %u/%u\n", a->hardware_size, a->protocol_size);
	if (n < ARP_SIZE || a->hardware != be16_of(ARP_HARDWARE_ETHERNET) ||
		a->protocol != be16_of(ETHERTYPE_IP4)) {
		raw_text(t, a, bytes, n);
		return;
	}
	text_add(t, "%s/%s -> %s/%s", text_mac(from, a->from.mac), text_ip4(from_ip, a->from.ip),
		text_mac(to, a->to.mac), text_ip4(to_ip, a->to.ip));
}

void arp_trace_record(void *record, struct worker *, struct node *, struct buffer *b)
{
	struct arp_trace *r = record;

	r->n = MIN(b->length, ARP_TRACE_BYTES);
	memcpy(r->bytes, buffer_here(b), r->n);
}

void arp_trace_text(struct text *t, const void *record)
{
	const struct arp_trace *r = record;

	arp_text(t, r->bytes, r->n);
}

static const struct protocol arp_protocol = {.layer = LAYER_ETHERTYPE,
	.number = ETHERTYPE_ARP,
	.name = "ARP",
	.node = "arp-input",
	.text = arp_text};
PROTOCOL_REGISTER(arp_protocol);
