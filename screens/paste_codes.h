/*
 * paste_codes.h - curses codes of the two marks around a paste, shared by term.c,
 * which defines them, and keystroke.c, which reads them.
 */
#ifndef ACCREDIT_PASTE_CODES_H
#define ACCREDIT_PASTE_CODES_H

enum { PASTE_BEGIN = 0x7001, PASTE_END };

void key_reset(void); /* the terminal is closed: nothing is kept */

#endif
