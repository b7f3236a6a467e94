/* test_pack.c - packs: every mistake is found, with its place. */
#include "config.h"

#include "unit.h"

#include "base/str.h"
#include "kinds/value_kind.h"
#include "kinds/value_picks.h"
#include "pack/templates.h"
#include "pack/pack_load.h"
#include "sample.h"

#define KEY_PROBE(words) "{\"id\": \"by-key\", \"says\": \"s\", \"call\": [" words "]," \
	" \"expected\": \"allow\", \"where\": \"key\"}"
#define GROUP(name, more) "[{\"name\": \"" name "\", \"title\": \"One\"" more "}]"

/*
 * One mistake each: at is "pack", "trust", "wide" or "scoped" and a path below
 * it, "+" at its end adds to a list; text NULL takes the member away.
 */
static const struct {
	const char *at, *text, *line;
} mistakes[] = {
	/* shape */
	{ "pack.pack", "\"2\"", "pack.json: pack: '2' is not the supported version" },
	{ "pack.pack", NULL, "pack.json: 'pack' is missing" },
	{ "pack.colour", "1", "pack.json: colour: unknown member" },
	{ "pack.title", "3", "pack.json: title: must be a text, not a number" },
	{ "pack.title", "\"\"", "pack.json: title: must not be empty" },
	{ "pack.methods", "{}", "pack.json: methods: must be a list, not an object" },
	{ "pack.methods", "[]", "pack.json: methods: holds nothing" },
	{ "pack.resources", "[]", "pack.json: resources: holds nothing" },
	{ "pack.notes.+", "\"x\"", "pack.json: notes[2]: must be an object" },
	{ "pack.notes.0.colour", "1", "pack.json: notes[0].colour: unknown member" },
	{ "pack.notes.1.text", NULL, "pack.json: notes[1]: 'text' is missing" },
	{ "pack.methods.0.limits", "[\"a\", 1]", "methods[0].limits: member 1 is not a text" },
	{ "pack.methods.0.recommended", "\"yes\"", "must be true or false, not a text" },
	{ "pack.name", "\"My Pack\"", "pack.json: name: 'My Pack' must consist of" },
	{ "pack.policies.0.name", "\"Wide\"", "policies[0].name: 'Wide' must consist of" },
	/* values */
	{ "pack.values.0.kind", "\"rolename\"", "values[0].kind: 'rolename' is not one of" },
	{ "pack.values.0.name", "\"role\"", "values[0].name: 'role' must consist of uppercase" },
	{ "pack.values.4.name", "\"SETUP\"", "'SETUP' is a name that accredit sets" },
	{ "pack.values.0.default", "\"a b\"", "values[0].default: Role name: 'a b'" },
	{ "pack.values.1.default", "\"${ROLE_NAME} x\"", "values[1].default: Policy name:" },
	{ "pack.values.1.default", "\"${POLICY_NAME}\"", "refers to itself" },
	{ "pack.values.1.default", "\"${NOPE}\"", "values[1].default: ${NOPE} is not a value" },
	{ "pack.values.5.default", "\"x\"", "values[5].default: a secret has no default" },
	{ "pack.values.6.check", NULL, "values[6].check: a value of kind parts needs" },
	{ "pack.values.0.check", "3", "values[0].check: must be a list of words or an" },
	{ "pack.values.0.check", "{\"min\": 1}", "values[0].check: 'says' is missing" },
	{ "pack.values.0.check", "{\"says\": \"s\", \"most\": 1}", "check.most: unknown member" },
	{ "pack.values.0.check", "{\"says\": \"s\", \"pattern\": \"(\"}",
	  "values[0].check.pattern: '(' is not a regular expression" },
	{ "pack.values.0.picks", "\"role\"", "values[0].picks: 'role' is not one of buckets," },
	{ "pack.values.0.fills", "\"X\"", "values[0].fills: only a list fills" },
	{ "pack.values.3.fills", "\"BUCKET\"", "values[3].fills: 'BUCKET' is a value itself" },
	{ "pack.values.+", "{\"name\": \"BUCKET\", \"label\": \"l\", \"help\": \"h\","
	  " \"kind\": \"bucket\"}", "values[10].name: 'BUCKET' is in values[2], too" },
	/* resources */
	{ "pack.resources.1.kind", "\"rol\"",
	  "resources[1].kind: 'rol' is not one of role, role-policy, instance-profile" },
	{ "pack.resources.1.id", "\"A b\"", "resources[1].id: 'A b' must consist of" },
	{ "pack.resources.1.role", NULL, "resources[1]: 'role' is missing" },
	{ "pack.resources.1.path", "\"/x/\"", "resources[1].path: not a member of" },
	{ "pack.resources.1.role", "3", "resources[1].role: must be a text" },
	{ "pack.resources.1.document", NULL, "resources[1]: 'document' is missing" },
	{ "pack.resources.0.document", "\"trust.json\"",
	  "resources[0].document: a resource of kind instance-profile has" },
	{ "pack.resources.3.tags", "{\"a\": 1}", "resources[3].tags: 'a' is not a text" },
	{ "pack.resources.3.tags", "{\"accredit:x\": \"1\"}", "a template cannot set 'accredit:x'" },
	{ "pack.resources.0.needs", "[\"nobody\"]",
	  "resources[0].needs: there is no resource 'nobody'" },
	{ "pack.resources.3.needs", "[\"profile\"]", "resources[3].needs: 'role' depends on itself" },
	{ "pack.resources.3.needs", "[\"role\"]", "resources[3].needs: 'role' depends on itself" },
	{ "pack.resources.0.id", "\"role\"",
	  "resources[3].id: 'role' is in resources[0], too, and both can apply" },
	{ "pack.resources.1.name", "\"${NOPE}\"", "resources[1].name: ${NOPE} is not a value" },
	{ "pack.resources.1.name", "\"${TOKEN}\"", "${TOKEN} is a secret" },
	/* when */
	{ "pack.resources.0.when", "{\"method\": [\"rule\"]}",
	  "resources[0].when.method: 'rule' is not a method of this template" },
	{ "pack.probes.1.when", "{\"policy\": [\"x\"]}", "'x' is not a policy of this template" },
	{ "pack.probes.1.when", "{\"part\": [\"x\"]}", "'x' is not a part of this template" },
	{ "pack.probes.1.when", "{\"policy\": \"wide\"}", "must be a list of at least one word" },
	{ "pack.probes.1.when", "{\"region\": [\"x\"]}", "only method, policy" },
	/* probes */
	{ "pack.probes.1.when", NULL, "probes[2].id: 'list' is in probes[1], too" },
	{ "pack.probes.0.expected", "\"yes\"", "probes[0].expected: 'yes' is not one of allow" },
	{ "pack.probes.0.where", "\"moon\"", "probes[0].where: 'moon' is not one of worker" },
	{ "pack.probes.0.call", "\"ls\"", "probes[0].call: must be a list of AWS CLI" },
	{ "pack.probes.0.call", "[\"s3\"]", "probes[0].call: must be a list of AWS CLI" },
	{ "pack.probes.0.call", "{\"dance\": \"x\"}", "'dance' is not one of identity, canary" },
	{ "pack.probes.0.call", "[\"s3\", 1]", "probes[0].call: member 1 is not a text" },
	{ "pack.probes.+", KEY_PROBE("\"ec2\", \"describe-moons\""),
	  "call: 'ec2 describe-moons' is not a call" },
	{ "pack.probes.+", KEY_PROBE("\"s3api\", \"list-buckets\", \"--colour\", \"red\""),
	  "call: 's3api list-buckets' has no option '--colour'" },
	{ "pack.probes.+", KEY_PROBE("\"iam\", \"create-access-key\""),
	  "call: 'iam create-access-key' changes something" },
	{ "pack.probes.+", KEY_PROBE("\"ec2\", \"terminate-instances\", \"--dry-run\", "
				     "\"--instance-ids\", \"$INSTANCE_ID\""),
	  "probes[4].call: a call with the key has no instance that $" },
	{ "pack.vendor.0.text", "\"${NOPE}\"", "vendor[0].text: ${NOPE} is not a value" },
	/* documents */
	{ "pack.policies.0.document", "\"nope.json\"", "documents/nope.json: cannot open" },
	{ "pack.policies.0.document", "\"../pack.json\"",
	  "policies[0].document: '../pack.json' must be the name of a file" },
	{ "pack.policies.0.document", "\"/etc/passwd\"", "must be the name of a file" },
	{ "pack.policies.0.document", "\"$policy\"", "policies[0].document: '$policy' must be" },
	{ "pack.policies.0.document", "\"scoped.json\"",
	  "documents/wide.json: nothing in pack.json uses it" },
	{ "wide.Version", NULL, "documents/wide.json: 'Version' is missing" },
	{ "wide.Version", "\"2020-01-01\"", "documents/wide.json: Version: must be" },
	{ "wide.Rules", "1", "documents/wide.json: Rules: not a member of a policy" },
	{ "wide.Statement", NULL, "'Statement' must be a list" },
	{ "wide.Statement", "[]", "'Statement' must be a list" },
	{ "wide.Statement.+", "1", "documents/wide.json: Statement[1]: must be an object" },
	{ "wide.Statement.0.Effect", "\"allow\"", "Statement[0].Effect: must be Allow or Deny" },
	{ "wide.Statement.0.Effect", NULL, "Statement[0].Effect: must be Allow or Deny" },
	{ "wide.Statement.0.Colour", "1", "Statement[0].Colour: not a member of a statement" },
	{ "wide.Statement.0.Action", NULL, "Statement[0]: 'Action' is missing" },
	{ "wide.Statement.0.Action", "[]", "Statement[0].Action: must be a text or a list" },
	{ "wide.Statement.0.Action", "[\"s3\"]", "Statement[0].Action[0]: 's3' is not an action" },
	{ "wide.Statement.0.Action", "[\"s3:Get Object\"]", "is not an action" },
	{ "wide.Statement.0.NotAction", "\"s3:*\"", "'Action' and 'NotAction' cannot be used together" },
	{ "wide.Statement.0.Resource", NULL, "Statement[0]: 'Resource' is missing" },
	{ "wide.Statement.0.Resource", "\"bucket\"", "Statement[0].Resource: 'bucket' is neither" },
	{ "wide.Statement.0.Resource", "[1]", "Statement[0].Resource[0]: must be a text" },
	{ "wide.Statement.0.Principal", "\"*\"", "Statement[0].Principal: only a trust policy has one" },
	{ "wide.Statement.0.Condition", "[]", "Statement[0].Condition: must be an object" },
	{ "wide.Statement.0.Condition", "{\"StringIs\": {\"a\": \"b\"}}",
	  "'StringIs' is not a condition operator" },
	{ "wide.Statement.0.Condition", "{\"Bool\": \"x\"}", "'Bool' must be an object" },
	{ "wide.Statement.0.Condition", "{\"Bool\": {\"a\": {}}}", "'a' must be a text" },
	{ "wide.Statement.0.Sid", "\"a b\"", "Statement[0].Sid: must consist of letters" },
	{ "wide.Statement.+", "{\"Sid\": \"Wide\", \"Effect\": \"Deny\", \"Action\": \"*\","
	  " \"Resource\": \"*\"}", "Statement[1].Sid: 'Wide' is used twice" },
	{ "wide.Statement.0.Resource", "\"arn:aws:s3:::${NOPE}\"",
	  "documents/wide.json: Statement[0].Resource: ${NOPE} is not a value" },
	{ "wide.Id", "\"${DATA_BUCKET}\"", "${DATA_BUCKET} has several members" },
	{ "wide.Statement.0.Resource", "\"arn:aws:s3:::${DATA_BUCKET}\"",
	  "resource 'policy', filled: Statement[1].Sid: 'Wide' is used twice" },
	{ "trust.Statement.0.Principal", NULL, "Statement[0]: 'Principal' is missing" },
	{ "trust.Statement.0.Principal", "{\"Servant\": \"x\"}", "'Servant' is not one of AWS" },
	{ "trust.Statement.0.Principal", "\"x\"", "Statement[0].Principal: must be an object" },
	{ "trust.Statement.0.Principal", "{\"AWS\": 1}", "Principal.AWS: must be a text" },
	{ "trust.Statement.0.Resource", "\"*\"", "Statement[0].Resource: a trust policy has none" },
	{ "trust.Statement.0.Action", "\"s3:*\"", "'s3:*' is not allowed in a trust policy" },
	/* groups */
	{ "pack.groups", "[]", "pack.json: groups: holds nothing" },
	{ "pack.groups", GROUP("one", ""), "pack.json: values[0]: 'group' is missing" },
	{ "pack.groups", GROUP("no one", ""), "groups[0].name: 'no one' must consist of" },
	{ "pack.groups", GROUP("one", ", \"late\": true"), "groups[0].late: unknown member" },
	{ "pack.groups", GROUP("one", ", \"early\": 1"), "must be true or false, not a number" },
	{ "pack.groups", GROUP("one", ""), "groups[0].name: no value is in the group 'one'" },
	{ "pack.values.0.rare", "\"yes\"", "values[0].rare: must be true or false" },
	{ "pack.values.6.titles", "{\"c\": \"See\"}", "values[6].titles.c: 'c' is not one of its choices" },
	{ "pack.values.6.titles", "{\"a\": \"\"}", "values[6].titles.a: must be the title" },
};

