/* value_kind.c - see value_kind.h. */
#include "config.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "aws/endpoint.h"
#include "aws/region.h"
#include "base/buf.h"
#include "base/str.h"
#include "keys/access_key.h"
#include "kinds/value_kind.h"

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGIT "0123456789"
#define WORD LOWER UPPER DIGIT "_"
#define IAM_NAME WORD "+=,.@-"

static bool value_kind_is_bucket(const char *s);
static bool value_kind_is_region(const char *s);
static bool value_kind_is_profile(const char *s);
static bool value_kind_is_path(const char *s);
static bool value_kind_is_cidr(const char *s);
static bool value_kind_is_yes_no(const char *s);
static bool value_kind_is_arn(const char *s);
static bool value_kind_is_iam_path(const char *s);
static bool value_kind_is_managed(const char *s);
static bool value_kind_is_label(const char *s);
static bool value_kind_is_tag(const char *s);
static bool value_kind_is_instance(const char *s);
static bool value_kind_is_subnet(const char *s);
static bool value_kind_is_group(const char *s);

#define IAM_HINT "allowed: letters, digits and + = , . @ _ - (no spaces)"

const struct value_kind value_kinds[VALUE_KINDS] = {
	[VALUE_ROLE_NAME] = {
		.name = "role-name",
		.example = "Example",
		.chars = IAM_NAME,
		.min = 1,
		.max = 64,
		.what = "a role name",
		.hint = "1 to 64 characters; " IAM_HINT,
	},
	[VALUE_USER_NAME] = {
		.name = "user-name",
		.example = "Example",
		.chars = IAM_NAME,
		.min = 1,
		.max = 64,
		.what = "a user name",
		.hint = "1 to 64 characters; " IAM_HINT,
	},
	[VALUE_POLICY_NAME] = {
		.name = "policy-name",
		.example = "Example",
		.chars = IAM_NAME,
		.min = 1,
		.max = 128,
		.what = "a policy name",
		.hint = "1 to 128 characters; " IAM_HINT,
	},
	[VALUE_BUCKET] = {
		.name = "bucket",
		.example = "example-bucket",
		.chars = LOWER DIGIT ".-",
		.min = 3,
		.max = 63,
		.more = value_kind_is_bucket,
		.what = "a bucket name",
		.hint = "3 to 63 lowercase letters, digits, dots and hyphens, "
			"starting and ending with a letter or digit",
	},
	[VALUE_BUCKET_LIST] = {
		.name = "bucket-list",
		.example = "example-bucket, example-data",
		.list = true,
		.chars = LOWER DIGIT ".-",
		.min = 3,
		.max = 63,
		.more = value_kind_is_bucket,
		.what = "a bucket name",
		.hint = "comma-separated bucket names: 3 to 63 lowercase letters, digits, dots and hyphens each",
	},
	[VALUE_ACCOUNT_ID] = {
		.name = "account-id",
		.example = "123456789012",
		.chars = DIGIT,
		.min = 12,
		.max = 12,
		.what = "an account ID",
		.hint = "12 digits",
	},
	[VALUE_REGION] = {
		.name = "region",
		.example = "us-east-1",
		.chars = LOWER DIGIT "-",
		.min = 9,
		.max = 25,
		.more = value_kind_is_region,
		.what = "a region",
		.hint = "a name such as us-east-1",
	},
	[VALUE_PROFILE] = {
		.name = "profile",
		.example = "default",
		.min = 1,
		.max = 128,
		.more = value_kind_is_profile,
		.what = "a profile name",
		.hint = "up to 128 characters, no brackets, no control characters",
	},
	[VALUE_PATH] = {
		.name = "path",
		.example = "keys.csv",
		.min = 1,
		.max = 4095,
		.more = value_kind_is_path,
		.what = "a file's path",
		.hint = "enter a file, not a folder",
	},
	[VALUE_CIDR_LIST] = {
		.name = "cidr-list",
		.example = "192.0.2.0/24, 198.51.100.7",
		.list = true,
		.chars = DIGIT "abcdefABCDEF.:/",
		.min = 2,
		.max = 49,
		.more = value_kind_is_cidr,
		.what = "an IP address range",
		.hint = "comma-separated IP addresses or CIDR ranges, such as 192.0.2.7 or 192.0.2.0/24",
	},
	[VALUE_TEXT] = {
		.name = "text",
		.example = "example",
		.loose = true,
		.min = 1,
		.max = 1024,
		.what = "a text",
		.hint = "one line of plain text",
	},
	[VALUE_YES_NO] = {
		.name = "yes-no",
		.example = "no",
		.chars = LOWER,
		.min = 2,
		.max = 3,
		.more = value_kind_is_yes_no,
		.what = "yes or no",
		.hint = "yes or no",
	},
	[VALUE_CHOICE] = {
		.name = "choice",
		.example = "",
		.chars = WORD ".-",
		.min = 1,
		.max = 64,
		.what = "a choice",
	},
	[VALUE_PARTS] = {
		.name = "parts",
		.example = "",
		.list = true,
		.chars = WORD ".-",
		.min = 1,
		.max = 64,
		.what = "a part",
	},
	[VALUE_TAGS] = {
		.name = "tags",
		.example = "Key=Value",
		.list = true,
		.min = 2,
		.max = 385,
		.more = value_kind_is_tag,
		.what = "a tag",
		.hint = "comma-separated Key=Value pairs; letters, digits, spaces and _ . : / = + - @; a key must not start with aws: or accredit:",
	},
	[VALUE_EXTERNAL_ID] = {
		.name = "external-id",
		.example = "example-id",
		.chars = WORD "+=,.@:/-",
		.min = 2,
		.max = 1224,
		.what = "an external ID",
		.hint = "2 to 1224 letters, digits and + = , . @ : / _ -",
	},
	[VALUE_ARN] = {
		.name = "arn",
		.example = "arn:aws:iam::123456789012:role/Example",
		.chars = WORD "+=,.@:/-",
		.min = 20,
		.max = 2048,
		.more = value_kind_is_arn,
		.what = "an ARN",
		.hint = "an ARN such as arn:aws:iam::123456789012:role/Example",
	},
	[VALUE_IAM_PATH] = {
		.name = "iam-path",
		.example = "/team/",
		.chars = IAM_NAME "/",
		.min = 1,
		.max = 512,
		.more = value_kind_is_iam_path,
		.what = "an IAM path",
		.hint = "a path starts and ends with /, such as /team/; allowed: letters, digits and + = , . @ _ -",
	},
	[VALUE_BOUNDARY] = {
		.name = "boundary",
		.example = "arn:aws:iam::123456789012:policy/Boundary",
		.chars = IAM_NAME ":/",
		.min = 20,
		.max = 2048,
		.more = value_kind_is_managed,
		.what = "the ARN of a managed policy",
		.hint = "an ARN such as arn:aws:iam::123456789012:policy/Boundary, or an AWS managed policy such as arn:aws:iam::aws:policy/PowerUserAccess",
	},
	[VALUE_KUBERNETES_NAME] = {
		.name = "kubernetes-name",
		.example = "example",
		.chars = LOWER DIGIT "-",
		.min = 1,
		.max = 63,
		.more = value_kind_is_label,
		.what = "a Kubernetes name",
		.hint = "1 to 63 lowercase letters, digits and hyphens, starting and ending with a letter or digit",
	},
	[VALUE_INSTANCE_ID] = {
		.name = "instance-id",
		.example = "i-0123456789abcdef0",
		.chars = DIGIT "abcdefi-",
		.min = 10,
		.max = 19,
		.more = value_kind_is_instance,
		.what = "an instance ID",
		.hint = "an instance ID such as i-0123456789abcdef0",
	},
	[VALUE_SUBNET_ID] = {
		.name = "subnet-id",
		.example = "subnet-0123456789abcdef0",
		.chars = DIGIT LOWER "-",
		.min = 15,
		.max = 24,
		.more = value_kind_is_subnet,
		.what = "a subnet ID",
		.hint = "a subnet ID such as subnet-0123456789abcdef0",
	},
	[VALUE_SECURITY_GROUP_ID] = {
		.name = "security-group-id",
		.example = "sg-0123456789abcdef0",
		.chars = DIGIT LOWER "-",
		.min = 11,
		.max = 20,
		.more = value_kind_is_group,
		.what = "a security group ID",
		.hint = "a security group ID such as sg-0123456789abcdef0",
	},
	[VALUE_ACCESS_KEY_ID] = {
		.name = "access-key-id",
		.example = "AKIAIOSFODNN7EXAMPLE",
		.own = access_key_check_id,
		.what = "an access key ID",
	},
	[VALUE_SECRET] = {
		.name = "secret",
		.example = "",
		.loose = true,
		.min = 1,
		.max = 4096,
		.what = "a secret",
	},
};

