/* test_base.c - the base layer: buffers, text, base64, time, files, secrets. */
#include "config.h"

#include "unit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"
#include "base/clock.h"
#include "vectors.h"

/* --- buf ------------------------------------------------------------------------------ */

static void buf_limits(void **state)
{
	struct buf b = BUF(8);

	(void)state;
	assert_string_equal(b.s, "");
	buf_str(&b, NULL);
	buf_str(&b, "1234567");
	assert_false(b.cut);
	buf_char(&b, '8');		/* the NUL has no room any more */
	assert_true(b.cut);
	assert_string_equal(b.s, "1234567");
	buf_reset(&b);
	assert_false(b.cut);
	buf_char(&b, 'x');
	assert_string_equal(b.s, "x");
	buf_fmt(&b, "%s", "12345678");
	assert_true(b.cut);
	buf_char(&b, 'y');		/* what was cut stays cut */
	assert_string_equal(b.s, "x");
	buf_free(&b);
	assert_string_equal(b.s, "");
}

static void buf_long(void **state)
{
	struct buf b = BUF(1u << 20);
	char *text = xcalloc(1, 5001), *taken;

	(void)state;
	memset(text, 'a', 5000);
	buf_fmt(&b, "%s-%d", text, 7);
	assert_int_equal(b.len, 5002);
	taken = buf_take(&b);
	assert_string_equal(taken + 5000, "-7");
	assert_int_equal(b.len, 0);
	free(taken);
	taken = buf_take(&b);
	assert_string_equal(taken, "");
	free(taken);
	free(text);
}

/* --- str ------------------------------------------------------------------------------ */

static void cleaned(const char *from, const char *want)
{
	char out[200];

	assert_string_equal(str_clean(out, sizeof(out), from), want);
}

static void clean_hostile_text(void **state)
{
	(void)state;
	cleaned("plain", "plain");
	cleaned("gr\xc3\xbc\xc3\x9f \xe4\xb8\xad", "gr\xc3\xbc\xc3\x9f \xe4\xb8\xad");
	cleaned("a\nb\tc", "a b c");
	cleaned("\x1b[2J\x07", "\\x1b[2J\\x07");
	cleaned("\r\x7f", "\\x0d\\x7f");
	cleaned("a\xc2\x9b" "31m", "a\\x9b31m");
	cleaned("\x9b\xff\xc3", "\\x9b\\xff\\xc3");
	cleaned("\xe2\x80\xae" "x\xe2\x81\xa6", "\\u202ex\\u2066");
	cleaned("\xf3\xa0\x81\x81", "\\ue0041");
	cleaned("\xc0\xaf\xed\xa0\x80", "\\xc0\\xaf\\xed\\xa0\\x80");
	cleaned("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80");
}

static void clean_cuts_at_characters(void **state)
{
	char out[8];

	(void)state;
	assert_string_equal(str_clean(out, sizeof(out), "1234567"), "1234567");
	assert_string_equal(str_clean(out, sizeof(out), "12345678"), "1234...");
	assert_string_equal(str_clean(out, sizeof(out), "123\xc3\xbc" "67890"), "123...");
	for (size_t size = 5; size <= sizeof(out); size++)
		assert_true(strlen(str_clean(out, size, "\x1b\x1b\x1b\x1b\x1b")) < size);
}

static void clean_keeps_lines(void **state)
{
	struct buf b = BUF(100);

	(void)state;
	str_clean_into(&b, "a\n\tb\x1b\r\n", 7, true);
	assert_string_equal(b.s, "a\n\tb\\x1b\\x0d\n");
	buf_free(&b);
}

/* Every naughty string comes out as text that can be shown. */
static void clean_naughty(void **state)
{
	char *folder = vectors_folder("naughty-strings");
	int passed = 0, all = 0;
	struct json *j;

	(void)state;
	if (!folder || !vectors_has(folder, "blns.json")) {
		free(folder);
		return;
	}
	j = vectors_json(folder, "blns.json");
	json_each(item, j) {
		struct buf b = BUF(1u << 20);

		str_clean_into(&b, json_text(item), strlen(json_text(item)), false);
		passed += str_is_utf8(b.s, b.len) && !strpbrk(b.s, "\x1b\x07\r\n\x7f\b");
		all++;
		buf_free(&b);
	}
	json_free(j);
	free(folder);
	assert_true(vectors_count("naughty-strings, cleaned", passed, all));
}

