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

struct json *doctor_weigh(struct err *err)
{
	struct doctor_facts f;
	struct json *found;
	char bundle[4096];

	if (!*err->way.host || err->way.weighed || err->kind == ERR_STOPPED)
		return json_list_new();
	err->way.weighed = true;
	f = (struct doctor_facts){ .err = *err, .now = clock_wall() };
	proxy_find(&f.proxy, err->way.host);
	profile_expand_home(bundle, profile_env("AWS_CA_BUNDLE"));
	if (err->way.end == HTTP_UNTRUSTED)
		certificate_look(&f.shown, err->way.host, bundle);
	found = doctor_judge(&f);
	if (json_count(found)) {
		/* The message of AWS or libcurl follows the cause. */
		const struct json *finding = json_first(found);
		char text[sizeof(err->text)];

		snprintf(text, sizeof(text), "%.280s (%.220s)", json_str(finding, "text"),
			 err->text);
		str_clean(err->text, sizeof(err->text), text);
		err_hint(err, "%s", json_str(finding, "remedy"));
	}
	return found;
}
