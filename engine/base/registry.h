// The one way in which anything makes itself known: a constructor adds {object, file, line, owner}
// to the list of its kind. No work happens there; start-up walks the lists in a fixed order.
#pragma once

#include "engine/base/types.h"

// In the order in which registry_take() takes them.
enum registry_kind {
	REGISTRY_CONSUMER,	 // struct registry_consumer, engine/base/registry_late.h
	REGISTRY_LOG,		 // struct log_class, engine/base/log.h
	REGISTRY_NODE,		 // struct node_class, engine/graph/node.h
	REGISTRY_ARC,		 // struct feature_arc, engine/graph/feature.h
	REGISTRY_FEATURE,	 // struct feature, engine/graph/feature.h
	REGISTRY_PROTOCOL,	 // struct protocol, engine/net/protocol.h
	REGISTRY_CONFIG,	 // struct config_section, engine/graph/config.h
	REGISTRY_ARG_TYPE,	 // struct arg_type, shell/args.h
	REGISTRY_COMMAND,	 // struct command, shell/command.h
	REGISTRY_PIPE,		 // struct pipe_class, shell/pipe.h
	REGISTRY_DEVICE,	 // struct device_class, devices/device.h
	REGISTRY_INTERFACE_HOOK, // struct interface_hook, engine/net/interface.h
	REGISTRY_DOCTOR,	 // struct doctor_check, engine/graph/doctor.h
	REGISTRY_INIT,		 // struct init_function, engine/graph/init.h
	REGISTRY_KINDS,
};

struct registration {
	struct registration *next;
	const void *object;
	const char *file; // where it was registered, for messages about duplicates
	int line;
	const void *owner; // the plugin that brought it; null for the program itself
};

// Called by REGISTER's constructors only. 'r' must live as long as the library that holds it.
EXPORT void registry_add(enum registry_kind kind, struct registration *r);

// Head of a kind's list in order of registration, which is link order: sort by name where it shows.
EXPORT const struct registration *registry_head(enum registry_kind kind);

// What registry_add() stores as owner until changed. The plugin loader sets it around dlopen.
EXPORT void registry_set_owner(const void *owner);

// Unlinks every registration of an owner. For a plugin that is refused after dlopen.
EXPORT void registry_remove_owner(const void *owner);

#define REGISTRY_EACH(r, kind) \
	for (const struct registration *r = registry_head(kind); r; r = r->next)

// The same for one owner only.
EXPORT const struct registration *registry_first_of(enum registry_kind kind, const void *owner);
EXPORT const struct registration *registry_next_of(const struct registration *r);
#define REGISTRY_EACH_OF(r, kind, owner) \
	for (const struct registration *r = registry_first_of(kind, owner); r; \
		r = registry_next_of(r))

#define REGISTER_JOIN_(a, b) a##b
#define REGISTER_NAME_(a, b) REGISTER_JOIN_(a, b)

// REGISTER(REGISTRY_NODE, ip4_ttl_node); at file scope. 'what' is a variable, not an expression.
#define REGISTER(kind, what) \
	static struct registration REGISTER_NAME_(registration_, what) = { \
		.object = &(what), .file = __FILE__, .line = __LINE__}; \
	__attribute__((constructor)) static void REGISTER_NAME_(register_, what)(void) \
	{ \
		registry_add(kind, &REGISTER_NAME_(registration_, what)); \
	} \
	_Static_assert(1, "")
