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
#include "screens/context.h"
#include "screens/term.h"
#include "wizard/describe.h"
#include "wizard/secret_answers.h"

static bool app_says_answers(const struct flags *f)
{
	return f->words_count || f->platform || f->answers || f->method || f->policy || f->name || f->sets;
}

static bool app_platform_of(const struct flags *f, char platform[64], struct err *err)
{
	struct answers first = { .values = NULL };
	bool ok = true;

	if (f->words_count || f->platform)
		snprintf(platform, 64, "%s", f->platform ? f->platform : f->words[0]);
	else if (f->answers && (ok = answers_load(&first, f->answers, err)))
		snprintf(platform, 64, "%s", first.platform);
	answers_free(&first);
	if (ok && !*platform) {
		err_set(err, ERR_CHOICE, "no platform is named");
		ok = err_hint(err, "'accredit templates' lists the platforms");
	}
	return ok;
}

/* What the command line answered; the first step it leaves open. */
static bool app_fill(struct context *d, const struct flags *f, struct err *err)
{
	struct wizard *w = d->w;
	char platform[64] = "", method[64];

	if (!app_says_answers(f))
		return true;
	if (!app_platform_of(f, platform, err) || !wizard_begin(w, platform, err) ||
	    !flags_answers(f, w->j.pack, &w->j.given, err))
		return false;
	snprintf(method, sizeof(method), "%s", w->j.given.method);
	if (f->method && !wizard_choose_method(w, method, err))
		return false;
	answers_start(&w->j.given, w->j.pack);
	if (f->policy && !wizard_choose_policy(w, f->policy, err))
		return false;
	json_each(secret, f->secrets)
		if (!secret_answers_file(&w->j, json_text(secret), err))
			return false;
	d->open_at = f->method ? &screen_names : &screen_method;
	return true;
}

static void app_at_setup(struct context *d, const struct flags *f, const struct flow *flow,
			 const struct screen *at)
{
	d->open = flow;
	if (!f->words_count)
		return;
	snprintf(d->w->setup, sizeof(d->w->setup), "%s", f->words[0]);
	d->open_at = at;
}

static void app_copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from ? from : "");
}

/* The keys of the set-up or the user, with what is asked for picked. */
static void app_at_rotate(struct context *d, const struct flags *f)
{
	const struct rotation_wish wish = command_rotation_wish(f);
	struct rotation_request *r = &d->w->rotation;

	d->open = &flow_rotate;
	if (f->words_count || f->user) {
		wizard_start_rotation(d->w, f->words_count ? f->words[0] : "",
				      f->user ? f->user : "");
		d->open_at = &screen_keys;
	}
	r->what = wish.what;
	r->now = wish.now;
	app_copy(r->profile, sizeof(r->profile), f->profile);
	app_copy(r->store, sizeof(r->store), f->store);
}

/* All of them, one made by hand, or the one that is named. */
static void app_at_verify(struct context *d, const struct flags *f)
{
	app_at_setup(d, f, &flow_verify, &screen_compare);
	if (f->all)
		d->open = &flow_all;
	if (f->platform || f->answers) {
		d->open = &flow_by_hand;
		d->purpose = FOR_BY_HAND;
	}
}

static bool app_place(struct context *d, const struct flags *f, const char *command,
		      struct err *err)
{
	d->no_probe = d->w->rotation.no_probe = f->no_probe;
	d->w->with_kept = f->with_kept;
	d->w->fail_on = f->fail_on;
	if (str_eq(command, "resume"))
		app_at_setup(d, f, &flow_resume, &screen_resume_how);
	else if (str_eq(command, "verify"))
		app_at_verify(d, f);
	else if (str_eq(command, "repair"))
		app_at_setup(d, f, &flow_repair, &screen_differences);
	else if (str_eq(command, "remove"))
		app_at_setup(d, f, &flow_removal, NULL);
	else if (str_eq(command, "rotate"))
		app_at_rotate(d, f);
	else if (str_eq(command, "setup"))
		d->open = &flow_setup;
	else if (str_eq(command, "adopt"))
		d->open = &flow_adopt;
	if (d->open == &flow_adopt)
		d->purpose = FOR_ADOPT;
	return (d->open != &flow_setup && d->open != &flow_adopt &&
		d->open != &flow_by_hand) ||
		app_fill(d, f, err);
}

/* What stays undone is said once the terminal is as it was. */
static int app_farewell(const char *setup)
{
	struct err err = ERR_INIT;
	struct record *r = *setup ? record_open(setup, false, &err) : NULL;
	bool half_way = r && record_half_way(r);

	record_close(r);
	if (!half_way)
		return 0;
	fprintf(stderr, "accredit: set-up '%s' is half-way; 'accredit resume %s' goes on, "
		"'accredit resume %s --undo' takes it back\n", setup, setup, setup);
	return EXIT_HALF_WAY;
}

static int app_after(enum loop_end end, int sig, int code)
{
	if (end == LOOP_SIGNAL)
		return 128 + sig;
	if (end == LOOP_GONE)
		return code ? code : 1;
	return code;
}

static int app_practice(void)
{
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	if (n > 0) {
		exe[n] = '\0';
		execl(exe, exe, "practice", (char *)NULL);
	}
	fprintf(stderr, "accredit: the practice cloud could not be started; run "
		"'accredit practice'\n");
	return 1;
}

/* The findings that --fail-on counted. */
static void app_say_deciding(const struct wizard *w)
{
	struct buf text = BUF(BUF_TEXT), clean = BUF(BUF_TEXT);

	describe_deciding(&text, w->deciding, w->fail_on, "so the exit code is 2");
	str_clean_into(&clean, text.s, text.len, true);
	fprintf(stderr, "accredit: %s", clean.s);
	buf_free(&clean);
	buf_free(&text);
}

static int app_show(struct context *d)
{
	const struct app app = {
		.model = d, .header = context_header, .news = context_questions,
		.wake = wizard_wake(d->w),
		.flow = &flow_menu,
	};
	struct loop *loop = loop_new(&app);
	char setup[64] = "";
	enum loop_end end;
	int sig = 0, code;
	bool working, decided;

	end = loop_run(loop, &sig);
	working = d->w->running;
	term_restore();
	if (working) {
		snprintf(setup, sizeof(setup), "%s", d->w->j.plan->setup);
		fprintf(stderr, "accredit: stopping after the call that is under way\n");
	}
	decided = json_count(d->w->deciding);
	if (decided)
		app_say_deciding(d->w);
	loop_free(loop);
	wizard_free(d->w);
	if (d->to_practice)
		return app_practice();
	code = app_farewell(setup);
	return app_after(end, sig, !code && decided ? EXIT_DIFFERS : code);
}

int app_run(const struct flags *f, const char *command, struct stop *stop)
{
	const struct term_wish wish = { .mouse = f->mouse, .log = -1 };
	struct err err = ERR_INIT;
	struct context d;

	(void)stop;
	if (!term_fits(&err))
		return -1;
	context_open(&d, wizard_new());
	if (!app_place(&d, f, command, &err)) {
		wizard_free(d.w);
		return command_fail(&err);
	}
	/* characters only: numbers, order and words stay the C locale's */
	setlocale(LC_CTYPE, "");
	if (!term_open(&wish, &err)) {
		wizard_free(d.w);
		setlocale(LC_CTYPE, "C");
		return -1;
	}
	return app_show(&d);
}
