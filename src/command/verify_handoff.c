/* verify_handoff.c - accredit verify of what an administrator created from a hand-off. */
#include "config.h"

#include "base/buf.h"
#include "base/errors.h"
#include "command/commands.h"
#include "command/report.h"
#include "format/json.h"
#include "pack/pack_load.h"
#include "plan/record.h"
#include "session/session.h"
#include "wizard/awaited.h"
#include "wizard/journey.h"
#include "wizard/verification.h"

/* The answers: of the waiting record, or of the file and the flags. */
static bool verify_handoff_given(struct journey *j, const struct flags *f,
				 struct errors *wrong)
{
	struct err err = ERR_INIT;
	struct record *r;

	if (!f->words_count)
		return command_answer(j, f, wrong);
	fail_on_check(f, &err);
	errors_add(wrong, &err);
	r = record_open(f->words[0], false, &err);
	if (r && journey_platform(j, record_answers(r)->platform, &err))
		answers_copy(&j->given, record_answers(r));
	record_close(r);
	errors_add(wrong, &err);
	return !wrong->count;
}

static int verify_handoff_tell(const struct flags *f, const struct journey *j,
			       const struct awaited *a)
{
	struct buf text = BUF(BUF_TEXT);

	if (!a->recorded)
		report_plan(f->json, j);
	if (f->json) {
		report_event(true, awaited_event(a, j->answers.name));
	} else {
		awaited_words(&text, a, j);
		report_text(text.s);
	}
	buf_free(&text);
	return a->recorded ? 0 : EXIT_DIFFERS;
}

int verify_handoff(const struct flags *f, struct stop *stop, struct json **names)
{
	int64_t began = clock_ms();
	struct session s = { .aws = NULL };
	struct awaited awaited = { .known = false };
	struct errors wrong = { NULL };
	struct err err = ERR_INIT;
	struct journey j;
	int code = 0, recorded = 0;
	bool all = false;

	*names = NULL;
	journey_init(&j, &s, stop);
	j.exists = true;
	if (!verify_handoff_given(&j, f, &wrong))
		code = command_fail_all(&wrong);
	else if ((recorded = verification_recorded(&j.given, &err)) < 0)
		code = command_fail(&err);
	else if (!recorded &&
		 (!command_session(f, &s, j.given.region, stop, &err) ||
		  !awaited_settle(&j, &awaited, &err)))
		code = command_fail(&err);
	else if (!recorded)
		code = verify_handoff_tell(f, &j, &awaited);
	all = recorded > 0 || (awaited.recorded && !json_count(awaited.later));
	if (all) {
		*names = json_list_new();
		json_push(*names,
			  json_string_new(*j.given.name ? j.given.name : j.given.platform));
	} else {
		report_result(f->json, *j.answers.name ? j.answers.name : j.given.name,
			      NULL, code, began);
	}
	awaited_free(&awaited);
	errors_free(&wrong);
	journey_free(&j);
	session_close(&s);
	return code;
}
