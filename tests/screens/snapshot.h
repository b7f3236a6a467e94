/*
 * snapshot.h - screens without a terminal: ncurses writes to /dev/null at any size, and
 * the cells are read back. A snapshot is a text file for reviews: the screen, then a map
 * of roles with one letter for each cell ('.' is plain text).
 */
#ifndef ACCREDIT_SNAPSHOT_H
#define ACCREDIT_SNAPSHOT_H

#include <stdbool.h>

#include "base/buf.h"
#include "screens/color.h"

/* 256 colors with UTF-8; no colors with ASCII. */
enum snapshot_style { SNAPSHOT_COLOR, SNAPSHOT_MONO };

void snapshot_open(void);	/* starts ncurses; aborts where it cannot */
void snapshot_close(void);
void snapshot_style(enum snapshot_style style);
void snapshot_size(int rows, int cols);

/* Appends the text of what was drawn last, and its roles where wanted. */
void snapshot_read(struct buf *out, bool roles);

/* One row as UTF-8 without trailing blanks; valid until the next call. */
const char *snapshot_row(int row);
bool snapshot_has(const char *text);		/* within one row */
enum role snapshot_role(int row, int col);
void snapshot_cursor(int *row, int *col);	/* row -1: invisible */

/*
 * Compares with tests/screens/snapshots/NAME.txt, or writes that file when
 * ACCREDIT_SNAPSHOTS=write. False where they differ, with both on standard error.
 */
bool snapshot_matches(const char *name);

#endif
