// What the line editor reads and writes: keys typed ahead, output on its way; and its lock.
#include "shell/editor.h"
#include "engine/base/error.h"
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

// Terminfo below libedit has one state for all threads: held by whoever is in the editor, but not
// while it waits for a key or for the terminal to take output.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void editor_enter(void)
{
	pthread_mutex_lock(&lock);
}

void editor_leave(void)
{
	pthread_mutex_unlock(&lock);
}

static ssize_t shown_write(void *arg, const char *bytes, size_t n)
{
	struct editor *e = arg;

	text_put(&e->shown, bytes, (u32)n);
	return (ssize_t)n;
}

bool editor_open(struct editor *e, int in, int out)
{
	*e = (struct editor){.in_fd = in, .out_fd = out};
	in = dup(in);
	if (in < 0)
		return false;
	e->in = fdopen(in, "r");
	e->out = fopencookie(e, "w", (cookie_io_functions_t){.write = shown_write});
	invariant(e->in && e->out);
	return true;
}

void editor_close(struct editor *e)
{
	fclose(e->in);
	fclose(e->out);
	text_free(&e->ahead);
	text_free(&e->shown);
}

struct editor *editor_of(EditLine *el)
{
	struct editor *e = NULL;

	el_get(el, EL_CLIENTDATA, &e);
	return e;
}

void editor_flush(struct editor *e)
{
	u32 done = 0;

	fflush(e->out);
	while (done < e->shown.length) {
		ssize_t n = write(e->out_fd, e->shown.data + done, e->shown.length - done);

		if (n < 0 && errno != EINTR)
			break;
		done += n > 0 ? (u32)n : 0;
	}
	text_clear(&e->shown);
}

void editor_key_add(struct editor *e, char key)
{
	text_put(&e->ahead, &key, 1);
}

void editor_keys_drop(struct editor *e)
{
	text_clear(&e->ahead);
	e->ahead_at = 0;
}

static bool byte_get(struct editor *e, char *c)
{
	ssize_t n;

	if (e->ahead_at < e->ahead.length) {
		*c = e->ahead.data[e->ahead_at++];
		return true;
	}
	editor_keys_drop(e);
	do
		n = read(e->in_fd, c, 1);
	while (n < 0 && errno == EINTR);
	return n == 1;
}

// Bytes that are no character are left out.
int editor_key_get(EditLine *el, wchar_t *key)
{
	struct editor *e = editor_of(el);
	mbstate_t state = {0};
	int found = 0;
	char c;

	editor_leave();
	editor_flush(e);
	while (!found && byte_get(e, &c)) {
		size_t n = mbrtowc(key, &c, 1, &state);

		if (n == (size_t)-1)
			state = (mbstate_t){0};
		else
			found = n != (size_t)-2;
	}
	editor_enter();
	return found;
}
