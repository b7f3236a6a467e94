/* creds_named.c - the credentials of one profile by its name; see creds.h. */
#include "config.h"

#include <stdio.h>

#include "aws/creds_inside.h"
#include "format/json.h"

bool creds_find_profile(struct creds *c, const char *profile, struct stop *stop,
			struct err *err)
{
	struct search s = { .stop = stop };
	enum found found = NOT_HERE;

	*c = (struct creds){ 0 };
	if (!profile_load(&s.files, profile, err))
		return false;
	if (s.files.values) {
		const struct one one = { s.files.name, s.files.values };

		snprintf(c->ca_bundle, sizeof(c->ca_bundle), "%s",
			 json_str(s.files.values, "ca_bundle"));
		snprintf(c->endpoint_url, sizeof(c->endpoint_url), "%s",
			 json_str(s.files.values, "endpoint_url"));
		found = creds_of_profile(&s, &one, c, err);
	}
	if (found == NOT_HERE)
		err_set(err, ERR_LOGIN, "the profile '%.64s' contains no credentials",
			profile);
	profile_free(&s.files);
	if (found != FOUND)
		creds_close(c);
	return found == FOUND;
}