/* Sets, adds or takes away what is at a dotted path below a tree. */
static void spoil(struct sample *s, const char *at, const char *text)
{
	struct json *trees = json_object_new(), *parent;
	char path[128], *last;

	json_put(trees, "pack", s->pack);
	json_put(trees, "trust", s->trust);
	json_put(trees, "wide", s->wide);
	json_put(trees, "scoped", s->scoped);
	snprintf(path, sizeof(path), "%s", at);
	last = strrchr(path, '.');
	*last++ = '\0';
	parent = json_path(trees, path);
	assert_non_null(parent);
	if (!text)
		json_drop(parent, last);
	else if (str_eq(last, "+"))
		json_push(parent, sample_parse(text));
	else
		json_put(parent, last, sample_parse(text));
	s->pack = json_copy(json_get(trees, "pack"));
	s->trust = json_copy(json_get(trees, "trust"));
	s->wide = json_copy(json_get(trees, "wide"));
	s->scoped = json_copy(json_get(trees, "scoped"));
	json_free(trees);
}

static void finds_each(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(*mistakes); i++) {
		struct buf found = BUF(BUF_TEXT);
		struct sample s;

		sample_new(&s);
		spoil(&s, mistakes[i].at, mistakes[i].text);
		sample_write(&s);
		if (pack_check(s.folder, &found) ||
		    !strstr(found.s, mistakes[i].line))
			fail_msg("%s = %s: wanted '%s', found:\n%s", mistakes[i].at,
				 mistakes[i].text ? mistakes[i].text : "nothing",
				 mistakes[i].line, found.s);
		sample_free(&s);
		buf_free(&found);
	}
}

