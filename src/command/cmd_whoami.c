/* cmd_whoami.c - accredit whoami: the credentials in use, their owner, and how AWS is reached. */
#include "config.h"

#include <stdio.h>

#include "advise/doctor.h"
#include "base/str.h"
#include "command/commands.h"
#include "command/report.h"
#include "format/json.h"
#include "session/session.h"
#include "wizard/identity.h"

static int cmd_whoami_run_whoami(const struct flags *f, const struct faces *faces,
				 struct stop *stop)
{
	int64_t began = clock_ms();
	struct err err = ERR_INIT;
	struct session s;
	struct json *who;

	(void)faces;
	if (!session_open(&s, NULL, stop, &err)) {
		/* Events have every finding; standard error has the likeliest. */
		struct json *e = json_object_new(), *found = doctor_weigh(&err);

		json_put_str(e, "event", "whoami");
		json_put(e, "doctor", found);
		if (f->json && json_count(found))
			report_event(true, e);
		else
			json_free(e);
		return report_result(f->json, "", NULL, command_fail(&err), began);
	}
	session_alias(&s);
	who = identity_tell(&s);
	if (f->json)
		report_event(true, json_copy(who));
	else {
		struct json *rows = identity_rows(who, clock_wall());
		char clean[1200];

		json_each(row, rows)
			printf("%-14s %s\n", json_str(row, "label"),
			       str_clean(clean, sizeof(clean), json_str(row, "text")));
		json_free(rows);
	}
	json_free(who);
	session_close(&s);
	return report_result(f->json, "", NULL, 0, began);
}

const struct command command_whoami = {
	.name = "whoami",
	.words = "",
	.flags = "json",
	.says = "show the credentials in use",
	.about =
		"Shows the credentials in use, where they come from and why, and their account, "
		"Region and expiry.",
	.run = cmd_whoami_run_whoami,
};
