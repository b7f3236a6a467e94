/* resource_call.c - see resource_call.h. */
#include "config.h"

#include <stdarg.h>

#include "aws/aws_error.h"
#include "aws/reply_cache.h"
#include "format/json.h"
#include "resource/resource_call.h"

struct json *params(const char *key, ...)
{
	struct json *out = json_object_new();
	va_list ap;

	va_start(ap, key);
	for (; key; key = va_arg(ap, const char *))
		json_put_str(out, key, va_arg(ap, const char *));
	va_end(ap);
	return out;
}

bool call(struct aws *a, enum aws_op_id op, struct json *take, struct json **reply,
	  char *request_id, struct err *err)
{
	bool ok = aws_call(a, op, take, reply, request_id, err);

	json_free(take);
	return ok;
}

bool call_was_gone(struct err *err)
{
	if (err->aws_error != AWS_ERROR_NOT_FOUND)
		return false;
	*err = (struct err)ERR_INIT;
	return true;
}

bool call_known(struct aws *a, struct reply_cache *m, enum aws_op_id op, struct json *take,
		struct json **reply, struct err *err)
{
	bool ok = m ? reply_cache_call(m, aws_call, a, op, take, reply, NULL, err) :
		      aws_call(a, op, take, reply, NULL, err);

	json_free(take);
	return ok;
}

bool call_if_there(struct aws *a, enum aws_op_id op, struct json *take,
		   struct json **reply, bool *there, struct err *err)
{
	*there = call(a, op, take, reply, NULL, err);
	return *there || call_was_gone(err);
}

static _Thread_local bool saw_gone;

bool call_gone(struct aws *a, enum aws_op_id op, struct json *take, char *request_id,
	       struct err *err)
{
	if (call(a, op, take, NULL, request_id, err))
		return true;
	saw_gone |= err->aws_error == AWS_ERROR_NOT_FOUND;
	return call_was_gone(err);
}

bool call_saw_gone(void)
{
	bool saw = saw_gone;

	saw_gone = false;
	return saw;
}
