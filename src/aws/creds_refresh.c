/* creds_refresh.c - credentials found again for a running session; see creds_chain.h. */
#include "config.h"

#include "aws/call.h"
#include "aws/creds_chain.h"
#include "base/str.h"
#include "format/json.h"

bool creds_find_fresh(struct creds *fresh, const struct creds_refresh_request *q,
		      struct err *err)
{
	struct json *reply = NULL;
	struct aws *a;
	bool ok;

	if (q->refused)
		creds_cache_clear();
	if (!creds_find(fresh, q->stop, err))
		return false;
	if (!str_eq(fresh->key_id, q->old_key_id)) {
		a = aws_open(fresh, q->region, q->stop, err);
		ok = a && aws_call(a, OP_STS_GET_CALLER_IDENTITY, NULL, &reply, NULL, err);
		aws_close(a);
		if (ok && !str_eq(json_str(reply, "Account"), q->account))
			ok = err_set(err, ERR_LOGIN,
				     "they belong to account %.20s now, not to %s",
				     json_str(reply, "Account"), q->account);
		json_free(reply);
		if (ok)
			return true;
	}
	if (!err->kind)
		err_set(err, ERR_LOGIN, "their source still gives the same ones");
	creds_close(fresh);
	return false;
}
