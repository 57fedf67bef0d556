// Device drivers: one class struct each. Its argument table is its 'create' command; the shell
// makes syntax, completion, range checks and help from it. Drivers have no CLI code of their own.
#pragma once

#include "engine/base/registry.h"
#include "engine/net/interface.h"

enum device_arg_type {
	ARG_FLAG, // the word alone: value 1
	ARG_NAME, // one word
	ARG_FILE,
	ARG_U64,
	ARG_MAC,
	ARG_IP4,
	ARG_PREFIX4,
	ARG_IP6,
	ARG_PREFIX6,
	ARG_CHOICE, // one of the words in .choices; the last type
};

struct device_arg {
	const char *name; // the word before the value; for .positional only its name in help
	u8 type;	  // enum device_arg_type
	bool required;
	bool positional;   // stands alone, in the order of the table: 'create ... interface pg0'
	u64 min, max, def; // ARG_U64
	const char *const *choices;
	const char *help;
};

union device_value {
	u64 u64;
	const char *string; // ARG_NAME, ARG_FILE, ARG_CHOICE; not the driver's to keep
	u8 mac[6];
	be32 ip4;
	struct {
		be32 address;
		u8 length;
	} prefix;
	u8 ip6[16];
	struct {
		u8 address[16];
		u8 length;
	} prefix6;
};

// Values in the order of the class's table.
struct device_values {
	const bool *given; // false: 'value' holds the default (0, null or .def)
	const union device_value *value;
};

struct device_class {
	const char *name;   // "loopback"
	const char *create; // the words after 'create' and 'delete': "loopback interface"
	const char *help;
	const struct device_arg *args; // ends with a null name
	// Makes the interface, sw_if_index into '*interface'. An error leaves nothing behind.
	int (*make)(const struct device_values *v, u32 *interface);
	const struct interface_class *interface_class; // what 'delete' may delete
	// Whether an interface of another interface_class is of this device class, too. Null: none.
	bool (*owns)(const struct interface *i);
	// Words between 'delete <create words>' and the interface's name, as VPP has them ("intfc"
	// for loopbacks); accepted, not required. Null: none.
	const char *delete_word;
	bool tells_name; // 'create' prints the name that the interface got
};
#define DEVICE_REGISTER(device_class) REGISTER(REGISTRY_DEVICE, device_class)

EXPORT const struct device_class *device_class_by_name(const char *name);
EXPORT const struct device_class *device_class_at(u32 i); // by name; null past the last

EXPORT u32 device_class_n_args(const struct device_class *c);

// Makes a device after checking required arguments and ranges. Main thread.
EXPORT int device_create(
	const struct device_class *c, const struct device_values *v, u32 *interface);
// ERR_INVALID_VALUE if the interface is of another class.
EXPORT int device_delete(const struct device_class *c, u32 interface);

// Index of an argument in the class's table; panics if there is none. For make() functions.
EXPORT u32 device_arg_index(const struct device_class *c, const char *name);

// The value of an argument by its name, and whether it was given. For make() functions.
static inline const union device_value *device_value(
	const struct device_class *c, const struct device_values *v, const char *name)
{
	return &v->value[device_arg_index(c, name)];
}

static inline bool device_given(
	const struct device_class *c, const struct device_values *v, const char *name)
{
	return v->given[device_arg_index(c, name)];
}
