/*
 * paste_codes.h - key codes for the begin and the end of a paste (bracketed paste): term.c
 * defines them, keystroke.c reads them.
 */
#ifndef ACCREDIT_PASTE_CODES_H
#define ACCREDIT_PASTE_CODES_H

enum { PASTE_BEGIN = 0x7001, PASTE_END };

void key_reset(void);		/* the terminal is closed: frees and wipes all state */

#endif