static void base64_is(const char *plain, size_t n, const char *want)
{
	struct buf b = BUF(100), back = BUF(100);

	str_base64(&b, plain, n);
	assert_string_equal(b.s, want);
	assert_true(str_unbase64(&back, b.s));
	assert_int_equal(back.len, n);
	assert_memory_equal(back.s, plain, n);
	buf_free(&b);
	buf_free(&back);
}

static void base64(void **state)
{
	struct buf b = BUF(100);

	(void)state;
	base64_is("", 0, "");
	base64_is("f", 1, "Zg==");
	base64_is("fo", 2, "Zm8=");
	base64_is("foobar", 6, "Zm9vYmFy");
	base64_is("\0\xff\0", 3, "AP8A");
	assert_true(str_unbase64(&b, "Zm9v\nYmFy\n"));
	assert_string_equal(b.s, "foobar");
	assert_false(str_unbase64(&b, "Zm9v*"));
	assert_false(str_unbase64(&b, "Zg="));
	buf_free(&b);
}

static void small_questions(void **state)
{
	static const char *const list[] = { "a", "b", NULL };
	char sum[9], random[17], again[17];

	(void)state;
	assert_true(str_eq(NULL, NULL));
	assert_false(str_eq(NULL, ""));
	assert_true(str_starts("abc", "ab") && !str_starts("ab", "abc"));
	assert_true(str_ends("abc", "bc") && !str_ends("c", "bc"));
	assert_true(str_in("b", list) && !str_in("c", list));
	str_sum(sum, "abc", 3);
	assert_string_equal(sum, "ba7816bf");
	str_random(random, 16);
	str_random(again, 16);
	assert_int_equal(strspn(random, "0123456789abcdef"), 16);
	assert_string_not_equal(random, again);
}

/* --- err, when, secret ------------------------------------------------------------------ */

static void errors(void **state)
{
	struct err e = ERR_INIT;

	(void)state;
	assert_false(err_set(&e, ERR_FILE, "bad '%s'", "\x1b[0m"));
	assert_string_equal(e.text, "bad '\\x1b[0m'");
	assert_false(err_hint(&e, "do %d", 1));
	assert_string_equal(e.hint, "do 1");
	err_set(&e, ERR_NET, "again");
	assert_string_equal(e.hint, "");
}

static void times(void **state)
{
	char iso[24], amz[20];

	(void)state;
	assert_int_equal(clock_http("Sun, 22 Nov 2026 09:00:00 GMT"), 1795338000);
	assert_int_equal(clock_http("Tue, 01 Jan 2030 00:00:00 GMT"), 1893456000);
	assert_int_equal(clock_http("yesterday"), -1);
	assert_int_equal(clock_http(""), -1);
	assert_int_equal(clock_http("Sun, 22 Nob 2026 09:00:00 GMT"), -1);
	assert_int_equal(clock_http("Sun, 22 anF 2026 09:00:00 GMT"), -1);
	clock_iso(iso, 1795338000);
	clock_amz(amz, 1795338000);
	assert_string_equal(iso, "2026-11-22T09:00:00Z");
	assert_string_equal(amz, "20261122T090000Z");
	assert_int_equal(clock_read_iso(iso), 1795338000);
	assert_int_equal(clock_read_iso("2026-11-22"), -1);
	assert_int_equal(clock_read_iso(""), -1);
	assert_int_equal(clock_read_any("2026-11-22T09:00:00Z"), 1795338000);
	assert_int_equal(clock_read_any("2026-11-22T09:00:00.123456Z"), 1795338000);
	assert_int_equal(clock_read_any("2026-11-22T09:00:00UTC"), 1795338000);
	assert_int_equal(clock_read_any("2026-11-22T09:00:00"), 1795338000);
	assert_int_equal(clock_read_any("2026-11-22T11:30:00+02:30"), 1795338000);
	assert_int_equal(clock_read_any("2026-11-22T01:00:00.5-08:00"), 1795338000);
	assert_int_equal(clock_read_any("2026-11-22T09:00:00+02"), -1);
	assert_int_equal(clock_read_any("2026-11-22T09:00:00Zx"), -1);
	assert_int_equal(clock_read_any("2026-11-22T09:00:00+02:00x"), -1);
	assert_int_equal(clock_read_any("2026-11-22"), -1);
	assert_int_equal(clock_read_any(""), -1);
}

