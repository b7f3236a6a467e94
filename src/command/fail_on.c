/* fail_on.c - --fail-on: the findings that decide about the exit code. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "command/commands.h"
#include "command/output.h"
#include "format/json.h"
#include "pack/risk.h"
#include "policy/findings.h"
#include "wizard/describe.h"

bool fail_on_check(const struct flags *f, struct err *err)
{
	if (!f->fail_on || severity_of(f->fail_on) != SEVERITY_NONE)
		return true;
	err_set(err, ERR_INPUT, "'%s' is not a severity", f->fail_on);
	return err_hint(err, "use --fail-on high, --fail-on medium or --fail-on low");
}

bool fail_on_decides(const struct flags *f, const struct json *risks,
		     const struct json *events, const char *outcome)
{
	struct json *list = risk_deciding(risks, events, f->fail_on);
	bool decides = json_count(list);
	struct buf text = BUF(BUF_TEXT), clean = BUF(BUF_TEXT);

	describe_deciding(&text, list, f->fail_on ? f->fail_on : "", outcome);
	if (f->fail_on)
		describe_unjudged(&text, risks);
	if (text.len) {
		str_clean_into(&clean, text.s, text.len, true);
		fflush(stdout);
		output_wrote();
	}
	/* On standard error every line says whose it is. */
	for (const char *at = clean.s, *end; *at; at = *end ? end + 1 : end) {
		end = at + strcspn(at, "\n");
		fprintf(stderr, "accredit: %.*s\n", (int)(end - at), at);
	}
	buf_free(&clean);
	buf_free(&text);
	json_free(list);
	return decides;
}