const struct value_kind *value_kind_find(const char *name)
{
	for (int i = VALUE_UNKNOWN + 1; i < VALUE_KINDS; i++)
		if (str_eq(value_kinds[i].name, name))
			return &value_kinds[i];
	return NULL;
}

static bool value_kind_one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

/* A DNS label: no hyphen at either end. */
static bool value_kind_is_label(const char *s)
{
	return *s && s[0] != '-' && s[strlen(s) - 1] != '-';
}

static bool value_kind_is_bucket(const char *s)
{
	static const char *const first[] = { "xn--", "sthree-" };
	static const char *const last[] = { "-s3alias", "--ol-s3", ".mrap", "--x-s3",
					    "--table-s3" };
	struct in_addr unused;

	for (size_t i = 0; i < sizeof(first) / sizeof(*first); i++)
		if (str_starts(s, first[i]))
			return false;
	for (size_t i = 0; i < sizeof(last) / sizeof(*last); i++)
		if (str_ends(s, last[i]))
			return false;
	return value_kind_one_of(s[0], LOWER DIGIT) &&
		value_kind_one_of(s[strlen(s) - 1], LOWER DIGIT) && !strstr(s, "..") &&
		inet_pton(AF_INET, s, &unused) != 1;
}

static bool value_kind_is_region(const char *s)
{
	struct err unused = ERR_INIT;

	return endpoint_region_check(s, &unused);
}

