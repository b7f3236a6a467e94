/* test_token_file.c - a cache that the AWS CLI writes too: who wins, and what stays. */
#include "config.h"

#include "unit.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aws/token_file.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "folder.h"
#include "format/json.h"

static char *path;

static struct json *parse(const char *text)
{
	struct err err = ERR_INIT;
	struct json *j = json_parse(text, strlen(text), "test", &err);

	assert_non_null(j);
	return j;
}

/* "R+60": the refresh token R, which ends in 60 s; NULL or "": no file. */
static char *token_text(const char *what)
{
	char end[24];

	clock_iso(end, clock_wall() + strtol(what + 1, NULL, 10));
	return xasprintf("{\"refreshToken\":\"%c\",\"expiresAt\":\"%s\",\"more\":[1,{\"a\":\"b\"}]}",
			 *what, end);
}

static void put(const char *what)
{
	struct err err = ERR_INIT;
	char *text;

	if (!what || !*what) {
		unlink(path);
		return;
	}
	text = token_text(what);
	assert_true(file_replace(path, text, strlen(text), &err));
	free(text);
}

/* What the service does: it gives "fresh" or refuses; meanwhile another writes. */
struct service {
	const char *fresh, *other;
	int asked;
};

static struct json *ask(void *with, const struct json *old, struct err *err)
{
	struct service *s = with;
	struct json *j;
	char *text;

	assert_non_null(json_get(old, "refreshToken"));
	s->asked++;
	if (s->other)
		put(s->other);
	if (!s->fresh) {
		err_set(err, ERR_SERVICE, "invalid_grant");
		err->status = 400;
		return NULL;
	}
	text = token_text(s->fresh);
	j = parse(text);
	json_drop(j, "more");
	free(text);
	return j;
}

static const struct row {
	const char *was, *fresh, *other;	/* other: what another program writes meanwhile */
	bool ok;
	int asked;
	const char *file, *have;	/* refresh tokens afterwards, "" none */
} rows[] = {
	{ "A+1000", "B+3600", NULL, true, 0, "A", "A" },	/* not near its end */
	{ "A+800", "B+3600", NULL, true, 1, "B", "B" },
	{ "A-10", "B+3600", NULL, true, 1, "B", "B" },
	{ "A-10", NULL, NULL, false, 1, "A", "A" },
	{ "A-10", NULL, "C+3600", true, 1, "C", "C" },		/* the other was first */
	{ "A-10", NULL, "C+100", false, 1, "C", "C" },
	{ "A-10", "B+3600", "C+7200", true, 1, "C", "C" },	/* a newer sign-in stays */
	{ "A-10", "B+3600", "C+100", true, 1, "B", "B" },	/* an older one does not */
	{ "A-10", "B+3600", "", true, 1, "", "B" },		/* signed out: it stays so */
};

static void refreshes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *r = &rows[i];
		struct service s = { r->fresh, r->other, 0 };
		struct token_refresh t = { path, "expiresAt", 900, ask, &s, NULL };
		struct err err = ERR_INIT, none = ERR_INIT;
		struct json *token, *file;
		bool missing = false;

		put(r->was);
		token = token_file_read(path, NULL, &err);
		assert_non_null(token);
		print_message("%s %s %s\n", r->was, r->fresh ? r->fresh : "refused",
			      r->other ? r->other : "");
		assert_int_equal(token_refresh(&t, &token, &err), r->ok);
		assert_int_equal(s.asked, r->asked);
		assert_true(r->ok == !err.kind);
		assert_string_equal(json_str(token, "refreshToken"), r->have);
		file = token_file_read(path, &missing, &none);
		assert_string_equal(json_str(file, "refreshToken"), r->file);
		assert_true(missing == !*r->file);
		assert_true(!file || json_path(file, "more.1.a"));
		json_free(token);
		json_free(file);
	}
}

/* Made 0600 in folders of 0700; null goes, what is not named stays, a cut text too. */
static void writes(void **state)
{
	static const char *const olds[] = { NULL, "{\"refreshToken\":\"A\",\"own\":{\"x\":1}}",
					    "{\"refreshTok", "", "[1]" };
	struct json *fresh = parse("{\"accessToken\":\"t\",\"refreshToken\":null}"), *now;

	(void)state;
	for (size_t i = 0; i < sizeof(olds) / sizeof(*olds); i++) {
		struct err err = ERR_INIT;
		struct stat st;

		unlink(path);
		if (olds[i])
			assert_true(file_replace(path, olds[i], strlen(olds[i]), &err));
		assert_true(token_file_ready(path, &err));
		assert_true(token_file_write(path, fresh, &err));
		now = token_file_read(path, NULL, &err);
		assert_string_equal(json_str(now, "accessToken"), "t");
		assert_null(json_get(now, "refreshToken"));
		assert_int_equal(json_count(now), i == 1 ? 2 : 1);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 07777, 0600);
		json_free(now);
	}
	json_free(fresh);
}

static void new_folders(void **state)
{
	char *far = xasprintf("%s/.aws/sso/cache/x.json", folder);
	char *part = xasprintf("%s/.aws/sso", folder);
	struct json *fresh = parse("{\"accessToken\":\"t\"}");
	struct err err = ERR_INIT;
	struct stat st;

	(void)state;
	assert_true(token_file_ready(far, &err));
	assert_int_equal(access(part, F_OK), -1);	/* a try makes nothing */
	assert_true(token_file_write(far, fresh, &err));
	assert_int_equal(stat(part, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	json_free(fresh);
	free(part);
	free(far);
}

/* Ends that cannot be read are over. */
static void ends(void **state)
{
	static const char *const over[] = { "{}", "{\"e\":1}", "{\"e\":\"soon\"}",
					    "{\"e\":\"2020-01-01T00:00:00Z\"}" };

	(void)state;
	for (size_t i = 0; i < sizeof(over) / sizeof(*over); i++) {
		struct json *j = parse(over[i]);

		assert_int_equal(token_left(j, "e"), 0);
		json_free(j);
	}
	assert_int_equal(token_left(NULL, "e"), 0);
}

static void unreadable(void **state)
{
	static const char *const texts[] = { "", "[]", "{\"accessToken\":\"canary", "canary" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct err err = ERR_INIT;
		bool missing = true;

		assert_true(file_replace(path, texts[i], strlen(texts[i]), &err));
		assert_null(token_file_read(path, &missing, &err));
		assert_int_equal(err.kind, ERR_LOGIN);
		assert_false(missing);
		assert_null(strstr(err.text, "canary"));
	}
}

static int begin(void **state)
{
	if (folder_make(state) < 0)
		return -1;
	path = xasprintf("%s/token.json", folder);
	return 0;
}

static int end(void **state)
{
	free(path);
	return folder_remove(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(refreshes, begin, end),
		cmocka_unit_test_setup_teardown(writes, begin, end),
		cmocka_unit_test_setup_teardown(new_folders, begin, end),
		cmocka_unit_test_setup_teardown(ends, begin, end),
		cmocka_unit_test_setup_teardown(unreadable, begin, end),
	};

	json_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
