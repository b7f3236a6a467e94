/* cli_s3.c - buckets, their settings, policies and access logs; see cli.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/cli.h"
#include "resource/kind.h"

#define OWNED "--bucket {} --expected-bucket-owner \"$account\""

/* In the order in which they can be set: an ACL is refused before ownership allows it. */
static const struct setting {
	const char *document; /* S3's own word for it */
	const char *get, *put, *flag;
	const char *reply; /* the member of the response that has it, or "" */
} settings[] = {
	{ "VersioningConfiguration", "get-bucket-versioning", "put-bucket-versioning",
	  "--versioning-configuration", "" },
	{ "ServerSideEncryptionConfiguration", "get-bucket-encryption",
	  "put-bucket-encryption", "--server-side-encryption-configuration",
	  "ServerSideEncryptionConfiguration" },
	{ "PublicAccessBlockConfiguration", "get-public-access-block",
	  "put-public-access-block", "--public-access-block-configuration",
	  "PublicAccessBlockConfiguration" },
	{ "OwnershipControls", "get-bucket-ownership-controls",
	  "put-bucket-ownership-controls", "--ownership-controls", "OwnershipControls" },
	{ "ACL", "get-bucket-acl", "put-bucket-acl", "--acl", "" },
	{ "LifecycleConfiguration", "get-bucket-lifecycle-configuration",
	  "put-bucket-lifecycle-configuration", "--lifecycle-configuration", "" },
};
#define SETTINGS (sizeof(settings) / sizeof(*settings))

/* --- queries ---------------------------------------------------------------------------
 */

/* Whether all that is wanted is so at path; there may be more. */
static void cli_s3_holds(struct buf *query, const char *path, const struct json *wanted)
{
	bool first = true;

	if (json_type(wanted) != JSON_OBJECT && json_type(wanted) != JSON_LIST) {
		buf_fmt(query, "%s==", path);
		cli_literal(query, wanted);
		return;
	}
	json_each(one, wanted) {
		struct buf at = BUF(BUF_TEXT);

		buf_str(query, first ? "" : "&&");
		first = false;
		if (json_type(wanted) == JSON_LIST) {
			buf_fmt(query, "length((%s||`[]`)[?", path);
			cli_s3_holds(query, "@", one);
			buf_str(query, "])>`0`");
		} else {
			buf_fmt(&at, "%s%s", path, *path ? "." : "");
			json_quote(&at, json_key(one));
			cli_s3_holds(query, at.s, one);
		}
		buf_free(&at);
	}
}

/* "private": no one but the owner is named. */
static const char private_acl[] = "length(Grants)==`1`&&Grants[0].Grantee.ID==Owner.ID&&"
				  "Grants[0].Permission==`\"FULL_CONTROL\"`";

static char *cli_s3_query(const struct setting *s, const struct json *wanted)
{
	struct buf query = BUF(BUF_TEXT);

	if (str_eq(s->document, "ACL"))
		buf_str(&query, private_acl);
	else
		cli_s3_holds(&query, s->reply, wanted);
	return buf_take(&query);
}

/*
 * {LIST: ours, then those of the bucket whose KEY ours do not have}: lifecycle rules and
 * tags are set as a whole, and those of others stay.
 */
static char *cli_s3_merge(const char *list, const char *key, const struct json *ours)
{
	struct buf query = BUF(BUF_TEXT);
	struct json *keys = json_list_new();

	json_each(one, ours)
		json_push(keys, json_string_new(json_str(one, key)));
	buf_fmt(&query, "{%s:[", list);
	cli_literal(&query, ours);
	buf_fmt(&query, ",%s[?!contains(", list);
	cli_literal(&query, keys);
	buf_fmt(&query, ",%s||`\"\"`)]][]}", key);
	json_free(keys);
	return buf_take(&query);
}

/* --- a bucket ----------------------------------------------------------------------------
 */

