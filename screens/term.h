/*
 * term.h - the terminal: taken over, given back, left for a while.
 *
 * While it is open, standard error goes to a hidden file when it is the
 * terminal, and is written out after it is given back. Whatever ends the
 * program (exit, a signal, a crash) gives the terminal back first.
 */
#ifndef ACCREDIT_TERM_H
#define ACCREDIT_TERM_H

#include <stdbool.h>

#include "base/err.h"

struct term_options {
	bool mouse;	/* clicks and wheel are ours; selecting then needs Shift */
	int log;	/* where standard error goes; -1: kept and written out after */
};

/*
 * Whether a full screen can be shown here: standard input and output are a
 * terminal, TERM is known and can move the cursor. err (ERR_CHOICE) says why
 * not in words; the caller goes on with the text front end.
 */
bool term_fits(struct err *err);

/* The same, and takes it over. Only once at a time. */
bool term_open(const struct term_options *wish, struct err *err);

/* Gives it back: modes, cursor, paste, screen as before. Twice does no harm. */
void term_restore(void);

/* Ctrl-Z: gives it back, stops, and takes it over again when continued. */
void term_suspend(void);

/* After SIGCONT, and after SIGWINCH: modes as ours, size as the terminal's. */
void term_resume(void);
void term_resize(void);

/* --- for the loop: signals as bytes of a pipe --- */
int term_signals(void);			/* descriptor to poll; -1: not open */
int term_signal(void);			/* the next one, 0: none */
bool term_hung_up(void);

#endif
