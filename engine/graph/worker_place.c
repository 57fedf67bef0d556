// Which core a thread runs on, and with what scheduling policy: cpu { }.
#include "engine/base/error.h"
#include "engine/base/log.h"
#include "engine/base/vec.h"
#include "engine/graph/cpu.h"
#include "engine/graph/worker_private.h"
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SHARED_NICE = 10 }; // of workers that share cores with the main thread

static struct log_class log_cpu = {.name = "cpu", .sub = "placement"};
LOG_REGISTER(log_cpu);

static bool cores_are_shared;

// A core that the configuration names.
static int core_check(const cpu_set_t *allowed, u32 core, const char *what)
{
	if (core < CPU_SETSIZE && CPU_ISSET(core, allowed))
		return 0;
	return error(ERR_INVALID_VALUE,
		"cpu: %s %u: there is no such core, or this process may not use it (%d may be "
		"used)",
		what, core, CPU_COUNT(allowed));
}

static int choose_named(const struct cpu_settings *s, const cpu_set_t *allowed)
{
	int ret = 0;

	if (s->main_core != INDEX_NONE)
		ret = core_check(allowed, s->main_core, "main-core");
	for (u32 i = 0; !ret && i < vec_n(s->worker_cores); i++) {
		worker_at(i + 1)->core = s->worker_cores[i];
		ret = core_check(allowed, s->worker_cores[i], "corelist-workers");
	}
	worker_at(0)->core = s->main_core;
	return ret;
}

// Cores in order of number, without those that are left to others: vec.
static u32 *cores_free(const struct cpu_settings *s, const cpu_set_t *allowed)
{
	u32 *cores = NULL, n_skipped = 0;

	for (u32 core = 0; core < CPU_SETSIZE; core++) {
		if (!CPU_ISSET(core, allowed) || n_skipped++ < s->skip_cores)
			continue;
		if (core != s->main_core)
			vec_push(cores, core);
	}
	return cores;
}

// The main thread takes the first core and the workers one each after it. Where there are not
// enough the workers share them all with the main thread, which then goes where there is room.
static int choose_automatically(const struct cpu_settings *s, const cpu_set_t *allowed)
{
	u32 *cores = cores_free(s, allowed), n = s->n_workers, from = 0;

	if (!vec_n(cores)) {
		vec_free(cores);
		return error(ERR_INVALID_VALUE,
			"cpu: no core is left for %u workers: %d may be used", n,
			CPU_COUNT(allowed));
	}
	if (s->main_core == INDEX_NONE && vec_n(cores) > n)
		worker_at(0)->core = cores[from++];
	if (vec_n(cores) - from < n)
		log_warn(&log_cpu, "%u workers share %lu cores", n, (u64)vec_n(cores));
	for (u32 i = 0; i < n; i++)
		worker_at(i + 1)->core = cores[(from + i) % vec_n(cores)];
	vec_free(cores);
	return 0;
}

bool worker_cores_are_shared(void)
{
	return cores_are_shared;
}

int worker_choose_cores(void)
{
	const struct cpu_settings *s = cpu_settings();
	cpu_set_t allowed;
	int ret;

	if (sched_getaffinity(0, sizeof(allowed), &allowed) < 0)
		return error_errno("cannot tell which cores may be used");
	cores_are_shared = worker_n() > (u32)CPU_COUNT(&allowed);
	ret = choose_named(s, &allowed);
	if (!ret && s->n_workers && !s->worker_cores)
		ret = choose_automatically(s, &allowed);
	return ret;
}

static int policy_of(u8 policy)
{
	static const int policies[] = {
		[CPU_OTHER] = SCHED_OTHER,
		[CPU_BATCH] = SCHED_BATCH,
		[CPU_IDLE] = SCHED_IDLE,
		[CPU_FIFO] = SCHED_FIFO,
		[CPU_RR] = SCHED_RR,
	};

	return policies[policy];
}

int worker_place(const struct worker *w)
{
	const struct cpu_settings *s = cpu_settings();
	struct sched_param param = {.sched_priority = s->policy_priority};
	cpu_set_t set;
	int code;

	if (w->core != INDEX_NONE) {
		CPU_ZERO(&set);
		CPU_SET(w->core, &set);
		code = pthread_setaffinity_np(pthread_self(), sizeof(set), &set);
		if (code)
			return error(ERR_SYSCALL, "cannot bind %s to core %u: %s", w->name, w->core,
				strerror(code));
	}
	// Who types, or waits at the barrier, goes before those who poll.
	if (s->policy == CPU_OTHER && w->index && cores_are_shared)
		setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), SHARED_NICE);
	if (s->policy == CPU_OTHER)
		return 0;
	if (s->policy >= CPU_FIFO && !param.sched_priority)
		param.sched_priority = 1;
	code = pthread_setschedparam(pthread_self(), policy_of(s->policy), &param);
	return code ? error(ERR_SYSCALL, "cannot give %s scheduling policy %s: %s", w->name,
			      cpu_policy_name(s->policy), strerror(code))
		    : 0;
}
