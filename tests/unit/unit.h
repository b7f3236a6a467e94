/* unit.h - cmocka and the headers that it requires before it. */
#ifndef ACCREDIT_TEST_UNIT_H
#define ACCREDIT_TEST_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define run_all(tests) \
	(json_start(), cmocka_run_group_tests(tests, NULL, NULL))

#endif
