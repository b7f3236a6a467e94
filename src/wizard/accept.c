/* accept.c - see accept.h. */
#include "config.h"

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/accepted.h"
#include "plan/record.h"
#include "wizard/accept.h"
#include "wizard/journey.h"
#include "wizard/surroundings.h"

size_t accept_count(const struct json *around)
{
	struct json *open = accepted_open(around);
	size_t n = json_count(open);

	json_free(open);
	return n;
}

static bool accept_is_never(const struct json *event)
{
	return surroundings_is_extra(event) && accepted_differs(event) && accepted_never(event);
}

size_t accept_never(const struct json *around)
{
	size_t n = 0;

	json_each(event, around)
		n += accept_is_never(event);
	return n;
}

void accept_words(struct buf *out, const struct json *around)
{
	struct json *open = accepted_open(around);

	json_each(event, open) {
		surroundings_describe_extra(out, event);
		buf_char(out, '\n');
	}
	json_each(event, around)
		if (accept_is_never(event)) {
			surroundings_describe_extra(out, event);
			buf_char(out, '\n');
		}
	json_free(open);
}

bool accept_save(const struct journey *j, struct json *around, struct err *err)
{
	struct record *r;
	bool ok;

	if (!journey_may_begin(j, err))
		return false;
	r = record_open(j->answers.name, true, err);
	ok = r && accepted_save(r, around, err);
	record_close(r);
	return ok;
}
