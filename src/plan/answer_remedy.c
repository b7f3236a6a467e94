/* answer_remedy.c - see answer_remedy.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/answer_remedy.h"

/* Whether the hint says to give the answer that names the resource. */
static bool answer_remedy_is_name(const char *hint, const struct resource *wanted)
{
	const char *by = resource_str(wanted, "named_by");
	char set[96];

	snprintf(set, sizeof(set), "--set %.60s=", *by ? by : "NAME");
	return strstr(hint, set);
}

void answer_remedy_fit(struct err *err, const struct resource *wanted, bool recorded,
		       enum plan_for what_for)
{
	char hint[sizeof(err->hint)];
	bool other, again;

	snprintf(hint, sizeof(hint), "%s", err->hint);
	if (!strstr(hint, "--set "))
		return;
	other = recorded && answer_remedy_is_name(hint, wanted) && !strstr(hint, "--name");
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
