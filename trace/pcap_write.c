// Writing capture files: classic pcap and pcapng, whole records or none.
//
// libpcap's pcap_dump() neither reports a full disk nor knows pcapng, and nothing else that is
// packaged writes pcapng with comments; both formats are a few fixed fields.
// Format of classic files: draft-ietf-opsawg-pcap.
#include "trace/pcap.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "trace/pcap_file.h"
#include "trace/pcapng.h"
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	OUTPUT_SIZE = 65536, // bytes gathered before a write
	CLASSIC_HEADER = 24, // bytes
	CLASSIC_RECORD = 16,
	DEFAULT_SNAPLEN = 262144, // the most that libpcap takes for Ethernet
};

struct pcap_writer {
	char *path;
	int fd;
	bool is_stdout;
	enum pcap_format format;
	int link;
	u32 snaplen;
	u8 *output;	   // vec: whole records on their way to the file
	u64 written;	   // bytes of the file so far
	u64 n, n_written;  // packets accepted; of these, in the file
	int failed;	   // errno of the write that ended it
	char **interfaces; // vec of names, in order of their blocks
};

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), n_end = strlen(end);

	return n >= n_end && !strcmp(s + n - n_end, end);
}

static void put_u32(struct pcap_writer *w, u32 value)
{
	memcpy(vec_add_n(w->output, 4), &value, 4);
}

static void put_classic_header(struct pcap_writer *w)
{
	static const u16 version[2] = {2, 4};

	put_u32(w, w->format == PCAP_CLASSIC_NANO ? 0xa1b23c4d : 0xa1b2c3d4);
	memcpy(vec_add_n(w->output, 4), version, 4);
	put_u32(w, 0);
	put_u32(w, 0);
	put_u32(w, w->snaplen);
	put_u32(w, w->link);
}

static void put_classic_packet(struct pcap_writer *w, const struct pcap_packet *p, u32 n)
{
	put_u32(w, p->time / NS_PER_S);
	put_u32(w, p->time % NS_PER_S / (w->format == PCAP_CLASSIC_NANO ? 1 : NS_PER_US));
	put_u32(w, n);
	put_u32(w, p->size);
	if (n)
		memcpy(vec_add_n(w->output, n), p->bytes, n);
}

static u32 interface_number(struct pcap_writer *w, const char *name)
{
	for (u32 i = 0; i < vec_n(w->interfaces); i++)
		if (!strcmp(w->interfaces[i], name))
			return i;
	pcapng_interface(&w->output, name, w->link, w->snaplen);
	vec_push(w->interfaces, memory_string(name));
	return vec_n(w->interfaces) - 1;
}

int pcap_check_write(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? memory_string(path) : NULL;
	int code = 0;

	if (folder)
		folder[MAX(slash - path, 1)] = 0;
	bool exists = access(path, F_OK) == 0;
	if (strcmp(path, "-") && access(exists ? path : folder ? folder : ".", W_OK) < 0)
		code = error_errno("%s", path);
	free(folder);
	return code < 0 ? code : pcap_file_check(path);
}

int pcap_open_write(const char *path, enum pcap_format format, int link, u32 snaplen,
	struct pcap_writer **writer)
{
	bool is_stdout = !strcmp(path, "-");
	int fd = is_stdout ? STDOUT_FILENO : pcap_file_open_write(path);

	if (fd < 0)
		return fd;
	struct pcap_writer *w = memory_get_zero(sizeof(*w));
	if (format == PCAP_BY_NAME)
		format = is_stdout || ends_with(path, ".pcapng") ? PCAP_NG : PCAP_CLASSIC;
	*w = (struct pcap_writer){.path = memory_string(path),
		.fd = fd,
		.is_stdout = is_stdout,
		.format = format,
		.link = link,
		.snaplen = snaplen ? snaplen : DEFAULT_SNAPLEN};
	if (format == PCAP_NG)
		pcapng_section(&w->output);
	else
		put_classic_header(w);
	*writer = w;
	return 0;
}

static int write_failure(const struct pcap_writer *w)
{
	errno = w->failed;
	return error_errno("%s: cannot write after packet %lu", w->path, w->n);
}

// Bytes of the record that begins at 'at' of the output.
static u32 record_size(const struct pcap_writer *w, u32 at, bool *is_packet)
{
	u32 n;

	if (w->format == PCAP_NG) {
		*is_packet = pcapng_is_packet(w->output + at);
		memcpy(&n, w->output + at + PCAPNG_SIZE_AT, sizeof(n));
		return n;
	}
	*is_packet = w->written + at > 0;
	memcpy(&n, w->output + at + 8, sizeof(n));
	return *is_packet ? CLASSIC_RECORD + n : CLASSIC_HEADER;
}

// After a write that ended within a record: takes that part back and counts what is there. The
// reader of a pipe has it already and finds a cut record.
static void cut_partial(struct pcap_writer *w, u32 done)
{
	u32 whole = 0;

	while (whole < vec_n(w->output)) {
		bool is_packet;
		u32 size = record_size(w, whole, &is_packet);

		if (whole + size > done)
			break;
		whole += size;
		w->n_written += is_packet;
	}
	w->written += whole;
	w->n = w->n_written;
	if (!w->is_stdout && ftruncate(w->fd, w->written) < 0)
		w->failed = errno == EINVAL ? w->failed : errno; // EINVAL: not a file
}

int pcap_flush(struct pcap_writer *w)
{
	u32 done = 0, n = vec_n(w->output);

	if (w->failed)
		return write_failure(w);
	while (done < n) {
		ssize_t took = write(w->fd, w->output + done, n - done);

		if (took < 0 && errno == EINTR)
			continue;
		if (took < 0) {
			w->failed = errno;
			cut_partial(w, done);
			vec_clear(w->output);
			return write_failure(w);
		}
		done += took;
	}
	w->written += n;
	w->n_written = w->n;
	vec_clear(w->output);
	return 0;
}

int pcap_write(struct pcap_writer *w, const struct pcap_packet *p, const struct pcap_extra *extra)
{
	static const struct pcap_extra none = {0};
	u32 n = MIN(p->n, w->snaplen);

	if (w->failed)
		return write_failure(w);
	if (!extra)
		extra = &none;
	if (w->format == PCAP_NG)
		pcapng_packet(&w->output,
			interface_number(w, extra->interface ? extra->interface : "unknown"), p, n,
			extra);
	else
		put_classic_packet(w, p, n);
	w->n++;
	return vec_n(w->output) < OUTPUT_SIZE ? 0 : pcap_flush(w);
}

u64 pcap_writer_n(const struct pcap_writer *w)
{
	return w->n;
}

const char *pcap_writer_path(const struct pcap_writer *w)
{
	return w->path;
}

int pcap_close_write(struct pcap_writer *w)
{
	if (!w)
		return 0;
	int code = pcap_flush(w);
	if (!w->is_stdout)
		pcap_file_close(w->fd);
	// Network file systems report a full disk only here.
	if (!w->is_stdout && close(w->fd) < 0 && code == 0)
		code = error_errno("%s", w->path);
	VEC_EACH (w->interfaces, name)
		free(*name);
	vec_free(w->interfaces);
	vec_free(w->output);
	free(w->path);
	free(w);
	return code;
}
