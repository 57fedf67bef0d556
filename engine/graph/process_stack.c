// Stacks of processes: mappings with a guard page below, switched with ucontext.
#include "engine/graph/process_stack.h"

#include "engine/base/error.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
#define HAS_ASAN 1
#elif defined(__SANITIZE_THREAD__)
#define HAS_TSAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#elif __has_feature(thread_sanitizer)
#define HAS_TSAN 1
#endif
#endif

#ifdef HAS_ASAN
#include <sanitizer/common_interface_defs.h>
#include <sanitizer/lsan_interface.h>
enum { STACK_FACTOR = 4 }; // instrumented frames are that much larger

// AddressSanitizer's swapcontext() warns on stderr that it guesses at stacks; ours are announced.
static int switch_context(ucontext_t *from, ucontext_t *to)
{
	volatile bool is_back = false;

	if (getcontext(from) < 0)
		return -1;
	if (is_back)
		return 0;
	is_back = true;
	return setcontext(to);
}
#else
#ifdef HAS_TSAN
enum { STACK_FACTOR = 4 };
#else
enum { STACK_FACTOR = 1 };
#endif
static int switch_context(ucontext_t *from, ucontext_t *to)
{
	return swapcontext(from, to);
}
static void __sanitizer_start_switch_fiber(void **, const void *, size_t)
{
}
static void __sanitizer_finish_switch_fiber(void *, const void **, size_t *)
{
}
static void __lsan_register_root_region(const void *, size_t)
{
}
static void __lsan_unregister_root_region(const void *, size_t)
{
}
#endif

#ifdef HAS_TSAN
#include <sanitizer/tsan_interface.h>
#else
static void *__tsan_get_current_fiber(void)
{
	return NULL;
}
static void *__tsan_create_fiber(unsigned)
{
	return NULL;
}
static void __tsan_switch_to_fiber(void *, unsigned)
{
}
static void __tsan_destroy_fiber(void *)
{
}
#endif

enum { DEFAULT_SIZE = 64 << 10 };

// makecontext() passes ints only, hence the pointer in two halves.
static void begin(u32 high, u32 low)
{
	struct process_stack *s = (struct process_stack *)((u64)high << 32 | low);

	__sanitizer_finish_switch_fiber(NULL, &s->caller_base, &s->caller_size);
	s->body(s->arg);
	__tsan_switch_to_fiber(s->caller_fiber, 0);
	// Null: this stack is not needed any more.
	__sanitizer_start_switch_fiber(NULL, s->caller_base, s->caller_size);
	setcontext(s->caller);
	panic("setcontext: %s", strerror(errno));
}

void process_stack_open(struct process_stack *s, u32 size, void (*body)(void *arg), void *arg)
{
	size_t page = sysconf(_SC_PAGESIZE);

	*s = (struct process_stack){.body = body, .arg = arg};
	s->size = ROUND_UP((size_t)(size ? size : DEFAULT_SIZE) * STACK_FACTOR, page) + page;
	s->base = mmap(NULL, s->size, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
	if (s->base == MAP_FAILED || mprotect(s->base, page, PROT_NONE) < 0)
		panic("no memory for a stack of %zu bytes: %s", s->size, strerror(errno));
	__lsan_register_root_region(s->base + page, s->size - page);
	s->fiber = __tsan_create_fiber(0);
	getcontext(&s->own);
	s->own.uc_stack.ss_sp = s->base + page;
	s->own.uc_stack.ss_size = s->size - page;
	makecontext(&s->own, (void (*)(void))begin, 2, (u32)((u64)s >> 32), (u32)(u64)s);
}

void process_stack_enter(struct process_stack *s)
{
	ucontext_t here;
	void *fake_stack = NULL;

	s->caller = &here;
	s->caller_fiber = __tsan_get_current_fiber();
	__sanitizer_start_switch_fiber(&fake_stack, s->own.uc_stack.ss_sp, s->own.uc_stack.ss_size);
	__tsan_switch_to_fiber(s->fiber, 0);
	if (switch_context(&here, &s->own) < 0)
		panic("swapcontext: %s", strerror(errno));
	__sanitizer_finish_switch_fiber(fake_stack, NULL, NULL);
}

void process_stack_leave(struct process_stack *s)
{
	__sanitizer_start_switch_fiber(&s->fake_stack, s->caller_base, s->caller_size);
	__tsan_switch_to_fiber(s->caller_fiber, 0);
	if (switch_context(&s->own, s->caller) < 0)
		panic("swapcontext: %s", strerror(errno));
	__sanitizer_finish_switch_fiber(s->fake_stack, &s->caller_base, &s->caller_size);
}

void process_stack_close(struct process_stack *s)
{
	size_t page = sysconf(_SC_PAGESIZE);

	__lsan_unregister_root_region(s->base + page, s->size - page);
	__tsan_destroy_fiber(s->fiber);
	munmap(s->base, s->size);
	s->base = NULL;
}
