/* test_unanswered.c - what is said of calls that AWS does not answer. */
#include "config.h"

#include "unit.h"

#include "base/clock.h"
#include "net/unanswered.h"

static int heard;

static void hear(void)
{
	heard++;
}

/* As if its first attempt had been sent so long ago. */
static void send_before(struct unanswered *u, const char *whom, int retries, int seconds)
{
	unanswered_open(u, whom, retries);
	unanswered_sent(u);
	u->since = clock_ms() - seconds * 1000;
}

static void said(const char *expected)
{
	char words[UNANSWERED_WORDS];

	assert_int_equal(unanswered_words(words), *expected != '\0');
	assert_string_equal(words, expected);
}

/* Nothing for 5 s; then how long, and which retry. */
static void silence(void **state)
{
	struct unanswered u;

	(void)state;
	said("");
	unanswered_open(&u, "AWS", 4);
	said("");
	u.since = clock_ms() - 4000;
	said("");
	u.since = clock_ms() - 5000;
	said("no answer from AWS for 5 s");
	u.since = clock_ms() - 12000;
	unanswered_retry(&u, 2);
	unanswered_sent(&u);	/* the attempts before had no answer either */
	said("no answer from AWS for 12 s (retry 2 of 4)");
	unanswered_close(&u);
	said("");
}

/* A part of an answer starts the time again; an answer ends it, also one that is an error. */
static void answers(void **state)
{
	struct unanswered u;

	(void)state;
	send_before(&u, "AWS", 2, 30);
	said("no answer from AWS for 30 s");
	unanswered_heard(&u);
	said("");
	u.since = clock_ms() - 7000;
	said("no answer from AWS for 7 s");
	unanswered_over(&u);
	said("");
	unanswered_sent(&u);
	assert_true(clock_ms() - u.since < 1000);
	unanswered_close(&u);
}

static void *ask_of_thread(void *with)
{
	char words[UNANSWERED_WORDS];

	assert_false(unanswered_words_of(pthread_self(), words));
	assert_true(unanswered_words_of(*(pthread_t *)with, words));
	assert_string_equal(words, "no answer from the cluster for 9 s");
	return NULL;
}

/* The oldest of all, and those of one thread. */
static void oldest(void **state)
{
	pthread_t me = pthread_self(), thread;
	struct unanswered a, b;

	(void)state;
	send_before(&a, "the cluster", 2, 9);
	send_before(&b, "AWS", 2, 8);
	said("no answer from the cluster for 9 s");
	assert_int_equal(pthread_create(&thread, NULL, ask_of_thread, &me), 0);
	pthread_join(thread, NULL);
	unanswered_close(&a);
	said("no answer from AWS for 8 s");
	unanswered_close(&b);
}

/* Who shows the words is told when they are no longer true: once, and only then. */
static void told_when_over(void **state)
{
	struct unanswered u;

	(void)state;
	unanswered_on_answer(hear);
	send_before(&u, "AWS", 2, 1);
	unanswered_over(&u);
	assert_int_equal(heard, 0);		/* it was not shown */
	unanswered_close(&u);
	send_before(&u, "AWS", 2, 6);
	said("no answer from AWS for 6 s");
	unanswered_heard(&u);
	assert_int_equal(heard, 1);
	unanswered_over(&u);
	assert_int_equal(heard, 1);
	u.since = clock_ms() - 6000;
	said("no answer from AWS for 6 s");
	unanswered_close(&u);			/* stopped */
	assert_int_equal(heard, 2);
	unanswered_on_answer(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(silence), cmocka_unit_test(answers),
		cmocka_unit_test(oldest), cmocka_unit_test(told_when_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
