/* test_stage.c - keys on their way: kept whole or not at all, and swept away. */
#include "config.h"

#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "folder.h"
#include "keys/access_key.h"
#include "keys/stage.h"

#define ID "AKIAIOSFODNN7EXAMPLE"
#define SECRET "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

static char *place(const char *name)
{
	static char path[400];

	snprintf(path, sizeof(path), "%s/accredit/keys/one/%s", folder, name);
	return path;
}

static void save(void)
{
	struct access_key key = ACCESS_KEY_INIT;
	struct err err = ERR_INIT;

	access_key_set(&key, ID, SECRET, strlen(SECRET));
	assert_true(stage_save("one", "key", STAGE_NEW, &key, &err));
	access_key_free(&key);
}

static bool is_there(void)
{
	struct access_key key = ACCESS_KEY_INIT;
	struct err err = ERR_INIT;
	bool there = false;

	assert_true(stage_load("one", "key", STAGE_NEW, &key, &there, &err));
	assert_int_equal(err.kind, ERR_NONE);
	if (there) {
		assert_string_equal(key.id, ID);
		assert_string_equal(key.secret.s, SECRET);
	} else {
		assert_null(key.secret.s);
	}
	access_key_free(&key);
	return there;
}

static void write_text(const char *name, const char *text, size_t n)
{
	FILE *f = fopen(place(name), "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	fclose(f);
}

static void kept_whole(void **state)
{
	struct stat st;

	(void)state;
	assert_false(is_there());
	save();
	assert_true(is_there());
	assert_int_equal(stat(place("key.new"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(place("."), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
}

/* Cut at every length, and each byte another one: it counts as none, and goes. */
static void torn_or_changed(void **state)
{
	char text[300];
	size_t n;
	FILE *f;

	(void)state;
	save();
	f = fopen(place("key.new"), "r");
	assert_non_null(f);
	n = fread(text, 1, sizeof(text), f);
	fclose(f);
	assert_true(n > 60 && n < sizeof(text));
	for (size_t cut = 0; cut < n; cut++) {
		write_text("key.new", text, cut);
		assert_false(is_there());
		assert_int_not_equal(access(place("key.new"), F_OK), 0);
	}
	for (size_t at = 0; at < n; at++) {
		text[at] ^= 1;
		write_text("key.new", text, n);
		assert_false(is_there());
		text[at] ^= 1;
	}
	write_text("key.new", text, n);
	assert_true(is_there());
}

static void swept(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	save();
	write_text("key.new.0123456789ab.tmp", SECRET, 40);
	assert_true(stage_ready("one", "key", &err));
	assert_int_not_equal(access(place("key.new.0123456789ab.tmp"), F_OK), 0);
	assert_int_not_equal(access(place("key.room"), F_OK), 0);
	assert_true(is_there());
	write_text("key.old.0123456789ab.tmp", SECRET, 40);
	assert_true(stage_drop("one", "key", STAGE_NEW, &err));
	assert_true(stage_drop("one", "key", STAGE_OLD, &err));
	assert_int_not_equal(access(place("."), F_OK), 0);
	assert_false(is_there());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kept_whole),
		cmocka_unit_test(torn_or_changed),
		cmocka_unit_test(swept),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
