/* answer_remedy.c - see answer_remedy.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/answer_remedy.h"

void answer_remedy_fit(struct err *err, const struct resource *wanted, bool recorded,
		       enum plan_for what_for)
{
	const char *by = resource_str(wanted, "named_by");
	char hint[sizeof(err->hint)], set[96];
	bool other, again;

	snprintf(hint, sizeof(hint), "%s", err->hint);
	if (!strstr(hint, "--set "))
		return;
	/* whether it says to give the answer that names the resource */
	snprintf(set, sizeof(set), "--set %.60s=", *by ? by : "NAME");
	other = recorded && strstr(hint, set) && !strstr(hint, "--name");
	again = what_for != PLAN_SETUP && what_for != PLAN_ADOPT && !strstr(hint, "setup");
	if (other)
		err_hint(err, "%s, as a second setup: 'accredit setup' with --name as well, because "
			 "this one keeps its names", hint);
	else if (again)
		err_hint(err, "run the setup again: %s", hint);
}

void answer_remedy_resume(struct err *err, const char *setup)
{
	static const char says[] = "'accredit resume";
	char was[sizeof(err->hint)];
	const char *rest = was, *at;
	struct buf hint = BUF(sizeof(err->hint));

	snprintf(was, sizeof(was), "%s", err->hint);
	for (at = strstr(rest, says); *setup && at; at = strstr(rest, says)) {
		at += strlen(says);
		buf_add(&hint, rest, (size_t)(at - rest));
		if (*at == '\'' || str_starts(at, " --"))
			buf_fmt(&hint, " %s", setup);
		rest = at;
	}
	buf_str(&hint, rest);
	err_hint(err, "%s", hint.s);
	buf_free(&hint);
}
