/*
 * profile_resolve.h - what a profile is to the AWS CLI and the SDKs, by both shared files.
 */
#ifndef ACCREDIT_PROFILE_RESOLVE_H
#define ACCREDIT_PROFILE_RESOLVE_H

#include <stdbool.h>

#include "base/err.h"

struct buf;

/*
 * What the profile resolves to instead of an access key in the credentials file, for
 * people: "the role 'arn:...' (role_arn in 'FILE')" into what; left empty: nothing. own:
 * the key ID that its section of the credentials file contains or will contain; with ""
 * a key that is there already is something, too. Values other than a role's ARN and a key
 * ID are never quoted. Reads the files only: no program is run, no one is called.
 * False: err, a file cannot be read.
 */
bool profile_resolves(const char *profile, const char *own, struct buf *what,
		      struct err *err);

/*
 * The same as an error where it is something: ERR_CHOICE, with the text set and the hint
 * left to the caller.
 */
bool profile_is_free(const char *profile, const char *own, struct err *err);

#endif
