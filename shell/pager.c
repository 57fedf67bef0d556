// Shows output on a terminal a page at a time.
#include "shell/pager.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

static bool write_all(int fd, const char *bytes, size_t n)
{
	while (n) {
		ssize_t done = write(fd, bytes, n);

		if (done < 0 && errno == EAGAIN) {
			poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, -1);
			continue;
		}
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		bytes += done;
		n -= done;
	}
	return true;
}

// How many lines the reader wants next; 0: no more.
static u32 key_wait(struct pager *p)
{
	static const char prompt[] = "-- more -- (space: page, enter: line, q: quit)";
	u32 lines = 0;
	char key;

	if (!write_all(p->out, prompt, sizeof(prompt) - 1))
		return 0;
	for (bool done = false; !done;) {
		if (read(p->in, &key, 1) != 1)
			break;
		switch (key) {
		case ' ':
			lines = p->rows - 1;
			done = true;
			break;
		case '\n':
		case '\r':
			lines = 1;
			done = true;
			break;
		case 'q':
		case 'Q':
		case 3: // Ctrl-C
		case 4: // Ctrl-D
			done = true;
			break;
		}
	}
	if (!write_all(p->out, "\r\033[2K", 5))
		return 0;
	return lines;
}

bool pager_write(struct pager *p, const char *bytes, u32 n)
{
	while (n && !p->stopped) {
		const char *end = memchr(bytes, '\n', n);
		u32 length = end ? (u32)(end - bytes) + 1 : n;

		if (p->on && p->rows > 2 && p->shown + 1 >= p->rows) {
			u32 lines = key_wait(p);

			if (!lines) {
				p->stopped = true;
				break;
			}
			p->shown = p->rows - 1 - MIN(lines, p->rows - 1);
		}
		if (!write_all(p->out, bytes, length)) {
			p->stopped = true;
			break;
		}
		p->shown += end != NULL;
		bytes += length;
		n -= length;
	}
	return !p->stopped;
}
