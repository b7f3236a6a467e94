/* term.c - see term.h. */
#include "config.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "screens/color.h"
#include "screens/paste_codes.h"
#include "screens/term.h"

enum { ESC_MS = 25, SAVED_MAX = 64 << 10 };

static const int handled_signals[] = {
	SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT,
};
static const int fatal_signals[] = {
	SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT,
};

static SCREEN *screen;
static volatile sig_atomic_t is_open;
static int pipe_ends[2] = { -1, -1 };
static struct termios before;
static int saved_stderr = -1, stderr_before = -1;
static bool has_paste_mode, saves_stderr;

/*
 * The sequence that restores the terminal: paste mode and attributes off, cursor visible,
 * keys and screen as before. Built early, so that a signal handler can write it.
 */
static char restore_sequence[256];

static void term_add(const char *seq)
{
	size_t at = strlen(restore_sequence);

	if (seq && at + strlen(seq) < sizeof(restore_sequence))
		memcpy(restore_sequence + at, seq, strlen(seq) + 1);
}

static const char *term_cap(const char *name)
{
	char *s = tigetstr((char *)(uintptr_t)name);

	return s == (char *)-1 ? NULL : s;
}

static void term_write(const char *s)
{
	size_t n = strlen(s);

	while (n) {
		ssize_t did = write(STDOUT_FILENO, s, n);

		if (did < 0 && errno == EINTR)
			continue;
		if (did <= 0)
			return;
		s += did;
		n -= (size_t)did;
	}
}

bool term_send(const char *sequence)
{
	if (!is_open)
		return false;
	term_write(sequence);
	return true;
}

/* --- signals --- */

static void term_on_signal(int sig)
{
	unsigned char c = (unsigned char)sig;
	int kept = errno;

	if (write(pipe_ends[1], &c, 1) < 0)
		errno = kept;			/* full: the loop will wake anyway */
	errno = kept;
}

/* Calls async-signal-safe functions only. */
static void term_on_fatal(int sig)
{
	if (is_open) {
		is_open = 0;
		tcsetattr(STDIN_FILENO, TCSANOW, &before);
		term_write(restore_sequence);
		if (stderr_before >= 0)
			dup2(stderr_before, STDERR_FILENO);
	}
	raise(sig);		/* SA_RESETHAND has restored the default action */
}

static void term_handle(int sig, void (*handler)(int), int flags)
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = flags };

	sigemptyset(&sa.sa_mask);
	sigaction(sig, &sa, NULL);
}

static bool term_open_signals(void)
{
	struct sigaction now;

	if (pipe_ends[0] < 0 && pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return false;
	for (size_t i = 0; i < sizeof(handled_signals) / sizeof(*handled_signals); i++) {
		/* Keeps SIGHUP ignored where it was (nohup). */
		int sig = handled_signals[i];

		if (sig != SIGHUP || sigaction(sig, NULL, &now) ||
		    now.sa_handler != SIG_IGN)
			term_handle(sig, term_on_signal, SA_RESTART);
	}
	for (size_t i = 0; i < sizeof(fatal_signals) / sizeof(*fatal_signals); i++) {
		/* Keeps a handler that is set already, such as a sanitizer's. */
		int sig = fatal_signals[i];

		if (!sigaction(sig, NULL, &now) && now.sa_handler == SIG_DFL)
			term_handle(sig, term_on_fatal, (int)SA_RESETHAND);
	}
	return true;
}

int term_signals(void)
{
	return pipe_ends[0];
}

int term_signal(void)
{
	unsigned char c;

	return pipe_ends[0] >= 0 && read(pipe_ends[0], &c, 1) == 1 ? c : 0;
}

bool term_hung_up(void)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };

	return poll(&p, 1, 0) > 0 && (p.revents & (POLLHUP | POLLERR | POLLNVAL));
}

/* --- standard error --- */

static void term_hide_stderr(int log)
{
	if (log < 0 && !isatty(STDERR_FILENO))
		return;
	if (saved_stderr < 0 && log < 0)
		saved_stderr = memfd_create("stderr", MFD_CLOEXEC);
	saves_stderr = log < 0;
	stderr_before = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	if (stderr_before >= 0 && (log >= 0 || saved_stderr >= 0))
		dup2(log >= 0 ? log : saved_stderr, STDERR_FILENO);
}

