/* progress.c - see progress.h. */
#include "config.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "command/progress.h"
#include "net/unanswered.h"

enum { BAR = 24, WIDEST = 200, USUAL = 80, LOOK_MS = 200, AGAIN_MS = 30000 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int shown;	/* columns that stand there now */

/* With the lock held. No control byte but the return: the line before is written over with blanks. */
static void progress_write_line(const char *line)
{
	int n = (int)strlen(line), most = USUAL - 1;
	struct winsize size;

	/* The last column stays free: some terminals go to the next line on it. */
	if (!ioctl(STDERR_FILENO, TIOCGWINSZ, &size) && size.ws_col)
		most = size.ws_col > WIDEST ? WIDEST - 1 : size.ws_col - 1;
	n = n < most ? n : most;
	fprintf(stderr, "\r%.*s%*s", n, line, shown > n ? shown - n : 0, "");
	if (!n)
		fputc('\r', stderr);
	fflush(stderr);
	shown = n;
}

void progress_show(size_t at, size_t all, const char *name)
{
	char line[WIDEST], bar[BAR + 1], clean[80];
	size_t full = all ? at * BAR / all : 0;

	if (!isatty(STDERR_FILENO))
		return;
	for (size_t i = 0; i < BAR; i++)
		bar[i] = i < full ? '#' : '.';
	bar[BAR] = '\0';
	str_clean(clean, sizeof(clean), name);
	snprintf(line, sizeof(line), "[%s] %zu of %zu %s", bar, at, all, clean);
	pthread_mutex_lock(&lock);
	progress_write_line(line);
	pthread_mutex_unlock(&lock);
}

void progress_wipe(void)
{
	pthread_mutex_lock(&lock);
	if (shown)
		progress_write_line("");
	pthread_mutex_unlock(&lock);
}

/* --- AWS is silent --------------------------------------------------------------- */

static struct {
	pthread_t thread;
	bool runs;
	int end; /* readable: it is over */
} watch;

static void *progress_watch_main(void *with)
{
	struct pollfd p = { .fd = watch.end, .events = POLLIN };
	char words[UNANSWERED_WORDS], line[WIDEST];
	bool tty = isatty(STDERR_FILENO);
	int64_t said = 0;

	while (poll(&p, 1, LOOK_MS) <= 0) {
		/* The lock is kept from the look to the line: an answer wipes after it. */
		pthread_mutex_lock(&lock);
		if (!unanswered_words(words)) {
			said = 0;
		} else if (tty) {
			snprintf(line, sizeof(line), "%s; Ctrl-C stops", words);
			progress_write_line(line);
		} else if (!said || clock_ms() - said >= AGAIN_MS) {
			said = clock_ms();
			fprintf(stderr, "accredit: %s\n", words);
		}
		pthread_mutex_unlock(&lock);
	}
	return with;
}

void progress_watch_begin(void)
{
	sigset_t all, was;

	watch.end = eventfd(0, EFD_CLOEXEC);
	/* signals are the main thread's business */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &was);
	watch.runs = !pthread_create(&watch.thread, NULL, progress_watch_main, NULL);
	pthread_sigmask(SIG_SETMASK, &was, NULL);
	unanswered_on_answer(progress_wipe);
}

void progress_watch_end(void)
{
	if (!watch.runs)
		return;
	unanswered_on_answer(NULL);
	eventfd_write(watch.end, 1);
	pthread_join(watch.thread, NULL);
	close(watch.end);
	watch.runs = false;
	progress_wipe();
}
