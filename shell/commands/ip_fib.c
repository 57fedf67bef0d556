// Commands that show routes.
#include "engine/base/vec.h"
#include "engine/fib/fib.h"
#include "engine/fib/forward.h"
#include "engine/fib/load_balance.h"
#include "shell/command.h"
#include <stdio.h>

enum { FLUSH_EVERY = 256 }; // routes between two looks at the reader

static void counted(struct out *o, const char *key, struct counter_pair c)
{
	out_record(o, key);
	out_u64(o, "packets", NULL, c.packets);
	out_u64(o, "bytes", NULL, c.bytes);
	out_end(o);
}

static void show_sources(const struct fib_entry *e, struct out *o)
{
	out_list(o, "sources");
	for (u32 s = 0; s < ROUTE_SOURCES; s++) {
		if (fib_entry_has_source(e, s))
			out_string(o, NULL, NULL, route_source_name(s));
	}
	out_end(o);
}

static void show_buckets(u32 balance, struct out *o)
{
	const struct load_balance *b = load_balance_at(balance);
	struct text t = {0};

	out_list(o, "buckets");
	for (u32 i = 0; i < b->n; i++) {
		text_clear(&t);
		forward_text(&t, load_balance_bucket(balance_tables(), b, i), 0);
		out_string(o, NULL, NULL, text_string(&t));
	}
	out_end(o);
	text_free(&t);
}

static void show_entry(const struct fib_entry *e, bool detail, struct out *o)
{
	u32 balance = fib_entry_balance(e);
	struct text t = {0};
	char prefix[TEXT_IP_PREFIX];

	if (!out_is_json(o)) {
		fib_entry_text(&t, e, detail);
		out_text(o, "%s\n", text_string(&t));
		text_free(&t);
		return;
	}
	out_record(o, NULL);
	out_string(o, "prefix", NULL, text_ip_prefix(prefix, fib_entry_prefix(e)));
	out_u64(o, "load_balance", NULL, balance);
	show_sources(e, o);
	counted(o, "to", counter_sum(load_balance_counter(), balance));
	counted(o, "via", counter_sum(load_balance_via_counter(), balance));
	show_buckets(balance, o);
	out_end(o);
	text_free(&t);
}

static int show_routes(u8 family, u32 fib, const struct args *a, struct out *o)
{
	const struct interface_address *given = arg_prefix(a, "PREFIX");
	bool detail = arg_given(a, "detail");
	const struct fib_entry **all;
	u32 n = 0;
	int code = 0;

	if (given) {
		const struct ip_prefix p = {.address = given->address, .length = given->length};

		show_entry(fib_entry_match(fib, &p), true, o);
		return 0;
	}
	all = fib_entries(family, fib);
	VEC_EACH (all, e) {
		show_entry(*e, detail, o);
		if (++n % FLUSH_EVERY == 0)
			code = out_flush(o);
		if (code)
			break;
	}
	vec_free(all);
	return code;
}

// Numbers in the middle of their columns, as VPP has them for IPv6 only.
static void centred(struct out *o, u64 n, int width)
{
	char digits[24];
	int length = snprintf(digits, sizeof(digits), "%lu", n), left = (width - length) / 2;

	out_text(o, "%*s%s%*s", left, "", digits, width - length - left, "");
}

static void show_length(u8 family, u64 length, u64 n, struct out *o)
{
	bool is_ip6 = family == FAMILY_IP6;

	out_record(o, NULL);
	if (is_ip6) {
		centred(o, length, 20);
		centred(o, n, 16);
		out_text(o, "\n");
	}
	out_u64(o, "length", is_ip6 ? NULL : "%20lu", length);
	out_u64(o, "count", is_ip6 ? NULL : "%16lu\n", n);
	out_end(o);
}

// The lengths of IPv6 from long to short.
static void show_lengths(u8 family, u32 fib, struct out *o)
{
	u32 bits = ip_address_bits(family);

	out_text(o, "    Prefix length         Count     \n");
	out_list(o, "lengths");
	for (u32 i = 0; i <= bits; i++) {
		u8 length = family == FAMILY_IP6 ? bits - i : i;
		u32 n = fib_entries_of_length(family, fib, length);

		if (n)
			show_length(family, length, n, o);
	}
	out_end(o);
}

