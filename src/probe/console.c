/* console.c - see console.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "probe/console.h"
#include "probe/worker.h"

#define PAYLOAD_MAX 4096

/* The rest of the text. */
struct cursor {
	const char *s;
	size_t n;
};

static bool console_skip(struct cursor *at, size_t n)
{
	if (n > at->n)
		return false;
	at->s += n;
	at->n -= n;
	return true;
}

/* Takes the characters of this set, then a space if one must follow. */
static bool console_take(struct cursor *at, struct buf *out, const char *set, bool blank)
{
	size_t n = 0;

	while (n < at->n && at->s[n] && strchr(set, at->s[n]))
		n++;
	buf_add(out, at->s, n);
	console_skip(at, n);
	if (!n || out->cut || (blank && (!at->n || *at->s != ' ')))
		return false;
	return console_skip(at, blank ? 1 : 0);
}

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyz"

/* Reads what follows "accredit-probe NONCE ". */
static bool console_read_line(struct cursor at, const char *nonce, struct buf *number,
			      struct buf *payload)
{
	struct buf sum = BUF(16), summed = BUF(PAYLOAD_MAX + 128);
	char right[9];
	bool ok;

	ok = console_take(&at, number, DIGITS LETTERS, true) &&
		console_take(&at, &sum, DIGITS "abcdef", true) &&
		console_take(&at, payload,
			     DIGITS LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ+/=", false);
	buf_fmt(&summed, "%s %s %s", nonce, number->s, payload->s);
	str_sum(right, summed.s, summed.len);
	ok = ok && str_eq(sum.s, right);
	buf_free(&summed);
	buf_free(&sum);
	return ok;
}

static const char *console_put_until_newline(struct json *answer, const char *key,
					     const char *s, size_t *n)
{
	const char *end = memchr(s, '\n', *n);
	size_t len = end ? (size_t)(end - s) : *n;
	struct buf clean = BUF(256);

	str_clean_into(&clean, s, len, false);
	json_put_str(answer, key, clean.s);
	buf_free(&clean);
	*n -= end ? len + 1 : len;
	return s + (end ? len + 1 : len);
}

/* "RC\nTIME\nTEXT" of the payload; NULL: not that. */
static struct json *console_read_payload(const char *payload)
{
	struct buf bytes = BUF(PAYLOAD_MAX), text = BUF(8 * PAYLOAD_MAX);
	struct json *answer = NULL;

	if (str_unbase64(&bytes, payload)) {
		const char *s = bytes.s;
		size_t n = bytes.len;

		answer = json_object_new();
		s = console_put_until_newline(answer, "rc", s, &n);
		s = console_put_until_newline(answer, "time", s, &n);
		while (n && strchr(" \n\t", *s))
			s++, n--;
		while (n && strchr(" \n\t", s[n - 1]))
			n--;
		str_clean_into(&text, s, n, false);
		json_put_str(answer, "text", text.s);
	}
	buf_free(&bytes);
	buf_free(&text);
	return answer;
}

/* 1 to count, written without leading zeros; 0: not the number of a check. */
static size_t console_check_number(const char *s, size_t count)
{
	size_t number = (size_t)strtoul(s, NULL, 10);

	if (strlen(s) > 3 || strspn(s, DIGITS) != strlen(s) || *s == '0')
		return 0;
	return number <= count ? number : 0;
}

static bool console_add_answer(struct json *answers, const char *number,
			       const char *payload, size_t count)
{
	struct json *answer;

	if (str_eq(number, WORKER_NO_NETWORK)) {
		if (!json_get(answers, number) && (answer = console_read_payload(payload)))
			json_put(answers, number, answer);
		return false;
	}
	if (*number == 'm' && console_check_number(number + 1, count)) {
		/* It is not an answer of its own. */
		struct buf bytes = BUF(PAYLOAD_MAX);

		if (str_unbase64(&bytes, payload) && str_is_utf8(bytes.s, bytes.len) &&
		    strlen(bytes.s) == bytes.len)
			json_put_str(answers, number, bytes.s);
		buf_free(&bytes);
		return false;
	}
	if (!console_check_number(number, count) || json_get(answers, number))
		return false;
	answer = console_read_payload(payload);
	if (answer)
		json_put(answers, number, answer);
	return answer;
}

size_t console_read(struct json *answers, const char *text, size_t n,
		    const char *nonce, size_t count, bool *started)
{
	struct cursor at = { text, n };
	struct buf mark = BUF(256);
	size_t added = 0;

	buf_fmt(&mark, WORKER_SAYS " %s ", nonce);
	for (;;) {
		const char *found = memmem(at.s, at.n, mark.s, mark.len);
		struct buf number = BUF(8), payload = BUF(PAYLOAD_MAX);

		if (!found)
			break;
		console_skip(&at, (size_t)(found - at.s) + mark.len);
		if (console_read_line(at, nonce, &number, &payload)) {
			*started = true;
			added += console_add_answer(answers, number.s, payload.s, count);
		}
		buf_free(&number);
		buf_free(&payload);
	}
	buf_free(&mark);
	return added;
}

void console_tail(struct buf *out, const char *text, size_t n, size_t size)
{
	struct buf all = BUF(BUF_TEXT);
	const char *from;

	while (n) {
		const char *end = memchr(text, '\n', n);
		size_t len = end ? (size_t)(end - text) : n, shown = len;

		while (shown && text[shown - 1] == '\r')
			shown--;
		if (!memmem(text, shown, WORKER_SAYS " ", sizeof(WORKER_SAYS))) {
			str_clean_into(&all, text, shown, false);
			buf_char(&all, '\n');
		}
		text += end ? len + 1 : len;
		n -= end ? len + 1 : len;
	}
	from = all.s;
	if (all.len > size) {
		from = strchr(all.s + all.len - size, '\n');
		from = from ? from + 1 : all.s + all.len;
	}
	buf_str(out, from);
	buf_free(&all);
}
