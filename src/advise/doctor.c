/* doctor.c - collects the facts and puts the cause first; see doctor.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "advise/doctor.h"
#include "aws/profile.h"
#include "base/clock.h"
#include "base/str.h"
#include "format/json.h"
#include "net/http.h"

static void doctor_gather(struct doctor_facts *f, const struct err *err)
{
	char bundle[4096];

	*f = (struct doctor_facts){ .err = *err, .now = clock_wall() };
	proxy_find(&f->proxy, err->way.host);
	profile_expand_home(bundle, profile_env("AWS_CA_BUNDLE"));
	if (err->way.end == HTTP_UNTRUSTED)
		certificate_look(&f->shown, err->way.host, bundle);
}

/* The message of AWS or libcurl follows the cause. */
static void doctor_lead(struct err *err, const struct json *finding)
{
	char text[sizeof(err->text)];

	snprintf(text, sizeof(text), "%.280s (%.220s)", json_str(finding, "text"), err->text);
	str_clean(err->text, sizeof(err->text), text);
	err_hint(err, "%s", json_str(finding, "remedy"));
}

struct json *doctor_weigh(struct err *err)
{
	struct doctor_facts f;
	struct json *found;

	if (!*err->way.host || err->way.weighed || err->kind == ERR_STOPPED)
		return json_list_new();
	err->way.weighed = true;
	doctor_gather(&f, err);
	found = doctor_judge(&f);
	if (json_count(found))
		doctor_lead(err, json_first(found));
	return found;
}