static void finds_none(void **state)
{
	struct buf found = BUF(BUF_TEXT);
	struct sample s;

	(void)state;
	sample_new(&s);
	sample_write(&s);
	if (!pack_check(s.folder, &found))
		fail_msg("%s", found.s);
	sample_free(&s);
	buf_free(&found);
}

/* What spoils a pack whose values are in two groups. NULL: nothing. */
static const struct {
	const char *at, *text, *line;
} grouped[] = {
	{ NULL, NULL, NULL },
	{ "pack.values.0.group", "\"three\"", "values[0].group: 'three' is not one of one, two" },
	{ "pack.values.8.group", NULL, NULL },	/* the account is not asked for */
	{ "pack.values.9.group", NULL, "values[9]: 'group' is missing" },
	{ "pack.values.0.when", "{\"policy\": [\"wide\"]}",
	  "values[0].group: 'one' is asked before the policy is chosen" },
	{ "pack.values.1.when", "{\"policy\": [\"wide\"]}", NULL },
	{ "pack.groups.1.name", "\"one\"", "groups[1].name: 'one' is the name of two groups" },
	{ "pack.groups.+", "{\"name\": \"three\", \"title\": \"Three\"}",
	  "groups[2].name: no value is in the group 'three'" },
};

static void finds_groups(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(grouped) / sizeof(*grouped); i++) {
		struct buf found = BUF(BUF_TEXT);
		struct sample s;
		size_t n = 0;

		sample_new(&s);
		json_put(s.pack, "groups", sample_parse(
			"[{\"name\": \"one\", \"title\": \"One\", \"early\": true},"
			" {\"name\": \"two\", \"title\": \"Two\"}]"));
		json_each(row, json_get(s.pack, "values"))
			json_put_str(row, "group", n++ ? "two" : "one");
		if (grouped[i].at)
			spoil(&s, grouped[i].at, grouped[i].text);
		sample_write(&s);
		pack_check(s.folder, &found);
		if (grouped[i].line ? !strstr(found.s, grouped[i].line) : found.len > 0)
			fail_msg("%s: wanted '%s', found:\n%s", grouped[i].at,
				 grouped[i].line ? grouped[i].line : "nothing", found.s);
		sample_free(&s);
		buf_free(&found);
	}
}

