/* value_take.c - see value_take.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "aws/endpoint.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/value_picks.h"
#include "pack/pack.h"
#include "pack/value.h"
#include "pack/value_take.h"
#include "policy/arn.h"

#define ISSUER "issuer"	/* what a value with "cluster" is; others: by picks, else by kind */
#define ISSUER_ID 32	/* characters: hexadecimal digits, in upper case */

/* --- ARNs ------------------------------------------------------------------- */

/* What of the resource is the value: "role/team/Name", "BUCKET/PATH", an issuer. */
enum part { PART_LAST, PART_FIRST, PART_ALL };

static const struct arn_form {
	const char *of; /* ISSUER, a list of value_picks, or a kind */
	const char *service, *resource;
	enum part part;
} arn_forms[] = {
	{ "buckets", "s3", "", PART_FIRST },
	{ "clusters", "eks", "cluster/", PART_LAST },
	{ "instances", "ec2", "instance/", PART_LAST },
	{ "policy-name", "iam", "policy/", PART_LAST },
	{ "roles", "iam", "role/", PART_LAST },
	{ "roles", "sts", "assumed-role/", PART_FIRST },
	{ "security-groups", "ec2", "security-group/", PART_LAST },
	{ "subnets", "ec2", "subnet/", PART_LAST },
	{ "users", "iam", "user/", PART_LAST },
	{ ISSUER, "iam", "oidc-provider/", PART_ALL },
};

static bool value_take_arn(const struct arn_form *f, const char *text, const char *region,
			   struct buf *out)
{
	const char *name;
	struct arn arn;
	size_t n;

	if (!*region || !arn_split(text, &arn) || !str_eq(arn.service, f->service) ||
	    !str_starts(arn.resource, f->resource) ||
	    !str_eq(arn.partition, endpoint_partition_of(region)) ||
	    (*arn.region && !str_eq(arn.region, region)))
		return false;
	/* that of a bucket has no account; of S3's others, such as access points, neither fits */
	if (*f->resource ? !arn_is_account_id(arn.account) : *arn.account || *arn.region)
		return false;
	name = arn.resource + strlen(f->resource);
	if (f->part == PART_LAST)
		name = arn_last_part(name);
	n = f->part == PART_FIRST ? strcspn(name, "/") : strlen(name);
	buf_add(out, name, n);
	return n;
}

/* --- other forms ------------------------------------------------------------ */

/* The text after one of these; NULL: it begins with none. */
static const char *value_take_after(const char *text, const char *const *starts)
{
	for (; *starts; starts++)
		if (!strncasecmp(text, *starts, strlen(*starts)))
			return text + strlen(*starts);
	return NULL;
}

static const char *const web[] = { "https://", "http://", NULL };

/*
 * Of s3://BUCKET/KEY; of S3's URLs https://BUCKET.s3.REGION.amazonaws.com/KEY and
 * https://s3.REGION.amazonaws.com/BUCKET/KEY; and of the console's .../s3/buckets/BUCKET.
 */
static bool value_take_bucket(const char *text, const char *region, struct buf *out)
{
	static const char *const s3[] = { "s3://", NULL };
	static const char *const console[] = { "/s3/buckets/", "/s3/object/", NULL };
	const char *name = value_take_after(text, s3), *url = value_take_after(text, web);
	const char *service = NULL;
	char host[256];
	size_t n;

	(void)region;
	if (url) {
		n = strcspn(url, "/?#:");
		snprintf(host, sizeof(host), "%.*s", (int)n, url);
		if (!endpoint_is_aws(host))
			return false;
		/* a bucket's name may have dots, and "s3" between them: the last one counts */
		for (const char *dot = host; (dot = strstr(dot, ".s3")); dot++)
			if (dot[3] == '.' || dot[3] == '-')
				service = dot;
		name = value_take_after(url + n, console);
		if (!name && service)
			name = url;
		else if (!name && (str_starts(host, "s3.") || str_starts(host, "s3-")))
			name = url + n + (url[n] == '/');
	}
	if (!name)
		return false;
	n = name == url ? (size_t)(service - host) : strcspn(name, "/?#");
	buf_add(out, name, n);
	return n;
}

static bool value_take_issuer(const char *text, const char *region, struct buf *out)
{
	const char *at = value_take_after(text, web);
	size_t n;

	at = at ? at : text;
	n = strlen(at);
	while (n && at[n - 1] == '/')
		n--;
	if (n == ISSUER_ID && strspn(at, "0123456789ABCDEF") == ISSUER_ID) {
		if (!*region)
			return false;
		buf_fmt(out, "oidc.eks.%s.%s/id/", region,
			endpoint_dns_suffix(endpoint_partition_of(region)));
	} else if (!n || (at == text && !at[n]) || str_starts(at, "arn:")) {
		return false;
	}
	buf_add(out, at, n);
	return true;
}