static bool value_kind_is_profile(const char *s)
{
	return !strpbrk(s, "[]\"'#;") && !str_ends(s, " ");
}

static bool value_kind_is_path(const char *s)
{
	return !str_ends(s, "/") && !str_ends(s, "/.") && !str_ends(s, "/..") &&
	       !str_eq(s, ".") && !str_eq(s, "..");
}

static bool value_kind_is_cidr(const char *s)
{
	size_t n = strcspn(s, "/");
	char address[64];
	struct in6_addr unused;
	int bits = -1;

	if (n >= sizeof(address))
		return false;
	memcpy(address, s, n);
	address[n] = '\0';
	if (s[n]) {
		size_t digits = strspn(s + n + 1, DIGIT);

		if (!digits || digits > 3 || s[n + 1 + digits])
			return false;
		bits = atoi(s + n + 1);
	}
	if (inet_pton(AF_INET, address, &unused) == 1)
		return bits <= 32;
	return inet_pton(AF_INET6, address, &unused) == 1 && bits <= 128;
}

static bool value_kind_is_yes_no(const char *s)
{
	return str_eq(s, "yes") || str_eq(s, "no");
}

static bool value_kind_is_arn(const char *s)
{
	size_t colons = 0;

	for (const char *c = s; *c; c++)
		colons += *c == ':';
	return str_starts(s, "arn:") && colons >= 5 && !str_ends(s, ":");
}

