// Allocation that ends the process when memory is short, and named anonymous mappings.
#include "engine/base/memory.h"

#include "engine/base/error.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { HUGEPAGE_SIZE = 2 << 20 };

static struct memory_settings settings;
static struct memory_mapping *mappings;
static pthread_mutex_t mappings_lock = PTHREAD_MUTEX_INITIALIZER;

static void *checked(void *p, size_t size)
{
	if (unlikely(!p))
		panic("out of memory: %zu bytes", size);
	return p;
}

// The standard allows null for size 0; callers are promised a pointer.
void *memory_get(size_t size)
{
	return checked(malloc(MAX(size, 1)), size);
}

void *memory_get_zero(size_t size)
{
	return checked(calloc(1, MAX(size, 1)), size);
}

void *memory_resize(void *p, size_t size)
{
	return checked(realloc(p, MAX(size, 1)), size);
}

char *memory_string(const char *s)
{
	return checked(strdup(s), strlen(s) + 1);
}

// Free 2 MiB hugepages of all NUMA nodes; 0 when the kernel has none.
static size_t hugepages_free(void)
{
	FILE *f = fopen("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages", "re");
	unsigned long n = 0;

	if (!f)
		return 0;
	if (fscanf(f, "%lu", &n) != 1)
		n = 0;
	fclose(f);
	return n;
}

static void *map(size_t size, int flags)
{
	void *p = mmap(
		NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

void *memory_map(size_t size, const char *name, size_t *page_size)
{
	size_t page = sysconf(_SC_PAGESIZE), huge = ROUND_UP(size, HUGEPAGE_SIZE);
	struct memory_mapping *m;
	void *p = NULL;

	// Hugepages are reserved by mmap(), so touching them later cannot fail.
	if (size >= HUGEPAGE_SIZE && hugepages_free() >= huge / HUGEPAGE_SIZE)
		p = map(huge, MAP_HUGETLB);
	if (p) {
		size = huge;
		page = HUGEPAGE_SIZE;
	} else {
		size = ROUND_UP(MAX(size, 1), page);
		p = map(size, MAP_NORESERVE);
		if (!p) {
			error_errno("cannot map %zu bytes for %s", size, name);
			return NULL;
		}
		if (size >= HUGEPAGE_SIZE)
			madvise(p, size, MADV_HUGEPAGE);
	}

	m = memory_get(sizeof(*m));
	*m = (struct memory_mapping){.name = name, .base = p, .size = size, .page_size = page};
	pthread_mutex_lock(&mappings_lock);
	m->next = mappings;
	mappings = m;
	pthread_mutex_unlock(&mappings_lock);
	if (page_size)
		*page_size = page;
	return p;
}

void memory_unmap(void *p, size_t size)
{
	struct memory_mapping *m = NULL;

	if (!p)
		return;
	pthread_mutex_lock(&mappings_lock);
	for (struct memory_mapping **at = &mappings; *at; at = &(*at)->next) {
		if ((*at)->base != p)
			continue;
		m = *at;
		*at = m->next;
		break;
	}
	pthread_mutex_unlock(&mappings_lock);
	if (!m)
		panic("unmapping %zu bytes that were not mapped", size);
	munmap(p, m->size);
	free(m);
}

const struct memory_mapping *memory_mappings(void)
{
	return mappings;
}

struct memory_settings *memory_settings(void)
{
	return &settings;
}
