// Reads what follows 'packet-generator new' and 'configure'.
#include "devices/pg/stream.h"
#include "engine/base/error.h"
#include "engine/base/text.h"
#include "engine/net/interface.h"
#include "trace/pcap.h"
#include <stdio.h>

struct reader {
	struct pg_scan scan;
	struct pg_stream *s;
	const char *data; // inside of data { }
	u32 n_data;
	char pcap[256];
	char node[64];
	u32 *error_at;
};

static int fail_here(struct reader *r, int code)
{
	*r->error_at = r->scan.at;
	return code;
}

// The rest of the text as VPP quotes it: 30 characters and an ellipsis.
static const char *quote(char out[40], const char *text, u32 length)
{
	snprintf(out, 40, "%.*s%s", (int)MIN(length, 30u), text, length > 30 ? "..." : "");
	return out;
}

static int read_limit(struct reader *r)
{
	u32 at = r->scan.at;
	double x;

	if (!pg_scan_double(&r->scan, &x) || x < 0 || x > 1e18) {
		r->scan.at = at;
		return fail_here(r, error(ERR_INVALID_VALUE, "limit must be a number from 0 on"));
	}
	r->s->limit = (u64)x;
	return 0;
}

static int read_rate(struct reader *r)
{
	u32 at = r->scan.at;
	double x;

	if (!pg_scan_double(&r->scan, &x) || x > 1e12) {
		r->scan.at = at;
		return fail_here(r, error(ERR_INVALID_VALUE, "rate must be packets a second"));
	}
	if (x < 0) {
		r->scan.at = at;
		return fail_here(r, error(ERR_INVALID_VALUE, "negative rate"));
	}
	r->s->rate = x;
	return 0;
}

// '64', '64-128' counting up, '64+128' random.
static int read_size(struct reader *r)
{
	struct pg_scan *c = &r->scan;
	u32 at = c->at;
	u64 low, high;
	u8 op = PG_INCREMENT;
	bool ok = pg_scan_number(c, PG_PACKET_MAX, &low) && low > 0;

	high = low;
	if (ok && (pg_scan_text(c, "-") || (pg_scan_text(c, "+") && (op = PG_RANDOM))))
		ok = pg_scan_number(c, PG_PACKET_MAX, &high);
	if (!ok) {
		c->at = at;
		return fail_here(r,
			error(ERR_INVALID_VALUE, "size must be MIN-MAX or MIN+MAX, from 1 to %u",
				(u32)PG_PACKET_MAX));
	}
	r->s->size_min = (u32)low;
	r->s->size_max = (u32)high;
	r->s->size_op = op;
	return 0;
}

static int read_u32(struct reader *r, const char *what, u32 min, u32 max, u32 *value)
{
	u64 v;
	u32 at = r->scan.at;

	if (!pg_scan_number(&r->scan, max, &v) || v < min) {
		r->scan.at = at;
		return fail_here(r,
			error(ERR_INVALID_VALUE, "%s must be a number from %u to %u", what, min,
				max));
	}
	*value = (u32)v;
	return 0;
}

// 1: a parameter was read, 0: there is none here.
static int read_parameter(struct reader *r)
{
	struct pg_scan *c = &r->scan;
	int result;

	if (pg_scan_word(c, "limit"))
		result = read_limit(r);
	else if (pg_scan_word(c, "rate"))
		result = read_rate(r);
	else if (pg_scan_word(c, "size"))
		result = read_size(r);
	else if (pg_scan_word(c, "buffer-size"))
		result = read_u32(r, "buffer-size", 1, UINT16_MAX, &r->s->buffer_size);
	else if (pg_scan_word(c, "maxframe"))
		result = read_u32(r, "maxframe", 1, UINT32_MAX, &r->s->max_frame);
	else
		return 0;
	r->s->max_frame = MIN(r->s->max_frame, FRAME_MAX);
	return result < 0 ? result : 1;
}

static int read_word(struct reader *r, const char *what, char *word, u32 room)
{
	if (!pg_scan_name(&r->scan, word, room))
		return fail_here(r, error(ERR_SYNTAX, "%s is missing", what));
	return 0;
}

static int read_interface(struct reader *r, u32 *interface)
{
	char name[INTERFACE_NAME_MAX];
	const struct interface *i;
	u32 at;
	int result;

	pg_scan_blanks(&r->scan);
	at = r->scan.at;
	if ((result = read_word(r, "the interface", name, sizeof(name))) < 0)
		return result;
	if (!(i = interface_by_name(name))) {
		r->scan.at = at;
		return fail_here(r, error(ERR_NO_SUCH_INTERFACE, "no interface %s", name));
	}
	*interface = i->index;
	return 0;
}

static int read_node(struct reader *r)
{
	u32 at;
	int result;

	pg_scan_blanks(&r->scan);
	at = r->scan.at;
	if ((result = read_word(r, "the node", r->node, sizeof(r->node))) < 0)
		return result;
	if ((r->s->node = node_by_name(r->node)) == INDEX_NONE) {
		r->scan.at = at;
		return fail_here(r, error(ERR_NO_SUCH_NODE, "no node %s", r->node));
	}
	return 0;
}

static int read_worker(struct reader *r)
{
	int result = read_u32(r, "worker", 0, UINT16_MAX, &r->s->worker);

	// As VPP does: a worker that does not exist stands for the first.
	if (result == 0 && worker_thread_of(r->s->worker) == INDEX_NONE)
		r->s->worker = 0;
	return result;
}

