/* text_in.c - the one place where a line is read; see text_internal.h. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/str.h"
#include "text/text_internal.h"

#define PASTE_MS 30		/* lines that come so close together are one paste */

enum got { GOT_LINE, GOT_END, GOT_INTERRUPT };

static atomic_bool interrupt;
static struct sigaction interrupt_was;

static void text_in_on_interrupt(int number)
{
	(void)number;
	atomic_store(&interrupt, true);
}

/* Blocked everywhere but in text_sleep, so that none is lost before a wait. */
void text_signals(struct text *t, bool ours)
{
	struct sigaction act = { .sa_handler = text_in_on_interrupt };
	sigset_t set;

	if (!ours) {
		sigaction(SIGINT, &interrupt_was, NULL);
		pthread_sigmask(SIG_SETMASK, &t->open, NULL);
		return;
	}
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &set, &t->open);
	sigaction(SIGINT, NULL, &interrupt_was);
	if (interrupt_was.sa_handler != SIG_IGN)
		sigaction(SIGINT, &act, NULL);
}

bool text_interrupted(void)
{
	return atomic_exchange(&interrupt, false);
}

void text_sleep(struct text *t, int fd, int ms)
{
	struct timespec limit = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };
	struct pollfd p = { .fd = fd, .events = POLLIN };

	ppoll(&p, 1, ms < 0 ? NULL : &limit, &t->open);
}

bool text_stop_asked(const struct text *t)
{
	return t->start->stop && atomic_load(&t->start->stop->asked);
}

static bool text_in_waiting(const struct text *t)
{
	int n = 0;

	return t->tty && !ioctl(t->in, FIONREAD, &n) && n > 0;
}

/*
 * Bytes up to a newline, into raw or, where nobody may see them, into hidden; the end of
 * the input ends a line as well. A NUL becomes a byte that every check refuses.
 */
static enum got text_in_read_line(struct text *t, struct buf *raw, struct secret *hidden)
{
	for (;;) {
		char c;
		ssize_t n;

		text_sleep(t, t->in, -1);
		if (text_stop_asked(t))
			return GOT_END;
		if (text_interrupted())
			return GOT_INTERRUPT;
		n = read(t->in, &c, 1);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n <= 0)
			return (hidden ? hidden->len : raw->len) && !text_stop_asked(t) ?
				       GOT_LINE :
				       GOT_END;
		if (c == '\n')
			return GOT_LINE;
		c = c ? c : '\1';
		if (!hidden)
			buf_char(raw, c);
		else if (hidden->len < HIDDEN_LIMIT)
			hidden->s[hidden->len++] = c;
	}
}

/* A paste is one line: what hangs on to it is thrown away, and that is said. */
static void text_in_drop_paste(struct text *t)
{
	struct pollfd p = { .fd = t->in, .events = POLLIN };
	bool any = false;

	while (poll(&p, 1, PASTE_MS) > 0 && text_in_waiting(t)) {
		tcflush(t->in, TCIFLUSH);
		any = true;
	}
	if (any)
		say(t, "(Several lines came at once. Only the first was used.)");
}

static enum got text_in_hear_text(struct text *t, const char *prompt, struct buf *raw)
{
	bool ahead = text_in_waiting(t);
	enum got got;

	say_prompt(t, prompt);
	got = text_in_read_line(t, raw, NULL);
	if (got != GOT_LINE)
		fputc('\n', t->out);
	else {
		/* From a pipe nothing is echoed; what was answered is part of the story. */
		if (!t->tty)
			say_exact(t, raw->s);
	}
	if (got == GOT_LINE && t->tty && !ahead)
		text_in_drop_paste(t);
	return got;
}

static void text_in_trim(struct buf *out, const char *s)
{
	size_t n;

	s += strspn(s, " \t\r");
	for (n = strlen(s); n && strchr(" \t\r", s[n - 1]); n--)
		;
	buf_add(out, s, n);
}

/* Ctrl-C twice leaves. */
static bool text_in_leaves(struct text *t)
{
	struct buf raw = BUF(LINE_LIMIT), word = BUF(LINE_LIMIT);
	enum got got;
	struct buf running = BUF(2048);

	wizard_leaving(t->w, &running);
	if (running.len)
		say_text(t, running.s);
	else if (t->begun && t->code == 3)
		say(t,
		    "The run is incomplete. Continue it with 'accredit resume %s', or undo "
		    "it with 'accredit resume %s --undo'.",
		    t->w->setup, t->w->setup);
	else
		say(t,
		    "Quitting changes nothing in the account. Answers that were not "
		    "applied are not kept.");
	buf_free(&running);
	if (t->tty)
		tcflush(t->in, TCIFLUSH);
	got = text_in_hear_text(t, "Quit? (y/N)", &raw);
	text_in_trim(&word, raw.s);
	t->leaving = got != GOT_LINE || str_eq(word.s, "y") || str_eq(word.s, "yes");
	if (t->leaving && !t->begun && !t->start->journey)
		t->code = 0;
	buf_free(&raw);
	buf_free(&word);
	return t->leaving;
}

