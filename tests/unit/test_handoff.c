/* test_handoff.c - files for an administrator: written to a folder, and what is left to do.
 */
#include "config.h"

#include "unit.h"

#include "base/shell.h"
#include "base/str.h"
#include "handoff/form_rows.h"
#include "kinds/kinds.h"
#include "pack/answers.h"
#include "sample.h"

static char top[64]; /* a folder for each test */

static int begin(void **state)
{
	(void)state;
	snprintf(top, sizeof(top), "%s", "/tmp/accredit-handoff-XXXXXX");
	return mkdtemp(top) ? 0 : -1;
}

static int end(void **state)
{
	char *command = xasprintf("rm -rf '%s'", top);
	int code = system(command);

	(void)state;
	free(command);
	return code;
}

static struct handoff_files some_files(void)
{
	struct handoff_files files = { .items = NULL };

	buf_str(handoff_file_add(&files, "run.sh", true), "#!/bin/sh\n");
	buf_str(handoff_file_add(&files, "documents/a.json", false), "{}\n");
	buf_str(handoff_file_add(&files, "documents/b.json", false), "[]\n");
	return files;
}

static int mode_of(const char *folder, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);
	struct stat st;
	int mode = lstat(path, &st) ? 0 : (int)(st.st_mode & 0777);

	free(path);
	return mode;
}

/* --- where files are written ------------------------------------------------------------
 */

static void writes_to_a_free_folder(void **state)
{
	static const char *const folders[] = { "new", "new/", "a/deep/one", "there", NULL };

	(void)state;
	for (size_t i = 0; folders[i]; i++) {
		struct handoff_files files = some_files();
		char *folder = xasprintf("%s/%zu/%s", top, i, folders[i]);
		struct buf text = BUF(100);
		struct err err = ERR_INIT;
		char *path = xasprintf("%s/documents/b.json", folder);

		if (str_eq(folders[i], "there"))
			assert_true(file_folder(folder, &err));
		if (!handoff_write(&files, folder, &err))
			fail_msg("%s: %s", folder, err.text);
		assert_int_equal(mode_of(folder, "."), 0700);
		assert_int_equal(mode_of(folder, "run.sh"), 0700);
		assert_int_equal(mode_of(folder, "documents"), 0700);
		assert_int_equal(mode_of(folder, "documents/a.json"), 0600);
		assert_true(file_read(path, &text, NULL, &err));
		assert_string_equal(text.s, "[]\n");
		assert_string_equal(handoff_file_text(&files, "run.sh"), "#!/bin/sh\n");
		assert_null(handoff_file_text(&files, "b.json"));
		buf_free(&text);
		free(path);
		free(folder);
		handoff_files_free(&files);
	}
}

/* what is made before by a shell in the test's folder; the folder; what the sentence has */
static const struct {
	const char *before, *folder, *wrong;
} refused[] = {
	{ "mkdir full; : >full/.hidden", "full", "full' is not empty" },
	{ "mkdir -p nested/folder", "nested", "nested' is not empty" },
	{ ": >file", "file", "file' is not a folder" },
	{ ": >file", "file/below", "below' is not a folder" },
	{ "ln -s nowhere link", "link", "link" },
};

static void refuses_what_is_in_the_way(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		struct handoff_files files = some_files();
		char *folder = xasprintf("%s/%s", top, refused[i].folder), *command;
		struct err err = ERR_INIT;

		command =
			xasprintf("cd '%s' && %s && find . ! -name .before | sort >.before",
				  top, refused[i].before);
		assert_int_equal(system(command), 0);
		free(command);
		assert_false(handoff_write(&files, folder, &err));
		if (!strstr(err.text, refused[i].wrong))
			fail_msg("%s", err.text);
		if (err.kind == ERR_INPUT)
			assert_string_equal(err.hint,
					    "name a new or an empty folder: -o DIR");
		command = xasprintf(
			"cd '%s' && find . ! -name .before | sort | cmp - .before "
			"&& rm -rf * .before",
			top);
		assert_int_equal(system(command), 0);
		free(command);
		free(folder);
		handoff_files_free(&files);
	}
}

