// What the four nodes at the end of unwanted packets share.
#pragma once

#include "engine/graph/node.h"

// Hooks and the recorder, for error-drop and error-punt.
void drop_see(struct worker *w, const struct frame *f, bool punted);

enum { DROP_NAME_SIZE = 32 };

// By name: the interface may be gone when the trace is shown.
struct drop_interface_trace {
	char name[DROP_NAME_SIZE];
};
void drop_interface_trace_record(
	void *record, struct worker *w, struct node *node, struct buffer *b);
void drop_interface_trace_text(struct text *t, const void *record);

struct drop_error_trace {
	u16 error;
	u8 reason; // drop_reason_of() the packet
};
void drop_error_trace_record(void *record, struct worker *w, struct node *node, struct buffer *b);
void drop_error_trace_text(struct text *t, const void *record);

// Counts b->error of each packet.
void drop_count_errors(struct worker *w, const struct frame *f);
