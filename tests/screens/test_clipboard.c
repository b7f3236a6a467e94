/* test_clipboard.c - the bytes that copy a text, for terminals of several types. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "screens/clipboard.h"

static void test_sequences(void **state)
{
	static const struct {
		const char *text, *term;
		bool in_tmux;
		const char *bytes;	/* NULL: it cannot work there */
	} rows[] = {
		{ "EssentiaMaster", "xterm-256color", false,
		  "\033]52;c;RXNzZW50aWFNYXN0ZXI=\a" },
		{ "a\nb \303\251", "foot", false, "\033]52;c;YQpiIMOp\a" },
		{ "", "xterm", false, "\033]52;c;\a" },
		{ "ab", "tmux-256color", true,
		  "\033]52;c;YWI=\a\033Ptmux;\033\033]52;c;YWI=\a\033\\" },
		{ "ab", "linux", false, NULL },
		{ "ab", "vt100", false, NULL },
		{ "ab", "vt220", false, NULL },
		{ "ab", "dumb", false, NULL },
		{ "ab", "", false, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf out = BUF(1000);
		struct err err = ERR_INIT;
		bool ok = clipboard_sequence(&out, rows[i].text, strlen(rows[i].text),
					     rows[i].term, rows[i].in_tmux, &err);

		assert_int_equal(ok, rows[i].bytes != NULL);
		assert_string_equal(out.s, ok ? rows[i].bytes : "");
		assert_int_equal(err.kind, ok ? ERR_NONE : ERR_CHOICE);
		buf_free(&out);
	}
}

static void test_limit(void **state)
{
	char *text = xcalloc(1, CLIPBOARD_MOST + 1);
	struct buf out = BUF(8 * CLIPBOARD_MOST);
	struct err err = ERR_INIT;

	(void)state;
	memset(text, 'x', CLIPBOARD_MOST + 1);
	assert_true(clipboard_sequence(&out, text, CLIPBOARD_MOST, "xterm", true, &err));
	assert_false(out.cut);
	assert_true(out.len > 2 * CLIPBOARD_MOST * 4 / 3);
	buf_reset(&out);
	assert_false(clipboard_sequence(&out, text, CLIPBOARD_MOST + 1, "xterm", false, &err));
	assert_int_equal(out.len, 0);
	buf_free(&out);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sequences),
		cmocka_unit_test(test_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
