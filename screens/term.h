/*
 * term.h - opens the terminal for ncurses, restores it, and suspends.
 *
 * While it is open, standard error goes to a memory file where it is the terminal, and is
 * written when it is restored. Whatever ends the program (exit, a signal, a crash) restores
 * the terminal first.
 */
#ifndef ACCREDIT_TERM_H
#define ACCREDIT_TERM_H

#include <stdbool.h>

#include "base/err.h"

struct term_options {
	bool mouse;	/* clicks and wheel are input; selecting text then needs Shift */
	int log;	/* descriptor for standard error; -1: a memory file, written later */
};

/*
 * Whether standard input and output are a terminal whose TERM is known and can move the
 * cursor. False: err (ERR_CHOICE) says why not; the caller uses plain text.
 */
bool term_fits(struct err *err);

/* Opens it, where it fits. Only one can be open. */
bool term_open(const struct term_options *options, struct err *err);

/* Restores modes, cursor and screen; nothing where it is not open. */
void term_restore(void);

/* For Ctrl-Z: restores it, stops the process, and opens it again after SIGCONT. */
void term_suspend(void);

/* Writes a control sequence to it, between two frames. False: it is not open. */
bool term_send(const char *sequence);

void term_resume(void);			/* after SIGCONT: sets the modes again */
void term_resize(void);			/* after SIGWINCH: reads the size */

/* --- for the loop: signals as bytes of a pipe --- */
int term_signals(void);			/* descriptor to poll; -1: not open */
int term_signal(void);			/* the next one, 0: none */
bool term_hung_up(void);

#endif
