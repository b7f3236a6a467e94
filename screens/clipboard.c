/* clipboard.c - see clipboard.h. */
#include "config.h"

#include <stdlib.h>

#include "base/str.h"
#include "screens/clipboard.h"
#include "screens/term.h"

/* Types without a clipboard, by how their name begins. */
static const char *const without[] = { "linux", "vt", "dumb", "ansi", "cons25", "unknown" };

static bool clipboard_refuse(struct err *err, const char *why)
{
	err_set(err, ERR_CHOICE, "%s", why);
	return err_hint(err, "select the text with the mouse, or press s to save it");
}

bool clipboard_sequence(struct buf *out, const char *text, size_t n, const char *term,
			bool in_tmux, struct err *err)
{
	struct buf coded = BUF(2 * CLIPBOARD_MOST);

	if (n > CLIPBOARD_MOST)
		return clipboard_refuse(err, "too long for the clipboard");
	for (size_t i = 0; i < sizeof(without) / sizeof(*without); i++)
		if (!*term || str_starts(term, without[i]))
			return clipboard_refuse(err, "this type of terminal has no clipboard");
	str_base64(&coded, text, n);
	buf_fmt(out, "\033]52;c;%s\a", coded.s);
	/* what is passed through has each ESC twice */
	if (in_tmux)
		buf_fmt(out, "\033Ptmux;\033\033]52;c;%s\a\033\\", coded.s);
	buf_free(&coded);
	return true;
}

bool clipboard_copy(const char *text, size_t n, struct err *err)
{
	const char *term = getenv("TERM");
	struct buf sequence = BUF(8 * CLIPBOARD_MOST);
	bool ok;

	if (getenv("STY") && !getenv("TMUX"))
		return clipboard_refuse(err, "GNU screen does not pass the clipboard on");
	ok = clipboard_sequence(&sequence, text, n, term ? term : "", getenv("TMUX"), err);
	if (ok && !term_send(sequence.s))
		ok = clipboard_refuse(err, "there is no terminal");
	buf_free(&sequence);
	return ok;
}
