// Error numbers: each node has a run of them, one for each error of its class.
#include "engine/graph/node_private.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"

enum { ERRORS_MAX = 65536 }; // b->error has 16 bits

struct error_row {
	const struct node_error *error;
	u32 node;
};

static struct error_row *rows; // vec

int node_errors_add(const struct node_class *c, u32 node_index, u16 *base)
{
	u32 n = 0;

	while (c->errors && c->errors[n].text)
		n++;
	if (vec_n(rows) + n > ERRORS_MAX)
		return error(ERR_LIMIT, "no more than %d node errors", ERRORS_MAX);
	*base = n ? vec_n(rows) : 0;
	for (u32 i = 0; i < n; i++)
		vec_push(rows, (struct error_row){.error = &c->errors[i], .node = node_index});
	for (u32 i = 0; n && i < worker_n(); i++)
		vec_reach(worker_at(i)->error_counts, vec_n(rows) - 1);
	return 0;
}

const struct node_error *node_error_at(u32 error, u32 *node_index)
{
	if (error >= vec_n(rows))
		return NULL;
	if (node_index)
		*node_index = rows[error].node;
	return rows[error].error;
}

u32 node_error_n(void)
{
	return vec_n(rows);
}

u64 *node_error_counts(void)
{
	u32 n = vec_n(rows);
	u64 *counts = memory_get((size_t)worker_n() * n * sizeof(*counts));

	barrier_begin();
	for (u32 i = 0; n && i < worker_n(); i++)
		memcpy(counts + (size_t)i * n, worker_at(i)->error_counts, n * sizeof(*counts));
	barrier_end();
	return counts;
}

u64 node_error_count(u32 error)
{
	u64 sum = 0;

	barrier_begin();
	for (u32 i = 0; error < vec_n(rows) && i < worker_n(); i++)
		sum += worker_at(i)->error_counts[error];
	barrier_end();
	return sum;
}

void node_errors_clear(void)
{
	barrier_begin();
	for (u32 i = 0; i < worker_n(); i++)
		memset(worker_at(i)->error_counts, 0, vec_n(rows) * sizeof(u64));
	barrier_end();
}

const char *node_severity_name(u8 severity)
{
	static const char *const names[] = {
		[SEVERITY_ERROR] = "error",
		[SEVERITY_WARNING] = "warning",
		[SEVERITY_INFO] = "info",
	};

	return severity < ARRAY_N(names) ? names[severity] : "?";
}
