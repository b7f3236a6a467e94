/*
 * profile_resolve.h - what a profile means to the AWS CLI and the SDKs, which read both
 * shared files.
 */
#ifndef ACCREDIT_PROFILE_RESOLVE_H
#define ACCREDIT_PROFILE_RESOLVE_H

#include <stdbool.h>

#include "base/err.h"

struct buf;

/*
 * Into what, for people: what the profile resolves to instead of an access key in the
 * credentials file ("the role 'arn:...' (role_arn in 'FILE')"); unchanged: nothing. own:
 * the key ID that its section of the credentials file has or will have; with "" a key that
 * is there counts as well. Values other than a role's ARN and a key ID are never quoted.
 * Only the files are read: no program is run, AWS is not called. False: err, a file cannot
 * be read.
 */
bool profile_resolves(const char *profile, const char *own, struct buf *what,
		      struct err *err);

/*
 * True: it resolves to nothing else. False: err; ERR_CHOICE has the text set, and the
 * caller sets the hint.
 */
bool profile_is_free(const char *profile, const char *own, struct err *err);

#endif
