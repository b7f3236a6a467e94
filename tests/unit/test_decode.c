/* test_decode.c - what a refusal says: AWS's sentence, the decoded reasons, hostile texts. */
#include "config.h"

#include "unit.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "aws/decode.h"
#include "aws/denied.h"
#include "base/str.h"
#include "format/json.h"
#include "session.h"

#define MARK "Encoded authorization failure message:"
#define REFUSED "You are not authorized to perform this operation."
#define ON "arn:aws:ec2:us-east-1:1:instance/*"

static void hidden_is_cut_off(void **state)
{
	static const struct { const char *message, *rest, *encoded; } rows[] = {
		{ "no " MARK " aB-_0=", "no", "aB-_0=" },
		{ "no. " MARK "abc, and more", "no.", "abc" },
		{ MARK " <b>x</b>", "", "" },
		{ MARK " ", "", "" },
		{ MARK, "", "" },
		{ "plain", "plain", "" },
		{ "", "", "" },
	};
	char encoded[ENCODED_MAX + 1], *big = malloc(ENCODED_MAX + 100);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(denied_split_encoded(rows[i].message, encoded), strlen(rows[i].rest));
		assert_string_equal(encoded, rows[i].encoded);
	}
	for (size_t n = ENCODED_MAX; n <= ENCODED_MAX + 1; n++) {	/* the most, and one more */
		size_t at = (size_t)sprintf(big, MARK " ");

		memset(big + at, 'x', n);
		big[at + n] = '\0';
		assert_int_equal(denied_split_encoded(big, encoded), 0);
		assert_int_equal(strlen(encoded), n == ENCODED_MAX ? n : 0);
	}
	free(big);
}

static const struct notices {
	const char *text, *action, *resource, *layer, *mend;
	bool stated;
} sentences[] = {
	{ "User: arn:aws:iam::1:user/u is not authorized to perform: ec2:RunInstances on "
	  "resource: " ON " because no identity-based policy allows the ec2:RunInstances action",
	  "ec2:RunInstances", ON, "identity", "needs {\"Effect\":\"Allow\",\"Action\":"
	  "\"ec2:RunInstances\",\"Resource\":\"" ON "\"} in a policy of yours", false },
	{ "not authorized to perform: s3:ListBucket on resource: \"arn:aws:s3:::b\" with an "
	  "explicit deny in a service control policy", "s3:ListBucket", "arn:aws:s3:::b", "scp",
	  "the statement that denies s3:ListBucket must be removed from the organization's service "
	  "control policies", true },
	{ "User: arn:aws-cn:sts::123456789012:assumed-role/R/s is not authorized to perform: "
	  "iam:GetRole on resource: role Essentia because no identity-based policy allows the "
	  "iam:GetRole action", "iam:GetRole", "arn:aws-cn:iam::123456789012:role/Essentia",
	  "identity", "needs {\"Effect\":\"Allow\",\"Action\":\"iam:GetRole\",\"Resource\":"
	  "\"arn:aws-cn:iam::123456789012:role/Essentia\"} in a policy of yours", false },
	{ "User: arn:aws:iam::123456789012:user/u is not authorized to perform: "
	  "iam:GetInstanceProfile on resource: instance profile Essentia because no session "
	  "policy allows the iam:GetInstanceProfile action", "iam:GetInstanceProfile",
	  "arn:aws:iam::123456789012:instance-profile/Essentia", "session", "needs "
	  "{\"Effect\":\"Allow\",\"Action\":\"iam:GetInstanceProfile\",\"Resource\":"
	  "\"arn:aws:iam::123456789012:instance-profile/Essentia\"} in the policy of your "
	  "session", false },
	{ "User: arn:aws:iam::1:user/u is not authorized to perform: iam:GetPolicy on resource: "
	  "policy arn:aws:iam::aws:policy/P with an explicit deny in a permissions boundary",
	  "iam:GetPolicy", "arn:aws:iam::aws:policy/P", "boundary",
	  "the statement that denies iam:GetPolicy must be removed from your permissions boundary",
	  true },
	{ "not authorized to perform: iam:GetUser on resource: user lee because no "
	  "identity-based policy allows it", "iam:GetUser", "arn:aws:iam::*:user/lee",
	  "identity", "needs {\"Effect\":\"Allow\",\"Action\":\"iam:GetUser\",\"Resource\":"
	  "\"arn:aws:iam::*:user/lee\"} in a policy of yours", false },
	{ "not authorized to perform: iam:PassRole because no permissions boundary allows it.",
	  "iam:PassRole", "", "boundary", "needs {\"Effect\":\"Allow\",\"Action\":\"iam:PassRole\","
	  "\"Resource\":\"*\"} in your permissions boundary", false },
	{ REFUSED, "", "", "unknown", NULL, false },
	{ "not authorized to perform: \x1b[2Jx", "\\x1b[2Jx", "", "unknown", NULL, false },
};

