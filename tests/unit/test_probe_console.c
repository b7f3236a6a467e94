/* A worker's answers among whatever a console holds. */
#include "config.h"

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "probe/console.h"
#include "probe/worker.h"

#define NONCE "0123456789abcdef"

/* A line as the worker writes it. */
static void add_line(struct buf *out, const char *nonce, const char *number,
		     const char *payload)
{
	struct buf summed = BUF(8192);
	char sum[9];

	buf_fmt(&summed, "%s %s %s", nonce, number, payload);
	str_sum(sum, summed.s, summed.len);
	buf_fmt(out, WORKER_SAYS " %s %s %s %s", nonce, number, sum, payload);
	buf_free(&summed);
}

static void add_answer(struct buf *out, const char *nonce, const char *number,
		       const char *rc, const char *text)
{
	struct buf payload = BUF(8192), bytes = BUF(8192);

	buf_fmt(&bytes, "%s\n2026-11-22T09:00:00Z\n%s", rc, text);
	str_base64(&payload, bytes.s, bytes.len);
	add_line(out, nonce, number, payload.s);
	buf_free(&payload);
	buf_free(&bytes);
}

/* What is read of one text by a fresh reader. */
static struct json *read_all(const struct buf *text, size_t count, size_t *added,
			     bool *started)
{
	struct json *answers = json_object_new();

	*started = false;
	*added = console_read(answers, text->s, text->len, NONCE, count, started);
	return answers;
}

static void expect(const struct buf *text, size_t count, size_t wanted)
{
	bool started;
	size_t added;
	struct json *answers = read_all(text, count, &added, &started);

	assert_int_equal(added, wanted);
	assert_int_equal(json_count(answers), wanted);
	json_free(answers);
}

static void reads_a_block(void **state)
{
	struct buf text = BUF(BUF_TEXT);
	struct json *answers;
	bool started;
	size_t added;

	(void)state;
	add_line(&text, NONCE, "begin", "2");
	buf_char(&text, '\n');
	add_answer(&text, NONCE, "1", "0", "");
	buf_char(&text, '\n');
	add_answer(&text, NONCE, "2", "254", "\nAn error occurred (AccessDenied)\n");
	buf_char(&text, '\n');
	add_line(&text, NONCE, "end", "2");
	answers = read_all(&text, 2, &added, &started);
	assert_true(started);
	assert_int_equal(added, 2);
	assert_string_equal(json_str(json_get(answers, "1"), "rc"), "0");
	assert_string_equal(json_str(json_get(answers, "1"), "text"), "");
	assert_string_equal(json_str(json_get(answers, "2"), "rc"), "254");
	assert_string_equal(json_str(json_get(answers, "2"), "time"),
			    "2026-11-22T09:00:00Z");
	assert_string_equal(json_str(json_get(answers, "2"), "text"),
			    "An error occurred (AccessDenied)");
	json_free(answers);
	buf_free(&text);
}

static void sees_through_noise(void **state)
{
	struct buf text = BUF(BUF_TEXT);

	(void)state;
	buf_str(&text, "[    9.114201] cloud-init[2158]: \x1b[0;32m");
	add_answer(&text, NONCE, "1", "0", "ok");
	buf_str(&text, "\x1b[0m\r\n[    9.2] audit: type=1400 " WORKER_SAYS " junk\r\n");
	buf_add(&text, "\0\0\xff\xfe", 4);
	buf_str(&text, "half a line of the kernel [    9.3] cloud-init[2158]: ");
	add_answer(&text, NONCE, "2", "0", "ok");
	buf_str(&text, "[    9.4] and the kernel goes on in the same line\r\n");
	add_answer(&text, NONCE, "3", "0", "no newline at the end");
	expect(&text, 3, 3);
	buf_free(&text);
}

static void passes_over_what_is_not_ours(void **state)
{
	struct buf text = BUF(BUF_TEXT);
	bool started;
	size_t added;

	(void)state;
	add_answer(&text, "fedcba9876543210", "1", "0", "forged");
	buf_char(&text, '\n');
	buf_str(&text, WORKER_SAYS " " NONCE " 1 00000000 MAo=\n");
	buf_str(&text, WORKER_SAYS " " NONCE " 1\n" WORKER_SAYS " " NONCE " ");
	json_free(read_all(&text, 3, &added, &started));
	assert_int_equal(added, 0);
	assert_false(started);
	add_answer(&text, NONCE, "4", "0", "beyond the last");
	add_answer(&text, NONCE, "0", "0", "before the first");
	add_answer(&text, NONCE, "01", "0", "not as we write it");
	add_answer(&text, NONCE, "9999999", "0", "");
	add_line(&text, NONCE, "2", "====");
	expect(&text, 3, 0);
	buf_free(&text);
}

