// Fuzz target: any bytes as a capture file, read twice and matched by a filter.
#include "engine/base/error.h"
#include "trace/filter.h"
#include "trace/pcap.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static u64 read_all(struct pcap_reader *r, const struct filter *f)
{
	struct pcap_packet p;
	u64 n = 0;
	int code;

	while ((code = pcap_read(r, &p)) == 1) {
		if (p.n > p.size)
			abort();
		filter_match(f, FILTER_ETHERNET, p.bytes, p.n, p.size);
		filter_match(f, FILTER_RAW_IP, p.bytes, p.n, p.size);
		n++;
	}
	// Damage is reported once and for all, with a sentence.
	if (code < 0 && (!strcmp(error_text(0), error_words(0)) || pcap_read(r, &p) >= 0))
		abort();
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct filter *filter;
	struct pcap_reader *r;
	char path[32];
	int fd = memfd_create("fuzz", 0);

	if (!filter && filter_compile("udp port 53 or (ip6 and tcp[13] & 2 != 0)", &filter) < 0)
		abort();
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (pcap_open_read(path, &r) == 0) {
		u64 n = read_all(r, filter);

		if (pcap_rewind(r) < 0 || read_all(r, filter) != n)
			abort();
		pcap_close_read(r);
	}
	error_clear();
	close(fd);
	return 0;
}
