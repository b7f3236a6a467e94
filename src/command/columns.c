/* columns.c - see columns.h. */
#include "config.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/buf.h"
#include "command/columns.h"

size_t columns_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO))
		return 0;
	return !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col ? size.ws_col : 80;
}

size_t columns_of(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

void columns_wrap(struct buf *out, const char *text, size_t at, size_t indent, size_t width)
{
	size_t column = at;
	bool first = true;	/* on its line */

	for (size_t bytes; *text; text += bytes + strspn(text + bytes, " ")) {
		struct buf word = BUF(BUF_TEXT);
		size_t n;

		bytes = strcspn(text, " ");
		buf_add(&word, text, bytes);
		n = columns_of(word.s);
		if (!first && width && column + 1 + n > width) {
			buf_fmt(out, "\n%*s", (int)indent, "");
			column = indent;
			first = true;
		}
		buf_fmt(out, "%s%s", first ? "" : " ", word.s);
		column += n + !first;
		first = false;
		buf_free(&word);
	}
	buf_char(out, '\n');
}

void columns_pad(struct buf *out, const char *text, size_t width)
{
	size_t n = columns_of(text);

	buf_fmt(out, "%s%*s", text, n < width ? (int)(width - n) : 1, "");
}
