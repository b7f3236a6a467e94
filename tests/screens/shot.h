/*
 * shot.h - screens without a terminal: curses on /dev/null, any size, read
 * back cell by cell. A shot is a text file to be read in a review: first the
 * screen, then a map of roles, one letter a cell ('.' is plain text).
 */
#ifndef ACCREDIT_SHOT_H
#define ACCREDIT_SHOT_H

#include <stdbool.h>

#include "base/buf.h"
#include "screens/color.h"

enum shot_style { SHOT_COLOR, SHOT_MONO };	/* 256 and UTF-8; none and ASCII */

void shot_open(void);
void shot_close(void);
void shot_style(enum shot_style style);
void shot_size(int rows, int cols);

/* Text, and where wanted roles, of what was painted last. */
void shot_read(struct buf *out, bool roles);

/* One row of it as UTF-8, trailing blanks cut. */
const char *shot_row(int row);
bool shot_has(const char *text);
enum role shot_role(int row, int col);
void shot_cursor(int *row, int *col);		/* row -1: hidden */

/*
 * Compares with tests/screens/snapshots/NAME.txt, or writes it when
 * ACCREDIT_SNAPSHOTS=write. False, with the difference on standard error,
 * where they differ.
 */
bool shot_same(const char *name);

#endif
