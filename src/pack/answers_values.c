/* answers_values.c - see answers.h. Here: the values in force. */
#include "config.h"

#include <string.h>

#include "aws/endpoint.h"
#include "base/buf.h"
#include "format/fill.h"
#include "format/json.h"
#include "net/hash.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
#include "pack/value.h"

static void answers_values_put_known(struct json *values, const char *name,
				       const char *text)
{
	if (text && *text)
		json_put_str(values, name, text);
}

/* Defaults filled from what is known, until none is left that can be. */
static void answers_values_put_defaults(struct json *values, const struct answers *a,
					  const struct pack *p)
{
	bool more = true;

	while (more) {
		more = false;
		/* A value made of another's first characters. */
		for (const struct pack_derived *d = p->derived; d->name; d++) {
			const char *from = json_str(values, d->of);
			struct buf text = BUF(BUF_TEXT);

			for (size_t n = 0; *from && n < d->first; n++) {
				size_t bytes = 1;

				while (((unsigned char)from[bytes] & 0xc0) == 0x80)
					bytes++;
				buf_add(&text, from, bytes);
				from += bytes;
			}
			answers_values_put_known(values, d->name, text.s);
			buf_free(&text);
		}
		for (const struct pack_value *v = p->values; v->name; v++) {
			struct buf text = BUF(BUF_TEXT);

			if (!json_get(values, v->name) &&
			    fill_text(&text, value_default(v, a), values) && text.len) {
				json_put_str(values, v->name, text.s);
				more = true;
			}
			buf_free(&text);
		}
	}
}

struct json *answers_values(const struct answers *a, const struct pack *p)
{
	struct json *values = json_object_new();
	unsigned char sum[HASH_SIZE];
	struct buf text = BUF(256);
	char letters[6] = "";

	json_each(value, a->values)
		answers_values_put_known(values, json_key(value), json_text(value));
	answers_values_put_known(values, "ACCOUNT_ID", a->account);
	answers_values_put_known(values, "REGION", a->region);
	answers_values_put_known(values, "SETUP", a->name);
	if (*a->region) {
		const char *partition = endpoint_partition_of(a->region);

		answers_values_put_known(values, "PARTITION", partition);
		answers_values_put_known(values, "DNS_SUFFIX",
					   endpoint_dns_suffix(partition));
	}
	/* Five letters that this setup always gets in this account. */
	buf_fmt(&text, "%s/%s", a->account, a->name);
	hash_sha256(sum, text.s, text.len);
	for (size_t i = 0; i < 5; i++)
		letters[i] = (char)('a' + sum[i] % 26);
	if (*a->account && *a->name)
		json_put_str(values, "UNIQUE", letters);
	buf_free(&text);
	answers_values_put_defaults(values, a, p);
	for (const struct pack_value *v = p->values; v->name; v++)
		if (*v->fills)
			json_put(values, v->fills,
				 value_members(json_str(values, v->name)));
	return values;
}

void answers_value(const struct answers *a, const struct pack *p, const char *name,
		   struct buf *out)
{
	struct json *values = answers_values(a, p);

	buf_str(out, json_str(values, name));
	json_free(values);
}
