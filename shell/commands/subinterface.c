// Commands that make and delete sub-interfaces.
#include "engine/net/subinterface.h"
#include "shell/command.h"
#include <stdio.h>

static int make(const struct args *a, u32 id, const struct vlan_match *match, struct out *o)
{
	u32 index;
	int code = subinterface_create(arg_interface(a, "IFACE"), id, match, &index);

	if (code == 0)
		out_string(o, NULL, "%s\n", interface_name(index));
	return code;
}

static u16 id_of(const struct args *a, const char *name)
{
	return (u16)arg_u64(a, name, VLAN_ANY);
}

static int create_one(const struct args *a, struct out *o)
{
	u32 id = (u32)arg_u64(a, "ID", 0);
	struct vlan_match m = {.exact = true, .n_tags = 1};
	int code;

	if (arg_given(a, "untagged")) {
		m.n_tags = 0;
	} else if (arg_given(a, "default")) {
		m = (struct vlan_match){.is_default = true};
	} else if (arg_given(a, "dot1q") || arg_given(a, "dot1ad")) {
		m.dot1ad = arg_given(a, "dot1ad");
		m.exact = arg_given(a, "exact-match");
		m.n_tags = arg_given(a, "inner-dot1q") ? 2 : 1;
		m.outer = id_of(a, "VLAN");
		m.inner = id_of(a, "INNER");
	} else if (id > VLAN_MAX) {
		args_fail_at(a, arg_column(a, "ID"));
		return error(ERR_INVALID_VLAN, "VLAN id %u is not in 1..%d", id, VLAN_MAX);
	} else {
		m.outer = (u16)id;
	}
	out_list(o, "interfaces");
	code = make(a, id, &m, o);
	out_end(o);
	return code;
}

// "5-9": ERR_ codes are those of either number.
static int parse_range(const char *word, u32 *first, u32 *last)
{
	char rest;

	if (sscanf(word, "%5u-%5u%c", first, last, &rest) != 2)
		return error(ERR_SYNTAX, "'%s' is not a range of VLAN ids, FIRST-LAST", word);
	if (!*first || *last > VLAN_MAX || *first > *last)
		return error(ERR_INVALID_VLAN, "%s is not a range in 1..%d", word, VLAN_MAX);
	return 0;
}

// All of them or none.
static int create_range(const struct args *a, struct out *o)
{
	u32 first, last, index;
	int code = parse_range(arg_string(a, "RANGE"), &first, &last);

	if (code < 0) {
		args_fail_at(a, arg_column(a, "RANGE"));
		return code;
	}
	for (u32 id = first; id <= last && code == 0; id++) {
		struct vlan_match m = {.exact = true, .n_tags = 1, .outer = (u16)id};
		u32 parent = arg_interface(a, "IFACE");

		code = subinterface_create(parent, id, &m, &index);
		for (u32 k = interface_next(0); code < 0 && k != INDEX_NONE;
			k = interface_next(k + 1)) {
			const struct interface *i = interface_at(k);

			if (i->parent == parent && i->sub_id >= first && i->sub_id < id)
				subinterface_delete(k);
		}
	}
	if (code < 0)
		return code;
	out_list(o, "interfaces");
	for (u32 id = first; id <= last; id++) {
		char name[INTERFACE_NAME_MAX + 16];

		snprintf(
			name, sizeof(name), "%s.%u", interface_name(arg_interface(a, "IFACE")), id);
		out_string(o, NULL, "%s\n", name);
	}
	out_end(o);
	return 0;
}

static int create(const struct args *a, struct out *o)
{
	return arg_given(a, "RANGE") ? create_range(a, o) : create_one(a, o);
}

static const struct command create_subinterfaces = {
	.grammar = "create sub-interfaces <IFACE:interface> {<ID:u32 0..4294967294> "
		   "[default|untagged|{dot1q|dot1ad} {<VLAN:u16 1..4094>|any} "
		   "[inner-dot1q {<INNER:u16 1..4094>|any}] [exact-match]]|<RANGE:word>}",
	.help = "Make an interface for one VLAN of another, for each of a range of them (10-19), "
		"or "
		"for what no other is for",
	.run = create,
	.schema = "interfaces[]:s",
};
COMMAND_REGISTER(create_subinterfaces);

static int delete_one(const struct args *a, struct out *)
{
	return subinterface_delete(arg_interface(a, "IFACE"));
}

static const struct command delete_subinterface = {
	.grammar = "delete sub-interface <IFACE:interface>",
	.help = "Delete a sub-interface",
	.run = delete_one,
};
COMMAND_REGISTER(delete_subinterface);