static int show_fib(u8 family, u32 fib, const struct args *a, struct out *o)
{
	struct text t = {0};
	int code = 0;

	out_record(o, NULL);
	out_u64(o, "index", NULL, fib);
	out_u64(o, "table", NULL, fib_table_of_index(family, fib));
	fib_head_text(&t, family, fib);
	out_text(o, "%s\n", text_string(&t));
	text_clear(&t);
	if (arg_given(a, "summary")) {
		show_lengths(family, fib, o);
	} else if (arg_given(a, "mtrie")) {
		fib_match_text(&t, family, fib);
		out_lines(o, "mtrie", 0, text_string(&t));
	} else {
		out_list(o, "routes");
		code = show_routes(family, fib, a, o);
		out_end(o);
	}
	out_end(o);
	text_free(&t);
	return code;
}

// Tables of single links have no id, and 'show ip6-ll' for themselves.
static bool is_shown(u8 family, u32 fib, u32 wanted)
{
	if (!fib_exists(family, fib) || fib_table_of_index(family, fib) == INDEX_NONE)
		return false;
	return wanted == INDEX_NONE || wanted == fib;
}

static int show_memory(u8 family, u32 wanted, struct out *o)
{
	u64 tries = 0, entries = 0;

	out_list(o, "tables");
	for (u32 fib = 0; fib < fib_n(family); fib++) {
		struct text t = {0};

		if (!is_shown(family, fib, wanted))
			continue;
		fib_name_text(&t, family, fib);
		out_record(o, NULL);
		out_u64(o, "index", NULL, fib);
		out_string(o, "name", "%s", text_string(&t));
		out_u64(o, "mtrie_bytes", " mtrie:%lu", fib_match_bytes(family, fib));
		out_u64(o, "hash_bytes", " hash:%lu\n", fib_entry_bytes(family, fib));
		out_end(o);
		tries += fib_match_bytes(family, fib);
		entries += fib_entry_bytes(family, fib);
		text_free(&t);
	}
	out_end(o);
	out_text(o, "totals: mtrie:%lu hash:%lu all:%lu\n", tries, entries, tries + entries);
	return 0;
}

static int wanted_fib(u8 family, const struct args *a, u32 *fib)
{
	*fib = INDEX_NONE;
	if (arg_given(a, "TABLE")) {
		*fib = fib_index_of_table(family, arg_u64(a, "TABLE", 0));
		if (*fib == INDEX_NONE)
			return error(
				ERR_NO_SUCH_FIB, "no such table: %u", (u32)arg_u64(a, "TABLE", 0));
	}
	if (arg_given(a, "INDEX")) {
		*fib = arg_u64(a, "INDEX", 0);
		if (!fib_exists(family, *fib))
			return error(ERR_NO_SUCH_FIB, "no such FIB: index %u", *fib);
	}
	return 0;
}

static int show(u8 family, const struct args *a, struct out *o)
{
	u32 wanted;
	int code = wanted_fib(family, a, &wanted);

	if (code)
		return code;
	if (arg_given(a, "memory"))
		return show_memory(family, wanted, o);
	// A prefix is looked for in table 0 unless another one is named.
	if (wanted == INDEX_NONE && arg_given(a, "PREFIX"))
		wanted = 0;
	out_list(o, "tables");
	for (u32 fib = 0; fib < fib_n(family) && !code; fib++) {
		if (is_shown(family, fib, wanted))
			code = show_fib(family, fib, a, o);
	}
	out_end(o);
	return code;
}

static int show4(const struct args *a, struct out *o)
{
	return show(FAMILY_IP4, a, o);
}

#define SCHEMA \
	"tables[]{index:u name:s? table:u? mtrie_bytes:u? hash_bytes:u? mtrie:s? " \
	"lengths[]?{length:u count:u} routes[]?{prefix:s load_balance:u sources[]:s " \
	"to{packets:u bytes:u} via{packets:u bytes:u} buckets[]:s}}"

static const struct command show_ip_fib = {
	.grammar = "show ip fib [summary] [mtrie] [memory] [detail] [table <TABLE:u32>] "
		   "[index <INDEX:u32>] [<PREFIX:fib-prefix>]",
	.help = "Show the routes of all IPv4 tables, of one, or the one route for an address",
	.run = show4,
	.schema = SCHEMA,
};
COMMAND_REGISTER(show_ip_fib);

static int clear(const struct args *, struct out *)
{
	for (u32 i = load_balance_next(0); i != INDEX_NONE; i = load_balance_next(i + 1)) {
		counter_zero(load_balance_counter(), i);
		counter_zero(load_balance_via_counter(), i);
	}
	return 0;
}

static const struct command clear_ip_fib_counters = {
	.grammar = "clear ip fib counters",
	.help = "Set the packet and byte counters of all routes to zero",
	.run = clear,
};
COMMAND_REGISTER(clear_ip_fib_counters);
