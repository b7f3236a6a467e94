/* app.c - see app.h. */
#include "config.h"

#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/str.h"
#include "command/commands.h"
#include "format/json.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "screens/app.h"
#include "screens/journey_flow.h"
#include "screens/term.h"
#include "wizard/describe.h"

/* Reports an interrupted run after the terminal was restored. */
static int app_report_interrupted(const char *setup)
{
	struct err err = ERR_INIT;
	struct record *r = *setup ? record_open(setup, false, &err) : NULL;
	bool interrupted = r && record_half_way(r);

	record_close(r);
	if (!interrupted)
		return 0;
	fprintf(stderr, "accredit: the run of setup '%s' was interrupted; continue with 'accredit "
		"resume %s', or undo with 'accredit resume %s --undo'\n", setup, setup, setup);
	return EXIT_HALF_WAY;
}

static void app_report_findings(const struct wizard *w)
{
	struct buf text = BUF(BUF_TEXT), clean = BUF(BUF_TEXT);

	describe_deciding(&text, w->verify.deciding, w->verify.fail_on,
			  "so the exit code is 2");
	str_clean_into(&clean, text.s, text.len, true);
	fprintf(stderr, "accredit: %s", clean.s);
	buf_free(&clean);
	buf_free(&text);
}

static int app_show(struct context *d)
{
	const struct app app = {
		.model = d,
		.header = context_header,
		.news = context_ask_code,
		.wake = wizard_wake(d->w),
		.flow = &flow_menu,
	};
	struct loop *loop = loop_new(&app);
	char setup[64] = "";
	enum loop_end end;
	int sig = 0, code;
	bool working, decided;

	end = loop_run(loop, &sig);
	working = d->w->run.active;
	term_restore();
	if (working) {
		snprintf(setup, sizeof(setup), "%s", d->w->j.plan->setup);
		fprintf(stderr, "accredit: stopping after the call that is under way\n");
	}
	decided = json_count(d->w->verify.deciding);
	if (decided)
		app_report_findings(d->w);
	loop_free(loop);
	wizard_free(d->w);
	if (d->start_practice) {
		char exe[PATH_MAX];
		ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

		if (n > 0) {
			exe[n] = '\0';
			execl(exe, exe, "practice", (char *)NULL);
		}
		fprintf(stderr,
			"accredit: the practice cloud could not be started; run "
			"'accredit practice'\n");
		return 1;
	}
	code = app_report_interrupted(setup);
	if (!code && decided)
		code = EXIT_DIFFERS;
	if (end == LOOP_SIGNAL)
		return 128 + sig;
	return end == LOOP_HANGUP && !code ? 1 : code;
}

int app_run(const struct flags *f, const char *command, struct stop *stop)
{
	const struct term_options options = { .mouse = f->mouse, .log = -1 };
	struct err err = ERR_INIT;
	struct context d;

	(void)stop;
	if (!term_fits(&err))
		return -1;
	context_open(&d, wizard_new());
	if (!journey_flow_open(&d, f, command, &err)) {
		wizard_free(d.w);
		return command_fail(&err);
	}
	/* characters only: numbers, sorting and messages keep the C locale */
	setlocale(LC_CTYPE, "");
	if (!term_open(&options, &err)) {
		wizard_free(d.w);
		setlocale(LC_CTYPE, "C");
		return -1;
	}
	return app_show(&d);
}
