/*
 * sample.h - a small pack of no real platform, for the tests of the pack layer:
 * its texts, and a folder it is written to and read back from.
 */
#ifndef ACCREDIT_TEST_SAMPLE_H
#define ACCREDIT_TEST_SAMPLE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "format/json.h"
#include "pack/pack.h"
#include "pack/pack_load.h"

static const char sample_pack[] =
"{\"pack\": \"1\", \"name\": \"sample\", \"title\": \"Sample\", \"caution\": \"Take care.\","
" \"methods\": ["
"  {\"name\": \"role\", \"title\": \"Role\", \"gives\": \"all\", \"recommended\": true,"
"   \"limits\": [\"One.\"]},"
"  {\"name\": \"keys\", \"title\": \"Keys\", \"gives\": \"some\", \"refused\": \"no keys yet\"}],"
" \"policies\": ["
"  {\"name\": \"wide\", \"title\": \"Wide\", \"document\": \"wide.json\", \"grants\": \"g\","
"   \"risks\": \"r\", \"recommended\": true},"
"  {\"name\": \"wide-scoped\", \"title\": \"Scoped\", \"document\": \"scoped.json\","
"   \"grants\": \"g\", \"risks\": \"r\"}],"
" \"values\": ["
"  {\"name\": \"ROLE_NAME\", \"label\": \"Role name\", \"help\": \"h\", \"kind\": \"role-name\","
"   \"default\": \"Sample\"},"
"  {\"name\": \"POLICY_NAME\", \"label\": \"Policy name\", \"help\": \"h\","
"   \"kind\": \"policy-name\", \"default\": \"${ROLE_NAME}Access\"},"
"  {\"name\": \"BUCKET\", \"label\": \"Bucket\", \"help\": \"h\", \"kind\": \"bucket\"},"
"  {\"name\": \"DATA_BUCKETS\", \"label\": \"Data\", \"help\": \"h\","
"   \"kind\": \"bucket-list\", \"fills\": \"DATA_BUCKET\", \"default\": \"one-data, two-data\"},"
"  {\"name\": \"TAGS\", \"label\": \"Tags\", \"help\": \"h\", \"kind\": \"tags\"},"
"  {\"name\": \"TOKEN\", \"label\": \"Token\", \"help\": \"h\", \"kind\": \"secret\"},"
"  {\"name\": \"PARTS\", \"label\": \"Parts\", \"help\": \"h\", \"kind\": \"parts\","
"   \"check\": [\"a\", \"b\"], \"default\": \"a\"},"
"  {\"name\": \"USER_NAME\", \"label\": \"User\", \"help\": \"h\", \"kind\": \"user-name\","
"   \"default\": \"Sample\", \"when\": {\"method\": [\"keys\"]}},"
"  {\"name\": \"ACCOUNT_ID\", \"label\": \"Account\", \"help\": \"h\","
"   \"kind\": \"account-id\"},"
"  {\"name\": \"REGION\", \"label\": \"Region\", \"help\": \"h\", \"kind\": \"region\"}],"
" \"derived\": [{\"name\": \"SHORT\", \"of\": \"ROLE_NAME\", \"first\": 8}],"
" \"resources\": ["
"  {\"id\": \"profile\", \"kind\": \"instance-profile\", \"name\": \"${ROLE_NAME}\","
"   \"needs\": [\"policy\"], \"when\": {\"method\": [\"role\"]}},"
"  {\"id\": \"policy\", \"kind\": \"role-policy\", \"name\": \"${POLICY_NAME}\","
"   \"role\": \"${ROLE_NAME}\", \"document\": \"$policy\", \"needs\": [\"role\", \"extra\"],"
"   \"when\": {\"method\": [\"role\"]}},"
"  {\"id\": \"extra\", \"kind\": \"role\", \"name\": \"Extra\", \"document\": \"trust.json\","
"   \"when\": {\"part\": [\"b\"]}},"
"  {\"id\": \"role\", \"kind\": \"role\", \"name\": \"${ROLE_NAME}\", \"description\": \"d\","
"   \"tags\": {\"made\": \"for ${SETUP}\"}, \"document\": \"trust.json\","
"   \"when\": {\"method\": [\"role\"]}}],"
" \"probes\": ["
"  {\"id\": \"identity\", \"says\": \"s\", \"call\": {\"identity\": \"${ROLE_NAME}\"},"
"   \"expected\": \"allow\", \"where\": \"worker\"},"
"  {\"id\": \"list\", \"says\": \"s\", \"call\": [\"s3api\", \"list-buckets\"],"
"   \"expected\": \"allow\", \"where\": \"worker\", \"when\": {\"policy\": [\"wide\"]}},"
"  {\"id\": \"list\", \"says\": \"s\", \"call\": [\"s3api\", \"list-buckets\"],"
"   \"expected\": \"deny\", \"where\": \"worker\", \"when\": {\"policy\": [\"wide-scoped\"]}},"
"  {\"id\": \"canary\", \"says\": \"s\", \"call\": {\"canary\": \"${BUCKET}\"},"
"   \"expected\": \"allow\", \"where\": \"worker\"}],"
" \"notes\": [{\"label\": \"Role\", \"text\": \"${ROLE_NAME} in ${ACCOUNT_ID}\"},"
"  {\"label\": \"Bucket\", \"text\": \"${BUCKET}\"}],"
" \"vendor\": [{\"label\": \"Role\", \"text\": \"role=${ROLE_NAME}\"}]}";