static void term_show_stderr(void)
{
	if (stderr_before < 0)
		return;
	fflush(stderr);
	dup2(stderr_before, STDERR_FILENO);
	close(stderr_before);
	stderr_before = -1;
	if (saves_stderr) {
		/* Writes what was saved, cleaned, because it may quote a service. */
		struct buf clean = BUF(4 * SAVED_MAX);
		char part[4096];
		ssize_t n;
		off_t at = 0;

		while (at < SAVED_MAX &&
		       (n = pread(saved_stderr, part, sizeof(part), at)) > 0) {
			str_clean_into(&clean, part, (size_t)n, true);
			at += n;
		}
		if (clean.len && write(STDERR_FILENO, clean.s, clean.len) < 0)
			buf_reset(&clean);
		buf_free(&clean);
		if (ftruncate(saved_stderr, 0) == 0)
			lseek(saved_stderr, 0, SEEK_SET);
	}
}

/* --- open and close --- */

static bool term_unfit(struct err *err, const char *why)
{
	err_set(err, ERR_CHOICE, "%s", why);
	return err_hint(err, "the questions are asked as plain text instead");
}

bool term_fits(struct err *err)
{
	const char *term = getenv("TERM");
	int found = 0;
	bool moves;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return term_unfit(err, "this is not a terminal");
	if (!term || !*term)
		return term_unfit(err, "TERM is not set, so the terminal is not known");
	if (setupterm(term, STDOUT_FILENO, &found) == ERR) {
		err_set(err, ERR_CHOICE, "the terminal type '%s' is not known here", term);
		return err_hint(err, "the questions are asked as plain text instead; "
				"TERM=xterm often helps");
	}
	moves = term_cap("cup") && term_cap("clear");
	del_curterm(cur_term);
	if (!moves) {
		err_set(err, ERR_CHOICE, "a terminal of type '%s' cannot move its cursor",
			term);
		return err_hint(err, "the questions are asked as plain text instead");
	}
	return true;
}

static void term_set_modes(bool mouse)
{
	raw();
	noecho();
	nonl();
	set_escdelay(ESC_MS);
	keypad(stdscr, TRUE);
	if (mouse) {
		mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
		mouseinterval(0);
	}
	/* Other terminals lack the mode, and a VT100 may print the sequence. */
	has_paste_mode = term_cap("BE") || term_cap("kmous");
	define_key("\033[200~", PASTE_BEGIN);
	define_key("\033[201~", PASTE_END);
	restore_sequence[0] = '\0';
	if (has_paste_mode)
		term_add("\033[?2004l");
	term_add(term_cap("sgr0"));
	term_add(term_cap("rmkx"));
	term_add(term_cap("cnorm"));
	term_add(term_cap("rmcup"));
	if (has_paste_mode)
		term_write("\033[?2004h");
}

bool term_open(const struct term_options *options, struct err *err)
{
	static bool at_exit;

	if (!term_fits(err))
		return false;
	if (tcgetattr(STDIN_FILENO, &before) || !term_open_signals())
		return term_unfit(err, "the terminal's settings cannot be read");
	use_tioctl(TRUE);
	screen = newterm(NULL, stdout, stdin);
	if (!screen)
		return term_unfit(err, "the terminal cannot show a full screen");
	if (!at_exit) {
		atexit(term_restore);
		mem_at_end(term_restore);
	}
	at_exit = true;
	term_hide_stderr(options->log);
	is_open = 1;
	term_set_modes(options->mouse);
	color_init(color_detect());
	return true;
}

void term_restore(void)
{
	if (!is_open)
		return;
	is_open = 0;
	if (has_paste_mode)
		term_write("\033[?2004l");
	curs_set(1);
	endwin();
	tcsetattr(STDIN_FILENO, TCSANOW, &before);
	term_show_stderr();
	key_reset();
	delscreen(screen);
	screen = NULL;
}

void term_suspend(void)
{
	if (!is_open)
		return;
	if (has_paste_mode)
		term_write("\033[?2004l");
	curs_set(1);
	endwin();
	tcsetattr(STDIN_FILENO, TCSANOW, &before);
	term_handle(SIGTSTP, SIG_DFL, 0);
	kill(0, SIGTSTP);			/* returns when continued */
	term_handle(SIGTSTP, term_on_signal, SA_RESTART);
	term_resume();
}

void term_resume(void)
{
	if (!is_open)
		return;
	reset_prog_mode();
	if (has_paste_mode)
		term_write("\033[?2004h");
	term_resize();
}

void term_resize(void)
{
	struct winsize ws;

	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) && ws.ws_row && ws.ws_col)
		resizeterm(ws.ws_row, ws.ws_col);
	clearok(curscr, TRUE);
}