/* A pack's own groups in their order; without any, two by the kinds of the values. */
static void loads_groups(void **state)
{
	struct err err = ERR_INIT;
	struct sample s;
	struct pack *p;

	(void)state;
	sample_new(&s);
	json_put(json_path(s.pack, "values.6"), "titles",
		 sample_parse("{\"b\": \"The second\"}"));
	sample_write(&s);
	p = pack_load_from(s.folder, &err);
	assert_non_null(p);
	assert_string_equal(p->groups[0].name, "names");
	assert_true(p->groups[0].early);
	assert_string_equal(p->groups[1].title, "Settings");
	assert_null(p->groups[2].name);
	assert_string_equal(pack_value(p, "ROLE_NAME")->group, "names");
	assert_string_equal(pack_value(p, "REGION")->group, "settings");
	assert_string_equal(pack_title(pack_value(p, "PARTS"), "b"), "The second");
	assert_string_equal(pack_title(pack_value(p, "PARTS"), "a"), "a");
	pack_free(p);
	json_put(s.pack, "groups", sample_parse(GROUP("all", "")));
	json_each(row, json_get(s.pack, "values"))
		json_put_str(row, "group", "all");
	json_put(json_path(s.pack, "values.4"), "rare", json_bool_new(true));
	json_put_str(json_path(s.pack, "values.2"), "picks", "buckets");
	sample_write(&s);
	p = pack_load_from(s.folder, &err);
	assert_non_null(p);
	assert_string_equal(p->groups[0].title, "One");
	assert_false(p->groups[0].early);
	assert_null(p->groups[1].name);
	assert_string_equal(pack_value(p, "ROLE_NAME")->group, "all");
	assert_true(pack_value(p, "TAGS")->rare && !pack_value(p, "BUCKET")->rare);
	assert_string_equal(pack_value(p, "BUCKET")->picks, "buckets");
	assert_string_equal(pack_value(p, "TAGS")->picks, "");
	pack_free(p);
	sample_free(&s);
}

