// Registrations that come late, with a plugin: whether they fit, and taking them into use.
//
// Whoever reads the registrations of a kind says here how it deals with late ones. At start that is
// only check(): everything else follows, as nobody has read the registry yet.
#pragma once

#include "engine/base/registry.h"
#include "engine/base/text.h"

// A kind may have several. Null members: nothing to do.
struct registry_consumer {
	enum registry_kind kind;
	const char *one, *many; // "node", "nodes"; null: another consumer of the kind says it
	// Appends the name that users know an object by, which no two may have; nothing when a
	// string that it is known by is null. Null: such objects have no names.
	void (*name)(struct text *t, const void *object);
	bool names_repeat; // several objects may have one name
	// Whether an object is fit for use: an error with the reason if not. Nothing is changed.
	// Objects registered before 'r' come first where only one can be.
	int (*check)(const struct registration *r);

	// While the engine runs, on the main thread, workers standing still:
	// Takes all objects of an owner into use. An error leaves undoing to drop().
	int (*take)(const void *owner);
	// Undoes take(), or as much of it as was done.
	void (*drop)(const void *owner);
	// Everything has been taken: begins what cannot be undone.
	void (*start)(const void *owner);
};
#define CONSUMER_REGISTER(consumer) REGISTER(REGISTRY_CONSUMER, consumer)

// Whether all that 'owner' registered has names, which nothing registered before it has. To be
// asked before anybody looks at what was registered. Main thread.
EXPORT int registry_check_names(const void *owner);

// Whether all that 'owner' registered is fit for use; the first reason why not. Main thread.
EXPORT int registry_check(const void *owner);

// Takes all that 'owner' registered and registry_check() accepted into use; on an error what was
// done is undone. Unregistering is left to the caller. While the engine runs; main thread, under
// the barrier.
EXPORT int registry_take(const void *owner);

// For an object that is about to be checked: "hello.c:12: node hello".
EXPORT void registry_place_text(
	struct text *t, enum registry_kind kind, const struct registration *r);

// How people call one or many of a kind, and the name of an object, appended.
EXPORT const char *registry_words(enum registry_kind kind, bool many);
EXPORT void registry_name_text(struct text *t, enum registry_kind kind, const void *object);
