// Messages about the engine itself, kept in a ring for 'show logging' and sent to syslog or stderr.
#pragma once

#include "engine/base/registry.h"

enum log_level {
	LOG_LEVEL_EMERG,
	LOG_LEVEL_ALERT,
	LOG_LEVEL_CRIT,
	LOG_LEVEL_ERROR,
	LOG_LEVEL_WARN,
	LOG_LEVEL_NOTICE,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG,
	LOG_LEVEL_DISABLED,
};

// static struct log_class log = {.name = "ip4", .sub = "reass"}; LOG_REGISTER(log);
struct log_class {
	const char *name, *sub;
	u8 level, syslog_level; // LOG_LEVEL_EMERG (0) stands for "as the default" until set
	u32 rate_limit;		// messages a second; 0 = the default (50)
	u64 window_start;	// ns
	u32 in_window;
	u64 n_suppressed;
};
#define LOG_REGISTER(log_class) REGISTER(REGISTRY_LOG, log_class)

EXPORT void log_add(struct log_class *c, enum log_level level, const char *format, ...)
	PRINTF(3, 4);
#define log_error(c, ...) log_add((c), LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warn(c, ...) log_add((c), LOG_LEVEL_WARN, __VA_ARGS__)
#define log_notice(c, ...) log_add((c), LOG_LEVEL_NOTICE, __VA_ARGS__)
#define log_info(c, ...) log_add((c), LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(c, ...) log_add((c), LOG_LEVEL_DEBUG, __VA_ARGS__)

struct log_entry {
	u64 wall; // ns since the epoch
	enum log_level level;
	const struct log_class *log_class;
	char *text;
};

// The ring, oldest first: 'i' below log_n(). Main thread.
EXPORT u32 log_n(void);
EXPORT const struct log_entry *log_at(u32 i);
EXPORT void log_clear(void);

// Also print entries of this level and above to stderr as they come. LOG_LEVEL_DISABLED: none.
EXPORT void log_to_stderr(enum log_level level);

struct log_settings {
	u32 size;	 // entries kept, default 512
	u8 level;	 // default notice
	u8 syslog_level; // default disabled
	u32 rate_limit;	 // default 50
};
EXPORT struct log_settings *log_settings(void);
EXPORT void log_resize(u32 entries);
EXPORT const char *log_level_name(enum log_level level);
EXPORT int log_level_by_name(const char *name); // or ERR_INVALID_VALUE
