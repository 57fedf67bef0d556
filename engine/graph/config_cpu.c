// Configuration section cpu { }: which cores run what.
#include "engine/base/error.h"
#include "engine/base/text.h"
#include "engine/base/vec.h"
#include "engine/graph/config.h"
#include "engine/graph/cpu.h"
#include "engine/graph/node.h"

#include <stdlib.h>

enum { CORES_MAX = 1024 }; // CPU_SETSIZE of the C library

static const char *const policies[] = {"other", "batch", "idle", "fifo", "rr", NULL};
static struct cpu_settings settings = {.main_core = INDEX_NONE};

const struct cpu_settings *cpu_settings(void)
{
	return &settings;
}

const char *cpu_policy_name(u8 policy)
{
	return policy < ARRAY_N(policies) - 1 ? policies[policy] : "?";
}

static int number(struct config *c, u64 max, u32 *value)
{
	u64 n;
	int status = config_u64(c, 0, max, &n);

	if (!status)
		*value = (u32)n;
	return status;
}

static int main_core_parse(struct config *c, const struct config_word *)
{
	return number(c, CORES_MAX - 1, &settings.main_core);
}

static int workers_parse(struct config *c, const struct config_word *)
{
	return number(c, WORKERS_MAX, &settings.n_workers);
}

static int skip_cores_parse(struct config *c, const struct config_word *)
{
	return number(c, CORES_MAX - 1, &settings.skip_cores);
}

static int policy_parse(struct config *c, const struct config_word *)
{
	u32 policy = 0;
	int status = config_choice(c, policies, &policy);

	settings.policy = (u8)policy;
	return status;
}

static int priority_parse(struct config *c, const struct config_word *)
{
	u64 priority = 0;
	int status = config_u64(c, 1, 99, &priority);

	settings.policy_priority = (u8)priority;
	return status;
}

static int compare_cores(const void *a, const void *b)
{
	return *(const u16 *)a - *(const u16 *)b;
}

// "2", "4-7": the cores of one part of a list, added to 'worker_cores'. False if it is neither.
static bool cores_add(char *part)
{
	char *dash = strchr(part, '-');
	u64 first, last;

	if (dash)
		*dash++ = 0;
	if (parse_u64(part, 0, CORES_MAX - 1, &first) ||
		parse_u64(dash ? dash : part, first, CORES_MAX - 1, &last))
		return false;
	for (u64 core = first; core <= last; core++)
		vec_push(settings.worker_cores, (u16)core);
	return true;
}

static int corelist_parse(struct config *c, const struct config_word *word)
{
	char *copy, *rest, *part;
	const char *list;
	bool is_good = true;
	int status = config_string(c, &list);

	if (status)
		return status;
	vec_clear(settings.worker_cores);
	rest = copy = memory_string(list);
	while (is_good && (part = strsep(&rest, ",")))
		is_good = cores_add(part);
	free(copy);
	if (!is_good)
		return config_error(word + 1, "%s: '%s' is not a list of cores, such as 2-3,18",
			word->text, list);
	qsort(settings.worker_cores, vec_n(settings.worker_cores), sizeof(u16), compare_cores);
	for (u32 i = 1; i < vec_n(settings.worker_cores); i++)
		if (settings.worker_cores[i] == settings.worker_cores[i - 1])
			return config_error(word + 1, "%s: core %u is there twice", word->text,
				settings.worker_cores[i]);
	if (vec_n(settings.worker_cores) > WORKERS_MAX)
		return config_error(
			word + 1, "%s: no more than %d workers", word->text, WORKERS_MAX);
	return 0;
}

static int cpu_check(const struct config *c)
{
	u32 n_listed = vec_n(settings.worker_cores);
	bool is_realtime = settings.policy == CPU_FIFO || settings.policy == CPU_RR;

	if (n_listed && settings.n_workers)
		return config_error(c->head, "'workers' and 'corelist-workers' exclude each other");
	if (n_listed && settings.skip_cores)
		return config_error(
			c->head, "'skip-cores' and 'corelist-workers' exclude each other");
	VEC_EACH (settings.worker_cores, core)
		if (*core == settings.main_core)
			return config_error(
				c->head, "core %u is main core and in corelist-workers", *core);
	if (settings.policy_priority && !is_realtime)
		return config_error(
			c->head, "'scheduler-priority' needs scheduler-policy fifo or rr");
	return 0;
}

static int cpu_parse(struct config *c)
{
	static const struct config_key keys[] = {
		{"main-core", main_core_parse},
		{"workers", workers_parse},
		{"corelist-workers", corelist_parse},
		{"skip-cores", skip_cores_parse},
		{"scheduler-policy", policy_parse},
		{"scheduler-priority", priority_parse},
		{0},
	};
	int status = config_each(c, keys);

	if (!status)
		status = cpu_check(c);
	if (status)
		return status;
	if (settings.worker_cores)
		settings.n_workers = vec_n(settings.worker_cores);
	return 0;
}

static struct config_section cpu_section = {
	.name = "cpu",
	.words = "main-core <n>             core of the main thread\n"
		 "workers <n>               number of worker threads\n"
		 "corelist-workers <list>   a worker on each of these cores, such as 2-3,18\n"
		 "skip-cores <n>            cores left free when cores are chosen automatically\n"
		 "scheduler-policy <word>   other, batch, idle, fifo or rr\n"
		 "scheduler-priority <n>    1 to 99, with fifo and rr",
	.early = true,
	.parse = cpu_parse,
};
CONFIG_REGISTER(cpu_section);
