// pcap-filter expressions by libpcap's compiler and its BPF interpreter.
#include "trace/filter.h"
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include <pcap/pcap.h>
#include <stdlib.h>

// An expression names offsets of its link layer, so there is one program for each. Some, such as
// "ether host", have no meaning without Ethernet: then no packet without it matches.
struct filter {
	char *expression;
	struct bpf_program program[2]; // by enum filter_link; no instructions: matches nothing
};

static const int link_of[] = {[FILTER_ETHERNET] = DLT_EN10MB, [FILTER_RAW_IP] = DLT_RAW};

static int compile(const char *expression, enum filter_link link, struct bpf_program *program)
{
	pcap_t *p = pcap_open_dead(link_of[link], 65535);
	int code = 0;

	if (!p)
		panic("no memory for a filter");
	if (pcap_compile(p, program, expression, 1, PCAP_NETMASK_UNKNOWN) < 0)
		code = error(ERR_SYNTAX, "filter '%s': %s", expression, pcap_geterr(p));
	pcap_close(p);
	return code;
}

int filter_compile(const char *expression, struct filter **filter)
{
	struct filter *f = memory_get_zero(sizeof(*f));
	int code = compile(expression, FILTER_ETHERNET, &f->program[FILTER_ETHERNET]);

	if (code < 0) {
		free(f);
		return code;
	}
	if (compile(expression, FILTER_RAW_IP, &f->program[FILTER_RAW_IP]) < 0) {
		memset(&f->program[FILTER_RAW_IP], 0, sizeof(f->program[FILTER_RAW_IP]));
		error_clear();
	}
	f->expression = memory_string(expression);
	*filter = f;
	return 0;
}

void filter_free(struct filter *f)
{
	if (!f)
		return;
	for (u32 i = 0; i < ARRAY_N(f->program); i++)
		pcap_freecode(&f->program[i]);
	free(f->expression);
	free(f);
}

const char *filter_expression(const struct filter *f)
{
	return f ? f->expression : "";
}

bool filter_match(const struct filter *f, enum filter_link link, const void *bytes, u32 n, u32 size)
{
	if (!f)
		return true;
	const struct bpf_program *p = &f->program[link];
	return p->bf_len && bpf_filter(p->bf_insns, bytes, size, n) != 0;
}