/* What broke one copy of a line leaves the other. */
static void takes_the_good_copy(void **state)
{
	struct buf text = BUF(BUF_TEXT);
	size_t first;

	(void)state;
	add_answer(&text, NONCE, "1", "0", "the same twice, the first one broken");
	first = text.len;
	buf_char(&text, '\n');
	add_answer(&text, NONCE, "1", "0", "the same twice, the first one broken");
	for (size_t i = strlen(WORKER_SAYS) + 1; i < first; i++) {
		char was = text.s[i];

		text.s[i] = '~';
		expect(&text, 1, 1);
		text.s[i] = was;
	}
	buf_free(&text);
}

static void keeps_what_it_has(void **state)
{
	struct json *answers = json_object_new();
	struct buf text = BUF(BUF_TEXT);
	bool started = false;

	(void)state;
	add_answer(&text, NONCE, "1", "0", "first");
	assert_int_equal(console_read(answers, text.s, text.len, NONCE, 2, &started), 1);
	assert_int_equal(console_read(answers, text.s, text.len, NONCE, 2, &started), 0);
	buf_char(&text, '\n');
	add_answer(&text, NONCE, "1", "0", "another");
	add_answer(&text, NONCE, "2", "0", "second");
	assert_int_equal(console_read(answers, text.s, text.len, NONCE, 2, &started), 1);
	assert_string_equal(json_str(json_get(answers, "1"), "text"), "first");
	json_free(answers);
	buf_free(&text);
}

/* EC2 keeps the last 64 KiB: however the cut falls, whole lines count. */
static void survives_any_cut(void **state)
{
	struct buf text = BUF(BUF_TEXT);
	size_t ends[4];

	(void)state;
	for (size_t i = 1; i <= 3; i++) {
		char number[8];

		snprintf(number, sizeof(number), "%zu", i);
		add_answer(&text, NONCE, number, "0", "text");
		ends[i] = text.len;
		buf_char(&text, '\n');
	}
	ends[0] = 0;
	for (size_t cut = 0; cut <= text.len; cut++) {
		struct buf rest = BUF(BUF_TEXT), start = BUF(BUF_TEXT);
		size_t after = 0, before = 0;

		for (size_t i = 1; i <= 3; i++) {
			after += cut <= (i == 1 ? 0 : ends[i - 1] + 1);
			before += cut >= ends[i];
		}
		buf_add(&rest, text.s + cut, text.len - cut);
		buf_add(&start, text.s, cut);
		expect(&rest, 3, after);
		expect(&start, 3, before);
		buf_free(&rest);
		buf_free(&start);
	}
	buf_free(&text);
}

static void cleans_the_text(void **state)
{
	struct buf text = BUF(BUF_TEXT);
	struct json *answers;
	bool started;
	size_t added;

	(void)state;
	add_answer(&text, NONCE, "1", "1", "\x1b]0;title\x07 and \xe2\x80\xae back");
	answers = read_all(&text, 1, &added, &started);
	assert_null(strchr(json_str(json_get(answers, "1"), "text"), '\x1b'));
	assert_non_null(strstr(json_str(json_get(answers, "1"), "text"), "\\u202e"));
	json_free(answers);
	buf_free(&text);
}

static void shows_the_rest(void **state)
{
	struct buf text = BUF(BUF_TEXT), tail = BUF(BUF_TEXT);

	(void)state;
	buf_str(&text, "one\r\ntwo\x1b[2J\r\n[  1.0] cloud-init[9]: ");
	add_answer(&text, NONCE, "1", "0", "");
	buf_str(&text, "\r\nthree");
	console_tail(&tail, text.s, text.len, 100);
	assert_string_equal(tail.s, "one\ntwo\\x1b[2J\nthree\n");
	buf_reset(&tail);
	console_tail(&tail, text.s, text.len, 8);
	assert_string_equal(tail.s, "three\n");
	buf_free(&text);
	buf_free(&tail);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_block),
		cmocka_unit_test(sees_through_noise),
		cmocka_unit_test(passes_over_what_is_not_ours),
		cmocka_unit_test(takes_the_good_copy),
		cmocka_unit_test(keeps_what_it_has),
		cmocka_unit_test(survives_any_cut),
		cmocka_unit_test(cleans_the_text),
		cmocka_unit_test(shows_the_rest),
	};

	return run_all(tests);
}
