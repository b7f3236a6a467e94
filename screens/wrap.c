/* wrap.c - see wrap.h. */
#include "config.h"

#include <string.h>

#include "screens/wrap.h"

/* Breaks at the last space that fits, and drops the spaces at the break. */
size_t wrap_line(const char *s, int w, const char **rest)
{
	size_t at = 0, blank = 0, n = strcspn(s, "\n");
	int used = 0;

	w = w < 1 ? 1 : w;
	while (at < n) {
		int columns;
		size_t len = put_next(s + at, n - at, &columns);

		if (used + columns > w && at > 0)
			break;
		if (s[at] == ' ' && at > 0 && s[at - 1] != ' ')
			blank = at;
		used += columns;
		at += len;
	}
	if (at >= n) {
		*rest = s[n] ? s + n + 1 : NULL;
		return n;
	}
	if (s[at] == ' ')
		blank = at;
	if (blank)
		at = blank;
	*rest = s + at;
	while (**rest == ' ')
		(*rest)++;
	if (!**rest)
		*rest = NULL;
	else if (**rest == '\n')
		*rest = (*rest)[1] ? *rest + 1 : NULL;
	return at;
}

int wrap_rows(const char *s, int w)
{
	int rows = 0;

	while (s) {
		wrap_line(s, w, &s);
		rows++;
	}
	return rows;
}

int wrap_put(struct box at, int row, enum role role, const char *s)
{
	int rows = 0;

	while (s && row + rows < at.h) {
		const char *rest;
		size_t n = wrap_line(s, at.w, &rest);

		put_n(at, row + rows, 0, role, s, n);
		s = rest;
		rows++;
	}
	return rows;
}
