/* state.c - see state.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/state.h"

const char *state_home(void)
{
	static _Thread_local char home[4096];
	const char *state = getenv("XDG_STATE_HOME"), *user = getenv("HOME");
	struct buf b = BUF(sizeof(home) - 1);

	if (state && *state == '/')
		buf_fmt(&b, "%s/accredit", state);
	else if (user && *user == '/')
		buf_fmt(&b, "%s/.local/state/accredit", user);
	memcpy(home, b.s, b.len + 1);
	buf_free(&b);
	return *home ? home : NULL;
}

bool state_needed(struct err *err)
{
	if (state_home())
		return true;
	err_set(err, ERR_FILE, "no folder for the record: HOME is not set");
	return err_hint(err, "set HOME or XDG_STATE_HOME to a folder that you own");
}
