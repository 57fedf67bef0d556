// A Check program in one line: UNIT_MAIN(first_test, second_test) after the tests.
// Check runs each test in a process of its own, so none sees another's global state.
#pragma once

#include <check.h>

static inline int unit_main(const TTest *const *tests, int n)
{
	Suite *s = suite_create("unit");
	TCase *t = tcase_create("unit");
	SRunner *runner;
	int n_failed;

	tcase_set_timeout(t, 60); // seconds; sanitizers on a busy machine take their time
	for (int i = 0; i < n; i++)
		tcase_add_test(t, tests[i]);
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	n_failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return n_failed != 0;
}

#define UNIT_MAIN(...) \
	int main(void) \
	{ \
		const TTest *const tests[] = {__VA_ARGS__}; \
		return unit_main(tests, sizeof(tests) / sizeof(tests[0])); \
	}
