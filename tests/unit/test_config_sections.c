// The sections cpu, memory, heapsize and logging.
#include "engine/base/error.h"
#include "engine/base/log.h"
#include "engine/base/memory.h"
#include "engine/base/vec.h"
#include "engine/graph/config.h"
#include "engine/graph/cpu.h"
#include "tests/lib/unit.h"

static struct log_class one = {.name = "test", .sub = "one"}, two = {.name = "test", .sub = "two"};
LOG_REGISTER(one);
LOG_REGISTER(two);

static void applies(const char *text)
{
	ck_assert_msg(!config_read_text(text, "t"), "%s", error_text(0));
	ck_assert_msg(!config_apply(true) && !config_apply(false), "%s", error_text(0));
}

static void fails(const char *text, const char *expected)
{
	int status = config_read_text(text, "t");

	if (!status)
		status = config_apply(true);
	if (!status)
		status = config_apply(false);
	ck_assert_int_eq(status, ERR_SYNTAX);
	ck_assert_str_eq(error_text(status), expected);
	config_free();
}

START_TEST(cpu)
{
	const struct cpu_settings *s = cpu_settings();

	ck_assert_uint_eq(s->main_core, INDEX_NONE);
	ck_assert_uint_eq(s->n_workers, 0);
	applies("cpu { main-core 1 corelist-workers 18,2-3 scheduler-policy rr "
		"scheduler-priority 5 }");
	ck_assert_uint_eq(s->main_core, 1);
	ck_assert_uint_eq(s->n_workers, 3);
	ck_assert_uint_eq(s->worker_cores[0], 2);
	ck_assert_uint_eq(s->worker_cores[2], 18);
	ck_assert_str_eq(cpu_policy_name(s->policy), "rr");
	ck_assert_uint_eq(s->policy_priority, 5);
}
END_TEST

START_TEST(cpu_without_workers)
{
	applies("cpu { workers 0 skip-cores 2 }");
	ck_assert_uint_eq(cpu_settings()->skip_cores, 2);
	ck_assert_uint_eq(cpu_settings()->n_workers, 0);
}
END_TEST

START_TEST(cpu_errors)
{
	fails("cpu { main-core 1024 }", "t:1:17: main-core: 1024 is out of range, 0 to 1023");
	fails("cpu { corelist-workers 3-2 }",
		"t:1:24: corelist-workers: '3-2' is not a list of cores, such as 2-3,18");
	fails("cpu { corelist-workers 1,,2 }",
		"t:1:24: corelist-workers: '1,,2' is not a list of cores, such as 2-3,18");
	fails("cpu { corelist-workers 1-3,2 }", "t:1:24: corelist-workers: core 2 is there twice");
}
END_TEST

START_TEST(cpu_contradictions)
{
	fails("cpu { workers 2 corelist-workers 3 }",
		"t:1:1: 'workers' and 'corelist-workers' exclude each other");
}
END_TEST

START_TEST(cpu_main_core_is_no_worker)
{
	fails("cpu { main-core 3 corelist-workers 2-4 }",
		"t:1:1: core 3 is main core and in corelist-workers");
}
END_TEST

START_TEST(cpu_priority_needs_policy)
{
	fails("cpu { scheduler-priority 4 }",
		"t:1:1: 'scheduler-priority' needs scheduler-policy fifo or rr");
}
END_TEST

START_TEST(memory)
{
	applies("heapsize 1G");
	ck_assert_uint_eq(memory_settings()->heap_size, 1 << 30);
	config_free();
	applies("memory { main-heap-size 512M main-heap-page-size default-hugepage "
		"default-hugepage-size 1G }");
	ck_assert_uint_eq(memory_settings()->heap_size, 512 << 20);
	ck_assert_uint_eq(memory_settings()->heap_page_size, 2 << 20);
	ck_assert_uint_eq(memory_settings()->hugepage_size, 1 << 30);
	config_free();
	fails("heapsize 1", "t:1:10: the main heap needs at least 1M");
	fails("heapsize much",
		"t:1:10: heapsize: 'much' is not a size, such as 512, 16k, 1M or 2G");
	fails("memory { main-heap-page-size 3M }",
		"t:1:30: '3M' is not a page size: 4k, 2M, 1G, default or default-hugepage");
}
END_TEST

START_TEST(logging)
{
	applies("logging { size 7 default-log-level debug default-syslog-log-level crit\n"
		"class test/one { level info rate-limit 5 } class test { syslog-level alert } }");
	ck_assert_uint_eq(log_settings()->size, 7);
	ck_assert_uint_eq(log_settings()->level, LOG_LEVEL_DEBUG);
	ck_assert_uint_eq(log_settings()->syslog_level, LOG_LEVEL_CRIT);
	ck_assert_uint_eq(one.level, LOG_LEVEL_INFO);
	ck_assert_uint_eq(one.rate_limit, 5);
	ck_assert_uint_eq(two.level, 0);
	ck_assert_uint_eq(one.syslog_level, LOG_LEVEL_ALERT);
	ck_assert_uint_eq(two.syslog_level, LOG_LEVEL_ALERT);
}
END_TEST

START_TEST(logging_errors)
{
	fails("logging { size 0 }", "t:1:16: size: 0 is out of range, 1 to 1048576");
	fails("logging { default-log-level loud }",
		"t:1:29: 'loud' is not a log level: emerg, alert, crit, error, warn, notice, info, "
		"debug or disabled");
	fails("logging { class tst { } }", "t:1:17: unknown log class 'tst', did you mean 'test'?");
	fails("logging { class }", "t:1:11: 'class' needs a name after it");
	fails("logging { class test { size 1 } }", "t:1:24: unknown word 'size' in 'test'");
}
END_TEST

UNIT_MAIN(cpu, cpu_without_workers, cpu_errors, cpu_contradictions, cpu_main_core_is_no_worker,
	cpu_priority_needs_policy, memory, logging, logging_errors)
