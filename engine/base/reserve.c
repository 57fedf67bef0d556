// Tables that never move: an inaccessible mapping that is opened page by page as they grow.
#include "engine/base/reserve.h"

#include "engine/base/error.h"

#include <sys/mman.h>

enum { HUGEPAGE_SIZE = 2 << 20, FIRST_STEP = 64 << 10 };

int reserve_open(struct reserve *r, size_t size, const char *name)
{
	size_t whole = ROUND_UP(size, HUGEPAGE_SIZE), head;
	u8 *p = mmap(NULL, whole + HUGEPAGE_SIZE, PROT_NONE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	*r = (struct reserve){0};
	if (p == MAP_FAILED) {
		error_errno("no address space for %zu bytes of %s", whole, name);
		return ERR_NO_MEMORY;
	}
	head = -(uintptr_t)p % HUGEPAGE_SIZE;
	if (head)
		munmap(p, head);
	if (head < HUGEPAGE_SIZE)
		munmap(p + head + whole, HUGEPAGE_SIZE - head);
	r->base = p + head;
	r->size = whole;
	return 0;
}

// Small tables stay small; big ones grow by half, in whole hugepages.
static size_t ready_for(const struct reserve *r, size_t end)
{
	size_t to = MAX(end, r->ready + r->ready / 2);

	to = to <= HUGEPAGE_SIZE ? ROUND_UP(to, FIRST_STEP) : ROUND_UP(to, HUGEPAGE_SIZE);
	return MIN(to, r->size);
}

int reserve_reach_slow(struct reserve *r, size_t end)
{
	size_t to = ready_for(r, end);

	if (end > r->size)
		return error(ERR_LIMIT, "table full: it has room for %zu bytes", r->size);
	if (mprotect(r->base, to, PROT_READ | PROT_WRITE) < 0)
		return error(ERR_NO_MEMORY, "no memory for a table of %zu bytes", to);
	if (to > HUGEPAGE_SIZE)
		madvise(r->base + HUGEPAGE_SIZE, to - HUGEPAGE_SIZE, MADV_HUGEPAGE);
	r->ready = to;
	return 0;
}

int reserve_part_open(struct reserve *r, size_t at, size_t size)
{
	invariant(at + size <= r->size && !((at | size) % HUGEPAGE_SIZE));
	if (mprotect(r->base + at, size, PROT_READ | PROT_WRITE) < 0)
		return error(ERR_NO_MEMORY, "no memory for a table of %zu bytes", size);
	madvise(r->base + at, size, MADV_HUGEPAGE);
	return 0;
}

void reserve_part_close(struct reserve *r, size_t at, size_t size)
{
	madvise(r->base + at, size, MADV_DONTNEED);
	mprotect(r->base + at, size, PROT_NONE);
}

void reserve_close(struct reserve *r)
{
	if (r->base)
		munmap(r->base, r->size);
	*r = (struct reserve){0};
}
