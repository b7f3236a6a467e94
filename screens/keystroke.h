/*
 * keystroke.h - what the operator did: one key, one paste or one click.
 *
 * Every control key has a code; ch is only ever a character that may be typed
 * into a field. A paste is one event, whatever is in it.
 */
#ifndef ACCREDIT_KEYSTROKE_H
#define ACCREDIT_KEYSTROKE_H

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

enum key_code {
	K_NONE, /* ch is a character */
	K_ENTER,
	K_ESC,
	K_TAB,
	K_BACKTAB,
	K_UP,
	K_DOWN,
	K_LEFT,
	K_RIGHT,
	K_HOME,
	K_END,
	K_PGUP,
	K_PGDN,
	K_BACKSPACE,
	K_DELETE,
	K_INSERT,
	K_PASTE, /* paste is the text, with its newlines */
	K_CLICK, /* zone is what was clicked, see put_clickable */
	K_CTRL, /* K_CTRL + 'a' - 'a' + 1 is Ctrl-A; see KEY_CTRL_OF */
	K_CTRL_LAST = K_CTRL + 31,
	K_F0, /* K_F0 + 1 is F1 */
	K_F_LAST = K_F0 + 12,
	K_OTHER, /* a key nobody here knows */
};

#define K_CTRL_OF(letter) (K_CTRL + ((letter) & 31))
#define K_F(n) (K_F0 + (n))

struct key {
	int code;		/* enum key_code */
	wchar_t ch;
	const char *paste;	/* borrowed until the next key; wiped then */
	size_t zone;
};

/* For tests and callers: a key from a code, from a character, from a paste. */
#define KEY_CODE(c) ((struct key){ .code = (c) })
#define KEY_CHAR(c) ((struct key){ .ch = (c) })
#define KEY_TEXT(s) ((struct key){ .code = K_PASTE, .paste = (s) })

/*
 * The next event, false when the terminal has none waiting. Bytes of half a
 * character and of half a paste are kept for the next time.
 */
bool key_next(struct key *k);

/* The character as UTF-8, NUL-ended; its bytes. */
size_t key_utf8(wchar_t ch, char out[5]);

/* Bytes and named keys read since the start. */
unsigned long key_bytes(void);

/* A paste has begun and its end has not come: look again soon. */
bool key_in_paste(void);

/* Gives up waiting for the end of a paste: the next key_next() delivers it. */
void key_end_paste(void);

/* Throws away everything that is waiting (typed ahead). */
void key_discard(void);

#endif
