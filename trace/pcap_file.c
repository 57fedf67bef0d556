// Opening capture files: what one reads or writes another must not overwrite.
#include "trace/pcap_file.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct open_file {
	dev_t device;
	ino_t inode;
	int fd;
};

static struct open_file *files; // vec of regular files. Main thread

static int check(const struct stat *s, const char *path)
{
	VEC_EACH (files, f) {
		if (f->device == s->st_dev && f->inode == s->st_ino)
			return error(ERR_BUSY, "%s is in use as a capture file", path);
	}
	return 0;
}

static int open_file(const char *path, int flags, struct stat *s)
{
	int fd = open(path, flags | O_NONBLOCK | O_CLOEXEC, 0644);

	if (fd < 0)
		return error_errno("%s", path);
	if (fstat(fd, s) < 0 || fcntl(fd, F_SETFL, flags & O_ACCMODE) < 0) {
		int code = error_errno("%s", path);
		close(fd);
		return code;
	}
	return fd;
}

static void keep(const struct stat *s, int fd)
{
	if (S_ISREG(s->st_mode))
		vec_push(files, ((struct open_file){s->st_dev, s->st_ino, fd}));
}

int pcap_file_open_read(const char *path)
{
	struct stat s;
	int fd = open_file(path, O_RDONLY, &s);

	if (fd < 0)
		return fd;
	if (S_ISDIR(s.st_mode)) {
		close(fd);
		return error(ERR_SYSCALL, "%s: is a directory", path);
	}
	keep(&s, fd);
	return fd;
}

int pcap_file_open_write(const char *path)
{
	struct stat s;
	int fd = open_file(path, O_WRONLY | O_CREAT, &s), code = 0;

	if (fd < 0 || !S_ISREG(s.st_mode))
		return fd;
	code = check(&s, path);
	if (code == 0 && ftruncate(fd, 0) < 0)
		code = error_errno("%s", path);
	if (code < 0) {
		close(fd);
		return code;
	}
	keep(&s, fd);
	return fd;
}

void pcap_file_close(int fd)
{
	for (u32 i = 0; i < vec_n(files); i++) {
		if (files[i].fd == fd) {
			vec_remove(files, i);
			break;
		}
	}
	if (!vec_n(files))
		vec_free(files);
}

int pcap_file_check(const char *path)
{
	struct stat s;

	return stat(path, &s) == 0 && S_ISREG(s.st_mode) ? check(&s, path) : 0;
}