/* A file that cannot be written: none of the others stays, and no folder. */
static void removes_what_a_failure_left(void **state)
{
	struct handoff_files files = some_files();
	char *folder = xasprintf("%s/x/y", top), *long_name;
	struct err err = ERR_INIT;
	char name[400];

	(void)state;
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	long_name = xasprintf("documents/%s", name);
	handoff_file_add(&files, long_name, false);
	assert_false(handoff_write(&files, folder, &err));
	assert_int_equal(err.kind, ERR_FILE);
	assert_int_equal(mode_of(top, "x"), 0);
	free(long_name);
	free(folder);
	handoff_files_free(&files);
}

/* --- what is left -----------------------------------------------------------------------
 */

static void every_kind_has_a_row(void **state)
{
	(void)state;
	for (const char *const *name = kind_names(); *name; name++) {
		const struct form_row *row = form_row_find(*name);

		if (!row)
			fail_msg("form_rows.c has no row for '%s'", *name);
	}
	for (const struct form_row *row = form_rows; row->kind; row++) {
		if (!kind_find(row->kind))
			fail_msg("'%s' is not a kind", row->kind);
		if (row->why && str_ends(row->why, "."))
			fail_msg("%s: a full stop", row->kind);
	}
}

static void lists_what_is_left(void **state)
{
	struct resources resources = { .items = NULL };
	struct answers answers = { .platform = "sample", .name = "my-setup" };
	const struct handoff h = { .answers = &answers, .resources = &resources };
	struct json *left;

	(void)state;
	resources_add(&resources, resource_new("key", "access-key", "it's me"));
	resources_add(&resources, resource_new("role", "role", "R"));
	left = handoff_afterwards(&h, "cli");
	assert_string_equal(json_str(json_first(left), "id"), "key");
	assert_string_equal(json_str(json_first(left), "kind"), "access-key");
	assert_string_equal(json_str(json_first(left), "name"), "it's me");
	assert_string_equal(json_str(json_first(left), "command"),
			    "accredit setup sample --answers answers.json");
	json_each(one, left)
		assert_true(*json_str(one, "why"));
	json_free(left);
	resources_free(&resources);
}

static void finds_forms(void **state)
{
	(void)state;
	assert_null(handoff_form_find("pdf"));
	for (const struct handoff_form *form = handoff_forms; form->name; form++) {
		assert_ptr_equal(handoff_form_find(form->name), form);
		assert_false(str_ends(form->says, "."));
	}
	assert_non_null(handoff_form_find("cli"));
}

/* --- words of a shell --------------------------------------------------------------------
 */

static void quotes_words(void **state)
{
	static const struct {
		const char *text, *word;
	} rows[] = {
		{ "plain-1.2_x/y:z@a,b=c+d%", "plain-1.2_x/y:z@a,b=c+d%" },
		{ "", "''" },
		{ "=ls", "'=ls'" },
		{ "a b", "'a b'" },
		{ "it's", "'it'\\''s'" },
		{ "$HOME`id`\\n\n*~", "'$HOME`id`\\n\n*~'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf word = BUF(100);

		shell_word(&word, rows[i].text);
		assert_string_equal(word.s, rows[i].word);
		buf_free(&word);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(writes_to_a_free_folder, begin, end),
		cmocka_unit_test_setup_teardown(refuses_what_is_in_the_way, begin, end),
		cmocka_unit_test_setup_teardown(removes_what_a_failure_left, begin, end),
		cmocka_unit_test(every_kind_has_a_row),
		cmocka_unit_test(lists_what_is_left),
		cmocka_unit_test(finds_forms),
		cmocka_unit_test(quotes_words),
	};

	return run_all(tests);
}
