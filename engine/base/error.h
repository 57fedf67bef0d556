// Error codes and the sentence that goes with the last one.
//
// A function that can fail returns 0 or one of these negative codes. The place that fails says why:
//         return error(ERR_EXISTS, "bridge %u already exists", id);
// The numbers are those of VPP's binary API replies (reference: vnet/error.h of FD.io VPP), so a
// reply's retval needs no translation.
#pragma once

#include "engine/base/types.h"
#include <stdarg.h>

// clang-format off
#define ERROR_LIST(X) \
	X(UNSPECIFIED, -1, "unspecified error") \
	X(NO_SUCH_INTERFACE, -2, "no such interface") \
	X(NO_SUCH_FIB, -3, "no such FIB or VRF") \
	X(NO_SUCH_ENTRY, -6, "no such entry") \
	X(INVALID_VALUE, -7, "invalid value") \
	X(INVALID_VALUE_2, -8, "invalid value") \
	X(UNIMPLEMENTED, -9, "not supported") \
	X(SYSCALL, -11, "system call failed") \
	X(FEATURE_DISABLED, -30, "feature disabled by configuration") \
	X(NEXT_HOP_NOT_IN_FIB, -50, "next hop not in FIB") \
	X(NO_PATHS_IN_ROUTE, -52, "no paths in route") \
	X(NO_MATCHING_INTERFACE, -54, "no matching interface for path") \
	X(INVALID_VLAN, -55, "invalid VLAN") \
	X(ADDRESS_LENGTH_MISMATCH, -59, "address length mismatch") \
	X(ADDRESS_NOT_FOUND_FOR_INTERFACE, -60, "address not found for interface") \
	X(NO_SUCH_NODE, -63, "no such node") \
	X(NO_SUCH_TABLE, -65, "no such table") \
	X(EXISTS, -81, "already exists") \
	X(BUSY, -90, "in use") \
	X(INVALID_PREFIX, -97, "invalid prefix") \
	X(LIMIT, -107, "limit exceeded") \
	X(BRIDGE_EXISTS, -119, "bridge domain already exists") \
	X(NO_MEMORY, -120, "out of memory") \
	X(NOT_ETHERNET, -151, "interface is not an Ethernet interface") \
	X(BRIDGE_HAS_BVI, -152, "bridge domain already has a BVI interface") \
	X(SYNTAX, -156, "syntax error") \
	X(UNKNOWN_COMMAND, -1001, "unknown command") \
	X(ASSERTION, -1002, "assertion failed") \
	X(INTERRUPTED, -1003, "interrupted") \
	X(TIMEOUT, -1004, "timed out")
// clang-format on

enum error_code {
	ERR_NONE = 0,
#define X(name, value, words) ERR_##name = (value),
	ERROR_LIST(X)
#undef X
};

// Records the sentence for this thread, without a trailing full stop or newline, and returns
// 'code'. The text is cut at 1,023 bytes.
EXPORT int error(int code, const char *format, ...) PRINTF(2, 3);

// As error(), and adds ": " with the words of 'errno' as it was on entry.
EXPORT int error_errno(const char *format, ...) PRINTF(1, 2);

// Puts "WORDS: " in front of the sentence already recorded and returns 'code' unchanged.
EXPORT int error_within(int code, const char *format, ...) PRINTF(2, 3);

// Where a sentence is kept. A thread has one of its own; whoever runs several tasks in turn on one
// thread (processes) gives each its own, so that none reads another's. Returns the one used before;
// null stands for the thread's own. The last one's owner keeps it until another is used.
enum { ERROR_SENTENCE_SIZE = 1024 }; // bytes with the NUL
struct error_sentence {
	bool recorded;
	char text[ERROR_SENTENCE_SIZE];
};
EXPORT struct error_sentence *error_use(struct error_sentence *sentence);

// The sentence of this thread's last error, or the code's own words when none was recorded since
// error_clear(). Valid until the thread's next error().
EXPORT const char *error_text(int code);
EXPORT void error_clear(void);

// "no such interface" for ERR_NO_SUCH_INTERFACE; the name "NO_SUCH_INTERFACE"; both for any int.
EXPORT const char *error_words(int code);
EXPORT const char *error_name(int code);

// A broken invariant: prints file, line and sentence to stderr and aborts.
EXPORT void panic_at(const char *file, int line, const char *format, ...) PRINTF(3, 4) NORETURN;
#define panic(...) panic_at(__FILE__, __LINE__, __VA_ARGS__)
#define invariant(condition) \
	do { \
		if (unlikely(!(condition))) \
			panic("broken: %s", #condition); \
	} while (0)
