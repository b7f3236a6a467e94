/* mfa_prompt.c - an MFA code, asked for at the terminal; see commands.h. */
#include "config.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "aws/creds_chain.h"
#include "command/commands.h"

#define LOOK_MS 100

/* One line; what does not fit is dropped. False: the end of the input, or a stop. */
static bool mfa_prompt_read_line(char code[CREDS_MFA_CODE], struct stop *stop)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };
	size_t n = 0;
	char c = 0;

	while (c != '\n') {
		if (stop && atomic_load(&stop->asked))
			return false;
		if (poll(&p, 1, LOOK_MS) <= 0)
			continue;
		if (read(STDIN_FILENO, &c, 1) != 1)
			return false;
		if (c > ' ' && n + 1 < CREDS_MFA_CODE)
			code[n++] = c;
	}
	code[n] = '\0';
	return n > 0;
}

static bool mfa_prompt_ask(void *with, const char *prompt, char code[CREDS_MFA_CODE],
			   struct err *err)
{
	struct termios was, quiet;
	bool got, hide = !tcgetattr(STDIN_FILENO, &was);

	fflush(stdout);
	if (hide) {	/* before the prompt: what answers it must not be flushed */
		quiet = was;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	fprintf(stderr, "%s: ", prompt);
	got = mfa_prompt_read_line(code, with);
	if (hide)
		tcsetattr(STDIN_FILENO, TCSANOW, &was);
	fputc('\n', stderr);
	if (got)
		return true;
	err_set(err, ERR_LOGIN, "no MFA code was entered");
	return err_hint(err,
			"try again with the device at hand, or use another profile "
			"(AWS_PROFILE)");
}

void command_codes(struct stop *stop)
{
	if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO))
		creds_set_mfa_prompt(mfa_prompt_ask, stop);
}
