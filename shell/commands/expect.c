// expect: what a script claims about the packets that interfaces send.
//
// 'expect start' begins to record them; 'expect N packets on IF' takes those that match since then,
// or since the expectation before, and waits for them if it may.
#include "shell/command.h"
#include "engine/base/clock.h"
#include "engine/base/vec.h"
#include "engine/graph/capture_tap.h"
#include "engine/graph/dispatch.h"
#include "engine/graph/process.h"
#include "engine/net/ethernet.h"
#include "engine/net/interface.h"
#include "trace/filter.h"
#include <pthread.h>
#include <stdlib.h>

enum {
	RECORDS_MAX = 65536,
	SHOWN_MAX = 8, // packets shown of a failure
};
static const u64 POLL = 10 * NS_PER_MS; // between looks while waiting

struct sent {
	u32 interface, size;
	u16 n;
	u8 bytes[CAPTURE_WATCH_BYTES];
};

// 'lock' guards the rest: packets are sent by any thread.
static struct {
	pthread_mutex_t lock;
	bool on;
	struct sent *sent; // vec
	u64 lost;	   // past RECORDS_MAX
} expect = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void watch(u32 interface, const u8 *bytes, u32 n, u32 size)
{
	pthread_mutex_lock(&expect.lock);
	if (vec_n(expect.sent) < RECORDS_MAX) {
		struct sent *s = vec_add(expect.sent);

		*s = (struct sent){.interface = interface, .size = size, .n = (u16)n};
		memcpy(s->bytes, bytes, n);
	} else {
		expect.lost++;
	}
	pthread_mutex_unlock(&expect.lock);
}

static void forget(void)
{
	pthread_mutex_lock(&expect.lock);
	vec_free(expect.sent);
	expect.lost = 0;
	pthread_mutex_unlock(&expect.lock);
}

static int start_run(const struct args *, struct out *)
{
	forget();
	expect.on = true;
	capture_tap_watch(watch);
	return 0;
}

static const struct command start_command = {
	.grammar = "expect start",
	.help = "Begin to record the packets that interfaces send, for expectations about them.",
	.run = start_run,
};
COMMAND_REGISTER(start_command);

static int stop_run(const struct args *, struct out *)
{
	capture_tap_watch(NULL);
	expect.on = false;
	forget();
	return 0;
}

static const struct command stop_command = {
	.grammar = "expect stop",
	.help = "Record no more packets, and forget the recorded ones.",
	.run = stop_run,
};
COMMAND_REGISTER(stop_command);

static bool fits(const struct sent *s, u32 interface, const struct filter *f)
{
	return s->interface == interface &&
		filter_match(f, FILTER_ETHERNET, s->bytes, s->n, s->size);
}

static u32 count(u32 interface, const struct filter *f, u32 *n_others)
{
	u32 n = 0;

	*n_others = 0;
	pthread_mutex_lock(&expect.lock);
	VEC_EACH (expect.sent, s) {
		bool fit = fits(s, interface, f);

		n += fit;
		*n_others += !fit && s->interface == interface;
	}
	pthread_mutex_unlock(&expect.lock);
	return n;
}

// Forgets the packets that an expectation was about.
static void consume(u32 interface, const struct filter *f)
{
	u32 kept = 0;

	pthread_mutex_lock(&expect.lock);
	for (u32 i = 0; i < vec_n(expect.sent); i++)
		if (!fits(&expect.sent[i], interface, f))
			expect.sent[kept++] = expect.sent[i];
	if (expect.sent)
		vec_cut(expect.sent, kept);
	pthread_mutex_unlock(&expect.lock);
}

// Waits until 'wanted' packets are there, or for the whole time when it is none.
static void wait_for(u32 wanted, u64 within, u32 interface, const struct filter *f, struct out *o)
{
	u64 from = now(), end = from + within;
	u32 others;

	while (now() < end && !process_interrupted() &&
		(!wanted || count(interface, f, &others) < wanted)) {
		u64 step = MIN(POLL, end - now());

		if (clock_is_stopped())
			engine_advance(step);
		else
			process_sleep(step);
		out_progress(o, "expect", now() - from, within);
	}
}

static void show_packets(struct out *o, u32 interface)
{
	u32 shown = 0;

	pthread_mutex_lock(&expect.lock);
	VEC_EACH (expect.sent, s) {
		struct text t = {.indent = 2};

		if (s->interface != interface || shown++ >= SHOWN_MAX)
			continue;
		text_add(&t, "  ");
		ethernet_packet_text(&t, s->bytes, s->n);
		while (t.length && strchr(" \n", t.data[t.length - 1]))
			t.data[--t.length] = '\0';
		out_text(o, "sent on %s, %u bytes:\n%s\n", interface_name(interface), s->size,
			text_string(&t));
		text_free(&t);
	}
	pthread_mutex_unlock(&expect.lock);
}

static int judge(
	const struct args *a, struct out *o, u32 wanted, u32 interface, const struct filter *f)
{
	u32 others, n = count(interface, f, &others);
	u64 lost = expect.lost;
	struct text t = {0};

	out_u64(o, "packets", NULL, n);
	if (n == wanted) {
		consume(interface, f);
		return 0;
	}
	if (!out_is_json(o))
		show_packets(o, interface);
	consume(interface, f);
	args_fail_at(a, arg_column(a, "N"));
	text_add(&t, "expected %u packet%s on %s, got %u", wanted, wanted == 1 ? "" : "s",
		interface_name(interface), n);
	if (others)
		text_add(&t, ", and %u that do%s not match", others, others == 1 ? "es" : "");
	if (lost)
		text_add(&t, "; %lu not recorded", lost);
	error(ERR_ASSERTION, "%s", text_string(&t));
	text_free(&t);
	return ERR_ASSERTION;
}

static int expect_run(const struct args *a, struct out *o)
{
	u32 wanted = (u32)arg_u64(a, "N", 0), interface = arg_interface(a, "IF");
	struct filter *f;
	int code;

	if (!expect.on)
		return error(ERR_INVALID_VALUE,
			"no packets are recorded: 'expect start' comes before what sends them");
	f = arg_filter(a, "FILTER");
	wait_for(wanted, arg_duration(a, "TIME", 0), interface, f, o);
	if (process_interrupted())
		code = error(ERR_INTERRUPTED, "interrupted");
	else
		code = judge(a, o, wanted, interface, f);
	filter_free(f);
	return code;
}

static const struct command expect_command = {
	.grammar = "expect {<N:u32> packets|<N:u32> packet|no packets} on <IF:interface> "
		   "[within <TIME:duration>] [matching <FILTER:filter>]",
	.help = "Fail unless an interface sent that many packets since the expectation before.",
	.run = expect_run,
	.schema = "packets:u?",
};
COMMAND_REGISTER(expect_command);
