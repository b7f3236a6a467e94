/*
 * keystroke.h - input from the terminal: a key, a paste or a click.
 *
 * Every control key has a code; ch is only a character that can be typed into a field. A
 * paste is one event.
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
	K_TYPED, /* a character, Enter or Esc while a widget takes text: see key_text_mode */
	K_CLICK, /* zone is what was clicked, see put_clickable */
	K_CTRL, /* K_CTRL + 'a' - 'a' + 1 is Ctrl-A; see K_CTRL_OF */
	K_CTRL_LAST = K_CTRL + 31,
	K_F0, /* K_F0 + 1 is F1 */
	K_F_LAST = K_F0 + 12,
	K_OTHER, /* any other key */
};

#define K_CTRL_OF(letter) (K_CTRL + ((letter) & 31))
#define K_F(n) (K_F0 + (n))

struct key {
	int code;		/* enum key_code */
	wchar_t ch;		/* of K_NONE, else 0 */
	wchar_t typed;		/* of K_TYPED: the character, L'\n' or L'\33' */
	const char *paste;	/* borrowed until the next key, then wiped */
	size_t zone;		/* of K_CLICK: what was clicked */
};

/* A key from a code, a character, a paste. */
#define KEY_CODE(c) ((struct key){ .code = (c) })
#define KEY_CHAR(c) ((struct key){ .ch = (c) })
#define KEY_TEXT(s) ((struct key){ .code = K_PASTE, .paste = (s) })

/*
 * The next event; false: there is none yet. The bytes of an incomplete character or paste
 * are kept for the next call.
 */
bool key_next(struct key *k);

/* The character as UTF-8 with a NUL; its bytes. */
size_t key_utf8(wchar_t ch, char out[5]);

/* How many bytes and function keys have been read. */
unsigned long key_bytes(void);

/* A paste has begun and has not ended: it may never, so do not wait for long. */
bool key_in_paste(void);

/* Stops waiting for the end of a paste: the next key_next returns it. */
void key_end_paste(void);

/*
 * A widget takes characters as text now (a search): the loop passes characters, Enter and
 * Esc on as K_TYPED, so that no screen takes them for commands, until it is turned off. A
 * change of screen turns it off too.
 */
void key_text_mode(bool on);
bool key_is_text(void);
/* In text mode, the key as K_TYPED; else k. */
struct key key_as_text(struct key k);

/* Reads and discards what was typed. */
void key_discard(void);

#endif
