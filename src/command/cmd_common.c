/* cmd_common.c - what several commands need; see commands.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advise/doctor.h"
#include "aws/call.h"
#include "base/buf.h"
#include "base/guard.h"
#include "base/str.h"
#include "command/commands.h"
#include "command/report.h"
#include "format/json.h"
#include "pack/pack.h"
#include "pack/templates.h"
#include "plan/record.h"
#include "probe/probe.h"
#include "session/session.h"
#include "wizard/candidates.h"

bool command_consent(const struct flags *f, const char *question, struct err *err)
{
	char line[16] = "";

	if (f->yes)
		return true;
	if (!command_asks(f)) {
		err_set(err, ERR_CHOICE, "not a terminal: cannot ask for confirmation");
		return err_hint(err, "use --yes to confirm%s",
				f->can_plan ? ", or --plan to preview" : "");
	}
	printf("%s (y/N) ", question);
	fflush(stdout);
	if (fgets(line, sizeof(line), stdin) && (*line == 'y' || *line == 'Y'))
		return true;
	err_set(err, ERR_CHOICE, "nothing was changed");
	return false;
}

bool command_candidates(struct journey *j, const struct flags *f, struct err *err)
{
	struct buf text = BUF(BUF_TEXT);
	struct candidate_rows rows;
	bool ok = candidates_settle(j, &rows, err);

	for (size_t i = 0; f->json && i < rows.count; i++)
		report_event(true, candidate_row_event(&rows.items[i]));
	if (!f->json && ok)
		candidates_words(&text, &rows);
	report_text(text.len ? text.s : "");
	buf_free(&text);
	candidate_rows_free(&rows);
	return ok;
}

static void cmd_common_tell_leftovers(struct session *s)
{
	struct probe_leftovers all = { NULL };
	struct json *names;
	struct err err = ERR_INIT;

	if (!probe_find_leftovers(s->aws, NULL, &all, &err))
		return; /* a caller without permissions in EC2 cannot have created one */
	names = record_names(&err);
	for (size_t i = 0; i < all.count; i++) {
		const char *setup = all.item[i].setup;
		bool group = all.item[i].is_group;
		bool here = json_has(names, setup);	/* else another computer's */

		fprintf(stderr,
			"accredit: %s %s of setup '%s' is still %s; "
			"'accredit resume%s%s --yes' %s it\n",
			group ? "security group" : "test instance", all.item[i].id, setup,
			group ? "there" : "running", here ? " " : "", here ? setup : "",
			group ? "deletes" : "terminates");
	}
	json_free(names);
	probe_leftovers_free(&all);
}

static void cmd_common_warn(const struct err *err)
{
	fprintf(stderr, "accredit: warning: %s\n", err->text);
	fprintf(stderr, "accredit: %s\n", err->hint);
}

struct flags command_setup_or_platform(const struct flags *f, struct record **r,
				       struct errors *wrong)
{
	struct err err = ERR_INIT;
	struct flags of = *f;

	*r = NULL;
	if (!f->words_count || !record_name_check(f->words[0], &(struct err)ERR_INIT))
		return of;
	*r = record_open(f->words[0], false, &err);
	if (!*r && err.kind == ERR_INPUT)
		return of;
	if (*r && record_answers(*r) && *record_answers(*r)->platform) {
		of.platform = record_answers(*r)->platform;
		of.name = f->name ? f->name : record_name(*r);
	} else if (*r && record_answers(*r)) {
		err_set(&err, ERR_INPUT,
			"'%s' is the rotation of a user's key, not a setup", f->words[0]);
		err_hint(&err,
			 "name a SETUP or a PLATFORM; 'accredit list' and 'accredit "
			 "templates' list them");
	}
	errors_add(wrong, &err);
	return of;
}

void command_warn(const char *name)
{
	struct err err = ERR_INIT;

	if (!guard_state(name, &err))
		cmd_common_warn(&err);
	err = (struct err)ERR_INIT;
	if (getenv("ACCREDIT_TEMPLATES") && !guard_tree(templates_folder(), &err))
		cmd_common_warn(&err);
}

void command_caution(const struct pack *p, bool as_json)
{
	struct buf clean = BUF(BUF_TEXT);

	str_clean_into(&clean, p->caution, strlen(p->caution), false);
	if (*p->caution)
		fprintf(as_json ? stderr : stdout, "%sCaution with %s: %s\n",
			as_json ? "accredit: " : "", p->title, clean.s);
	buf_free(&clean);
}

void command_tell_instead(const struct session *s)
{
	if (*s->instead)
		fprintf(stderr, "accredit: %s\naccredit: %s\n", s->instead,
			SESSION_ROTATED_HINT);
}

void command_greet(const struct flags *f, struct session *s)
{
	struct json *found;

	command_warn("");
	command_tell_instead(s);
	/* Not fatal: calls are then signed by AWS's clock. */
	found = doctor_clock(aws_clock_ahead(s->aws), clock_wall());
	json_each(one, found)
		fprintf(stderr, "accredit: %s; %s\n", json_str(one, "text"),
			json_str(one, "remedy"));
	json_free(found);
	if (!f->no_probe)
		cmd_common_tell_leftovers(s);
}

bool command_session(const struct flags *f, struct session *s, const char *region,
		     struct stop *stop, struct err *err)
{
	if (!session_open(s, region, stop, err))
		return false;
	command_greet(f, s);
	return true;
}

bool command_recorded_session(const struct flags *f, struct session *s,
			      const char *setup, struct stop *stop, struct err *err)
{
	struct record *r = record_open(setup, false, err);
	char region[64] = "";

	if (!r)
		return false;
	if (record_answers(r))
		snprintf(region, sizeof(region), "%s", record_answers(r)->region);
	record_close(r);
	return command_session(f, s, region, stop, err);
}

bool command_half_way(char name[64], struct err *err)
{
	struct json *names = record_names(err);
	size_t n = 0;

	*name = '\0';
	json_each(one, names) {
		struct err ignored = ERR_INIT;
		struct record *r = record_open(json_text(one), false, &ignored);

		if (r && record_half_way(r)) {
			n++;
			snprintf(name, 64, "%s", json_text(one));
		}
		record_close(r);
	}
	json_free(names);
	if (n < 2)
		return true;
	err_set(err, ERR_CHOICE, "%zu setups have interrupted runs", n);
	return err_hint(err, "name one; 'accredit list' shows them");
}
