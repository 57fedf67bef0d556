// Process l2fib-mac-age-scanner-process: forgets learned addresses that are old or were flushed,
// and makes room in the table before it gets crowded. Sleeps while no domain forgets by itself.
#include "engine/graph/process.h"
#include "engine/base/error.h"
#include "engine/base/log.h"
#include "engine/l2/bridge.h"
#include "engine/l2/l2fib.h"

#define SCAN_INTERVAL (20 * NS_PER_S) // VPP's

enum { EVENT_SCAN, EVENT_GROW };

static struct log_class l2_log = {.name = "l2"};
LOG_REGISTER(l2_log);

static struct process *scanner;
static u64 scan_time;
static bool growth_asked; // atomic

u64 l2fib_scan_time(void)
{
	return scan_time;
}

void l2fib_age_wake(void)
{
	if (scanner)
		process_signal(scanner, EVENT_SCAN, 0);
}

void l2fib_ask_growth(void)
{
	if (!__atomic_exchange_n(&growth_asked, true, __ATOMIC_ACQ_REL) && scanner)
		process_signal_from_thread(scanner, EVENT_GROW, 0);
}

bool l2fib_is_over(u64 key, u64 value, u8 minute)
{
	const struct bridge *b = bridge_at(key >> 48);
	const struct l2_port *p = l2_port_at(mac_interface(value));

	if (mac_flags(value) & MAC_AGE_NOT)
		return false;
	if (!b || !p || p->mode != L2_MODE_BRIDGE || p->bridge != b->index ||
		p->sequence != mac_sequence(value))
		return true;
	return b->mac_age && (u8)(minute - mac_minute(value)) >= b->mac_age;
}

static bool is_over(u64 key, u64 value, const void *)
{
	return l2fib_is_over(key, value, mac_minute_of(now()));
}

static void pause(void)
{
	process_yield();
}

static void scan(void)
{
	u64 start = now();

	l2fib_remove(is_over, NULL, pause);
	scan_time = now() - start;
}

static void grow(void)
{
	while (mac_table_is_crowded(l2fib_table())) {
		int code = mac_table_grow(l2fib_table(), pause);

		if (code < 0) {
			log_warn(&l2_log, "%s", error_text(code));
			break;
		}
	}
	__atomic_store_n(&growth_asked, false, __ATOMIC_RELEASE);
}

static bool any_forgets(void)
{
	for (u32 k = bridge_next(0); k != INDEX_NONE; k = bridge_next(k + 1))
		if (bridge_at((u16)k)->mac_age)
			return true;
	return false;
}

static void body(void *)
{
	struct process_event event;

	scanner = process_self();
	while (true) {
		bool got = process_wait(any_forgets() ? SCAN_INTERVAL : UINT64_MAX, &event);

		if (process_interrupted())
			process_interrupt_clear();
		if (got && event.type == EVENT_GROW)
			grow();
		else
			scan();
	}
}

static const struct node_class l2fib_mac_age_scanner_process_node = {
	.name = "l2fib-mac-age-scanner-process",
	.type = NODE_PROCESS,
	.process = body,
};
NODE_REGISTER(l2fib_mac_age_scanner_process_node);
