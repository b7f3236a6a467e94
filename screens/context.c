/* context.c - see context.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "format/json.h"
#include "net/unanswered.h"
#include "probe/probe.h"
#include "screens/context.h"
#include "screens/popup.h"
#include "wizard/identity.h"
#include "wizard/remedy_words.h"

enum { QUIET_MS = 100 };

void context_open(struct context *d, struct wizard *w)
{
	*d = (struct context){ .w = w, .start = wizard_do, .has_probe = true,
			    .has_worker = true };
	d->practice = getenv("ACCREDIT_PRACTICE");
}

void context_header(const void *model, struct header *out)
{
	static char silence[UNANSWERED_WORDS]; /* for one frame */
	const struct context *d = model;

	out->practice = d->practice;
	if (d->signed_in) {
		out->account = d->account;
		out->region = d->region;
		out->credentials = d->credentials;
	} else if (d->sign_in_failed) {
		out->account = "not signed in";
	} else if (unanswered_words(silence)) {
		out->account = silence;
	} else if (d->key_deactivated) {
		out->account = "your key was rotated; signing in again";
	} else {
		out->account = "checking credentials";
	}
}

static void context_copy_session(struct context *d)
{
	const struct session *s = &d->w->session;
	char credentials[sizeof(d->credentials)];

	d->signed_in = d->w->signed_in;
	if (!d->signed_in)
		return;
	d->sign_in_failed = false;
	d->practice = s->practice;
	snprintf(d->sign_in_note, sizeof(d->sign_in_note), "%s%s", s->instead,
		 *s->instead ? ". To stop this note, " SESSION_ROTATED_HINT "." : "");
	snprintf(d->account, sizeof(d->account), "%s%s%s%s", s->account,
		 *s->alias ? " (" : "", s->alias, *s->alias ? ")" : "");
	snprintf(d->region, sizeof(d->region), "%s", s->region);
	identity_short(credentials, sizeof(credentials), &s->creds);
	str_clean(d->credentials, sizeof(d->credentials), credentials);
}

/* No task runs now, so that the model can be read: draw uses these copies. */
static void context_copy_result(struct context *d)
{
	d->ended = d->w->queue.task;
	d->ok = d->w->queue.ok;
	d->err = d->w->queue.err;
	remedy_words(&d->err, d->w->j.pack);
	context_copy_session(d);
	d->device_login = false;
	if (d->ended == TASK_SIGN_IN ||
	    (d->ended == TASK_LOGIN && d->err.kind != ERR_STOPPED)) {
		d->sign_in_failed = !d->ok;
		d->sign_in_err = d->err;
		d->show_sign_in = !d->ok && d->err.kind != ERR_STOPPED;
		d->show_leftovers = d->ok && d->w->sign_in.leftovers.count;
	}
	d->is_rotation = wizard_is_rotation(d->w);
	if (d->w->j.wanted) {
		const struct json *wanted = d->w->j.wanted;

		d->has_worker = probe_wanted(wanted);
		d->has_key = checks_wanted(wanted, CHECK_BY_KEY);
		d->has_pod = checks_wanted(wanted, CHECK_BY_POD);
		d->has_both = d->has_worker + d->has_key + d->has_pod +
				checks_wanted(wanted, CHECK_BY_OPERATOR) >
			1;
		d->has_probe = probe_any_wanted(wanted);
	}
	if (d->ended == TASK_FINISH)
		d->applied = true;
	if (d->ended == TASK_FINISH && !d->signed_in)
		d->key_deactivated = true;
}

static void context_begin(struct context *d)
{
	if (d->was_busy || !d->queued || !d->start(d->w, d->queue[0]))
		return;
	d->queued--;
	for (size_t i = 0; i < d->queued; i++)
		d->queue[i] = d->queue[i + 1];
	d->was_busy = true;
	d->since = clock_ms();
}

void context_do(struct context *d, enum task task)
{
	if (d->queued < sizeof(d->queue) / sizeof(*d->queue))
		d->queue[d->queued++] = task;
	context_begin(d);
}

enum task context_news(struct context *d)
{
	bool busy;