static void cli_s3_look(struct cli_out *out, const struct resource *r, const char *tag)
{
	struct buf query = BUF(BUF_TEXT);

	buf_fmt(&query, "[%s,`true`,", tag);
	cli_tags_complete(&query, "TagSet", resource_get(r, "tags"), false);
	buf_char(&query, ']');
	cli_say(&out->make,
		"if looks; then\n"
		"\tget s3api head-bucket " OWNED " --query BucketRegion\n"
		"\tif [ \"$there\" ]; then\n"
		"\t\tcase $found in\n"
		"\t\t\"$region\" | None | '') ;;\n"
		"\t\t*) stop \"$what is in $found, not in $region: choose another name\" ;;\n"
		"\t\tesac\n"
		"\t\tget s3api get-bucket-tagging " OWNED " \\\n"
		"\t\t\t--query {}\n"
		"\t\tfields=${found:-None${tab}True${tab}False} equal=True\n",
		r->name, r->name, query.s);
	for (size_t i = 0; i < SETTINGS; i++) {
		const struct setting *s = &settings[i];
		const struct json *wanted =
			json_get(resource_get(r, "document"), s->document);
		char *holds = wanted ? cli_s3_query(s, wanted) : NULL;

		if (holds)
			cli_say(&out->make,
				"\t\tif needs s3api {!} " OWNED " \\\n"
				"\t\t\t--query {}; then equal=False; fi\n",
				s->get, r->name, holds);
		free(holds);
	}
	cli_say(&out->make,
		"\t\tthere=yes found=$fields$tab$equal\n"
		"\tfi\n"
		"\tjudge {!}\n"
		"fi\n",
		cli_others(r));
	buf_free(&query);
}

static void cli_s3_set(struct cli_out *out, const struct resource *r,
		       const struct setting *s, const struct json *wanted)
{
	char *holds = cli_s3_query(s, wanted), *merge = NULL, *value;
	const struct json *rules = json_get(wanted, "Rules");

	value = json_text(wanted) ? xstrdup(json_text(wanted)) :
				    cli_json(json_copy(wanted));
	cli_say(&out->make,
		"\tif needs s3api {!} " OWNED " \\\n"
		"\t\t--query {}; then\n",
		s->get, r->name, holds);
	if (str_starts(s->document, "Lifecycle")) {
		merge = cli_s3_merge("Rules", "ID", rules);
		cli_say(&out->make,
			"\t\tmerged {} s3api {!} " OWNED " \\\n"
			"\t\t\t--query {}\n"
			"\t\trun s3api {!} " OWNED " {!} \"$found\"\n",
			value, s->get, r->name, merge, s->put, r->name, s->flag);
	} else {
		cli_say(&out->make, "\t\trun s3api {!} " OWNED " \\\n\t\t\t{!} {}\n",
			s->put, r->name, s->flag, value);
	}
	buf_str(&out->make, "\tfi\n");
	free(value);
	free(merge);
	free(holds);
}

static void cli_s3_tag(struct cli_out *out, const struct resource *r)
{
	struct json *tags = tags_to_aws(resource_get(r, "tags")), *set = json_object_new();
	char *merge = cli_s3_merge("TagSet", "Key", tags), *only;

	json_put(set, "TagSet", tags);
	only = cli_json(set);
	cli_say(&out->make,
		"\tif ours; then\n"
		"\t\tmerged {} s3api get-bucket-tagging " OWNED " \\\n"
		"\t\t\t--query {}\n"
		"\t\trun s3api put-bucket-tagging " OWNED " --tagging \"$found\"\n"
		"\tfi\n",
		only, r->name, merge, r->name);
	free(only);
	free(merge);
}

void cli_bucket(struct cli_out *out, const struct resource *r)
{
	char *self = xasprintf("bucket/%s", r->name);
	struct buf tag = BUF(BUF_TEXT);

	cli_tag(&tag, "TagSet", false);
	cli_about(out, r, self);
	cli_s3_look(out, r, tag.s);
	cli_say(&out->make,
		"if creates; then\n"
		"\tunused s3api head-bucket " OWNED "\n"
		"\tif [ \"$region\" = us-east-1 ]; then\n"
		"\t\trun s3api create-bucket --bucket {}\n"
		"\telse\n"
		"\t\trun s3api create-bucket --bucket {} \\\n"
		"\t\t\t--create-bucket-configuration \"LocationConstraint=$region\"\n"
		"\tfi\n"
		"fi\n"
		"if creates || updates; then\n",
		r->name, r->name, r->name);
	cli_s3_tag(out, r);
	for (size_t i = 0; i < SETTINGS; i++) {
		const struct json *wanted =
			json_get(resource_get(r, "document"), settings[i].document);

		if (wanted)
			cli_s3_set(out, r, &settings[i], wanted);
	}
	buf_str(&out->make, "fi\n");
	cli_say(&out->undo,
		"if looks; then\n"
		"\tget s3api head-bucket " OWNED " --query BucketRegion\n"
		"\tif [ \"$there\" ]; then\n"
		"\t\tget s3api get-bucket-tagging " OWNED " \\\n"
		"\t\t\t--query {}\n"
		"\t\tthere=yes\n"
		"\tfi\n"
		"\tjudge\n"
		"fi\n"
		"if removes; then try s3api delete-bucket " OWNED "; fi\n",
		r->name, r->name, tag.s, r->name);
	buf_free(&tag);
	free(self);
}

