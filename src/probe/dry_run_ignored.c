/* dry_run_ignored.c - see dry_run_ignored.h. */
#include "config.h"

#include "base/buf.h"
#include "format/json.h"
#include "probe/instances.h"
#include "probe/dry_run_ignored.h"

void dry_run_ignored_end(struct aws *aws, const struct json *reply, struct buf *said)
{
	const char *machine = json_text(json_path(reply, "instancesSet.0.instanceId"));
	const char *fleet = json_text(json_get(reply, "spotFleetRequestId"));
	struct err err = ERR_INIT;

	buf_str(said, "EC2 ignored that it was a dry run");
	if (machine && instances_end(aws, machine, NULL, &err))
		buf_fmt(said, "; the instance %.64s that it launched is terminated", machine);
	else if (machine)
		buf_fmt(said, "; terminate the instance %.64s that it launched", machine);
	if (fleet)
		buf_fmt(said, "; cancel the Spot Fleet request %.64s that it created",
			fleet);
}
