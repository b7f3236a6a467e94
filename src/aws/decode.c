/* decode.c - see decode.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/aws_error.h"
#include "aws/call_internal.h"
#include "aws/decode.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"

static const char mark[] = "Encoded authorization failure message:";
static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			      "0123456789-_+/=.";

size_t decode_split(const char *message, char *encoded)
{
	const char *at = strstr(message, mark), *from;
	size_t n;

	*encoded = '\0';
	if (!at)
		return strlen(message);
	from = at + sizeof(mark) - 1;
	from += strspn(from, " ");
	n = strspn(from, letters);
	if (n <= ENCODED_MAX && (!from[n] || strchr(" \t\n,;\"'", from[n])))
		snprintf(encoded, n + 1, "%s", from);
	while (at > message && at[-1] == ' ')
		at--;
	return (size_t)(at - message);
}

/* --- what a session keeps ------------------------------------------------------------- */

void decode_store(struct aws *a, const char *request_id, const char *encoded)
{
	struct hidden *h;

	pthread_mutex_lock(&a->lock);
	h = &a->hidden[a->hidden_next++ % HIDDEN];
	free(h->text);
	h->text = xstrdup(encoded);
	snprintf(h->request_id, sizeof(h->request_id), "%s", request_id);
	pthread_mutex_unlock(&a->lock);
}

void decode_free(struct aws *a)
{
	for (size_t i = 0; i < HIDDEN; i++)
		free(a->hidden[i].text);
}

/* Yours; NULL: nothing hid in that answer. */
static char *decode_kept_of(struct aws *a, const char *request_id)
{
	char *text = NULL;

	pthread_mutex_lock(&a->lock);
	for (size_t i = 0; i < HIDDEN && !text; i++)
		if (a->hidden[i].text && str_eq(a->hidden[i].request_id, request_id))
			text = xstrdup(a->hidden[i].text);
	pthread_mutex_unlock(&a->lock);
	return text;
}

/* --- asking ----------------------------------------------------------------------------- */

/* Who was refused once is not asked for more. */
enum decoded decode_message(struct aws *aws, const char *encoded, struct denied *d)
{
	struct json *ask, *reply = NULL;
	struct err err = ERR_INIT;
	enum decoded how = DECODED_NOTHING;
	const char *text;

	if (atomic_load(&aws->may_not_decode))
		return DECODED_REFUSED;
	ask = json_object_new();
	json_put_str(ask, "EncodedMessage", encoded);
	if (aws_call(aws, OP_STS_DECODE_AUTHORIZATION_MESSAGE, ask, &reply, NULL, &err)) {
		text = json_str(reply, "DecodedMessage");
		how = denied_parse_decoded(d, text, strlen(text)) ? DECODED :
								    DECODED_NOTHING;
	} else if (err.aws_error == AWS_ERROR_DENIED) {
		atomic_store(&aws->may_not_decode, true);
		how = DECODED_REFUSED;
	}
	json_free(reply);
	json_free(ask);
	return how;
}

/* What the sentence tells and the decoded reasons do not: mostly the layer. */
static void decode_fill_in(struct denied *d, const struct denied *words)
{
	if (!str_eq(d->action, words->action))
		return;
	if (str_eq(d->layer, "unknown"))
		d->layer = words->layer;
	if (!*d->resource)
		snprintf(d->resource, sizeof(d->resource), "%s", words->resource);
}

bool decode_denied(struct aws *of, struct aws *asks, const struct err *err,
		   struct denied *d, enum decoded *how)
{
	char *encoded = err->aws_error == AWS_ERROR_DENIED && *err->request_id ?
		decode_kept_of(of, err->request_id) :
		NULL;
	struct denied words;
	bool said = denied_parse_message(&words, err->text);

	*how = encoded ? decode_message(asks, encoded, d) : DECODED_NOTHING;
	free(encoded);
	if (*how == DECODED)
		decode_fill_in(d, &words);
	else
		*d = words;
	return *how == DECODED || said;
}

/* "cannot launch the worker: UnauthorizedOperation: You are not ..." */
static void decode_add_words(struct err *err, const struct denied *d)
{
	struct err was = *err;
	struct buf text = BUF(1024);

	denied_message(&text, d);
	snprintf(err->text, sizeof(err->text), "%.200s; %.300s", was.text, text.s);
	buf_free(&text);
}

void decode_explain(struct aws *of, struct aws *asks, struct err *err)
{
	struct buf hint = BUF(1024);
	struct denied d, words;
	enum decoded how;
	bool known = decode_denied(of, asks, err, &d, &how);

	if (how == DECODED && !denied_parse_message(&words, err->text))
		decode_add_words(err, &d);
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