	wizard_news(d->w);
	busy = wizard_busy(d->w);
	if (!d->was_busy || (busy && d->w->queue.task != TASK_FINISH)) {
		d->was_busy = busy;
		return TASK_NONE;
	}
	if (busy)		/* the run that the task started has ended already */
		return TASK_NONE;
	d->was_busy = false;
	context_copy_result(d);
	context_begin(d);
	return d->ended;
}

bool context_busy(const struct context *d)
{
	return d->was_busy || d->queued;
}

void context_cancel(struct context *d)
{
	d->queued = 0;
	if (d->was_busy)
		wizard_stop(d->w);
}

int context_draw_busy(const struct context *d, struct box at, int row)
{
	int64_t ms = clock_ms() - d->since;
	char line[160], read[READ_PROGRESS_WORDS] = "";

	if (!context_busy(d) || ms < QUIET_MS)
		return 0;
	put(at, row, 0, R_KEY, spinner_glyph());
	at = box_part(at, 0, 2, at.h, at.w - 2);
	if (row + 1 >= at.h && context_draw_silence(at, row))
		return 1;
	if (ms >= READ_PROGRESS_AFTER_MS)
		read_progress_words(&d->w->queue.progress, read);
	snprintf(line, sizeof(line), "%s ... %d s", wizard_doing(d->w), (int)(ms / 1000));
	put_cut(at, row, 0, at.w, R_TEXT, line);
	if (*read && row + 1 < at.h)
		put_cut(at, ++row, 0, at.w, R_QUIET, read);
	return 1 + (*read != '\0') + context_draw_silence(at, row + 1);
}

int context_draw_silence(struct box at, int row)
{
	char words[UNANSWERED_WORDS], line[UNANSWERED_WORDS + 20];

	if (!unanswered_words(words))
		return 0;
	snprintf(line, sizeof(line), "%s · Esc stops", words);
	put_cut(at, row, 0, at.w, R_WARN, line);
	return 1;
}

static void context_give_code(struct loop *loop, void *model, const char *text)
{
	struct context *d = model;

	(void)loop;
	d->code_popup = false;
	wizard_answer_mfa(d->w, text);
}

void context_ask_code(struct loop *loop, void *model)
{
	char question[CODE_QUESTION];
	struct context *d = model;

	if (d->code_popup || !wizard_mfa_question(d->w, question))
		return;
	d->code_popup = true;
	popup_ask_text(loop, "MFA code", question, context_give_code);
}

enum go context_only_news(struct loop *loop, void *model, void *me)
{
	(void)loop;
	(void)me;
	context_news(model);
	return GO_STAY;
}

bool context_is_animated(const void *model, const void *me)
{
	(void)me;
	return context_busy(model);
}

void context_quit_text(const void *model, const void *me, struct buf *says)
{
	const struct context *d = model;

	(void)me;
	if (d->w->run.active)
		wizard_leaving(d->w, says);
	else
		buf_str(says,
			d->applied ? "Nothing is running. What was applied is recorded." :
				     "Nothing is running. Your answers on these screens "
				     "will be lost.");
	if (d->practice)
		buf_str(says,
			" The practice account is discarded when practice mode ends.");
}

void context_err(struct textview *v, const struct context *d, const struct err *failed)
{
	struct err shown = *failed, *err = &shown;

	remedy_words(err, d->w->j.pack);
	textview_line(v, R_FAIL, glyphs()->fail);
	textview_span(v, R_FAIL, " ");
	textview_span(v, R_FAIL, err->text);
	textview_hang(v, 2);
	if (*err->hint) {
		textview_line(v, R_TEXT, "");
		textview_line(v, R_TITLE, "What to do: ");
		textview_span(v, R_TEXT, err->hint);
		textview_hang(v, 2);
	}
	if (*err->code || *err->request_id)
		textview_line(v, R_TEXT, "");
	if (*err->code)
		textview_fmt(v, R_QUIET, "code     %s", err->code);
	if (*err->request_id)
		textview_fmt(v, R_QUIET, "request  %s", err->request_id);
}

const char *context_count(char out[40], size_t n, const char *one, const char *many)
{
	snprintf(out, 40, "%zu %s", n, n == 1 ? one : many);
	return out;
}

const struct json *context_nth(const struct json *list, size_t n)
{
	json_each(one, list)
		if (n-- == 0)
			return one;
	return NULL;
}