static void check(const struct denied *d, const struct notices *t)
{
	struct buf mend = BUF(2048);

	assert_string_equal(d->action, t->action);
	assert_string_equal(d->resource, t->resource);
	assert_string_equal(d->policy_type, t->layer);
	assert_int_equal(d->explicit_deny, t->stated);
	if (t->mend) {
		denied_remedy(&mend, d);
		assert_string_equal(mend.s, t->mend);
	}
	buf_free(&mend);
}

static void sentences_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(sentences) / sizeof(*sentences); i++) {
		struct denied d, again;
		struct buf words = BUF(2048);

		assert_int_equal(denied_parse_message(&d, sentences[i].text), sentences[i].mend != NULL);
		check(&d, &sentences[i]);
		if (sentences[i].mend) {	/* our own sentence says the same again */
			denied_message(&words, &d);
			assert_true(denied_parse_message(&again, words.s));
			check(&again, &sentences[i]);
		}
		buf_free(&words);
	}
}

#define CONTEXT(action, more) "\"context\":{\"action\":\"" action "\",\"resource\":\"" ON "\"" more "}"

static const struct notices decoded[] = {
	{ "{\"explicitDeny\":false,\"matchedStatements\":{\"items\":[]}," CONTEXT("ec2:RunInstances", "") "}",
	  "ec2:RunInstances", ON, "unknown", "needs {\"Effect\":\"Allow\",\"Action\":"
	  "\"ec2:RunInstances\",\"Resource\":\"" ON "\"} in a policy of yours", false },
	{ "{\"explicitDeny\":true,\"matchedStatements\":{\"items\":[{\"effect\":\"DENY\","
	  "\"sourcePolicyType\":\"SCP\"}]}," CONTEXT("RunInstances", "") "}",
	  "ec2:RunInstances", ON, "scp", "the statement that denies ec2:RunInstances must be removed from the "
	  "organization's service control policies", true },
	{ "{\"context\":{\"action\":\"iam:PassRole\",\"resource\":\"r\",\"conditions\":{\"items\":["
	  "{\"key\":\"aws:Region\",\"values\":{\"items\":[{\"value\":\"x\"}]}},"
	  "{\"key\":\"iam:PassedToService\",\"values\":{\"items\":[{\"value\":\"ec2.amazonaws.com\"}]}}]}}}",
	  "iam:PassRole", "r", "unknown", "needs {\"Effect\":\"Allow\",\"Action\":\"iam:PassRole\","
	  "\"Resource\":\"r\",\"Condition\":{\"StringEquals\":{\"iam:PassedToService\":"
	  "\"ec2.amazonaws.com\"}}} in a policy of yours", false },
	{ "{\"context\":{\"action\":\"a\\u001b[31m\",\"resource\":\"arn:\"}}", "ec2:a\\x1b[31m", "arn:",
	  "unknown", NULL, false },
};

static void decoded_reasons_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(decoded) / sizeof(*decoded); i++) {
		struct denied d;

		assert_true(denied_parse_decoded(&d, decoded[i].text, strlen(decoded[i].text)));
		check(&d, &decoded[i]);
	}
}

static void hostile_reasons(void **state)
{
	static const char *const texts[] = {
		"", "{", "[]", "null", "\"x\"", "{}", "{\"context\":7}", "{\"context\":{\"action\":[]}}",
		"{\"context\":{\"action\":\"\"}}", "{\"context\":{\"action\":null}} x",
		"{\"context\":{\"action\":\"a\"},\"context\":{\"action\":\"b\"}}",
		"{\"matchedStatements\":{\"items\":7},\"context\":[1]}", "\xff\xfe{}",
	};
	struct buf deep = BUF(1u << 20), big = BUF(1u << 20);
	struct denied d;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_false(denied_parse_decoded(&d, texts[i], strlen(texts[i])));
	for (int i = 0; i < 5000; i++)
		buf_str(&deep, "{\"a\":");
	assert_false(denied_parse_decoded(&d, deep.s, deep.len));
	buf_str(&big, "{\"context\":{\"action\":\"");		/* cut, never run over */
	for (int i = 0; i < 5000; i++)
		buf_str(&big, "aaaa");
	buf_str(&big, "\",\"resource\":\"");
	for (int i = 0; i < 5000; i++)
		buf_str(&big, "rrrr");
	buf_str(&big, "\"}}");
	assert_true(denied_parse_decoded(&d, big.s, big.len));
	assert_true(strlen(d.action) < sizeof(d.action) && strlen(d.resource) < sizeof(d.resource));
	for (int i = 0; i < 20000; i++)
		buf_str(&big, "    ");
	assert_false(denied_parse_decoded(&d, big.s, big.len));	/* beyond the limit */
	buf_free(&deep);
	buf_free(&big);
}

