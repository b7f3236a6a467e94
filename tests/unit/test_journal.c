/* The journal: what is read back, what is refused, what a history adds up to. */
#include "config.h"

#include "unit.h"

#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "format/json.h"
#include "plan/journal.h"
#include "plan/record.h"

#include "folder.h"

static char *path_of(const char *name)
{
	return xasprintf("%s/%s", folder, name);
}

static struct journal *open_it(const char *path, bool for_writing)
{
	struct err err = ERR_INIT;
	struct journal *j = journal_open(path, for_writing, &err);

	if (!j)
		fail_msg("%s", err.text);
	return j;
}

static void add(struct journal *j, const char *run, const char *step,
		const char *phase, struct json *extra)
{
	struct err err = ERR_INIT;

	if (!journal_add(j, run, step, phase, extra, &err))
		fail_msg("%s", err.text);
}

static void reads_back_what_it_wrote(void **state)
{
	char *path = path_of("journal.jsonl");
	struct journal *j = open_it(path, true);
	struct json *extra = json_object_new();

	(void)state;
	json_put_str(extra, "token", "a \"quoted\" \n token");
	add(j, "r1", "role.create", PHASE_INTENT, extra);
	add(j, "r1", "role.create", PHASE_DONE, NULL);
	journal_close(j);
	j = open_it(path, false);
	assert_int_equal(json_count(journal_lines(j)), 2);
	assert_string_equal(json_str(json_first(journal_lines(j)), "token"),
			    "a \"quoted\" \n token");
	assert_int_equal((int)json_number(json_path(journal_lines(j), "1.seq")), 2);
	journal_close(j);
	free(path);
}

static void change(const char *path, bool cut, const char *from, const char *to)
{
	struct buf text = BUF(BUF_TEXT);
	struct err err = ERR_INIT;
	char *at;

	assert_true(file_read(path, &text, NULL, &err));
	at = from ? strstr(text.s, from) : NULL;
	if (at)
		memcpy(at, to, strlen(to));
	assert_true(file_replace(path, text.s, text.len - (cut ? 7 : 0), &err));
	buf_free(&text);
}

static void three_lines(const char *path)
{
	struct journal *j = open_it(path, true);

	add(j, "r1", "one", PHASE_INTENT, NULL);
	add(j, "r1", "two", PHASE_INTENT, NULL);
	add(j, "r1", "three", PHASE_INTENT, NULL);
	journal_close(j);
}

static void drops_a_torn_end_and_goes_on(void **state)
{
	char *path = path_of("torn.jsonl");
	struct journal *j;

	(void)state;
	three_lines(path);
	change(path, true, NULL, NULL);
	j = open_it(path, true);
	assert_int_equal(json_count(journal_lines(j)), 2);
	add(j, "r1", "four", PHASE_INTENT, NULL);
	journal_close(j);
	j = open_it(path, false);
	assert_int_equal(json_count(journal_lines(j)), 3);
	journal_close(j);
	free(path);
}

static void refuses_a_bad_line_in_the_middle(void **state)
{
	char *path = path_of("bad.jsonl");
	struct err err = ERR_INIT;

	(void)state;
	three_lines(path);
	change(path, false, "two", "TWO");
	assert_null(journal_open(path, true, &err));
	assert_int_equal(err.kind, ERR_FILE);
	assert_non_null(strstr(err.text, "line 2"));
	assert_true(*err.hint);
	free(path);
}

static struct json *plan_extra(void)
{
	static const char text[] =
		"{\"plan\":{\"setup\":\"s\",\"steps\":["
		"{\"id\":\"role.create\",\"kind\":\"role\",\"name\":\"R\",\"action\":\"create\","
		"\"resource\":{\"id\":\"role\",\"kind\":\"role\",\"name\":\"R\"}},"
		"{\"id\":\"policy.adopt\",\"kind\":\"role-policy\",\"name\":\"P\",\"action\":\"adopt\","
		"\"resource\":{\"id\":\"policy\",\"kind\":\"role-policy\",\"name\":\"P\"}}]}}";
	struct err err = ERR_INIT;

	return json_parse(text, sizeof(text) - 1, "plan", &err);
}

