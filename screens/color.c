/* color.c - see color.h. */
#include "config.h"

#include <curses.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "screens/color.h"

struct color_attr {
	attr_t attr;
	short fg, bg;		/* -1: the terminal's default */
};

static const struct role_style {
	attr_t mono;
	struct color_attr low, high; /* 8 colors; 16 or more */
} role_styles[R_COUNT] = {
	[R_TEXT] = { A_NORMAL, { A_NORMAL, -1, -1 }, { A_NORMAL, -1, -1 } },
	[R_TITLE] = { A_BOLD, { A_BOLD, -1, -1 }, { A_BOLD, -1, -1 } },
	[R_BAR] = { A_REVERSE,
		    { A_NORMAL, COLOR_WHITE, COLOR_BLUE },
		    { A_NORMAL, 15, COLOR_BLUE } },
	[R_PRACTICE] = { A_REVERSE,
			 { A_BOLD, COLOR_WHITE, COLOR_GREEN },
			 { A_BOLD, COLOR_BLACK, COLOR_GREEN } },
	[R_REAL] = { A_REVERSE | A_BOLD,
		     { A_BOLD, COLOR_WHITE, COLOR_RED },
		     { A_BOLD, 15, COLOR_RED } },
	[R_SELECTED] = { A_REVERSE, { A_REVERSE, -1, -1 }, { A_REVERSE, -1, -1 } },
	[R_KEY] = { A_BOLD, { A_BOLD, COLOR_CYAN, -1 }, { A_BOLD, COLOR_CYAN, -1 } },
	[R_DONE] = { A_NORMAL, { A_BOLD, COLOR_GREEN, -1 }, { A_BOLD, COLOR_GREEN, -1 } },
	[R_WARN] = { A_BOLD, { A_BOLD, COLOR_YELLOW, -1 }, { A_BOLD, COLOR_YELLOW, -1 } },
	[R_FAIL] = { A_STANDOUT, { A_BOLD, COLOR_RED, -1 }, { A_BOLD, COLOR_RED, -1 } },
	[R_FIELD] = { A_UNDERLINE, { A_UNDERLINE, -1, -1 }, { A_UNDERLINE, -1, -1 } },
	[R_QUIET] = { A_DIM, { A_DIM, -1, -1 }, { A_NORMAL, 8, -1 } },
	[R_ADD] = { A_NORMAL,
		    { A_NORMAL, COLOR_GREEN, -1 },
		    { A_NORMAL, COLOR_GREEN, -1 } },
	[R_CHANGE] = { A_BOLD,
		       { A_NORMAL, COLOR_YELLOW, -1 },
		       { A_NORMAL, COLOR_YELLOW, -1 } },
	[R_REMOVE] = { A_STANDOUT,
		       { A_NORMAL, COLOR_RED, -1 },
		       { A_NORMAL, COLOR_RED, -1 } },
	[R_LINK] = { A_BOLD, { A_NORMAL, COLOR_CYAN, -1 }, { A_NORMAL, COLOR_CYAN, -1 } },
};

const char role_letters[R_COUNT + 1] = ".TBpRPKDW!FqACXL";

static const struct glyphs glyphs_utf8 = {
	.pick = "▸",
	.done = "✓",
	.same = "=",
	.fail = "✗",
	.ask = "?",
	.wait = "·",
	.warn = "!",
	.more = "…",
	.dot = "•",
	.star = "★",
	.up = "↑",
	.down = "↓",
	.left = "‹",
	.right = "›",
	.mask = "•",
	.blank = " ",
	.full = "█",
	.rest = "░",
	.horizontal = "─",
	.vertical = "│",
	.corner = { "┌", "┐", "└", "┘" },
	.spin = { "◐", "◓", "◑", "◒" },
};

static const struct glyphs glyphs_ascii = {
	.pick = ">",
	.done = "+",
	.same = "=",
	.fail = "x",
	.ask = "?",
	.wait = ".",
	.warn = "!",
	.more = "~",
	.dot = "-",
	.star = "*",
	.up = "^",
	.down = "v",
	.left = "<",
	.right = ">",
	.mask = "*",
	.blank = "_",
	.full = "#",
	.rest = ".",
	.horizontal = "-",
	.vertical = "|",
	.corner = { "+", "+", "+", "+" },
	.spin = { "|", "/", "-", "\\" },
};

static struct color_style style_now;
static unsigned turns;

struct color_style color_detect(void)
{
	const char *term = getenv("TERM"), *no = getenv("NO_COLOR");
	struct color_style style = { 0 };

	term = term ? term : "";
	/* Console fonts lack the glyphs, even where the locale is UTF-8. */
	style.utf8 = str_eq(nl_langinfo(CODESET), "UTF-8") && !str_starts(term, "linux") &&
		!str_starts(term, "vt");
	if (no && *no)
		return style;
	if (!str_ends(term, "-mono") && !str_ends(term, "-m") && has_colors() &&
	    start_color() == OK)
		style.colors = COLORS;
	return style;
}

static const struct color_attr *color_attr_of(enum role role)
{
	const struct role_style *style = &role_styles[role];

	return style_now.colors >= 16 ? &style->high : &style->low;
}

void color_init(struct color_style style)
{
	style_now = style;
	turns = 0;
	if (style.colors < 8 || start_color() == ERR || COLOR_PAIRS < R_COUNT)
		style_now.colors = 0;
	if (style_now.colors) {
		bool own = use_default_colors() == OK;

		for (int r = R_TEXT + 1; r < R_COUNT; r++) {
			const struct color_attr *t = color_attr_of((enum role)r);
			short fg = t->fg, bg = t->bg;

			if (!own) {
				fg = fg < 0 ? COLOR_WHITE : fg;
				bg = bg < 0 ? COLOR_BLACK : bg;
			}
			init_pair((short)r, fg, bg);
		}
	}
}

void color_attr(enum role role, unsigned *attr, short *pair)
{
	if (style_now.colors) {
		*attr = color_attr_of(role)->attr;
		*pair = (short)role;
	} else {
		*attr = role_styles[role].mono;
		*pair = 0;
	}
}

enum role color_find_role(unsigned attr, short pair)
{
	if (pair > 0 && pair < R_COUNT)
		return (enum role)pair;
	for (int r = 0; r < R_COUNT && !style_now.colors; r++)
		if (role_styles[r].mono == attr)
			return (enum role)r;
	return R_TEXT;
}

const struct glyphs *glyphs(void)
{
	return style_now.utf8 ? &glyphs_utf8 : &glyphs_ascii;
}

const char *spinner_glyph(void)
{
	return glyphs()->spin[turns % 4];
}

void spinner_advance(void)
{
	turns++;
}

void spinner_reset(void)
{
	turns = 0;
}