/* Of 123456789012 and 1234-5678-9012, which the console shows. "": it is neither. */
static const char *value_take_digits(char digits[13], const char *text)
{
	if (strlen(text) == 14 && text[4] == '-' && text[9] == '-')
		snprintf(digits, 13, "%.4s%.4s%.4s", text, text + 5, text + 10);
	else
		snprintf(digits, 13, "%.12s", strlen(text) == 12 ? text : "");
	if (!arn_is_account_id(digits))
		digits[0] = '\0';
	return digits;
}

static bool value_take_account(const char *text, const char *region, struct buf *out)
{
	char digits[13];

	(void)region;
	buf_str(out, value_take_digits(digits, text));
	return *digits && !str_eq(digits, text);
}

static bool value_take_principal(const char *text, const char *region, struct buf *out)
{
	char digits[13];

	if (!*region || !*value_take_digits(digits, text))
		return false;
	buf_fmt(out, "arn:%s:iam::%s:root", endpoint_partition_of(region), digits);
	return true;
}

static const struct text_form {
	const char *of;
	bool (*take)(const char *text, const char *region, struct buf *out);
} text_forms[] = {
	{ "account-id", value_take_account },
	{ "arn", value_take_principal },
	{ "buckets", value_take_bucket },
	{ ISSUER, value_take_issuer },
};

/* --- all of them ------------------------------------------------------------ */

/* False: out is as it was. */
static bool value_take_one(const struct pack_value *v, const char *text, const char *region,
			   struct buf *out)
{
	const char *picks = *v->picks ? v->picks : value_picks_of(v->kind);
	const char *of = *v->cluster ? ISSUER : *picks ? picks : value_kinds[v->kind].name;
	struct buf plain = BUF(BUF_TEXT), found = BUF(BUF_TEXT);
	size_t n = strlen(text);
	bool quoted = n > 2 && text[0] == '"' && text[n - 1] == '"', any = false, is = false;
	struct arn arn;

	buf_add(&plain, text + quoted, n - 2 * quoted);
	if (!region)
		region = arn_split(plain.s, &arn) && *arn.region ? arn.region :
			 endpoint_home_region(plain.s);
	for (size_t i = 0; i < sizeof(arn_forms) / sizeof(*arn_forms) && !is; i++)
		if (str_eq(arn_forms[i].of, of)) {
			any = true;
			is = value_take_arn(&arn_forms[i], plain.s, region, &found);
		}
	for (size_t i = 0; i < sizeof(text_forms) / sizeof(*text_forms) && !is; i++)
		if (str_eq(text_forms[i].of, of)) {
			any = true;
			buf_reset(&found);
			is = text_forms[i].take(plain.s, region, &found);
		}
	if (is || (any && quoted))
		buf_str(out, is ? found.s : plain.s);
	buf_free(&plain);
	buf_free(&found);
	return is || (any && quoted);
}

bool value_take(const struct pack_value *v, const char *text, const char *region,
		struct buf *out)
{
	struct buf trimmed = BUF(BUF_TEXT), taken = BUF(BUF_TEXT);
	bool changed = false;

	value_trim(&trimmed, text);
	if (!value_kinds[v->kind].list) {
		changed = value_take_one(v, trimmed.s, region, &taken);
	} else {
		struct json *members = value_members(trimmed.s);

		json_each(m, members) {
			buf_str(&taken, taken.len ? ", " : "");
			if (value_take_one(v, json_text(m), region, &taken))
				changed = true;
			else
				buf_str(&taken, json_text(m));
		}
		json_free(members);
	}
	buf_str(out, changed ? taken.s : trimmed.s);
	buf_free(&trimmed);
	buf_free(&taken);
	return changed;
}

bool value_take_check(const struct pack_value *v, const char *text, const char *region,
		      struct err *err)
{
	struct buf taken = BUF(BUF_TEXT);
	bool ok = value_check(v, text, err), elsewhere;

	elsewhere = !ok && value_take(v, text, NULL, &taken) &&
		value_check(v, taken.s, &(struct err)ERR_INIT);
	if (elsewhere && !*region) {
		*err = (struct err)ERR_INIT;
		ok = true;
	} else if (elsewhere) {
		err_set(err, ERR_INPUT, "%s: '%s' is not in %s, the Region of this setup",
			*v->label ? v->label : v->name, text, region);
		err_field(err, v->name);
		err_hint(err, "give one that is in %s, or choose another Region", region);
	}
	buf_free(&taken);
	return ok;
}
