// Checks that look for what is set up in a way that surprises people, each with its cure: 'show
// doctor'. Whoever knows of a trap registers a check in its own file.
#pragma once

#include "engine/base/registry.h"
#include "engine/base/types.h"

struct doctor_report; // being written

enum doctor_grade {
	DOCTOR_NOTE,	// good to know; nothing is lost
	DOCTOR_WARNING, // packets are lost, or people misled
};

struct doctor_check {
	const char *name; // "host-interface-checksums": lower case, unique
	const char *help; // what it looks at, one line
	// Calls doctor_find() for everything that it finds. Main thread; may make system calls.
	void (*run)(struct doctor_report *r);
};
#define DOCTOR_REGISTER(check) REGISTER(REGISTRY_DOCTOR, check)

// 'subject': whom it is about, an interface's name or a part of the program. 'cure': the command or
// deed that helps, null if there is none. Then what was found, one sentence without a full stop.
EXPORT void doctor_find(struct doctor_report *r, enum doctor_grade grade, const char *subject,
	const char *cure, const char *format, ...) PRINTF(5, 6);

struct doctor_finding {
	const struct doctor_check *check;
	enum doctor_grade grade;
	char *subject, *cure, *sentence; // 'cure' may be null
};

// Runs all checks, in order of name: a vec that doctor_findings_free() frees.
EXPORT struct doctor_finding *doctor_findings(void);
EXPORT void doctor_findings_free(struct doctor_finding *findings);
EXPORT const struct doctor_check *doctor_check_at(u32 i); // by name; null past the last
