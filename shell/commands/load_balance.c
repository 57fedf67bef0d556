// Commands about load-balances, the trie that leads to them, and multicast routes.
#include "engine/base/vec.h"
#include "engine/fib/fib.h"
#include "engine/fib/load_balance.h"
#include "engine/ip4/mfib.h"
#include "engine/net/interface.h"
#include "shell/command.h"

static void show_one(u32 index, struct out *o)
{
	struct counter_pair c = counter_sum(load_balance_counter(), index);
	struct text t = {0};

	load_balance_text(&t, index, 0);
	out_text(o, "%s\n", text_string(&t));
	out_record(o, NULL);
	out_u64(o, "index", NULL, index);
	out_u64(o, "buckets", NULL, load_balance_at(index)->n);
	out_u64(o, "packets", NULL, c.packets);
	out_u64(o, "bytes", NULL, c.bytes);
	out_end(o);
	text_free(&t);
}

static int show(const struct args *a, struct out *o)
{
	u32 wanted = arg_u64(a, "INDEX", INDEX_NONE);

	if (arg_given(a, "INDEX") && !load_balance_at(wanted))
		return error(ERR_NO_SUCH_ENTRY, "no such load-balance: %u", wanted);
	out_list(o, "load_balances");
	for (u32 i = load_balance_next(0); i != INDEX_NONE; i = load_balance_next(i + 1)) {
		if (!arg_given(a, "INDEX") || i == wanted)
			show_one(i, o);
	}
	out_end(o);
	return 0;
}

static const struct command show_load_balance = {
	.grammar = "show load-balance [<INDEX:u32>]",
	.help = "Show what packets meet after their route was found",
	.run = show,
	.schema = "load_balances[]{index:u buckets:u packets:u bytes:u}",
};
COMMAND_REGISTER(show_load_balance);

// The trie against the longest match of the exact-match tables.
static int test_lookup(const struct args *a, struct out *o)
{
	u32 table = arg_u64(a, "TABLE", 0), fib = fib_index_of_table(FAMILY_IP4, table),
	    n_wrong = 0;
	u32 at = host32(arg_ip4(a, "ADDRESS")), count = arg_u64(a, "COUNT", 1);

	if (fib == INDEX_NONE)
		return error(ERR_NO_SUCH_FIB, "no such table: %u", table);
	for (u32 i = 0; i < count; i++, at++) {
		const struct ip_address to = ip4_address(be32_of(at));
		const struct fib_entry *e = fib_entry_covering(fib, &to);

		n_wrong += fib_lookup(fib, &to) != fib_entry_balance(e);
	}
	out_u64(o, "wrong", NULL, n_wrong);
	if (n_wrong)
		return error(ERR_ASSERTION, "%u of %u lookups are wrong", n_wrong, count);
	out_text(o, "No errors in %u lookups\n", count);
	return 0;
}

static const struct command test_lookup_command = {
	.grammar = "test lookup [table <TABLE:u32>] [count <COUNT:u32 1..>] <ADDRESS:ip4>",
	.help = "Compare the trie with the longest match for addresses in a row",
	.run = test_lookup,
	.schema = "wrong:u",
};
COMMAND_REGISTER(test_lookup_command);

static void show_group(u32 entry, struct out *o)
{
	char group[TEXT_IP4];

	text_ip4(group, mfib_group(entry));
	out_record(o, NULL);
	if (entry == MFIB_DROP)
		out_text(o, "(*, 0.0.0.0/0):  flags:Drop,\n  Interfaces:\n");
	else
		out_text(o, "(*, %s/32): \n  Interfaces:\n", group);
	out_string(o, "group", NULL, group);
	out_list(o, "accepts");
	for (u32 i = interface_next(0); i != INDEX_NONE; i = interface_next(i + 1)) {
		if (mfib_accepts(entry, i))
			out_string(o, NULL, "   %s: Accept,\n", interface_name(i));
	}
	out_end(o);
	out_text(o, "  multicast-ip4-chain\n");
	if (entry == MFIB_DROP)
		out_text(o, "  [@0]: dpo-drop ip4\n");
	else
		out_text(o,
			"  [@1]: dpo-replicate: [index:%u buckets:1 flags:[has-local ] to:[0:0]]\n"
			"    [0] [@1]: dpo-receive\n",
			entry - MFIB_ALL_HOSTS);
	out_end(o);
}

static int show_mfib(const struct args *, struct out *o)
{
	out_text(o, "ipv4-VRF:0, fib_index:0 flags:none\n");
	out_list(o, "groups");
	for (u32 i = 0; i < MFIB_ENTRIES; i++)
		show_group(i, o);
	out_end(o);
	return 0;
}

static const struct command show_ip_mfib = {
	.grammar = "show ip mfib",
	.help = "Show the multicast groups that are received",
	.run = show_mfib,
	.schema = "groups[]{group:s accepts[]:s}",
};
COMMAND_REGISTER(show_ip_mfib);
