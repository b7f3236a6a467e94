/* output.c - see output.h. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "command/command.h"
#include "command/output.h"

void output_start(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		/* Reading gives nothing, writing fails, as with the closed one. */
		if (fcntl(fd, F_GETFD) < 0 &&
		    errno == EBADF) /* the lowest free number is fd */
			open("/dev/null", fd == STDERR_FILENO ? O_WRONLY : O_RDONLY);
	}
	signal(SIGPIPE, SIG_IGN);
}

static int first_failure;	/* errno of the first write that failed */

void output_wrote(void)
{
	int why = errno;

	if (!first_failure && ferror(stdout))
		first_failure = why;
}

int output_end(int code)
{
	struct pollfd p = { .fd = STDOUT_FILENO, .events = POLLOUT };
	struct err err = ERR_INIT;
	int why;

	errno = 0;
	if (!fflush(stdout) && !ferror(stdout))
		return code;
	why = first_failure ? first_failure : errno;
	/* A pipe or a socket whose other end is closed. */
	if (why == EPIPE || (poll(&p, 1, 0) > 0 && p.revents & (POLLERR | POLLHUP)))
		return code;
	err_set(&err, ERR_FILE, "the output could not be written%s%s", why ? ": " : "",
		why ? strerror(why) : "");
	err_hint(&err,
		 "only the output is missing: the command itself ended with exit code %d; "
		 "'accredit list' and 'accredit show SETUP' show the result",
		 code);
	command_fail(&err);
	return code == 0 || code == EXIT_DIFFERS ? 1 : code;
}
