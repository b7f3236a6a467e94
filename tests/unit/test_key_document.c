/* test_key_document.c - an access key in a JSON document of its own. */
#include "config.h"

#include "unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "folder.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/document_file.h"
#include "keys/find.h"

#define OLD_ID "AKIAIOSFODNN7EXAMPLE"
#define OLD_SECRET "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
#define NEW_ID "AKIAI44QH8DHBEXAMPLE"
#define NEW_SECRET "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY"
#define FORM "{\"client\":{\"keys\":[{\"x\":\"1\"},{\"id\":\"${ACCESS_KEY_ID}\"," \
	     "\"secret\":\"${SECRET_ACCESS_KEY}\"}],\"vault\":\"FILL-IN\"}}"

static char path[300];
static struct access_key old_key, new_key;
static struct json *form;

static int fresh(void **state)
{
	struct err err = ERR_INIT;

	if (folder_make(state))
		return -1;
	snprintf(path, sizeof(path), "%s/env.yaml", folder);
	access_key_set(&old_key, OLD_ID, OLD_SECRET, strlen(OLD_SECRET));
	access_key_set(&new_key, NEW_ID, NEW_SECRET, strlen(NEW_SECRET));
	form = json_parse(FORM, strlen(FORM), "form", &err);
	return form ? 0 : -1;
}

static int done(void **state)
{
	access_key_free(&old_key);
	access_key_free(&new_key);
	json_free(form);
	return folder_remove(state);
}

static struct document_file file_of(void)
{
	return (struct document_file){ .file = path, .state = folder, .form = form };
}

static void put(const char *text)
{
	struct err err = ERR_INIT;

	assert_true(file_replace(path, text, strlen(text), &err));
}

/* The file's tree, yours. */
static struct json *tree(void)
{
	struct buf text = BUF(BUF_TEXT);
	struct err err = ERR_INIT;
	struct json *j;

	assert_true(file_read(path, &text, NULL, &err));
	j = json_parse(text.s, text.len, path, &err);
	assert_non_null(j);
	buf_free(&text);
	return j;
}

static void holds(const char *id, const char *secret, const char *vault)
{
	struct document_file f = file_of();
	struct access_key key = ACCESS_KEY_INIT;
	struct err err = ERR_INIT;
	struct json *j = tree();

	assert_true(document_file_read(&f, &key, &err));
	assert_string_equal(key.id, id);
	assert_string_equal(key.secret.s, secret);
	assert_string_equal(json_text(json_path(j, "client.vault")), vault);
	assert_string_equal(json_text(json_path(j, "client.keys.0.x")), "1");
	json_free(j);
	access_key_free(&key);
}

static void refused(bool ok, struct err *err, enum err_kind kind, const char *says)
{
	assert_false(ok);
	assert_int_equal(err->kind, kind);
	assert_non_null(strstr(err->text, says));
	assert_true(*err->hint);
	assert_null(strstr(err->text, OLD_SECRET));
	*err = (struct err)ERR_INIT;
}

static void creates(void **state)
{
	struct document_file f = file_of();
	struct err err = ERR_INIT;
	struct stat st;

	(void)state;
	assert_true(document_file_ready(&f, "", &err));
	assert_int_not_equal(access(path, F_OK), 0);
	assert_true(document_file_create(&f, &old_key, &err));
	holds(OLD_ID, OLD_SECRET, "FILL-IN");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_true(document_file_create(&f, &old_key, &err));	/* once more */
	refused(document_file_create(&f, &new_key, &err), &err, ERR_CHOICE, "never overwritten");
	refused(document_file_ready(&f, "", &err), &err, ERR_CHOICE, "never overwritten");
	put("mine: yes\n");
	refused(document_file_create(&f, &old_key, &err), &err, ERR_CHOICE, "never overwritten");
}

/* What the operator wrote into it stays. */
static void replaces(void **state)
{
	struct document_file f = file_of();
	struct err err = ERR_INIT;
	struct buf text = BUF(BUF_TEXT);
	struct json *j;

	(void)state;
	refused(document_file_replace(&f, &new_key, OLD_ID, &err), &err, ERR_CHOICE, "no longer contains");
	assert_true(document_file_create(&f, &old_key, &err));
	j = tree();
	json_put_str(json_get(j, "client"), "vault", "by hand");
	json_print(&text, j);
	put(text.s);
	refused(document_file_replace(&f, &new_key, NEW_ID "X", &err), &err, ERR_CHOICE, "another key");
	refused(document_file_ready(&f, NEW_ID, &err), &err, ERR_CHOICE, "another key");
	assert_true(document_file_ready(&f, OLD_ID, &err));
	assert_true(document_file_replace(&f, &new_key, OLD_ID, &err));
	assert_true(document_file_replace(&f, &new_key, OLD_ID, &err));	/* once more */
	holds(NEW_ID, NEW_SECRET, "by hand");
	json_free(j);
	buf_free(&text);
}

static void reads_others(void **state)
{
	static const char *const texts[] = {
		"", "a: b\n", "[]", "{}", "{\"client\":{\"keys\":[]}}",
		"{\"client\":{\"keys\":[{},{\"id\":\"" OLD_ID "\"}]}}",
		"{\"client\":{\"keys\":[{},{\"id\":1,\"secret\":\"s\"}]}}",
	};
	struct document_file f = file_of();
	struct access_key key = ACCESS_KEY_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_true(document_file_read(&f, &key, &err));	/* no file: no key */
	assert_string_equal(key.id, "");
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		put(texts[i]);
		assert_false(document_file_read(&f, &key, &err));
		assert_int_equal(err.kind, ERR_INPUT);
		assert_true(*err.hint);
		err = (struct err)ERR_INIT;
		assert_true(document_file_remove(&f, OLD_ID, &err));	/* another's: left */
		assert_int_equal(access(path, F_OK), 0);
	}
}

static void finds_and_removes(void **state)
{
	struct document_file f = file_of();
	const struct key_location at = { .kind = LOCATION_DOCUMENT, .file = path, .form = form };
	struct arena arena = { NULL };
	struct key_search s = { .arena = &arena };
	struct err err = ERR_INIT;

	(void)state;
	assert_true(document_file_create(&f, &old_key, &err));
	assert_true(keys_find(&s, OLD_ID, &at, 1, &err));
	assert_int_equal(s.locations_count, 1);
	assert_int_equal(s.locations[0].kind, LOCATION_DOCUMENT);
	assert_string_equal(s.locations[0].file, path);
	arena_free(&arena);
	assert_true(document_file_remove(&f, NEW_ID, &err));	/* another key: left */
	holds(OLD_ID, OLD_SECRET, "FILL-IN");
	assert_true(document_file_remove(&f, OLD_ID, &err));
	assert_int_not_equal(access(path, F_OK), 0);
	assert_true(document_file_remove(&f, OLD_ID, &err));
}

#define one(test) cmocka_unit_test_setup_teardown(test, fresh, done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		one(creates), one(replaces), one(reads_others), one(finds_and_removes),
	};

	return run_all(tests);
}
