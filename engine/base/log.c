// The log: a ring that the main thread reads, filled by any thread through a locked queue.
#include "engine/base/log.h"

#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/base/registry_late.h"
#include "engine/base/text.h"
#include "engine/base/vec.h"

#include <pthread.h>
#include <stdlib.h>
#include <strings.h>
#include <syslog.h>
#include <unistd.h>

static struct log_settings settings = {.size = 512,
	.level = LOG_LEVEL_NOTICE,
	.syslog_level = LOG_LEVEL_DISABLED,
	.rate_limit = 50};
static enum log_level stderr_level = LOG_LEVEL_DISABLED;

// 'incoming' is vec, oldest first, at most settings.size entries; 'lock' guards it and the rate
// windows of the classes.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct log_entry *incoming;

// The main thread's: entry i is at (first + i) % ring_size.
static struct log_entry *ring;
static u32 ring_size, ring_n, first;

static const char *const level_names[] = {
	"emerg", "alert", "crit", "error", "warn", "notice", "info", "debug", "disabled"};

const char *log_level_name(enum log_level level)
{
	return (u32)level < ARRAY_N(level_names) ? level_names[level] : "?";
}

int log_level_by_name(const char *name)
{
	for (u32 i = 0; i < ARRAY_N(level_names); i++)
		if (!strcasecmp(name, level_names[i]))
			return (int)i;
	if (!strcasecmp(name, "err"))
		return LOG_LEVEL_ERROR;
	if (!strcasecmp(name, "warning"))
		return LOG_LEVEL_WARN;
	return error(ERR_INVALID_VALUE, "'%s' is not a log level", name);
}

struct log_settings *log_settings(void)
{
	return &settings;
}

void log_to_stderr(enum log_level level)
{
	stderr_level = level;
}

// 0 means "as the default", so a class cannot be set to emerg alone.
static bool passes(u8 own, u8 otherwise, enum log_level level)
{
	u8 limit = own ? own : otherwise;

	return limit != LOG_LEVEL_DISABLED && level <= limit;
}

// Appends to 'incoming'; takes 'text'. With the lock.
static void queue(const struct log_class *c, enum log_level level, char *text)
{
	if (!settings.size) {
		free(text);
		return;
	}
	if (vec_n(incoming) >= settings.size) {
		free(incoming[0].text);
		vec_remove(incoming, 0);
	}
	vec_push(incoming,
		(struct log_entry){
			.wall = clock_wall(now()), .level = level, .log_class = c, .text = text});
}

// Counts a message of the class; false when this second has had its share. With the lock.
static bool window_admits(struct log_class *c)
{
	u32 limit = c->rate_limit ? c->rate_limit : settings.rate_limit;
	u64 at = now();

	if (at < c->window_start || at - c->window_start >= NS_PER_S) {
		c->window_start = at;
		c->in_window = 0;
	}
	if (c->in_window >= limit) {
		c->n_suppressed++;
		return false;
	}
	c->in_window++;
	return true;
}

static void write_stderr(const struct log_class *c, enum log_level level, const char *message)
{
	struct text t = {0};
	ssize_t written;

	text_add(&t, "%s: %s%s%s: %s\n", log_level_name(level), c->name, c->sub ? "/" : "",
		c->sub ? c->sub : "", message);
	written = write(STDERR_FILENO, t.data, t.length);
	(void)written; // nobody is left to be told
	text_free(&t);
}

void log_add(struct log_class *c, enum log_level level, const char *format, ...)
{
	bool keep = passes(c->level, settings.level, level);
	bool to_syslog = passes(c->syslog_level, settings.syslog_level, level);
	bool to_stderr = stderr_level != LOG_LEVEL_DISABLED && level <= stderr_level;
	struct text t = {0};
	bool admitted;
	va_list args;

	if (!keep && !to_syslog && !to_stderr)
		return;
	pthread_mutex_lock(&lock);
	admitted = window_admits(c);
	pthread_mutex_unlock(&lock);
	if (!admitted)
		return;

	va_start(args, format);
	text_add_v(&t, format, args);
	va_end(args);
	if (to_syslog)
		syslog(LOG_DAEMON | (int)level, "%s%s%s: %s", c->name, c->sub ? "/" : "",
			c->sub ? c->sub : "", text_string(&t));
	if (to_stderr)
		write_stderr(c, level, text_string(&t));
	if (!keep) {
		text_free(&t);
		return;
	}
	pthread_mutex_lock(&lock);
	queue(c, level, t.data);
	pthread_mutex_unlock(&lock);
}

static void ring_push(struct log_entry e)
{
	if (ring_n == ring_size) {
		free(ring[first].text);
		first = (first + 1) % ring_size;
		ring_n--;
	}
	ring[(first + ring_n++) % ring_size] = e;
}

// Brings the ring up to date with the queue and the configured size. Main thread.
static void drain(void)
{
	struct log_entry *queued;

	if (ring_size != settings.size)
		log_resize(settings.size);
	pthread_mutex_lock(&lock);
	queued = incoming;
	incoming = NULL;
	pthread_mutex_unlock(&lock);
	VEC_EACH (queued, e)
		ring_push(*e);
	vec_free(queued);
}

u32 log_n(void)
{
	drain();
	return ring_n;
}

const struct log_entry *log_at(u32 i)
{
	return i < ring_n ? &ring[(first + i) % ring_size] : NULL;
}

void log_clear(void)
{
	drain();
	while (ring_n)
		free(ring[(first + --ring_n) % ring_size].text);
}

void log_resize(u32 entries)
{
	struct log_entry *old = ring;
	u32 old_n = ring_n, old_size = ring_size, old_first = first;

	pthread_mutex_lock(&lock);
	settings.size = entries;
	while (vec_n(incoming) > entries) {
		free(incoming[0].text);
		vec_remove(incoming, 0);
	}
	pthread_mutex_unlock(&lock);
	ring = memory_get_zero(entries * sizeof(*ring));
	ring_size = entries;
	ring_n = first = 0;
	for (u32 i = 0; i < old_n; i++) {
		struct log_entry e = old[(old_first + i) % old_size];

		if (old_n - i > entries)
			free(e.text);
		else
			ring_push(e);
	}
	free(old);
}

static void class_name_text(struct text *t, const void *object)
{
	const struct log_class *c = object;

	text_add(t, "%s%s%s", c->name ?: "", c->sub ? "/" : "", c->sub ?: "");
}

static const struct registry_consumer log_consumer = {
	.kind = REGISTRY_LOG, .one = "log class", .many = "log classes", .name = class_name_text};
CONSUMER_REGISTER(log_consumer);
