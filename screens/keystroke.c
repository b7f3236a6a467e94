/* keystroke.c - see keystroke.h. */
#include "config.h"

#include <curses.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#include "base/buf.h"
#include "screens/draw_text.h"
#include "screens/keystroke.h"
#include "screens/paste_codes.h"

enum { PASTE_MOST = 64 << 10, GAP_MS = 25 };

static const struct { int curses, ours; } names[] = {
	{ KEY_ENTER, K_ENTER }, { KEY_BTAB, K_BACKTAB },
	{ KEY_UP, K_UP }, { KEY_DOWN, K_DOWN },
	{ KEY_LEFT, K_LEFT }, { KEY_RIGHT, K_RIGHT },
	{ KEY_HOME, K_HOME }, { KEY_FIND, K_HOME }, { KEY_A1, K_HOME },
	{ KEY_END, K_END }, { KEY_SELECT, K_END }, { KEY_C1, K_END },
	{ KEY_PPAGE, K_PGUP }, { KEY_A3, K_PGUP },
	{ KEY_NPAGE, K_PGDN }, { KEY_C3, K_PGDN },
	{ KEY_BACKSPACE, K_BACKSPACE }, { KEY_DC, K_DELETE },
	{ KEY_IC, K_INSERT },
};

/* Escape sequences that terminals send but their terminfo entry may not have. */
static const struct {
	const char *tail;
	int ours;
} escape_sequences[] = {
	{ "A", K_UP },	    { "B", K_DOWN },  { "C", K_RIGHT },	 { "D", K_LEFT },
	{ "H", K_HOME },    { "F", K_END },   { "M", K_ENTER },	 { "Z", K_BACKTAB },
	{ "P", K_F(1) },    { "[A", K_F(1) }, { "11~", K_F(1) }, { "1~", K_HOME },
	{ "7~", K_HOME },   { "4~", K_END },  { "8~", K_END },	 { "2~", K_INSERT },
	{ "3~", K_DELETE }, { "5~", K_PGUP }, { "6~", K_PGDN },	 { "200~", -1 },
	{ "201~", -2 },
};

static WINDOW *input;		/* a pad: wgetch does not refresh it */
static struct buf pasted = BUF(PASTE_MOST);
static bool pasting, paste_cut_short, delivered, text_mode;
static mbstate_t partial;
static unsigned long bytes_read;

void key_text_mode(bool on)
{
	text_mode = on;
}

bool key_is_text(void)
{
	return text_mode;
}

struct key key_as_text(struct key k)
{
	wchar_t typed = k.code == K_NONE ? k.ch :
		k.code == K_ENTER	 ? L'\n' :
		k.code == K_ESC		 ? L'\33' :
					   0;

	return text_mode && typed ? (struct key){ .code = K_TYPED, .typed = typed } : k;
}

static int keystroke_read(int wait_ms)
{
	int c;

	if (!input) {
		input = newpad(1, 1);
		keypad(input, TRUE);
	}
	wtimeout(input, wait_ms);
	c = wgetch(input);
	bytes_read += c != ERR;
	return c;
}

unsigned long key_bytes(void)
{
	return bytes_read;
}

void key_reset(void)
{
	if (input)
		delwin(input);
	input = NULL;
	buf_free(&pasted);
	pasting = delivered = paste_cut_short = false;
	partial = (mbstate_t){ 0 };
}

/*
 * After the byte of Esc: reads the rest of a sequence that ncurses does not know, so that
 * it is not taken for the Esc key. A byte other than "[" and "O" is a key and is put back.
 */
static int keystroke_escape(void)
{
	char tail[16];
	size_t n = 0;
	int c = keystroke_read(0);

	if (c != '[' && c != 'O') {
		if (c != ERR)
			ungetch(c);
		return K_ESC;
	}
	do {
		c = keystroke_read(GAP_MS);
		if (c == ERR || c > 0xff)
			return K_OTHER;
		if (n < sizeof(tail) - 1)
			tail[n++] = (char)c;
	} while (c < 0x40 || c > 0x7e || (c == '[' && n == 1));
	tail[n] = '\0';
	for (size_t i = 0; i < sizeof(escape_sequences) / sizeof(*escape_sequences); i++)
		if (!strcmp(tail, escape_sequences[i].tail))
			return escape_sequences[i].ours;
	return K_OTHER;
}

