/* progress.c - see progress.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/str.h"
#include "command/progress.h"

enum { BAR = 24, WIDEST = 200, USUAL = 80 };

static int shown;	/* columns that stand there now */

/* No control byte but the return: the line before is written over with blanks. */
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
	progress_write_line(line);
}

void progress_wipe(void)
{
	if (shown)
		progress_write_line("");
}