/* What a typed line means; false: it was dealt with, ask again. */
static bool text_in_means(struct text *t, enum said *said)
{
	struct buf line = BUF(LINE_LIMIT);
	const char *s = t->line.s;

	if (str_eq(s, "h")) {
		say(t, "Enter  takes the value in brackets");
		say(t, "b      goes back one question (keeps what you typed)");
		say(t,
		    "?      explains the question; ? 2 explains the choice with number 2");
		say(t, "l      lists what the account has, where the question says so");
		say(t, "h      shows this");
		say(t, "q      quits; so does Ctrl-C; both ask first");
		say(t, "=b     is a literal \"b\"; the same with ?, h, l, q and =");
		say(t, "=      resets to the default");
		return false;
	}
	if (str_eq(s, "q")) {
		*said = SAID_LEAVE;
		return text_in_leaves(t);
	}
	t->literal = *s == '=';
	*said = !*s ? SAID_EMPTY : str_eq(s, "b") ? SAID_BACK :
		str_eq(s, "?") || str_starts(s, "? ") ? SAID_HELP : SAID_LINE;
	if (*said == SAID_HELP || *s == '=')
		text_in_trim(&line, s + 1);
	else
		buf_str(&line, s);
	buf_reset(&t->line);
	buf_str(&t->line, line.s);
	buf_free(&line);
	return true;
}

/* No line came; false: ask again. */
static bool text_in_ends(struct text *t, enum got got)
{
	if (got == GOT_INTERRUPT)
		return text_in_leaves(t);
	say(t, text_stop_asked(t) ? "Interrupted." : "End of input.");
	t->leaving = t->ended = true;
	return true;
}

/* What works at every question, before the first one. */
static void text_in_announce(struct text *t)
{
	if (!t->announced)
		say(t, "(? help%sb back%sq quit)", text_dot(t), text_dot(t));
	t->announced = true;
}

/* --- hidden ----------------------------------------------------------------------- */

/* What hangs on to a paste is thrown away before anything is echoed again. */
static enum got text_in_hear_unseen(struct text *t, const char *prompt, struct secret *to)
{
	char none[HIDDEN_LIMIT + 1] = { 0 };
	struct termios was, quiet;
	bool hide = t->tty && !tcgetattr(t->in, &was);
	enum got got;

	if (hide) {
		quiet = was;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(t->in, TCSAFLUSH, &quiet);
	}
	say_prompt(t, prompt);
	secret_set(to, none, sizeof(none));
	to->len = 0;
	got = text_in_read_line(t, NULL, to);
	fputc('\n', t->out);
	if (hide && got == GOT_LINE)
		text_in_drop_paste(t);
	if (hide)
		tcsetattr(t->in, TCSANOW, &was);
	return got;
}

enum said hear_hidden(struct text *t, const char *prompt, struct secret *to)
{
	enum said said = SAID_LEAVE;
	bool taken = false;

	text_in_announce(t);
	while (!t->leaving && !taken) {
		enum got got = text_in_hear_unseen(t, prompt, to);

		said = got == GOT_LINE ? SAID_LINE : SAID_LEAVE;
		taken = got == GOT_LINE || text_in_ends(t, got);
		if (got == GOT_LINE)
			buf_reset(&t->line);
		if (got == GOT_LINE && to->len <= 1) {
			text_in_trim(&t->line, to->s);
			taken = text_in_means(t, &said);
		}
	}
	return t->leaving ? SAID_LEAVE : said;
}

enum said hear(struct text *t, const char *prompt)
{
	enum said said = SAID_LEAVE;
	bool taken = false;

	text_in_announce(t);
	while (!t->leaving && !taken) {
		struct buf raw = BUF(LINE_LIMIT);
		enum got got = text_in_hear_text(t, prompt, &raw);
		bool cut = raw.cut;

		buf_reset(&t->line);
		text_in_trim(&t->line, raw.s);
		buf_free(&raw);
		said = SAID_LEAVE;
		if (got != GOT_LINE)
			taken = text_in_ends(t, got);
		else if (!cut)
			taken = text_in_means(t, &said);
		else
			say(t, "That line is too long, so it was not used.");
	}
	return t->leaving ? SAID_LEAVE : said;
}

enum said hear_afresh(struct text *t, const char *prompt)
{
	if (t->tty)
		tcflush(t->in, TCIFLUSH);
	return hear(t, prompt);
}