/* One run names them all, and a pack that is broken is refused with the first. */
static void finds_all(void **state)
{
	static const size_t some[] = { 2, 4, 15, 31, 66 };
	struct buf found = BUF(BUF_TEXT);
	struct err err = ERR_INIT;
	struct sample s;

	(void)state;
	sample_new(&s);
	for (size_t i = 0; i < 5; i++)
		spoil(&s, mistakes[some[i]].at, mistakes[some[i]].text);
	sample_write(&s);
	assert_false(pack_check(s.folder, &found));
	for (size_t i = 0; i < 5; i++)
		if (!strstr(found.s, mistakes[some[i]].line))
			fail_msg("'%s' is not in:\n%s", mistakes[some[i]].line, found.s);
	assert_null(pack_load_from(s.folder, &err));
	assert_int_equal(err.kind, ERR_INPUT);
	assert_non_null(strstr(err.text, "invalid: pack.json: "));
	assert_non_null(strstr(err.hint, "accredit templates check"));
	sample_free(&s);
	buf_free(&found);
}

#define ROW(kind, rest) "{\"id\": \"r\", \"kind\": \"" kind "\", " rest "}"
#define NAMED(kind, name) ROW(kind, "\"name\": \"" name "\"")

/* Names that AWS refuses whatever the answers are; line NULL: there is nothing to say. */
static const struct {
	const char *row, *line;
} impossible[] = {
	{ NAMED("user", "Ann Smith"), "resources[4].name: name: 'Ann Smith' is not a user name: ' '" },
	{ NAMED("user", "team/ann"), "is not a user name" },
	{ NAMED("user", "Ann+1@x,y=z._-"), NULL },
	{ NAMED("user", "${ROLE_NAME} user"), "'${ROLE_NAME} user' cannot be a user name: it contains ' '" },
	{ NAMED("user", "${ROLE_NAME}-user"), NULL },
	{ NAMED("user", "a123456789a123456789a123456789a123456789a123456789a123456789abcde"),
	  "has 65 characters" },
	{ NAMED("user", "a123456789a123456789a123456789a123456789a123456789a1234567-${SETUP}"), NULL },
	{ NAMED("user", "a123456789a123456789a123456789a123456789a123456789a123456789abc-${SETUP}"),
	  "at least 65 characters" },
	{ NAMED("instance-profile", "a:b"), "an instance profile name" },
	{ NAMED("policy", "what?"), "resources[4].name" },
	{ ROW("user-policy", "\"name\": \"P\", \"user\": \"a b\", \"document\": \"wide.json\""),
	  "resources[4].user: user: 'a b' is not a user name" },
	{ ROW("user-policy-attachment", "\"name\": \"P\", \"user\": \"U\", \"policy\": \"ReadOnlyAccess\""),
	  "resources[4].policy: policy: 'ReadOnlyAccess' is not an ARN" },
	{ ROW("user-policy-attachment", "\"name\": \"P\", \"user\": \"U\","
	      " \"policy\": \"arn:${PARTITION}:iam::aws:policy/ReadOnlyAccess\""), NULL },
	{ NAMED("service-linked-role", "spot"), "is not an AWS service name" },
	{ NAMED("service-linked-role", "spot.amazonaws.com"), NULL },
	{ ROW("bucket", "\"name\": \"Data_Lake\", \"document\": \"plain.json\""), "is not a bucket name" },
	{ ROW("bucket", "\"name\": \"192.168.0.1\", \"document\": \"plain.json\""), "is not a bucket name" },
	{ ROW("bucket", "\"name\": \"Lake-${SETUP}\", \"document\": \"plain.json\""),
	  "cannot be a bucket name: it contains 'L'" },
	{ ROW("bucket-logging", "\"name\": \"${BUCKET}\", \"target\": \"ab\""), "resources[4].target" },
	{ ROW("queue", "\"name\": \"jobs.fifo\", \"document\": \"plain.json\""), "is not a queue name" },
	{ ROW("event-rule", "\"name\": \"a b\", \"target\": \"arn:aws:sqs:us-east-1:123456789012:q\","
	      " \"document\": \"plain.json\""), "is not a rule name" },
	{ ROW("oidc-provider", "\"name\": \"https://a.example/x\", \"audience\": \"sts.amazonaws.com\""),
	  "is not an issuer" },
	{ ROW("oidc-provider", "\"name\": \"a.example/x\", \"audience\": \"sts.amazonaws.com\""), NULL },
	{ ROW("namespace", "\"name\": \"Sales\", \"cluster\": \"c\""), "is not a Kubernetes name" },
	{ ROW("namespace", "\"name\": \"sales-${SETUP}\", \"cluster\": \"-c\""), "an EKS cluster name" },
	{ ROW("service-account", "\"name\": \"a.b\", \"cluster\": \"c\", \"namespace\": \"a.b\""),
	  "resources[4].namespace" },
	{ ROW("pod-identity-association", "\"name\": \"a b\", \"cluster\": \"c\", \"namespace\": \"n\","
	      " \"principal\": \"arn:aws:iam::1:role/x\""), "resources[4].name" },
	{ ROW("pod-identity-association", "\"name\": \"a\", \"cluster\": \"c\", \"namespace\": \"N\","
	      " \"principal\": \"role/x\""), "resources[4].principal" },
	{ NAMED("file", "folder/"), "resources[4].name" },
};