/* --- of a session ----------------------------------------------------------------------- */

static struct reply says(int status, const char *body)
{
	return (struct reply){ xasprintf("HTTP/1.1 %d X\r\nContent-Type: text/xml\r\n"
					 "Content-Length: %zu\r\n\r\n%s", status, strlen(body), body), 0, KEEP };
}

#define EC2_SAYS(words) says(403, "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>" \
	words "</Message></Error></Errors><RequestID>r-1</RequestID></Response>")
#define STS_SAYS(text) says(200, "<DecodeAuthorizationMessageResponse><DecodeAuthorizationMessageResult>" \
	"<DecodedMessage>" text "</DecodedMessage></DecodeAuthorizationMessageResult>" \
	"<ResponseMetadata><RequestId>r-2</RequestId></ResponseMetadata></DecodeAuthorizationMessageResponse>")
#define STS_REFUSES says(403, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message>" \
	"</Error><RequestId>r-3</RequestId></ErrorResponse>")

/* One call that is refused, then what is known of it. */
static void refused(const struct reply *replies, int count, int calls, int requests, const char *text,
		    const char *hint)
{
	struct server s;
	struct err err = ERR_INIT;
	struct aws *a;

	clean_environment();
	setenv("AWS_MAX_ATTEMPTS", "1", 1);
	server_start(&s, replies, count);
	a = session(&s, NULL, "", &err);
	for (int i = 0; i < calls; i++) {
		assert_false(aws_call(a, OP_EC2_RUN_INSTANCES, NULL, NULL, NULL, &err));
		assert_null(strstr(err.text, "Encoded"));
		assert_null(strstr(err.text, "aB-_9"));
		assert_string_equal(err.request_id, "r-1");
		decode_explain(a, a, &err);
	}
	assert_string_equal(err.text, text);
	assert_string_equal(err.hint, hint);
	aws_close(a);
	server_stop(&s);
	assert_int_equal(atomic_load(&s.requests), requests);
	if (requests > calls)
		assert_non_null(strstr(s.seen[1], "Action=DecodeAuthorizationMessage"));
	server_forget(&s);
	for (int i = 0; i < count; i++)
		free((void *)(uintptr_t)replies[i].text);
}

static void a_refusal_is_decoded(void **state)
{
	const struct reply yes[] = { EC2_SAYS(REFUSED " " MARK " aB-_9"),
		STS_SAYS("{&quot;context&quot;:{&quot;action&quot;:&quot;ec2:CreateTags&quot;,&quot;resource&quot;:&quot;" ON "&quot;}}") };
	const struct reply no[] = { EC2_SAYS(REFUSED " " MARK " aB-_9"), STS_REFUSES,
				    EC2_SAYS(REFUSED " " MARK " aB-_9") };
	const struct reply junk[] = { EC2_SAYS(REFUSED " " MARK " aB-_9"), STS_SAYS("&lt;html&gt;") };
	const struct reply plain[] = { EC2_SAYS(REFUSED) };

	(void)state;
	refused(yes, 2, 1, 2, "cannot launch the worker: UnauthorizedOperation: " REFUSED "; not "
		"authorized to perform: ec2:CreateTags on resource: " ON " because no policy allows the "
		"ec2:CreateTags action", "needs {\"Effect\":\"Allow\",\"Action\":\"ec2:CreateTags\","
		"\"Resource\":\"" ON "\"} in a policy of yours");
	/* who was refused once is not asked again */
	refused(no, 3, 2, 3, "cannot launch the worker: UnauthorizedOperation: " REFUSED,
		"an administrator must allow ec2:RunInstances for this user or role; " DECODE_REFUSED);
	refused(junk, 2, 1, 2, "cannot launch the worker: UnauthorizedOperation: " REFUSED,
		"an administrator must allow ec2:RunInstances for this user or role");
	refused(plain, 1, 1, 1, "cannot launch the worker: UnauthorizedOperation: " REFUSED,
		"an administrator must allow ec2:RunInstances for this user or role");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hidden_is_cut_off), cmocka_unit_test(sentences_are_read),
		cmocka_unit_test(decoded_reasons_are_read), cmocka_unit_test(hostile_reasons),
		cmocka_unit_test(a_refusal_is_decoded),
	};

	return run_all(tests);
}
