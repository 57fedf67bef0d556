// Why a packet was dropped, in the words of an operator.
#include "engine/graph/drop.h"
#include "engine/graph/drop_private.h"
#include "engine/graph/path.h"

const char *drop_reason_name(u8 reason)
{
	static const char *const names[DROP_REASONS] = {
		[DROP_UNKNOWN] = "unknown",
		[DROP_MALFORMED] = "malformed",
		[DROP_NO_ROUTE] = "no route",
		[DROP_POLICY] = "policy",
		[DROP_TTL] = "ttl",
		[DROP_UNSUPPORTED] = "unsupported",
		[DROP_RESOURCE] = "resource",
		[DROP_PENDING] = "pending",
		[DROP_CONSUMED] = "consumed",
	};

	return reason < DROP_REASONS ? names[reason] : "?";
}

enum drop_reason drop_reason_of(const struct buffer *b)
{
	const struct node_error *e = node_error_at(b->error, NULL);

	return b->drop_reason || !e ? b->drop_reason : e->reason;
}

// What a reason alone says, where no error has words for it.
static const char *reason_words(u8 reason)
{
	static const char *const words[DROP_REASONS] = {
		[DROP_MALFORMED] = "malformed",
		[DROP_NO_ROUTE] = "no route",
		[DROP_POLICY] = "not for us, or not allowed",
		[DROP_TTL] = "time to live exceeded",
		[DROP_UNSUPPORTED] = "nobody here speaks it",
		[DROP_RESOURCE] = "out of room for it",
		[DROP_PENDING] = "waiting for something else",
		[DROP_CONSUMED] = "done with it",
	};

	return reason < DROP_REASONS && words[reason] ? words[reason] : "?";
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), n_end = strlen(end);

	return n >= n_end && !strcmp(s + n - n_end, end);
}

// The last node of a path that did something else than to send packets to their end.
static const char *last_node(u16 path)
{
	while (path) {
		const char *name = node_name(path_node(path));

		if (!ends_with(name, "-drop") && !ends_with(name, "-punt"))
			return name;
		path = path_parent(path);
	}
	return NULL;
}

// A packet that was told another reason carries its error from earlier on its way.
static bool says_why(const struct node_error *e, u8 reason)
{
	return e->reason != DROP_UNKNOWN && e->reason == reason;
}

struct drop_why drop_why(u16 error, u8 reason, u16 path)
{
	u32 node = INDEX_NONE;
	const struct node_error *e = node_error_at(error, &node);
	const char *last;

	if (!e)
		return (struct drop_why){.node = "?", .words = "?", .reason = reason};
	if (says_why(e, reason))
		return (struct drop_why){
			.node = node_name(node), .words = e->text, .reason = reason};
	last = last_node(path);
	return (struct drop_why){.node = last ? last : node_name(node),
		.words = reason ? reason_words(reason) : e->text,
		.reason = reason};
}

void drop_trace_why(struct text *t, const void *record)
{
	const struct drop_error_trace *r = record;
	const struct node_error *e = node_error_at(r->error, NULL);

	if (!r->reason || (e && says_why(e, r->reason)))
		drop_error_trace_text(t, record);
	else
		text_add(t, "%s", reason_words(r->reason));
}
