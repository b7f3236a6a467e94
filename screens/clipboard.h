/*
 * clipboard.h - copies text to the clipboard of the operator's terminal with OSC 52, also
 * inside tmux and over SSH. The terminal gives no answer, so nothing can say that it was
 * accepted: some terminals ask first, or have it turned off.
 */
#ifndef ACCREDIT_CLIPBOARD_H
#define ACCREDIT_CLIPBOARD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

enum { CLIPBOARD_MOST = 100 << 10 };	/* bytes of text: more than that terminals drop */

/*
 * The sequence for a terminal of type term; in tmux, once for its own clipboard and once
 * passed through to the terminal around it. False, with ERR_CHOICE: that type has no
 * clipboard, or the text is too long.
 */
bool clipboard_sequence(struct buf *out, const char *text, size_t n, const char *term,
			bool in_tmux, struct err *err);

/* Sends it to the open terminal, by TERM, TMUX and STY. False: err says why it cannot work. */
bool clipboard_copy(const char *text, size_t n, struct err *err);

#endif
