/* journey_flow.c - see journey_flow.h. */
#include "config.h"

#include <stdio.h>

#include "command/command.h"
#include "format/json.h"
#include "screens/journey_flow.h"
#include "wizard/secret_answers.h"

static const struct screens_journey *const journeys[] = {
#define JOURNEY(command, text, screens, ...) &screens_journey_##screens,
#include "wizard/journey_table.h"
};

const struct screens_journey *journey_flow_of(const struct journey_row *row)
{
	return journeys[journeys_index(row)];
}

static bool journey_flow_platform(const struct flags *f, char platform[64], struct err *err)
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

bool journey_flow_answers(struct context *d, const struct flags *f, struct err *err)
{
	struct wizard *w = d->w;
	char platform[64] = "", method[64];
	struct errors wrong = { NULL };

	if (!f->words_count && !f->platform && !f->answers && !f->method && !f->policy &&
	    !f->name && !f->sets)
		return true;
	if (!journey_flow_platform(f, platform, err) || !wizard_begin(w, platform, err))
		return false;
	flags_answers(f, w->j.pack, &w->j.given, &wrong);
	if (wrong.count)
		*err = wrong.rows[0]; /* the command line reported all of them before */
	errors_free(&wrong);
	if (err->kind)
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
	/* Of a setup that exists, what nothing was said about is looked for. */
	d->open_at = f->method ? &screen_names :
		d->purpose == FOR_SETUP || f->policy || f->sets || f->answers ?
				 &screen_method :
				 &screen_discovery;
	return true;
}

bool journey_flow_open(struct context *d, const struct flags *f, const char *command,
		       struct err *err)
{
	const struct journey_row *row = journeys_find(command);
	const struct screens_journey *journey = row ? journey_flow_of(row) : NULL;

	d->no_probe = d->w->rotation.no_probe = f->no_probe;
	d->w->with_kept = f->with_kept;
	d->w->verify.fail_on = f->fail_on;
	if (!journey)
		return true;
	d->open = journey->flow;
	d->purpose = journey->purpose;
	if (row->takes_setup && f->words_count) {
		snprintf(d->w->setup, sizeof(d->w->setup), "%s", f->words[0]);
		d->open_at = journey->of_setup;
	}
	return !journey->begin || journey->begin(d, f, err);
}
