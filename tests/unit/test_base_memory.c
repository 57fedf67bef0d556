// Mappings: zeroed, lazily touched, listed, taken back.
#include "engine/base/error.h"
#include "engine/base/memory.h"
#include "tests/lib/unit.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

START_TEST(zero_bytes_are_something)
{
	void *p = memory_get(0), *q = memory_get_zero(0);

	ck_assert_ptr_nonnull(p);
	ck_assert_ptr_nonnull(q);
	free(memory_resize(p, 0));
	free(q);
}
END_TEST

static u32 n_mappings(const char *name)
{
	u32 n = 0;

	for (const struct memory_mapping *m = memory_mappings(); m; m = m->next)
		n += !strcmp(m->name, name);
	return n;
}

START_TEST(mappings_are_listed)
{
	size_t page_size = 0;
	u8 *p = memory_map(5000, "test", &page_size);
	const struct memory_mapping *m = memory_mappings();

	ck_assert_ptr_nonnull(p);
	ck_assert_uint_eq(page_size, sysconf(_SC_PAGESIZE));
	ck_assert_ptr_eq(m->base, p);
	ck_assert_str_eq(m->name, "test");
	ck_assert_uint_eq(m->size % page_size, 0);
	ck_assert_uint_ge(m->size, 5000);
	for (u32 i = 0; i < 5000; i++)
		ck_assert_uint_eq(p[i], 0);
	p[4999] = 1;
	memory_unmap(p, 5000);
	ck_assert_uint_eq(n_mappings("test"), 0);
	memory_unmap(NULL, 1);
}
END_TEST

START_TEST(large_ones_are_touched_lazily)
{
	size_t size = 1ull << 30, page_size;
	unsigned char resident = 1;
	u8 *p = memory_map(size, "large", &page_size);

	ck_assert_ptr_nonnull(p);
	ck_assert_uint_eq((uintptr_t)p % CACHE_LINE, 0);
	if (page_size == (size_t)sysconf(_SC_PAGESIZE)) {
		ck_assert_int_eq(mincore(p + size / 2, page_size, &resident), 0);
		ck_assert_int_eq(resident & 1, 0);
	}
	p[size - 1] = 1;
	memory_unmap(p, size);
}
END_TEST

START_TEST(impossible_sizes_are_errors)
{
	ck_assert_ptr_null(memory_map(1ull << 62, "huge", NULL));
	ck_assert_ptr_nonnull(strstr(error_text(ERR_SYSCALL), "for huge"));
	ck_assert_uint_eq(n_mappings("huge"), 0);
}
END_TEST

UNIT_MAIN(zero_bytes_are_something, mappings_are_listed, large_ones_are_touched_lazily,
	impossible_sizes_are_errors)
