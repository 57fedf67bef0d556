// The clock and the random numbers, both of which can be made reproducible.
//
// Machine time is CLOCK_MONOTONIC less 'zero'. A stopped clock stands at 'stopped_at'; running on
// moves 'zero' so that now() goes on from there.
#include "engine/base/clock.h"

#include <stdatomic.h>
#include <sys/random.h>
#include <time.h>

enum { STOPPED_CYCLES_PER_SECOND = 1000000000 };

static const u64 STOPPED_SEED = 0x5eed;

static _Atomic bool stopped;
static _Atomic u64 stopped_at;
static _Atomic u64 zero;	   // ns of CLOCK_MONOTONIC at now() == 0; 0: not yet known
static _Atomic u64 wall_zero;	   // ns since the epoch at now() == 0
static _Atomic u64 cycles_skipped; // while stopped
static _Atomic u64 cycles_at_stop;
static u64 first_ns, first_cycles; // one moment on both scales; set with 'zero'

static u64 read_ns(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (u64)t.tv_sec * NS_PER_S + (u64)t.tv_nsec;
}

static u64 read_cycles(void)
{
#ifdef __x86_64__
	return __builtin_ia32_rdtsc();
#else
	return read_ns(CLOCK_MONOTONIC);
#endif
}

// A moment that passes once: before main(), so no thread can come too early.
__attribute__((constructor)) static void clock_begin(void)
{
	first_ns = read_ns(CLOCK_MONOTONIC);
	first_cycles = read_cycles();
	zero = first_ns;
	wall_zero = read_ns(CLOCK_REALTIME);
}

u64 now(void)
{
	if (atomic_load_explicit(&stopped, memory_order_acquire))
		return atomic_load_explicit(&stopped_at, memory_order_relaxed);
	return read_ns(CLOCK_MONOTONIC) - atomic_load_explicit(&zero, memory_order_relaxed);
}

u64 clock_wall(u64 at)
{
	return wall_zero + at;
}

u64 clock_cycles(void)
{
	if (atomic_load_explicit(&stopped, memory_order_acquire))
		return atomic_load_explicit(&cycles_at_stop, memory_order_relaxed);
	return read_cycles() - atomic_load_explicit(&cycles_skipped, memory_order_relaxed);
}

// Measured over the whole life of the process, so it gets better by itself.
double clock_cycles_per_second(void)
{
	u64 ns = read_ns(CLOCK_MONOTONIC) - first_ns;

	if (stopped)
		return STOPPED_CYCLES_PER_SECOND;
	return (double)(read_cycles() - first_cycles) * 1e9 / (double)MAX(ns, 1ull);
}

void clock_stop(u64 wall)
{
	cycles_at_stop = clock_cycles();
	stopped_at = 0;
	wall_zero = wall;
	atomic_store_explicit(&stopped, true, memory_order_release);
	random_seed(STOPPED_SEED);
}

bool clock_is_stopped(void)
{
	return stopped;
}

void clock_set(u64 at)
{
	if (stopped && at > stopped_at)
		stopped_at = at;
}

void clock_run(void)
{
	if (!stopped)
		return;
	zero = read_ns(CLOCK_MONOTONIC) - stopped_at;
	cycles_skipped = read_cycles() - cycles_at_stop;
	atomic_store_explicit(&stopped, false, memory_order_release);
}

void clock_set_wall(u64 wall)
{
	wall_zero = wall - now();
}

// SplitMix64 (Steele, Lea, Flood 2014), a stream per thread. A new seed is taken up by each thread
// at its next number; the first thread to ask after seeding gets the first stream.
static _Atomic u64 seed;
static _Atomic u32 seed_version; // 0: never seeded
static _Atomic u32 n_streams;
static _Thread_local u64 state;
static _Thread_local u32 state_version;

static const u64 GOLDEN = 0x9e3779b97f4a7c15;

static u64 mix(u64 z)
{
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

void random_seed(u64 value)
{
	seed = value;
	n_streams = 0;
	seed_version++;
}

static NOINLINE void stream_begin(void)
{
	u64 from_kernel = 0;

	if (!seed_version) {
		if (getrandom(&from_kernel, sizeof(from_kernel), 0) != sizeof(from_kernel))
			from_kernel = read_ns(CLOCK_REALTIME);
		random_seed(from_kernel);
	}
	state_version = seed_version;
	state = mix(seed + n_streams++ * GOLDEN);
}

u32 random_u32(void)
{
	if (unlikely(state_version != seed_version || !state_version))
		stream_begin();
	state += GOLDEN;
	return (u32)(mix(state) >> 32);
}
