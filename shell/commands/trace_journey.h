// Traced packets as people see them: one journey each, whichever threads it went through.
#pragma once

#include "engine/graph/tracing.h"

struct journey {
	const struct packet_trace_copy **parts; // vec, in order; the first is where it began
	u64 start;				// time of its first record; ns of now()
};

// All journeys of a snapshot, in order of thread and time: a vec. What is left of a packet whose
// beginning was forgotten begins where it was handed over. Free with journeys_free().
struct journey *journeys_of(const struct tracing_snapshot *s);
void journeys_free(struct journey *journeys);

// The packet from which this one was made: where its own journey began. Null: none, or forgotten.
const struct packet_trace_copy *journey_parent(
	const struct tracing_snapshot *s, const struct journey *j);

// Its records in order of time, with the part each is of. False ends it.
void journey_each(const struct journey *j,
	bool (*visit)(void *arg, const struct packet_trace_copy *part,
		const struct packet_trace_record *r),
	void *arg);