/* --- its parts ---------------------------------------------------------------------------
 */

/*
 * S3 returns a policy as text, which the shell does not take apart: a policy that exists
 * and lacks our statements is never replaced.
 */
void cli_bucket_policy(struct cli_out *out, const struct resource *r)
{
	const struct json *document = resource_get(r, "document");
	char *parent = cli_parent(r), *statement;

	cli_about(out, r, "-");
	cli_document(out, r, document);
	cli_say(&out->make,
		"if looks {}; then\n"
		"\tget s3api get-bucket-policy " OWNED " --query Policy\n"
		"\tall=$(bare \"$found\") found=True\n",
		parent, r->name);
	json_each(one, json_get(document, "Statement")) {
		statement = cli_json(json_copy(one));
		cli_say(&out->make,
			"\tcase $all in\n"
			"\t*\"$(bare {})\"*) ;;\n"
			"\t*) found=False ;;\n"
			"\tesac\n",
			statement);
		free(statement);
	}
	cli_say(&out->make,
		"\tif [ \"$there$found\" = yesFalse ]; then\n"
		"\t\tstop \"$what exists: add the statements of documents/\"{}\".json to it, \\\n"
		"then run this again\"\n"
		"\tfi\n"
		"\tjudge_part {} keep\n"
		"fi\n"
		"if creates; then\n"
		"\tunused s3api get-bucket-policy " OWNED "\n"
		"\trun s3api put-bucket-policy " OWNED " --policy \"$(document {})\"\n"
		"fi\n",
		r->id, parent, r->name, r->name, r->id);
	cli_say(&out->undo,
		"if looks; then\n"
		"\tget s3api get-bucket-policy " OWNED " --query Policy\n"
		"\tif [ \"$(bare \"$found\")\" = \"$(bare \"$(document {})\")\" ]; then decide; fi\n"
		"fi\n"
		"if removes; then try s3api delete-bucket-policy " OWNED "; fi\n",
		r->name, r->id, r->name);
	free(parent);
}

void cli_bucket_logging(struct cli_out *out, const struct resource *r)
{
	const char *prefix = resource_str(r, "prefix");
	char *parent = cli_parent(r), *status;
	struct json *tree = json_object_new();
	struct json *params = cli_params("TargetBucket", resource_str(r, "target"), NULL);
	struct buf query = BUF(BUF_TEXT);

	json_put_str(params, "TargetPrefix", prefix);
	json_put(tree, "LoggingEnabled", params);
	cli_s3_holds(&query, "", tree);
	status = cli_json(tree);
	cli_about(out, r, "-");
	cli_say(&out->make,
		"if looks {}; then\n"
		"\tget s3api get-bucket-logging " OWNED " --query {}\n"
		"\tif [ \"$found\" != True ]; then\n"
		"\t\tget s3api get-bucket-logging " OWNED
		" --query LoggingEnabled.TargetBucket\n"
		"\t\tcase $found in\n"
		"\t\t'' | None) there= ;;\n"
		"\t\tesac\n"
		"\tfi\n"
		"\tjudge_part {} {!}\n"
		"fi\n"
		"if creates || updates; then\n"
		"\trun s3api put-bucket-logging " OWNED " \\\n"
		"\t\t--bucket-logging-status {}\n"
		"fi\n",
		parent, r->name, query.s, r->name, parent, cli_others(r), r->name, status);
	cli_say(&out->undo,
		"if looks; then\n"
		"\tget s3api get-bucket-logging " OWNED " --query {}\n"
		"\tjudge_link\n"
		"fi\n"
		"if removes; then\n"
		"\ttry s3api put-bucket-logging " OWNED " --bucket-logging-status {}\n"
		"fi\n",
		r->name, query.s, r->name, "{}");
	buf_free(&query);
	free(status);
	free(parent);
}
