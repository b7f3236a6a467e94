/*
 * marks.h - curses codes of the two marks around a paste, shared by term.c,
 * which defines them, and key.c, which reads them.
 */
#ifndef ACCREDIT_MARKS_H
#define ACCREDIT_MARKS_H

enum { MARK_PASTE = 0x7001, MARK_PASTED };

void key_forget(void);		/* the terminal is closed: nothing is kept */

#endif