static bool keystroke_mouse(struct key *k)
{
	MEVENT ev;

	if (getmouse(&ev) != OK)
		return false;
	if (ev.bstate & BUTTON4_PRESSED)
		*k = KEY_CODE(K_UP);
	else if (ev.bstate & BUTTON5_PRESSED)
		*k = KEY_CODE(K_DOWN);
	else
		return (ev.bstate & BUTTON1_PRESSED) && put_clicked(ev.y, ev.x, k);
	return true;
}

static int keystroke_named(int c)
{
	if (c == PASTE_BEGIN)
		return -1;
	if (c == PASTE_END)
		return -2;
	if (c >= KEY_F(1) && c <= KEY_F(12))
		return K_F(c - KEY_F0);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i].curses == c)
			return names[i].ours;
	return K_OTHER;
}

static int keystroke_control(int c)
{
	switch (c) {
	case '\r':
	case '\n':
		return K_ENTER;
	case '\t':
		return K_TAB;
	case 0x7f:
	case '\b':
		return K_BACKSPACE;
	default:
		return K_CTRL + c;
	}
}

static bool keystroke_paste_ready(struct key *k)
{
	pasting = paste_cut_short = false;
	delivered = true;
	*k = KEY_TEXT(pasted.s);
	return true;
}

/* A byte of a paste; only text and newlines are kept. */
static void keystroke_paste_byte(int c)
{
	static int before;

	if (c == '\r' || (c == '\n' && before != '\r'))
		buf_char(&pasted, '\n');
	else if (c == '\t' || (c >= 0x20 && c <= 0xff && c != 0x7f))
		buf_char(&pasted, (char)c);
	before = c;
}

/* Handles what wgetch returned: true when an event is complete. */
static bool keystroke_decode(int c, struct key *k)
{
	int code = 0;

	if (c == KEY_MOUSE)
		return keystroke_mouse(k) && !pasting;
	if (c == KEY_RESIZE)
		return false;			/* the loop handles SIGWINCH */
	if (c == 27)
		code = keystroke_escape();
	else if (c > 0xff)
		code = keystroke_named(c);
	if (code == -2)
		return pasting && keystroke_paste_ready(k);
	if (code == -1) {
		pasting = true;
		partial = (mbstate_t){ 0 };
		buf_reset(&pasted);
		return false;
	}
	if (pasting) {
		if (!code)
			keystroke_paste_byte(c);
		return false;
	}
	if (!code && c >= 0x20 && c != 0x7f) {
		char byte = (char)c;
		wchar_t ch;
		size_t n = mbrtowc(&ch, &byte, 1, &partial);

		if (n == (size_t)-2)
			return false;
		if (n == (size_t)-1) {
			partial = (mbstate_t){ 0 };
			return false;
		}
		*k = KEY_CHAR(ch);
		return true;
	}
	*k = KEY_CODE(code ? code : keystroke_control(c));
	return true;
}

bool key_next(struct key *k)
{
	int c;

	if (delivered) {
		buf_reset(&pasted);
		delivered = false;
	}
	if (paste_cut_short && pasting)
		return keystroke_paste_ready(k);
	while ((c = keystroke_read(0)) != ERR)
		if (keystroke_decode(c, k))
			return true;
	return false;
}

size_t key_utf8(wchar_t ch, char out[5])
{
	static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	uint32_t c = (uint32_t)ch;
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (size_t i = n; i-- > 1; c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3f));
	out[0] = (char)(lead[n] | c);
	out[n] = '\0';
	return n;
}

bool key_in_paste(void)
{
	return pasting;
}

void key_end_paste(void)
{
	paste_cut_short = true;
}

void key_discard(void)
{
	struct key k;

	while (key_next(&k))
		;
}
