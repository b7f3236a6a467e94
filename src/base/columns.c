/* columns.c - see columns.h. */
#include "config.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/columns.h"

enum { GAP = 2, NARROWEST = 8 };

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

/* The first n characters, the last three of which are dots where there are more. */
static void columns_cell(struct buf *out, const char *text, size_t n)
{
	size_t all = columns_of(text), shown = all <= n ? all : n - 3;

	for (size_t i = 0; i < shown; i++) {
		size_t bytes = 1;

		while (((unsigned char)text[bytes] & 0xc0) == 0x80)
			bytes++;
		buf_add(out, text, bytes);
		text += bytes;
	}
	if (all > n)
		buf_str(out, "...");
}

void columns_table(struct buf *out, const char *const *cells, size_t columns, size_t rows,
		   size_t width)
{
	size_t wide[COLUMNS_MAX] = { 0 }, total = 0, widest = 0;

	for (size_t i = 0; i < rows * columns; i++)
		if (columns_of(cells[i]) > wide[i % columns])
			wide[i % columns] = columns_of(cells[i]);
	for (size_t c = 0; c < columns; c++)
		total += wide[c] + (c ? GAP : 0);
	for (; width && total > width; total--) {
		for (size_t c = 0; c < columns; c++)
			widest = wide[c] > wide[widest] ? c : widest;
		if (wide[widest] <= NARROWEST)
			break;
		wide[widest]--;
	}
	for (size_t i = 0; i < rows * columns; i++) {
		struct buf cell = BUF(BUF_TEXT);
		bool last = i % columns + 1 == columns;

		columns_cell(&cell, cells[i], wide[i % columns]);
		columns_pad(out, cell.s, last ? 0 : wide[i % columns] + GAP);
		if (last)
			out->s[out->len - 1] = '\n';
		buf_free(&cell);
	}
}
