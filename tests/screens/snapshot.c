/* snapshot.c - see snapshot.h. */
#include "config.h"

#include <curses.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <wchar.h>

#include "snapshot.h"

static SCREEN *screen;
static FILE *null_files[2];

void snapshot_open(void)
{
	null_files[0] = fopen("/dev/null", "w");
	null_files[1] = fopen("/dev/null", "r");
	screen = newterm("xterm-256color", null_files[0], null_files[1]);
	if (!screen)
		abort();
	raw();
	noecho();
}

void snapshot_close(void)
{
	endwin();
	delscreen(screen);
	fclose(null_files[0]);
	fclose(null_files[1]);
}

void snapshot_style(enum snapshot_style style)
{
	color_init(style == SNAPSHOT_COLOR ? (struct color_style){ 256, true } :
		   (struct color_style){ 0, false });
}

void snapshot_size(int rows, int cols)
{
	resizeterm(rows, cols);
}

/* Reads one cell; the columns it takes. */
static int cell(int y, int x, wchar_t text[CCHARW_MAX + 1], enum role *role)
{
	cchar_t c;
	attr_t attr;
	short pair;
	int w;

	mvwin_wch(curscr, y, x, &c);
	getcchar(&c, text, &attr, &pair, NULL);
	*role = color_find_role((unsigned)(attr & ~A_COLOR), pair);
	w = wcwidth(text[0]);
	return w > 1 ? w : 1;
}

static void add_row(struct buf *out, int y, bool roles)
{
	size_t end = out->len;
	int x = 0;

	while (x < COLS) {
		wchar_t text[CCHARW_MAX + 1];
		enum role role;
		int w = cell(y, x, text, &role);
		bool seen = roles ? role != R_TEXT : text[0] != L' ';

		for (int i = 0; roles && i < w; i++)
			buf_char(out, role_letters[role]);
		for (wchar_t *p = text; !roles && *p; p++) {
			char one[MB_LEN_MAX];
			size_t n = (size_t)wctomb(one, *p);

			buf_add(out, one, n);
		}
		if (seen)
			end = out->len;
		x += w;
	}
	if (out->len > end) {
		out->len = end;
		out->s[end] = '\0';
	}
	buf_char(out, '\n');
}

void snapshot_read(struct buf *out, bool roles)
{
	for (int y = 0; y < LINES; y++)
		add_row(out, y, false);
	if (!roles)
		return;
	buf_str(out, "---- roles ----\n");
	for (int y = 0; y < LINES; y++)
		add_row(out, y, true);
}

const char *snapshot_row(int row)
{
	static char text[4096];
	struct buf b = BUF(sizeof(text));

	add_row(&b, row, false);
	snprintf(text, sizeof(text), "%s", b.s);
	text[strcspn(text, "\n")] = '\0';
	buf_free(&b);
	return text;
}

bool snapshot_has(const char *text)
{
	for (int y = 0; y < LINES; y++)
		if (strstr(snapshot_row(y), text))
			return true;
	return false;
}

enum role snapshot_role(int row, int col)
{
	wchar_t text[CCHARW_MAX + 1];
	enum role role;

	cell(row, col, text, &role);
	return role;
}

void snapshot_cursor(int *row, int *col)
{
	int was = curs_set(0);

	getyx(stdscr, *row, *col);
	if (was == 0)
		*row = -1;
	else if (was > 0)
		curs_set(was);
}

static void path_of(char *path, size_t size, const char *name)
{
	snprintf(path, size, "%s/tests/screens/snapshots/%s.txt", TOP_SRCDIR, name);
}

static bool write_snapshot(const char *path, const struct buf *now)
{
	FILE *f;

	mkdir(TOP_SRCDIR "/tests/screens/snapshots", 0755);
	f = fopen(path, "w");
	if (!f)
		return false;
	fwrite(now->s, 1, now->len, f);
	return fclose(f) == 0;
}

static void read_snapshot(const char *path, struct buf *out)
{
	char part[4096];
	FILE *f = fopen(path, "r");
	size_t n;

	if (!f)
		return;
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(out, part, n);
	fclose(f);
}

bool snapshot_matches(const char *name)
{
	const char *mode = getenv("ACCREDIT_SNAPSHOTS");
	struct buf now = BUF(BUF_TEXT), then = BUF(BUF_TEXT);
	char path[1024];
	bool same;

	path_of(path, sizeof(path), name);
	snapshot_read(&now, true);
	if (mode && !strcmp(mode, "write"))
		write_snapshot(path, &now);
	read_snapshot(path, &then);
	same = now.len == then.len && !memcmp(now.s, then.s, now.len);
	if (!same)
		fprintf(stderr, "%s differs; now it is\n%s\nand it was\n%s\n"
			"'make snapshots' takes the new one\n", name, now.s, then.s);
	buf_free(&now);
	buf_free(&then);
	return same;
}
