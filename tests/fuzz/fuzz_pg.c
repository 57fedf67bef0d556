// Fuzz target: any text as the 'data { }' of a packet-generator stream; what it makes is checked.
//
// Byte 0 says what packets begin with, bytes 1 to 4 the smallest and the biggest size.
#include "devices/pg/template.h"
#include "engine/base/csum.h"
#include "engine/base/error.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Headers whose checksums were left to the generator must have right ones.
static void check_packet(const struct pg_spec *spec, const u8 *packet)
{
	for (u32 i = 0; i < spec->n_headers; i++) {
		const struct pg_header *h = &spec->headers[i];

		if (h->layer == PG_IP4 && !h->own_csum &&
			csum_fold(csum_bytes(0, packet + h->at, 20)) != 0xffff)
			abort();
	}
}

static void make_packets(const struct pg_spec *spec, u32 min, u32 max)
{
	struct pg_template t = {0};

	if (pg_template_make(&t, spec, min, max, 1) < 0)
		return;
	for (u32 i = 0; i < 8; i++) {
		u32 n = min + i * (max - min) / 7;
		u8 *packet = malloc(n);

		if (!packet)
			abort();
		memcpy(packet, t.bytes, n);
		// A template without edits has been through this already.
		if (!pg_template_is_fixed(&t))
			pg_template_edit(&t, &packet, &n, 1);
		check_packet(spec, packet);
		free(packet);
	}
	pg_template_free(&t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pg_scan scan = {0};
	struct pg_spec spec = {0};

	if (size < 5 || size > 4096)
		return 0;
	scan.text = (const char *)data + 5;
	scan.length = (u32)size - 5;
	if (pg_spec_parse(&spec, &scan, data[0] % 4)) {
		u32 a = data[1] | data[2] << 8, b = data[3] | data[4] << 8;

		if (MIN(a, b))
			make_packets(&spec, MIN(a, b), MAX(a, b));
	} else if (!scan.expected[0] || scan.failed_at > scan.length) {
		abort(); // a refusal says where and why
	}
	pg_spec_free(&spec);
	error_clear();
	return 0;
}
