// Where commands put their answers: one call emits a value for people and for programs.
//
// In text mode each value prints by its format; in JSON mode it becomes "key": value and everything
// that is text only vanishes. So both come from the same lines of code:
//
//         out_list(o, "interfaces");
//         VEC_EACH (...) {
//                 out_record(o, NULL);
//                 out_string(o, "name", "%-20s", i->name);
//                 out_u64(o, "index", "%6lu\n", i->index);
//                 out_end(o);
//         }
//         out_end(o);
#pragma once

#include "engine/base/text.h"

struct out;

// Text only: headings, units, blanks. Nothing in JSON.
EXPORT void out_text(struct out *o, const char *format, ...) PRINTF(2, 3);

// A value under a key. 'format' has exactly one conversion of the value's type; null: JSON only.
// Inside a list the key is null.
EXPORT void out_string(struct out *o, const char *key, const char *format, const char *value);
EXPORT void out_u64(struct out *o, const char *key, const char *format, u64 value);
EXPORT void out_s64(struct out *o, const char *key, const char *format, s64 value);
EXPORT void out_double(struct out *o, const char *key, const char *format, double value);
EXPORT void out_bool(struct out *o, const char *key, bool value);		     // JSON only
EXPORT void out_ip4(struct out *o, const char *key, const char *format, be32 value); // %s
EXPORT void out_mac(struct out *o, const char *key, const char *format, const u8 mac[6]); // %s
// Many lines for people, one string for programs; 'indent' blanks before each line of text.
EXPORT void out_lines(struct out *o, const char *key, u32 indent, const char *lines);

// Containers: JSON only. The outermost record exists already.
EXPORT void out_record(struct out *o, const char *key);
EXPORT void out_list(struct out *o, const char *key);
EXPORT void out_end(struct out *o);

// A remark that is not part of the answer: standard error in batch mode, "warnings" in JSON.
EXPORT void out_warn(struct out *o, const char *format, ...) PRINTF(2, 3);

EXPORT bool out_is_json(const struct out *o);
EXPORT u32 out_width(const struct out *o); // columns of the terminal; 80 when there is none

// Shows what was written so far, for commands that take long. Returns ERR_INTERRUPTED after Ctrl-C
// or when the reader is gone: stop then.
EXPORT int out_flush(struct out *o);

// For commands that take long: 'what' has done so many of 'total' (0: nobody knows). Shown on a
// terminal once a second has passed. Call it as often as is handy.
EXPORT void out_progress(struct out *o, const char *what, u64 done, u64 total);
