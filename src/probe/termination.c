/* termination.c - see termination.h. The codes are those of the EC2 API's StateReason. */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "probe/termination.h"

#define BY_KEY                                                                             \
	"the default KMS key of EBS encryption cannot be used: check that it is enabled "  \
	"and that its key policy allows you and EC2 to use it"

static const struct row {
	const char *code;
	bool speaks;		/* the worker may have printed answers */
	const char *remedy;	/* NULL: AWS's message is enough */
} rows[] = {
	{ "Client.InternalError", false, "mostly " BY_KEY },
	{ "Client.InvalidKMSKey.InvalidState", false, BY_KEY },
	{ "Client.InvalidSnapshot.NotFound", false,
	  "the snapshot of the image does not exist: try again" },
	{ "Client.VolumeLimitExceeded", false,
	  "delete unused EBS volumes, or request a higher quota from AWS" },
	{ "Server.InsufficientInstanceCapacity", false,
	  "AWS has no capacity there at the moment: try again later, or choose another subnet" },
	{ "Server.InternalError", false, "AWS failed to start it: try again" },
	{ "Server.SpotInstanceTermination", true, NULL },
	{ "Server.SpotInstanceShutdown", true, NULL },
	{ "Server.ScheduledStop", true, NULL },
	{ "Client.UserInitiatedShutdown", true,
	  "someone terminated it: find TerminateInstances in CloudTrail, then try again" },
	{ "Client.UserInitiatedHibernate", true, NULL },
	{ "Client.InstanceInitiatedShutdown", true, NULL },
};

/* The message often begins with a code that is more precise than the code itself. */
static const struct row *termination_row_of(const char *code, const char *message)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (str_starts(message, rows[i].code) &&
		    message[strlen(rows[i].code)] == ':')
			return &rows[i];
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (str_eq(rows[i].code, code))
			return &rows[i];
	return NULL;
}

bool termination_is_final(const char *code, const char *message)
{
	const struct row *row = termination_row_of(code, message);

	return row && !row->speaks;
}

void termination_words(struct buf *out, const char *code, const char *message)
{
	const struct row *row = termination_row_of(code, message);

	if (*code && !str_starts(message, "Client.") && !str_starts(message, "Server."))
		buf_fmt(out, "%s%s", code, *message ? ": " : "");
	buf_str(out, message);
	if (row && row->remedy)
		buf_fmt(out, "; %s", row->remedy);
}