static bool value_kind_is_iam_path(const char *s)
{
	return *s == '/' && str_ends(s, "/") && !strstr(s, "//");
}

/* arn:PARTITION:iam::ACCOUNT:policy/NAME, the account twelve digits or "aws" */
static bool value_kind_is_managed(const char *s)
{
	const char *at = strstr(s, ":iam::");
	size_t n;

	if (!str_starts(s, "arn:aws") || !at || memchr(s + 4, ':', (size_t)(at - s) - 4))
		return false;
	at += strlen(":iam::");
	n = strspn(at, DIGIT);
	if (n != 12 && str_starts(at, "aws:"))
		n = strlen("aws");
	else if (n != 12)
		return false;
	return str_starts(at + n, ":policy/") && !str_ends(at, "/") && !strstr(at, "//");
}

/* The ASCII characters that IAM accepts in tags; others are not checked. */
static bool value_kind_is_tag(const char *s)
{
	size_t key = strcspn(s, "=");

	for (const char *c = s; *c; c++)
		if ((unsigned char)*c < 0x80 && !strchr(WORD " .:/=+-@", *c))
			return false;
	return s[key] && key >= 1 && key <= 128 && strlen(s + key + 1) <= 256 &&
	       strncasecmp(s, "aws:", 4) && strncasecmp(s, "accredit:", 9);
}

static bool value_kind_is_instance(const char *s)
{
	size_t n = strlen(s);

	return str_starts(s, "i-") && (n == 10 || n == 19) &&
	       !s[2 + strspn(s + 2, DIGIT "abcdef")];
}

/* 8 to 17 hexadecimal digits after its kind. */
static bool value_kind_is_id(const char *s, const char *kind)
{
	size_t n = strlen(kind), digits = str_starts(s, kind) ?
					  strspn(s + n, DIGIT "abcdef") : 0;

	return digits >= 8 && digits <= 17 && !s[n + digits];
}

static bool value_kind_is_subnet(const char *s)
{
	return value_kind_is_id(s, "subnet-");
}

static bool value_kind_is_group(const char *s)
{
	return value_kind_is_id(s, "sg-");
}

size_t value_kind_characters(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

static bool value_kind_remedy(const struct value_kind *k, const char *text, struct err *err)
{
	const struct region *near = k == &value_kinds[VALUE_REGION] ? region_near(text) :
								      NULL;

	if (near)
		return err_hint(err, "did you mean %s (%s)?", near->name, near->where);
	return err_hint(err, "%s", k->hint ? k->hint : "");
}

bool value_kind_check(const struct value_kind *k, const char *label, const char *text,
		       struct err *err)
{
	size_t n = value_kind_characters(text);
	const char *at;

	if (k->own)
		return k->own(text, err);
	if (!str_is_clean(text)) {
		err_set(err, ERR_INPUT, "%s: '%s' contains an invisible character", label,
			text);
		return err_hint(err, "type it again instead of pasting it");
	}
	if (n > k->max) {
		err_set(err, ERR_INPUT,
			"%s: '%.60s...' has %zu characters (%s has at most %zu)", label,
			text, n, k->what, k->max);
		return err_hint(err, "enter a shorter one");
	}
	at = k->chars ? text + strspn(text, k->chars) : "";
	if (*at) { /* one character that is not allowed, all bytes of it */
		uint32_t code;
		size_t bytes = str_utf8(at, strlen(at), &code);

		err_set(err, ERR_INPUT, "%s: '%s' is not %s: '%.*s' is not allowed", label,
			text, k->what, (int)(bytes ? bytes : 1), at);
		return value_kind_remedy(k, text, err);
	}
	if (n < k->min || (k->more && !k->more(text))) {
		err_set(err, ERR_INPUT, "%s: '%s' is not %s", label, text, k->what);
		return value_kind_remedy(k, text, err);
	}
	return true;
}

