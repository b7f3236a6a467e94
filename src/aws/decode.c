/* decode.c - see decode.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/aws_error.h"
#include "aws/call_internal.h"
#include "aws/decode.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"

enum decoded decode_message(struct aws *aws, const char *encoded, struct denied *d)
{
	struct json *ask, *reply = NULL;
	struct err err = ERR_INIT;
	enum decoded how = DECODED_NOTHING;
	const char *text;

	if (atomic_load(&aws->cannot_decode))
		return DECODED_REFUSED;
	ask = json_object_new();
	json_put_str(ask, "EncodedMessage", encoded);
	if (aws_call(aws, OP_STS_DECODE_AUTHORIZATION_MESSAGE, ask, &reply, NULL, &err)) {
		text = json_str(reply, "DecodedMessage");
		how = denied_parse_decoded(d, text, strlen(text)) ? DECODED :
								    DECODED_NOTHING;
	} else if (err.aws_error == AWS_ERROR_DENIED) {
		atomic_store(&aws->cannot_decode, true);
		how = DECODED_REFUSED;
	}
	json_free(reply);
	json_free(ask);
	return how;
}

bool decode_denied(struct aws *of, struct aws *asks, const struct err *err,
		   struct denied *d, enum decoded *how)
{
	char *encoded = err->aws_error == AWS_ERROR_DENIED && *err->request_id ?
		aws_encoded_of(of, err->request_id) :
		NULL;
	struct denied words;
	bool said = denied_parse_message(&words, err->text);

	*how = encoded ? decode_message(asks, encoded, d) : DECODED_NOTHING;
	free(encoded);
	if (*how != DECODED) {
		*d = words;
	} else if (str_eq(d->action, words.action)) {
		/* what only AWS's message says, mostly the policy type */
		if (str_eq(d->policy_type, "unknown"))
			d->policy_type = words.policy_type;
		if (!*d->resource)
			snprintf(d->resource, sizeof(d->resource), "%s", words.resource);
	}
	return *how == DECODED || said;
}

void decode_explain(struct aws *of, struct aws *asks, struct err *err)
{
	struct buf hint = BUF(1024);
	struct denied d, words;
	enum decoded how;
	bool known = decode_denied(of, asks, err, &d, &how);

	if (how == DECODED && !denied_parse_message(&words, err->text)) {
		/* the message says only: "UnauthorizedOperation: You are not ..." */
		struct err was = *err;
		struct buf text = BUF(1024);

		denied_message(&text, &d);
		snprintf(err->text, sizeof(err->text), "%.200s; %.300s", was.text, text.s);
		buf_free(&text);
	}
	if (how != DECODED_NOTHING && known)
		denied_remedy(&hint, &d);
	else if (how == DECODED_REFUSED)
		buf_str(&hint, err->hint);
	if (how == DECODED_REFUSED)
		buf_fmt(&hint, "%s" DECODE_REFUSED, hint.len ? "; " : "");
	if (hint.len)
		err_hint(err, "%s", hint.s);
	buf_free(&hint);
}