static void finds_impossible_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(impossible) / sizeof(*impossible); i++) {
		struct buf found = BUF(BUF_TEXT);
		struct sample s;

		sample_new(&s);
		json_push(json_get(s.pack, "resources"), sample_parse(impossible[i].row));
		sample_write(&s);
		if (strstr(impossible[i].row, "plain.json"))
			sample_text(&s, "documents/plain.json", "{}", 2);
		pack_check(s.folder, &found);
		if (impossible[i].line ? !strstr(found.s, impossible[i].line) : !!strstr(found.s, "resources[4]"))
			fail_msg("%s: wanted '%s', found:\n%s", impossible[i].row,
				 impossible[i].line ? impossible[i].line : "nothing", found.s);
		sample_free(&s);
		buf_free(&found);
	}
}

/* Files that cannot be what they should be. */
static void finds_bad_files(void **state)
{
	static const struct { const char *name, *text, *line; } all[] = {
		{ "pack.json", "", "pack.json, line 1" },
		{ "pack.json", "{\n \"pack\": }", "pack.json, line 2" },
		{ "pack.json", "[1]", "pack.json: must be an object" },
		{ "documents/wide.json", "{\"a\": 1, \"a\": 2}", "is used twice" },
		{ "documents/wide.json", "{\"a\": \"\x1b\"}", "documents/wide.json, line 1" },
		{ "documents/wide.json", "\xff\xfe", "not UTF-8" },
		{ "documents/wide.json", "[]", "is not a policy document" },
		{ "documents/wide.json", "null", "is not a policy document" },
		{ "documents/more.json", "{}", "documents/more.json: nothing in pack.json" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct buf found = BUF(BUF_TEXT);
		struct sample s;

		sample_new(&s);
		sample_write(&s);
		sample_text(&s, all[i].name, all[i].text, strlen(all[i].text));
		if (pack_check(s.folder, &found) ||
		    !strstr(found.s, all[i].line))
			fail_msg("%s: wanted '%s', found:\n%s", all[i].name, all[i].line,
				 found.s);
		sample_free(&s);
		buf_free(&found);
	}
}

static void finds_no_folder(void **state)
{
	struct buf found = BUF(BUF_TEXT);
	struct err err = ERR_INIT;

	(void)state;
	assert_false(pack_check("/nonexistent/pack", &found));
	assert_non_null(strstr(found.s, "pack.json: cannot open"));
	assert_null(pack_load_from("/nonexistent/pack", &err));
	buf_free(&found);
}

/* A link out of the folder, a folder, and a file beyond the limit. */
static void stays_inside(void **state)
{
	struct buf found = BUF(BUF_TEXT);
	struct sample s;
	char *big = xcalloc(1, PACK_FILE_MAX + 2), path[128];

	(void)state;
	sample_new(&s);
	sample_write(&s);
	snprintf(path, sizeof(path), "%s/documents/wide.json", s.folder);
	unlink(path);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	assert_false(pack_check(s.folder, &found));
	assert_non_null(strstr(found.s, "documents/wide.json: 'wide.json' is outside"));
	unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_false(pack_check(s.folder, &found));
	assert_non_null(strstr(found.s, "is not a regular file"));
	rmdir(path);
	memset(big, ' ', PACK_FILE_MAX + 1);
	sample_text(&s, "documents/wide.json", big, PACK_FILE_MAX + 1);
	assert_false(pack_check(s.folder, &found));
	assert_non_null(strstr(found.s, "is larger than"));
	sample_free(&s);
	buf_free(&found);
	free(big);
}

/* Measured as rendered: a role's trust beyond 8192 characters, which no account can have. */
static void finds_too_big(void **state)
{
	struct buf found = BUF(BUF_TEXT), text = BUF(BUF_TEXT);
	struct sample s;

	(void)state;
	sample_new(&s);
	buf_str(&text, "{\"Service\": [");
	for (int i = 0; i < 300; i++)
		buf_fmt(&text, "%s\"service-%d.${DNS_SUFFIX}\"", i ? "," : "", i);
	buf_str(&text, "]}");
	spoil(&s, "trust.Statement.0.Principal", text.s);
	sample_write(&s);
	assert_false(pack_check(s.folder, &found));
	assert_non_null(strstr(found.s, "method 'role', policy 'wide': role 'Extra': its "
			       "document has "));
	assert_non_null(strstr(found.s, "IAM takes at most 8192 in any account"));
	sample_free(&s);
	buf_free(&found);
	buf_free(&text);
}

/* --- the templates there are ---------------------------------------------- */

static void check_one(const char *name)
{
	struct buf found = BUF(BUF_TEXT);
	struct err err = ERR_INIT;
	struct pack *p = pack_load(name, &err);

	if (!p)
		fail_msg("%s: %s", name, err.text);
	if (!pack_check(p->folder, &found))
		fail_msg("%s:\n%s", name, found.s);
	assert_string_equal(p->name, name);
	buf_free(&found);
	pack_free(p);
}

static void templates_are_clean(void **state)
{
	struct err err = ERR_INIT;
	struct json *names = templates_list(&err);
	size_t n = 0;

	(void)state;
	if (!names)
		fail_msg("%s", err.text);
	json_each(name, names) {
		check_one(json_text(name));
		n++;
	}
	printf("%zu templates in %s\n", n, templates_folder());
	assert_true(n > 0);
	json_free(names);
}

static void unknown_template(void **state)
{
	static const char *const names[] = { "nope", "", "..", "../x", "/etc", "A" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct err err = ERR_INIT;

		assert_null(pack_load(names[i], &err));
		assert_int_equal(err.kind, ERR_INPUT);
		assert_non_null(strstr(err.text, "unknown platform '"));
		assert_non_null(strstr(err.hint, "choose one of"));
	}
}

/* The schema people's editors use names the members that the check knows. */
static void schema_agrees(void **state)
{
	char *path = xasprintf("%s/pack.schema.json", templates_folder());
	struct buf text = BUF(PACK_FILE_MAX), found = BUF(BUF_TEXT);
	struct err err = ERR_INIT;
	struct json *schema;
	struct sample s;

	(void)state;
	assert_true(file_read(path, &text, NULL, &err));
	schema = json_parse(text.s, text.len, "schema", &err);
	assert_non_null(schema);
	sample_new(&s);
	json_put(s.pack, "groups", sample_parse(GROUP("all", "")));
	json_each(member, json_get(schema, "properties")) {
		struct json *rows = json_get(s.pack, json_key(member));

		assert_non_null(rows);
		if (json_type(rows) != JSON_LIST)
			continue;
		json_each(own, json_path(member, "items.properties"))
			if (!json_get(json_first(rows), json_key(own)))
				json_put(json_first(rows), json_key(own), NULL);
	}
	sample_write(&s);
	pack_check(s.folder, &found);	/* null is wrong, but known */
	assert_null(strstr(found.s, "unknown member"));
	for (int i = VALUE_UNKNOWN + 1; i < VALUE_KINDS; i++)
		assert_true(json_has(json_path(schema, "properties.values.items."
					       "properties.kind.enum"), value_kinds[i].name));
	for (const char *const *picks = value_picks; *picks; picks++)
		assert_true(json_has(json_path(schema,
					       "properties.values.items."
					       "properties.picks.enum"),
				     *picks));
	json_each(member, s.pack)
		assert_non_null(json_get(json_get(schema, "properties"), json_key(member)));
	json_free(schema);
	sample_free(&s);
	buf_free(&text);
	buf_free(&found);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_none),
		cmocka_unit_test(finds_each),
		cmocka_unit_test(finds_groups),
		cmocka_unit_test(loads_groups),
		cmocka_unit_test(finds_all),
		cmocka_unit_test(finds_impossible_names),
		cmocka_unit_test(finds_bad_files),
		cmocka_unit_test(finds_no_folder),
		cmocka_unit_test(stays_inside),
		cmocka_unit_test(finds_too_big),
		cmocka_unit_test(templates_are_clean),
		cmocka_unit_test(unknown_template),
		cmocka_unit_test(schema_agrees),
	};

	return run_all(tests);
}
