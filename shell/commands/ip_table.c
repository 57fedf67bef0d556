// Commands about IPv4 tables (VRFs).
#include "engine/fib/fib.h"
#include "shell/command.h"

static int table_add(const struct args *a, struct out *)
{
	return fib_table_add(FAMILY_IP4, arg_u64(a, "TABLE", 0), arg_string(a, "NAME"));
}

static const struct command ip_table_add = {
	.grammar = "ip table add <TABLE:u32> [name <NAME:word>]",
	.help = "Make an IPv4 table, or name one",
	.run = table_add,
};
COMMAND_REGISTER(ip_table_add);

static int table_delete(const struct args *a, struct out *)
{
	return fib_table_delete(FAMILY_IP4, arg_u64(a, "TABLE", 0));
}

static const struct command ip_table_del = {
	.grammar = "ip table del <TABLE:u32>",
	.help = "Delete an IPv4 table with its routes",
	.run = table_delete,
};
COMMAND_REGISTER(ip_table_del);

static int bind(const struct args *a, struct out *)
{
	return fib_bind_interface(FAMILY_IP4, arg_interface(a, "IFACE"), arg_u64(a, "TABLE", 0));
}

static const struct command set_interface_ip_table = {
	.grammar = "set interface ip table <IFACE:interface> <TABLE:u32>",
	.help = "Look up IPv4 packets of an interface in a table; before it has addresses",
	.run = bind,
};
COMMAND_REGISTER(set_interface_ip_table);

static void show_one(u8 family, u32 fib, struct out *o)
{
	struct text name = {0};

	fib_name_text(&name, family, fib);
	out_record(o, NULL);
	out_u64(o, "index", "[%lu]", fib);
	out_u64(o, "table", " table_id:%lu", fib_table_of_index(family, fib));
	out_string(o, "name", " %s\n", text_string(&name));
	out_end(o);
	text_free(&name);
}

static int show(u8 family, const struct args *a, struct out *o)
{
	u32 wanted = INDEX_NONE;

	if (arg_given(a, "TABLE")) {
		wanted = fib_index_of_table(family, arg_u64(a, "TABLE", 0));
		if (wanted == INDEX_NONE)
			return error(
				ERR_NO_SUCH_FIB, "no such table: %u", (u32)arg_u64(a, "TABLE", 0));
	}
	out_list(o, "tables");
	for (u32 fib = 0; fib < fib_n(family); fib++) {
		bool has_id = fib_table_of_index(family, fib) != INDEX_NONE;

		if (has_id && (wanted == INDEX_NONE || wanted == fib))
			show_one(family, fib, o);
	}
	out_end(o);
	return 0;
}

static int show4(const struct args *a, struct out *o)
{
	return show(FAMILY_IP4, a, o);
}

static const struct command show_ip_table = {
	.grammar = "show ip table [<TABLE:u32>]",
	.help = "Show the IPv4 tables",
	.run = show4,
	.schema = "tables[]{index:u table:u name:s}",
};
COMMAND_REGISTER(show_ip_table);