static const char sample_trust[] =
"{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\":"
" {\"Service\": \"ec2.${DNS_SUFFIX}\"}, \"Action\": \"sts:AssumeRole\"}]}";

static const char sample_wide[] =
"{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"Wide\", \"Effect\": \"Allow\","
" \"Action\": [\"s3:*\"], \"Resource\": [\"*\"], \"Condition\": {\"StringLike\":"
" {\"s3:prefix\": \"${aws:username}/*\"}}}]}";

static const char sample_scoped[] =
"{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\","
" \"Action\": [\"s3:GetObject\"], \"Resource\": [\"arn:${PARTITION}:s3:::${BUCKET}/*\","
" \"arn:${PARTITION}:s3:::${DATA_BUCKET}\"]}]}";

/* The texts as trees that a test may spoil before they are written. */
struct sample {
	char folder[64];
	struct json *pack, *trust, *wide, *scoped;
};

static inline struct json *sample_parse(const char *text)
{
	struct err err = ERR_INIT;
	struct json *j = json_parse(text, strlen(text), "text", &err);

	if (!j)
		fail_msg("%s", err.text);
	return j;
}

static inline void sample_new(struct sample *s)
{
	snprintf(s->folder, sizeof(s->folder), "%s", "/tmp/accredit-pack-XXXXXX");
	assert_non_null(mkdtemp(s->folder));
	s->pack = sample_parse(sample_pack);
	s->trust = sample_parse(sample_trust);
	s->wide = sample_parse(sample_wide);
	s->scoped = sample_parse(sample_scoped);
}

/* Written plainly: a thousand rounds would wait long for synced ones. */
static inline void sample_text(const struct sample *s, const char *name,
			       const char *text, size_t n)
{
	struct err err = ERR_INIT;
	char *path = xasprintf("%s/%s", s->folder, name), *slash;
	FILE *f;

	slash = strrchr(path, '/');
	*slash = '\0';
	if (!file_folder(path, &err))
		fail_msg("%s", err.text);
	*slash = '/';
	f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	free(path);
}

static inline void sample_tree(const struct sample *s, const char *name,
			       const struct json *j)
{
	struct buf text = BUF(64u << 20);

	json_pretty(&text, j);
	sample_text(s, name, text.s, text.len);
	buf_free(&text);
}

static inline void sample_write(const struct sample *s)
{
	sample_tree(s, "pack.json", s->pack);
	sample_tree(s, "documents/trust.json", s->trust);
	sample_tree(s, "documents/wide.json", s->wide);
	sample_tree(s, "documents/scoped.json", s->scoped);
}

static inline void sample_free(struct sample *s)
{
	char *command = xasprintf("rm -rf '%s'", s->folder);

	if (system(command))
		printf("cannot remove %s\n", s->folder);
	free(command);
	json_free(s->pack);
	json_free(s->trust);
	json_free(s->wide);
	json_free(s->scoped);
}

/* The pack as it is, loaded; pack_free it. */
static inline struct pack *sample_load(void)
{
	struct err err = ERR_INIT;
	struct sample s;
	struct pack *p;

	sample_new(&s);
	sample_write(&s);
	p = pack_load_from(s.folder, &err);
	if (!p)
		fail_msg("%s", err.text);
	sample_free(&s);
	return p;
}

#endif