/* As the AWS CLI reads the end of credentials; a time without a zone is none. */
static void times_with_a_zone(void **state)
{
	static const char *const same[] = {
		"2026-11-22T09:00:00Z", "2026-11-22T09:00:00.123456Z", "2026-11-22T09:00Z",
		"2026-11-22 09:00:00 UTC", "2026-11-22 11:00:00+02", "2026-11-22T11:30:00+0230",
		"2026-11-22T01:00:00.5-08:00", "20261122T090000Z", "20261122T100000+01:00",
		"Sun, 22 Nov 2026 09:00:00 GMT", "22 Nov 2026 04:00:00 -0500",
		"Sun Nov 22 09:00:00 UTC 2026", "2026/11/22 09:00:00 Z", "2026-11-22 05:30:00 -03:30 ",
	};
	static const char *const none[] = {
		"", "2026-11-22T09:00:00", "2026-11-22", "2026-11-22T09:00:00Zx", "tomorrow",
		"1795338000", "2026-11-22T09:00:00+2", "2026-13-22T09:00:00Z", "09:00:00Z",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		if (clock_read_zone(same[i]) != 1795338000)
			fail_msg("%s: %lld", same[i], (long long)clock_read_zone(same[i]));
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		if (clock_read_zone(none[i]) != -1)
			fail_msg("%s: %lld", none[i], (long long)clock_read_zone(none[i]));
}

static void sleeps(void **state)
{
	struct stop stop = { 0 };
	int64_t began = clock_ms();

	(void)state;
	assert_true(clock_sleep(30, &stop));
	assert_true(clock_ms() - began >= 30);
	atomic_store(&stop.asked, true);
	assert_false(clock_sleep(10000, &stop));
	assert_true(clock_ms() - began < 5000);
}

static void secrets(void **state)
{
	struct secret a = { 0 }, b = { 0 };

	(void)state;
	secret_set(&a, "hush", 4);
	assert_string_equal(a.s, "hush");
	secret_copy(&b, &a);
	secret_set(&a, "", 0);
	assert_string_equal(a.s, "");
	assert_string_equal(b.s, "hush");
	secret_copy(&b, &a);
	assert_int_equal(b.len, 0);
	secret_set(&a, a.s, a.len);	/* onto itself */
	secret_close(&a);
	secret_close(&a);
	secret_copy(&b, &a);
	assert_null(b.s);
}

static void arenas(void **state)
{
	struct arena a = { 0 };
	char *s = arena_str(&a, "kept");

	(void)state;
	for (int i = 0; i < 2000; i++)
		assert_int_equal((uintptr_t)arena_zero(&a, 1 + (size_t)i) %
				 _Alignof(max_align_t), 0);
	assert_string_equal(s, "kept");
	assert_null(arena_str(&a, NULL));
	assert_string_equal(arena_fmt(&a, "%d-%s", 1, "x"), "1-x");
	arena_free(&a);
	assert_null(a.last);
}

/* --- file ---------------------------------------------------------------------------------- */

static char folder[64];

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "%s", "/tmp/test_base.XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int drop_folder(void **state)
{
	char *command = xasprintf("rm -rf '%s'", folder);
	int rc = system(command);

	(void)state;
	free(command);
	return rc;
}

static const char *in_folder(const char *name)
{
	static char path[200];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 0777;
}

static void holds(const char *path, const char *want)
{
	struct buf b = BUF(1000);
	struct err err = ERR_INIT;

	assert_true(file_read(path, &b, NULL, &err));
	assert_string_equal(b.s, want);
	buf_free(&b);
}

static void file_replaces(void **state)
{
	struct err err = ERR_INIT;
	char *path = xstrdup(in_folder("f"));

	(void)state;
	assert_true(file_replace(path, "one", 3, &err));
	assert_true(file_replace(path, "two\n", 4, &err));
	holds(path, "two\n");
	assert_int_equal(mode_of(path), 0600);
	assert_false(file_replace("/nowhere/at/all", "x", 1, &err));
	assert_int_equal(err.kind, ERR_FILE);
	free(path);
}

static void file_creates_once(void **state)
{
	struct err err = ERR_INIT;
	char *path = xstrdup(in_folder("g"));

	(void)state;
	assert_true(file_create(path, "one", 3, &err));
	assert_false(file_create(path, "two", 3, &err));
	assert_non_null(strstr(err.hint, "never overwritten"));
	holds(path, "one");
	assert_true(file_remove(path, &err));
	assert_true(file_remove(path, &err));
	free(path);
}

static void file_reads(void **state)
{
	struct buf b = BUF(4);
	struct err err = ERR_INIT;
	bool missing = false;
	char *path = xstrdup(in_folder("h"));

	(void)state;
	assert_false(file_read(path, &b, &missing, &err));
	assert_true(missing);
	assert_true(file_replace(path, "12345", 5, &err));
	assert_false(file_read(path, &b, &missing, &err));
	assert_false(missing);
	assert_non_null(strstr(err.text, "larger than"));
	assert_false(file_read(folder, &b, NULL, &err));
	assert_false(file_read("/dev/zero", &b, NULL, &err));
	assert_non_null(strstr(err.text, "regular"));
	mkfifo(in_folder("fifo"), 0600);
	assert_false(file_read(in_folder("fifo"), &b, NULL, &err));
	buf_free(&b);
	free(path);
}

static void file_stays_inside(void **state)
{
	struct buf b = BUF(100);
	struct err err = ERR_INIT;
	char *sub = xstrdup(in_folder("sub"));

	(void)state;
	assert_true(file_folder(sub, &err));
	assert_int_equal(mode_of(sub), 0700);
	assert_true(file_replace(in_folder("out"), "no", 2, &err));
	assert_true(file_replace(in_folder("sub/in"), "yes", 3, &err));
	assert_int_equal(symlink("../out", in_folder("sub/link")), 0);
	assert_int_equal(symlink("in", in_folder("sub/near")), 0);
	assert_true(file_read_inside(sub, "in", &b, &err));
	assert_true(file_read_inside(sub, "near", &b, &err));
	assert_string_equal(b.s, "yesyes");
	assert_false(file_read_inside(sub, "../out", &b, &err));
	assert_non_null(strstr(err.text, "is outside the folder"));
	assert_false(file_read_inside(sub, "link", &b, &err));
	assert_false(file_read_inside(sub, "/etc/hostname", &b, &err));
	assert_false(file_read_inside(sub, "absent", &b, &err));
	buf_free(&b);
	free(sub);
}

static void file_appends(void **state)
{
	struct err err = ERR_INIT;
	char *path = xstrdup(in_folder("log"));
	int fd = file_open_append(path, &err);

	(void)state;
	assert_true(fd >= 0);
	assert_true(file_append(fd, "a\n", 2, path, &err));
	close(fd);
	fd = file_open_append(path, &err);
	assert_true(file_append(fd, "b\n", 2, path, &err));
	close(fd);
	holds(path, "a\nb\n");
	fd = open("/dev/full", O_WRONLY);
	assert_false(file_append(fd, "x", 1, "/dev/full", &err));
	close(fd);
	free(path);
}

static void file_locks(void **state)
{
	struct err err = ERR_INIT;
	char *path = xstrdup(in_folder("lock"));
	int fd = file_lock(path, &err), status;
	pid_t child = fork();

	(void)state;
	if (!child) {
		bool refused = file_lock(path, &err) < 0 && err.kind == ERR_BUSY &&
			       strstr(err.text, "process");

		_exit(refused ? 0 : 1);
	}
	waitpid(child, &status, 0);
	assert_true(WIFEXITED(status) && !WEXITSTATUS(status));
	close(fd);
	fd = file_lock(path, &err);
	assert_true(fd >= 0);
	close(fd);
	free(path);
}

static void file_makes_parents(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_true(file_folder(in_folder("a/b/c"), &err));
	assert_true(file_folder(in_folder("a/b/c"), &err));
	assert_int_equal(mode_of(in_folder("a/b")), 0700);
	assert_true(file_replace(in_folder("plain"), "", 0, &err));
	assert_false(file_folder(in_folder("plain/x"), &err));
}

#define on_disk(f) cmocka_unit_test_setup_teardown(f, make_folder, drop_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(buf_limits),
		cmocka_unit_test(buf_long),
		cmocka_unit_test(clean_hostile_text),
		cmocka_unit_test(clean_cuts_at_characters),
		cmocka_unit_test(clean_keeps_lines),
		cmocka_unit_test(clean_naughty),
		cmocka_unit_test(base64),
		cmocka_unit_test(small_questions),
		cmocka_unit_test(errors),
		cmocka_unit_test(times),
		cmocka_unit_test(times_with_a_zone),
		cmocka_unit_test(sleeps),
		cmocka_unit_test(secrets),
		cmocka_unit_test(arenas),
		on_disk(file_replaces),
		on_disk(file_creates_once),
		on_disk(file_reads),
		on_disk(file_stays_inside),
		on_disk(file_appends),
		on_disk(file_locks),
		on_disk(file_makes_parents),
	};

	return run_all(tests);
}
