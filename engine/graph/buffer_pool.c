// Pools of buffers in one reserved range of addresses, and their start-up configuration.
//
// Main thread makes pools; threads take from and give to 'free' under the pool's lock. Memory is
// touched when a buffer is used for the first time, not before: a short run stays small.
#include "engine/graph/buffer_private.h"
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "engine/graph/config.h"
#include <stdio.h>
#include <sys/mman.h>

enum {
	BUFFERS_PER_NUMA_DEFAULT = 16384,
	HUGEPAGE_SIZE = 2 << 20,
	PAGE_SIZE_ORDINARY = 4096,
	DATA_SIZE_MIN = 256,
	DATA_SIZE_MAX = 16384, // 'at' is 16 bits with a sign
	BUFFERS_MAX = 8 << 20,
};

// Addresses are free of charge; an index of 32 bits could reach 256 GiB.
#define SPACE_SIZE (64ull << 30)
#define SPACE_SIZE_MIN (256ull << 20)

static struct {
	u8 *base;
	u64 size, used; // bytes
	u32 n_pools;
	struct buffer_pool pool[BUFFER_POOLS_MAX];
} space;

static struct {
	u64 per_numa, data_size;
	bool ordinary_pages;
} settings = {.per_numa = BUFFERS_PER_NUMA_DEFAULT, .data_size = BUFFER_DATA_SIZE};

static int parse_page_size(struct config *c)
{
	const char *value;
	u64 size;
	int ret = config_string(c, &value);

	if (ret)
		return ret;
	if (!strcmp(value, "default") || !strcmp(value, "default-hugepage"))
		return 0;
	ret = parse_size(value, &size);
	if (ret)
		return config_error(&c->words[c->at - 1],
			"expected a page size, default or default-hugepage, found '%s'", value);
	settings.ordinary_pages = size < HUGEPAGE_SIZE;
	return 0;
}

static int parse(struct config *c)
{
	static const char *const known[] = {"buffers-per-numa", "default", "page-size", NULL};
	const struct config_word *word;
	int ret = 0;

	while (!ret && (word = config_next(c))) {
		if (!strcmp(word->text, "buffers-per-numa")) {
			ret = config_u64(c, 1, BUFFERS_MAX, &settings.per_numa);
		} else if (!strcmp(word->text, "default")) {
			word = config_next(c);
			if (!word || strcmp(word->text, "data-size"))
				return config_error(word ? word : &c->words[c->at - 1],
					"expected data-size after 'default'");
			ret = config_u64(c, DATA_SIZE_MIN, DATA_SIZE_MAX, &settings.data_size);
		} else if (!strcmp(word->text, "page-size")) {
			ret = parse_page_size(c);
		} else {
			ret = config_unknown(c, word, known);
		}
	}
	return ret;
}

static const struct config_section buffers_section = {
	.name = "buffers",
	.words = "buffers-per-numa <n>    buffers in the default pool (16384)\n"
		 "default data-size <n>   bytes of data in each (2048)\n"
		 "page-size <size>        default, default-hugepage, 4k, 2m\n",
	.early = true,
	.parse = parse,
};
CONFIG_REGISTER(buffers_section);

static int space_reserve(void)
{
	for (u64 size = SPACE_SIZE; size >= SPACE_SIZE_MIN; size /= 2) {
		// One hugepage more, so that the base can be aligned to one.
		u8 *p = mmap(NULL, size + HUGEPAGE_SIZE, PROT_NONE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

		if (p == MAP_FAILED)
			continue;
		space.base = (u8 *)ROUND_UP((uintptr_t)p, HUGEPAGE_SIZE);
		space.size = size;
		return 0;
	}
	return error_errno("cannot reserve addresses for buffers");
}

// Makes 'size' bytes at the end of what is used writable. Returns the page size, 0 on failure.
static size_t space_commit(u64 size)
{
	u8 *at = space.base + space.used;
	u64 huge = ROUND_UP(size, HUGEPAGE_SIZE);

	if (huge > space.size - space.used)
		return 0;
	space.used += huge;
	if (!settings.ordinary_pages && size >= HUGEPAGE_SIZE &&
		mmap(at, huge, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_HUGETLB, -1, 0) != MAP_FAILED)
		return HUGEPAGE_SIZE;
	// A refused hugepage mapping may have undone the reservation: map anew.
	if (mmap(at, huge, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0) == MAP_FAILED)
		return 0;
	return PAGE_SIZE_ORDINARY;
}

int buffer_pool_create(const char *name, u32 n, u32 data_size, u8 *index)
{
	// An odd number of lines, see buffer.h.
	u32 lines = ROUND_UP(BUFFER_FOREIGN_SIZE + sizeof(struct buffer) + data_size, CACHE_LINE) /
			CACHE_LINE |
		1;
	u64 start = space.used, size = (u64)lines * CACHE_LINE * n;
	struct buffer_pool *p = &space.pool[space.n_pools];

	if (space.n_pools == BUFFER_POOLS_MAX)
		return error(ERR_LIMIT, "no more than %d buffer pools", BUFFER_POOLS_MAX);
	if (n == 0 || n > BUFFERS_MAX || data_size < DATA_SIZE_MIN || data_size > DATA_SIZE_MAX)
		return error(ERR_INVALID_VALUE, "buffer pool %s: %u buffers of %u bytes", name, n,
			data_size);
	*p = (struct buffer_pool){
		.index = space.n_pools,
		.stride = lines * CACHE_LINE,
		.data_size = data_size,
		.n = n,
		.n_fresh = n,
		.first = (start + BUFFER_FOREIGN_SIZE) / CACHE_LINE,
		.page_size = space_commit(size),
	};
	snprintf(p->name, sizeof(p->name), "%s", name);
	if (!p->page_size)
		return error(ERR_NO_MEMORY, "buffer pool %s: no memory for %u buffers of %u bytes",
			name, n, data_size);
	p->free = memory_get(sizeof(u32) * n);
	*index = space.n_pools;
	__atomic_store_n(&space.n_pools, space.n_pools + 1, __ATOMIC_RELEASE);
	return 0;
}

int buffer_open(struct worker *w)
{
	u8 index;
	int ret;

	if (!space.base) {
		ret = space_reserve();
		if (!ret)
			ret = buffer_pool_create("default-numa-0", (u32)settings.per_numa,
				(u32)settings.data_size, &index);
		if (ret)
			return ret;
	}
	w->buffer_base = space.base;
	w->cache = memory_get_zero(sizeof(*w->cache) * BUFFER_POOLS_MAX);
	return 0;
}

u8 *buffer_space(void)
{
	return space.base;
}

struct buffer_pool *buffer_pool_mutable(u32 i)
{
	return i < space.n_pools ? &space.pool[i] : NULL;
}

const struct buffer_pool *buffer_pool_at(u32 i)
{
	return buffer_pool_mutable(i);
}

u32 buffer_pool_n_cached(u32 pool)
{
	u32 n = 0;

	for (u32 i = 0; i < worker_n(); i++)
		n += worker_at(i)->cache[pool].n;
	return n;
}

u32 buffers_per_numa(void)
{
	return (u32)settings.per_numa;
}

bool buffer_index_valid(u32 index)
{
	for (u32 i = 0; i < space.n_pools; i++) {
		const struct buffer_pool *p = &space.pool[i];
		u32 lines = p->stride / CACHE_LINE, at = index - p->first;

		if (index >= p->first && at / lines < p->n && at % lines == 0)
			return true;
	}
	return false;
}