static int read_one(struct reader *r)
{
	struct pg_scan *c = &r->scan;
	char rest[40];
	int result = read_parameter(r);

	if (result)
		return result;
	if (pg_scan_word(c, "name"))
		return read_word(r, "the name", r->s->name, sizeof(r->s->name));
	if (pg_scan_word(c, "node"))
		return read_node(r);
	if (pg_scan_word(c, "worker"))
		return read_worker(r);
	if (pg_scan_word(c, "interface") || pg_scan_word(c, "source"))
		return read_interface(r, &r->s->rx_interface);
	if (pg_scan_word(c, "tx-interface"))
		return read_interface(r, &r->s->tx_interface);
	if (pg_scan_word(c, "pcap"))
		return read_word(r, "the file", r->pcap, sizeof(r->pcap));
	if (!r->data && pg_scan_word(c, "data")) {
		c->expected[0] = '\0';
		if (pg_scan_block(c, &r->data, &r->n_data))
			return 0;
		return fail_here(r, error(ERR_SYNTAX, "data must be followed by { } around it"));
	}
	pg_scan_blanks(c);
	return fail_here(r,
		error(ERR_SYNTAX, "unknown input `%s'",
			quote(rest, c->text + c->at, c->length - c->at)));
}

static int read_all(struct reader *r)
{
	int result = 0;

	while (result >= 0 && !pg_scan_end(&r->scan))
		result = read_one(r);
	if (result < 0)
		return result;
	if (!r->data && !r->pcap[0])
		return fail_here(r, error(ERR_INVALID_VALUE, "no packet data given"));
	if (r->s->node == INDEX_NONE && r->pcap[0])
		r->s->node = node_by_name("ethernet-input");
	if (r->s->node == INDEX_NONE)
		return fail_here(r, error(ERR_INVALID_VALUE, "output interface or node not given"));
	return 0;
}

static int read_data(struct reader *r)
{
	struct pg_scan d = {.text = r->data, .length = r->n_data};
	char rest[40];

	if (pg_spec_parse(&r->s->spec, &d, r->s->protocol_hint))
		return 0;
	*r->error_at = (u32)(r->data - r->scan.text) + d.failed_at;
	return error(ERR_SYNTAX, "failed to parse packet data from `%s': expected %s",
		quote(rest, r->data, r->n_data), d.expected);
}

// Packets of a capture: the link type must be what the node reads.
static int read_pcap(struct reader *r)
{
	struct pg_stream *s = r->s;
	int result = pg_replay_read(&s->replay, r->pcap);

	if (result < 0)
		return result;
	if (s->replay.link == LINK_RAW && s->protocol_hint == 1)
		return error(ERR_INVALID_VALUE, "%s holds IP packets: name a node that takes them",
			r->pcap);
	s->size_min = s->replay.size_min;
	s->size_max = s->replay.size_max;
	if (!s->limit)
		s->limit = vec_n(s->replay.packets);
	return 0;
}

// What packets of a node begin with: as it says itself, or as its name says.
static u8 hint_of(u32 node)
{
	static const char *const prefixes[] = {[1] = "ethernet-", [2] = "ip4-", [3] = "ip6-"};
	u8 hint = node_at(worker_self(), node)->node_class->protocol_hint;

	for (u8 i = 1; !hint && i < ARRAY_N(prefixes); i++) {
		if (strncmp(node_name(node), prefixes[i], strlen(prefixes[i])) == 0)
			return i;
	}
	return hint;
}

int pg_stream_parse(const char *text, struct pg_stream *s, u32 *error_at)
{
	struct reader r = {
		.scan = {.text = text, .length = (u32)strlen(text)}, .s = s, .error_at = error_at};
	const char *block;
	u32 length;
	int result;

	*error_at = 0;
	if (pg_scan_text(&r.scan, "{")) {
		r.scan.at--;
		if (!pg_scan_block(&r.scan, &block, &length))
			return fail_here(&r, error(ERR_SYNTAX, "{ without its }"));
		if (!pg_scan_end(&r.scan))
			return fail_here(&r, error(ERR_SYNTAX, "more words after the closing }"));
		r.scan = (struct pg_scan){.text = text,
			.at = (u32)(block - text),
			.length = (u32)(block - text) + length};
	}
	if ((result = read_all(&r)) < 0)
		return result;
	s->protocol_hint = hint_of(s->node);
	result = r.pcap[0] ? read_pcap(&r) : read_data(&r);
	return result < 0 ? result : pg_stream_check(s);
}

int pg_stream_configure(struct pg_stream *s, const char *text, u32 *error_at)
{
	struct pg_stream changed;
	struct reader r = {.scan = {.text = text, .length = (u32)strlen(text)},
		.s = &changed,
		.error_at = error_at};
	u64 at = now();
	int result = 1;
	char rest[40];

	*error_at = 0;
	barrier_begin();
	changed = *s;
	barrier_end();
	while (result > 0 && !pg_scan_end(&r.scan))
		result = read_parameter(&r);
	if (result == 0)
		return fail_here(&r,
			error(ERR_SYNTAX, "unknown input `%s'",
				quote(rest, text + r.scan.at, r.scan.length - r.scan.at)));
	if (result < 0 || (result = pg_stream_check(&changed)) < 0)
		return result;
	barrier_begin();
	changed.enabled = s->enabled;
	changed.n_generated = s->n_generated;
	changed.next_packet = s->next_packet;
	changed.start = at;
	changed.from = changed.n_generated;
	changed.next_size = changed.size_min;
	result = pg_stream_settle(&changed);
	if (result == 0)
		*s = changed;
	barrier_end();
	return result;
}
