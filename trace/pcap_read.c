// Reading capture files: libpcap knows pcap in all byte orders and resolutions, and pcapng.
#include "trace/pcap.h"
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "trace/pcap_file.h"
#include <errno.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct pcap_reader {
	char *path;
	pcap_t *file;
	u64 n;	     // packets read
	bool failed; // what follows a damaged packet cannot be trusted
};

static void forget(pcap_t *file)
{
	pcap_file_close(fileno(pcap_file(file)));
	pcap_close(file);
}

static int open_file(const char *path, pcap_t **file)
{
	bool is_stdin = !strcmp(path, "-");
	int fd = is_stdin ? STDIN_FILENO : pcap_file_open_read(path);
	FILE *f = is_stdin ? stdin : fd < 0 ? NULL : fdopen(fd, "r");
	char words[PCAP_ERRBUF_SIZE];

	if (fd < 0)
		return fd;
	if (!f)
		panic("%s: %s", path, strerror(errno));
	*file = pcap_fopen_offline_with_tstamp_precision(f, PCAP_TSTAMP_PRECISION_NANO, words);
	if (*file)
		return 0;
	if (!is_stdin) {
		pcap_file_close(fd);
		fclose(f);
	}
	return error(ERR_SYNTAX, "%s: not a capture file: %s", path, words);
}

int pcap_open_read(const char *path, struct pcap_reader **reader)
{
	pcap_t *file = NULL;
	int code = open_file(path, &file);

	if (code < 0)
		return code;
	struct pcap_reader *r = memory_get_zero(sizeof(*r));
	r->path = memory_string(path);
	r->file = file;
	*reader = r;
	return 0;
}

int pcap_read(struct pcap_reader *r, struct pcap_packet *packet)
{
	struct pcap_pkthdr *header = NULL;
	const u8 *bytes = NULL;

	if (r->failed)
		return error(ERR_SYNTAX, "%s: damaged at packet %lu", r->path, r->n + 1);
	int got = pcap_next_ex(r->file, &header, &bytes);
	if (got == PCAP_ERROR_BREAK)
		return 0;
	if (got != 1) {
		r->failed = true;
		return error(
			ERR_SYNTAX, "%s: packet %lu: %s", r->path, r->n + 1, pcap_geterr(r->file));
	}
	r->n++;
	// With nanosecond precision libpcap puts nanoseconds where the name says microseconds.
	*packet = (struct pcap_packet){
		.time = (u64)header->ts.tv_sec * NS_PER_S + (u64)header->ts.tv_usec,
		.size = MAX(header->len, header->caplen),
		.n = header->caplen,
		.bytes = bytes,
	};
	return 1;
}

int pcap_rewind(struct pcap_reader *r)
{
	pcap_t *file = NULL;

	if (!strcmp(r->path, "-"))
		return error(ERR_UNIMPLEMENTED, "standard input cannot be read twice");
	int code = open_file(r->path, &file);
	if (code < 0)
		return code;
	forget(r->file);
	r->file = file;
	r->n = 0;
	r->failed = false;
	return 0;
}

int pcap_reader_link(const struct pcap_reader *r)
{
	int link = pcap_datalink(r->file);

	return link == DLT_RAW ? LINK_RAW : link; // the one whose number is Linux's own
}

const char *pcap_reader_path(const struct pcap_reader *r)
{
	return r->path;
}

u64 pcap_reader_at(const struct pcap_reader *r, u64 *size)
{
	FILE *f = pcap_file(r->file);
	struct stat status;

	*size = 0;
	if (fstat(fileno(f), &status) || !S_ISREG(status.st_mode))
		return 0;
	*size = (u64)status.st_size;
	return (u64)MAX(ftello(f), 0);
}

void pcap_close_read(struct pcap_reader *r)
{
	if (!r)
		return;
	forget(r->file);
	free(r->path);
	free(r);
}
