/*
 * demo.c - the app of demo_app.c on a real terminal, for tests/terminal.
 * Options: --real, --setup (starts with that flow), --mouse, --slow,
 * --noise (a line on standard error once it runs), --crash (X in the menu aborts).
 * Its last line says what was typed.
 */
#include "config.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/secret.h"
#include "screens/term.h"
#include "demo_app.h"

static bool has(int argc, char **argv, const char *what)
{
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], what))
			return true;
	return false;
}

int main(int argc, char **argv)
{
	struct term_options wish = { .mouse = has(argc, argv, "--mouse"), .log = -1 };
	struct err err = ERR_INIT;
	struct loop *loop;
	struct demo t;
	struct app app;
	enum loop_end end;
	int sig = 0;

	setlocale(LC_ALL, "");
	demo_init(&t);
	t.crash = has(argc, argv, "--crash");
	t.practice = !has(argc, argv, "--real");
	t.step_ms = has(argc, argv, "--slow") ? 60000 : 150;
	t.wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (!term_open(&wish, &err)) {
		fprintf(stderr, "demo: %s; %s\n", err.text, err.hint);
		return 65;
	}
	app = demo_app(&t);
	if (has(argc, argv, "--setup"))
		app.flow = &demo_setup;
	loop = loop_new(&app);
	if (has(argc, argv, "--noise"))
		fprintf(stderr, "noise from a library\n");
	end = loop_run(loop, &sig);
	loop_free(loop);
	term_restore();
	printf("end=%d sig=%d role=%s region=%s secret=%zu confirmed=%d done=%d\n",
	       (int)end, sig, t.role, t.region, t.secret_bytes, t.confirmed, (int)t.done);
	fflush(stdout);
	if (has(argc, argv, "--slow"))
		_exit(sig ? 128 + sig : 0);	/* the thread sleeps for a minute */
	demo_end(&t);
	return sig ? 128 + sig : 0;
}