static struct record *record_with(const char *name)
{
	struct err err = ERR_INIT;
	struct record *r = record_open(name, true, &err);

	if (!r)
		fail_msg("%s", err.text);
	add(record_journal(r), "r1", "", PHASE_PLAN, plan_extra());
	return r;
}

static void counts_how_far_a_run_came(void **state)
{
	struct record *r = record_with("far");
	size_t done, all;

	(void)state;
	assert_null(record_half_way(r));	/* nothing was begun */
	add(record_journal(r), "r1", "role.create", PHASE_INTENT, NULL);
	assert_string_equal(record_half_way(r), "r1");
	record_last_plan(r, &done, &all);
	assert_int_equal(done, 0);
	assert_int_equal(all, 2);
	add(record_journal(r), "r1", "role.create", PHASE_DONE, NULL);
	record_last_plan(r, &done, &all);
	assert_int_equal(done, 1);
	add(record_journal(r), "r1", "policy.adopt", PHASE_DONE, NULL);
	add(record_journal(r), "r1", "", PHASE_END, NULL);
	assert_null(record_half_way(r));
	record_close(r);
}

static void knows_what_is_ours(void **state)
{
	struct record *r = record_with("ours");
	struct json *all;

	(void)state;
	add(record_journal(r), "r1", "role.create", PHASE_INTENT, NULL);
	all = record_resources(r);	/* an intent may have been carried out */
	assert_true(json_true(json_path(all, "role.made")));
	json_free(all);
	add(record_journal(r), "r1", "policy.adopt", PHASE_DONE, NULL);
	all = record_resources(r);
	assert_non_null(json_get(all, "policy"));
	assert_false(json_true(json_path(all, "policy.made")));
	json_free(all);
	add(record_journal(r), "r1", "role.create", PHASE_UNDONE, NULL);
	all = record_resources(r);
	assert_null(json_get(all, "role"));
	json_free(all);
	record_close(r);
}

/* A kill between a run's end and the forgetting of what it took back. */
static void a_set_up_that_is_gone_is_none(void **state)
{
	struct err err = ERR_INIT;
	struct answers a = { .platform = "p", .name = "gone" };
	struct record *r = record_with("gone");
	struct json *names;

	(void)state;
	assert_true(record_save_answers(r, &a, &err));
	add(record_journal(r), "r1", "role.create", PHASE_INTENT, NULL);
	assert_false(record_gone(r));
	names = record_names(&err);
	assert_true(json_has(names, "gone"));
	json_free(names);
	add(record_journal(r), "r1", "role.create", PHASE_UNDONE, NULL);
	add(record_journal(r), "r1", "", PHASE_END, NULL);
	assert_true(record_gone(r));
	names = record_names(&err);
	assert_false(json_has(names, "gone"));
	json_free(names);
	record_close(r);
	assert_null(record_open("gone", false, &err));
	assert_int_equal(err.kind, ERR_INPUT);
}

static void only_one_copy_at_a_time(void **state)
{
	struct err err = ERR_INIT;
	struct record *r = record_with("locked");

	(void)state;
	assert_null(record_open("locked", true, &err));
	assert_int_equal(err.kind, ERR_BUSY);
	record_close(r);
	r = record_open("locked", true, &err);
	assert_non_null(r);
	record_close(r);
}

static void names_that_are_no_names(void **state)
{
	static const char *const bad[] = { "", "-a", "A", "a/b", "..", "a b", "a\n",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct err err = ERR_INIT;

		assert_false(record_name_check(bad[i], &err));
		assert_true(*err.hint);
	}
	assert_true(record_name_check("my-setup-2", &(struct err)ERR_INIT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_back_what_it_wrote),
		cmocka_unit_test(drops_a_torn_end_and_goes_on),
		cmocka_unit_test(refuses_a_bad_line_in_the_middle),
		cmocka_unit_test(counts_how_far_a_run_came),
		cmocka_unit_test(knows_what_is_ours),
		cmocka_unit_test(a_set_up_that_is_gone_is_none),
		cmocka_unit_test(only_one_copy_at_a_time),
		cmocka_unit_test(names_that_are_no_names),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
