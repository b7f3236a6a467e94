/* test_call.c - whole calls against a server that misbehaves. */
#include "config.h"

#include "unit.h"

#include "base/str.h"
#include "format/json.h"
#include "session.h"

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: "

static const char role_body[] = "<GetRoleResponse xmlns=\"https://iam.amazonaws.com/\">"
	"<GetRoleResult><Role><Arn>arn:aws:iam::1:role/r</Arn></Role></GetRoleResult>"
	"<ResponseMetadata><RequestId>R-1</RequestId></ResponseMetadata></GetRoleResponse>";
static const char made_body[] = "<CreateRoleResponse><CreateRoleResult><Role>"
	"<Arn>arn:aws:iam::1:role/r</Arn></Role></CreateRoleResult></CreateRoleResponse>";

/* Answers live until the test program ends. */
static const char *answer(int status, const char *more, const char *body)
{
	static struct arena all;

	return arena_fmt(&all, "HTTP/1.1 %d Words\r\nContent-Type: text/xml\r\n%s"
			 "Content-Length: %zu\r\n\r\n%s", status, more, strlen(body), body);
}

static const char *refusal(int status, const char *code, const char *message)
{
	static struct arena all;

	return answer(status, "", arena_fmt(&all, "<ErrorResponse><Error><Type>Sender</Type>"
		"<Code>%s</Code><Message>%s</Message></Error><RequestId>R-2</RequestId>"
		"</ErrorResponse>", code, message));
}

struct outcome {
	bool ok;
	struct err err;
	int requests, connections;
	struct server server;	/* stopped; its seen requests may be read */
	int64_t ms;
	time_t now;	/* AWS's, after the last call */
};

/* Runs ops one after another on one session; the last one's outcome. */
static struct outcome run_ops(const struct reply *replies, int count,
			      const enum aws_op_id *ops, int n, const char *token)
{
	struct outcome o = { .err = ERR_INIT };
	struct aws *a;

	clean_environment();
	server_start(&o.server, replies, count);
	a = session(&o.server, NULL, token, &o.err);
	assert_non_null(a);
	for (int i = 0; i < n; i++) {
		struct json *reply = NULL;

		o.err = (struct err)ERR_INIT;
		o.ms = clock_ms();
		o.ok = aws_call(a, ops[i], NULL, &reply, NULL, &o.err);
		o.ms = clock_ms() - o.ms;
		json_free(reply);
	}
	o.now = aws_now(a);
	aws_close(a);
	server_stop(&o.server);
	o.requests = atomic_load(&o.server.requests);
	o.connections = atomic_load(&o.server.connections);
	return o;
}

static struct outcome run_op(const struct reply *replies, int count, enum aws_op_id op)
{
	return run_ops(replies, count, &op, 1, "");
}

static void good_call(void **state)
{
	const struct reply replies[] = { { answer(200, "", role_body), 0, KEEP } };
	const enum aws_op_id ops[] = { OP_IAM_GET_ROLE, OP_IAM_GET_ROLE };
	struct outcome o = run_ops(replies, 1, ops, 2, "the/token");

	(void)state;
	assert_true(o.ok);
	assert_int_equal(o.requests, 2);
	assert_int_equal(o.connections, 1);	/* kept alive */
	assert_non_null(strstr(o.server.seen[0], "User-Agent: accredit/"));
	assert_non_null(strstr(o.server.seen[0], "X-Amz-Security-Token: the/token\r\n"));
	assert_non_null(strstr(o.server.seen[0], "/us-east-1/iam/aws4_request"));
	assert_non_null(strstr(o.server.seen[0], "SignedHeaders=content-type;host;x-amz-date"
			       ";x-amz-security-token"));
	assert_non_null(strstr(o.server.seen[0], "\r\n\r\nAction=GetRole&Version=2010-05-08"));
	assert_null(strcasestr(o.server.seen[0], "Expect:"));
	server_forget(&o.server);
}

static void reply_and_id(void **state)
{
	const struct reply replies[] = { { answer(200, "", role_body), 0, KEEP } };
	struct json *reply = NULL;
	struct err err = ERR_INIT;
	struct server s;
	char id[96];
	struct aws *a;

	(void)state;
	clean_environment();
	server_start(&s, replies, 1);
	a = session(&s, NULL, "", &err);
	assert_true(aws_call(a, OP_IAM_GET_ROLE, NULL, &reply, id, &err));
	assert_string_equal(id, "R-1");
	assert_string_equal(json_text(json_path(reply, "Role.Arn")), "arn:aws:iam::1:role/r");
	assert_true(aws_call(a, OP_IAM_GET_ROLE, NULL, NULL, NULL, &err));
	json_free(reply);
	aws_close(a);
	server_stop(&s);
	server_forget(&s);
}

/* The trap: libcurl repeats a request when a kept-alive connection dies. */
static void reset_kept_alive_is_sent_once(void **state)
{
	const struct reply replies[] = {
		{ answer(200, "", role_body), 0, KEEP },
		{ NULL, 0, RESET },
		{ answer(200, "", made_body), 0, KEEP },
	};
	static const enum aws_op_id named[] = { OP_IAM_GET_ROLE, OP_IAM_CREATE_ROLE };
	static const enum aws_op_id once[] = { OP_IAM_GET_ROLE, OP_IAM_CREATE_ACCESS_KEY };
	struct outcome o;

	(void)state;
	o = run_ops(replies, 3, named, 2, "");
	assert_false(o.ok);
	assert_int_equal(o.requests, 2);
	assert_int_equal(o.connections, 2);
	assert_int_equal(o.err.aws_error, AWS_ERROR_AMBIGUOUS);
	assert_int_equal(o.err.kind, ERR_NET);
	server_forget(&o.server);
	o = run_ops(replies, 3, once, 2, "");
	assert_int_equal(o.requests, 2);
	assert_int_equal(o.err.aws_error, AWS_ERROR_AMBIGUOUS);
	server_forget(&o.server);
}

static void closed_before_an_answer(void **state)
{
	const struct reply replies[] = { { NULL, 0, CLOSE } };
	struct outcome o = run_op(replies, 1, OP_IAM_CREATE_ROLE);

	(void)state;
	assert_int_equal(o.requests, 1);
	assert_int_equal(o.err.aws_error, AWS_ERROR_AMBIGUOUS);
	server_forget(&o.server);
}

static void read_survives_reset(void **state)
{
	const struct reply replies[] = { { NULL, 0, RESET },
					 { answer(200, "", role_body), 0, KEEP } };
	struct outcome o = run_op(replies, 2, OP_IAM_GET_ROLE);

	(void)state;
	assert_true(o.ok);
	assert_int_equal(o.requests, 2);
	server_forget(&o.server);
}

static void retries_500(void **state)
{
	const struct reply replies[] = {
		{ answer(500, "", "oops"), 0, KEEP },
		{ answer(503, "", "<html/>"), 0, KEEP },
		{ answer(200, "", role_body), 0, KEEP },
	};
	struct outcome o = run_op(replies, 3, OP_IAM_GET_ROLE);

	(void)state;
	assert_true(o.ok);
	assert_int_equal(o.requests, 3);
	server_forget(&o.server);
}

static void at_most_three(void **state)
{
	const struct reply replies[] = { { answer(500, "", ""), 0, KEEP } };
	struct outcome o = run_op(replies, 1, OP_IAM_GET_ROLE);

	(void)state;
	assert_false(o.ok);
	assert_int_equal(o.requests, 3);
	assert_int_equal(o.err.aws_error, AWS_ERROR_TRANSIENT);
	assert_int_equal(o.err.status, 500);
	server_forget(&o.server);
	o = run_op(replies, 1, OP_IAM_CREATE_ROLE);
	assert_int_equal(o.requests, 1);
	assert_int_equal(o.err.aws_error, AWS_ERROR_AMBIGUOUS);
	server_forget(&o.server);
	/* A change that may be repeated is, and its end is still not known. */
	o = run_op(replies, 1, OP_IAM_PUT_ROLE_POLICY);
	assert_int_equal(o.requests, 3);
	assert_int_equal(o.err.aws_error, AWS_ERROR_AMBIGUOUS);
	server_forget(&o.server);
}

static void max_attempts(void **state)
{
	const struct reply replies[] = { { answer(500, "", ""), 0, KEEP } };
	struct err err = ERR_INIT;
	struct server s;
	struct aws *a;

	(void)state;
	clean_environment();
	setenv("AWS_MAX_ATTEMPTS", "2", 1);
	server_start(&s, replies, 1);
	a = session(&s, NULL, "", &err);
	assert_false(aws_call(a, OP_IAM_GET_ROLE, NULL, NULL, NULL, &err));
	aws_close(a);
	server_stop(&s);
	assert_int_equal(atomic_load(&s.requests), 2);
	server_forget(&s);
	setenv("AWS_MAX_ATTEMPTS", "lots", 1);
	assert_null(session(&s, NULL, "", &err));
	assert_int_equal(err.kind, ERR_INPUT);
}

/* A throttled call did nothing: even those that must not happen twice go again. */
static void throttles_are_repeated(void **state)
{
	const struct reply replies[] = {
		{ refusal(400, "Throttling", "Rate exceeded"), 0, KEEP },
		{ answer(200, "", made_body), 0, KEEP },
	};
	struct outcome o = run_op(replies, 2, OP_IAM_CREATE_ROLE);

	(void)state;
	assert_true(o.ok);
	assert_int_equal(o.requests, 2);
	server_forget(&o.server);
}

/* So are refusals of the 4xx kind that pass: they are no unknown end. */
static void busy_entity_is_repeated(void **state)
{
	const struct reply replies[] = {
		{ refusal(409, "ConcurrentModification", "busy"), 0, KEEP },
		{ answer(200, "", made_body), 0, KEEP },
	};
	struct outcome o = run_op(replies, 2, OP_IAM_CREATE_ROLE);

	(void)state;
	assert_true(o.ok);
	assert_int_equal(o.requests, 2);
	server_forget(&o.server);
}

static void retry_after_header(void **state)
{
	const struct reply replies[] = {
		{ answer(500, "x-amz-retry-after: 300\r\n", ""), 0, KEEP },
		{ answer(200, "", role_body), 0, KEEP },
	};
	struct outcome o = run_op(replies, 2, OP_IAM_GET_ROLE);

	(void)state;
	assert_true(o.ok);
	assert_true(o.ms >= 290);
	server_forget(&o.server);
}

/* The remedy of a denial depends on the layer that denied, which AWS names in its message. */
static void the_remedy_fits_the_layer(void **state)
{
#define SAYS "User: u is not authorized to perform: iam:CreateRole on resource: r "
	static const struct { const char *sentence, *remedy; } cases[] = {
		{ SAYS "because no identity-based policy allows the iam:CreateRole action",
		  "an administrator must allow iam:CreateRole for this user or role" },
		{ SAYS "because no permissions boundary allows the iam:CreateRole action",
		  "an administrator must allow iam:CreateRole in your permissions boundary" },
		{ SAYS "because no service control policy allows the iam:CreateRole action",
		  "an administrator must allow iam:CreateRole in the organization's service "
		  "control policies" },
		{ SAYS "with an explicit deny in an identity-based policy",
		  "the statement that denies iam:CreateRole must be removed from a policy of yours" },
		{ SAYS "with an explicit deny in a permissions boundary",
		  "the statement that denies iam:CreateRole must be removed from your permissions "
		  "boundary" },
		/* a right that the call takes besides is what was lacking, not the call */
		{ "User: u is not authorized to perform: iam:TagRole on resource: "
		  "arn:aws:iam::123456789012:role/r because no identity-based policy allows the "
		  "iam:TagRole action", "an administrator must allow iam:TagRole on "
		  "arn:aws:iam::123456789012:role/r for this user or role" },
		{ "User: u is not authorized to perform: iam:PassRole on resource: arn:aws:iam::1:role/r "
		  "because no permissions boundary allows the iam:PassRole action", "an administrator "
		  "must allow iam:PassRole on arn:aws:iam::1:role/r in your permissions boundary" },
		{ SAYS "because no resource control policy allows the iam:CreateRole action",
		  "an administrator must allow iam:CreateRole in the organization's resource "
		  "control policies" },
		{ SAYS "because no resource-based policy allows the iam:CreateRole action",
		  "an administrator must allow iam:CreateRole in the policy of the resource" },
		{ "no", "an administrator must allow iam:CreateRole for this user or role" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct reply one[] = {
			{ refusal(403, "AccessDenied", cases[i].sentence), 0, KEEP } };
		struct outcome o = run_op(one, 1, OP_IAM_CREATE_ROLE);

		assert_string_equal(o.err.hint, cases[i].remedy);
		server_forget(&o.server);
	}
}

/* S3 says "Access Denied" and no more: the call's action is no name of its own. */
static void an_action_is_named(void **state)
{
	static const struct { enum aws_op_id op; const char *remedy; } cases[] = {
		{ OP_S3_LIST_BUCKETS, "an administrator must allow s3:ListAllMyBuckets for this "
		  "user or role" },
		{ OP_SSO_GET_ROLE_CREDENTIALS, "no IAM policy decides this call "
		  "(GetRoleCredentials): an administrator of IAM Identity Center must allow it" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct reply one[] = { { refusal(403, "AccessDenied", "no"), 0, KEEP } };
		struct outcome o = run_op(one, 1, cases[i].op);

		assert_string_equal(o.err.hint, cases[i].remedy);
		server_forget(&o.server);
	}
}

static void says_and_hints(void **state)
{
	const struct reply denied[] = {
		{ refusal(403, "AccessDenied", "User x is not authorized\x01"), 0, KEEP },
		{ refusal(403, "AccessDenied", "User x is not authorized"), 0, KEEP },
	};
	const struct reply taken[] = { { refusal(409, "EntityAlreadyExists", "there"), 0, KEEP } };
	struct outcome o = run_op(denied + 1, 1, OP_IAM_CREATE_ROLE);

	(void)state;
	assert_int_equal(o.err.kind, ERR_DENIED);
	assert_int_equal(o.err.aws_error, AWS_ERROR_DENIED);
	assert_string_equal(o.err.text, "cannot create the role: AccessDenied: User x is not "
			    "authorized");
	assert_non_null(strstr(o.err.hint, "administrator must allow iam:CreateRole"));
	assert_string_equal(o.err.code, "AccessDenied");
	assert_string_equal(o.err.request_id, "R-2");
	assert_int_equal(o.err.status, 403);
	assert_int_equal(o.requests, 1);
	server_forget(&o.server);
	o = run_op(taken, 1, OP_IAM_CREATE_ROLE);
	assert_int_equal(o.err.aws_error, AWS_ERROR_CONFLICT);
	assert_int_equal(o.requests, 1);
	server_forget(&o.server);
}

static void redirect_is_refused(void **state)
{
	const struct reply replies[] = {
		{ answer(307, "Location: http://127.0.0.1:9/steal\r\n", ""), 0, KEEP } };
	struct outcome o = run_op(replies, 1, OP_IAM_GET_ROLE);

	(void)state;
	assert_int_equal(o.err.aws_error, AWS_ERROR_UNTRUSTED);
	assert_int_equal(o.err.kind, ERR_NET);
	assert_int_equal(o.requests, 1);
	server_forget(&o.server);
}

static void body_cap(void **state)
{
	size_t n = 9u << 20;
	char *text = xcalloc(1, n + 200);
	struct reply reply = { text, 0, CLOSE };
	struct outcome o;

	(void)state;
	sprintf(text, HEAD "%zu\r\n\r\n", n);
	memset(text + strlen(text), 'A', n);
	o = run_op(&reply, 1, OP_IAM_CREATE_ROLE);
	assert_false(o.ok);
	assert_non_null(strstr(o.err.text, "larger than 8 MiB"));
	assert_int_equal(o.err.aws_error, AWS_ERROR_AMBIGUOUS);
	assert_int_equal(o.requests, 1);
	server_forget(&o.server);
	free(text);
}

static void clock_is_followed(void **state)
{
	const struct reply replies[] = {
		{ answer(403, "Date: Tue, 01 Jan 2030 00:00:00 GMT\r\n",
			 "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>"
			 "Signature expired: x</Message></Error></ErrorResponse>"), 0, KEEP },
		{ answer(200, "", role_body), 0, KEEP },
	};
	struct outcome o = run_op(replies, 2, OP_IAM_GET_ROLE);

	(void)state;
	assert_true(o.ok);
	assert_int_equal(o.requests, 2);
	assert_null(strstr(o.server.seen[0], "X-Amz-Date: 2030"));
	assert_non_null(strstr(o.server.seen[1], "X-Amz-Date: 20300101T0000"));
	server_forget(&o.server);
}

/* Any answer's Date is AWS's time; signatures go by this computer's until one is refused. */
static void time_of_answers(void **state)
{
	const struct reply dated[] = { { answer(200, "Date: Tue, 01 Jan 2030 00:00:00 GMT\r\n",
						role_body), 0, KEEP } };
	const struct reply refused[] = {
		{ answer(403, "Date: Tue, 01 Jan 2030 00:00:00 GMT\r\n",
			 "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message>"
			 "</Error></ErrorResponse>"), 0, KEEP } };
	const struct reply undated[] = { { answer(200, "", role_body), 0, KEEP } };
	const enum aws_op_id ops[] = { OP_IAM_GET_ROLE, OP_IAM_GET_ROLE };
	const time_t theirs = 1893456000;
	struct outcome o = run_ops(dated, 1, ops, 2, "");

	(void)state;
	assert_true(o.ok && o.now >= theirs && o.now < theirs + 60);
	assert_null(strstr(o.server.seen[1], "X-Amz-Date: 2030"));
	server_forget(&o.server);
	o = run_op(refused, 1, OP_IAM_GET_ROLE);
	assert_true(!o.ok && o.now >= theirs && o.now < theirs + 60);
	server_forget(&o.server);
	o = run_op(undated, 1, OP_IAM_GET_ROLE);
	assert_true(o.ok && labs((long)(o.now - clock_wall())) < 60);
	server_forget(&o.server);
}

/* EC2 answers AuthFailure for a wrong clock; a right clock means a wrong key. */
static void clock_by_date_only(void **state)
{
	static const char body[] = "<Response><Errors><Error><Code>AuthFailure</Code><Message>no"
				   "</Message></Error></Errors><RequestID>R</RequestID></Response>";
	const struct reply off[] = { { answer(401, "Date: Tue, 01 Jan 2030 00:00:00 GMT\r\n",
					      body), 0, KEEP } };
	const struct reply none[] = { { answer(401, "", body), 0, KEEP } };
	struct outcome o = run_op(off, 1, OP_EC2_RUN_INSTANCES);

	(void)state;
	assert_int_equal(o.requests, 2);	/* signed again once, then told */
	server_forget(&o.server);
	o = run_op(none, 1, OP_EC2_RUN_INSTANCES);
	assert_int_equal(o.requests, 1);
	assert_int_equal(o.err.aws_error, AWS_ERROR_CREDENTIALS);
	assert_int_equal(o.err.kind, ERR_LOGIN);
	server_forget(&o.server);
}

static void stopped_while(const struct reply *reply, enum aws_op_id op, struct err *err)
{
	struct stopper stopper;
	struct server s;
	struct aws *a;

	clean_environment();
	server_start(&s, reply, 1);
	a = session(&s, &stopper.stop, "", err);
	stopper_start(&stopper, &s);
	assert_false(aws_call(a, op, NULL, NULL, NULL, err));
	assert_true(stopper_end(&stopper) < 2000);
	assert_int_equal(err->kind, ERR_STOPPED);
	assert_false(aws_call(a, op, NULL, NULL, NULL, err));
	assert_int_equal(err->kind, ERR_STOPPED);
	aws_close(a);
	server_stop(&s);
	assert_int_equal(atomic_load(&s.requests), 1);
	server_forget(&s);
}

static void stop_ends_a_hanging_call(void **state)
{
	const struct reply hang = { NULL, 0, HANG };
	struct err err;

	(void)state;
	stopped_while(&hang, OP_IAM_GET_ROLE, &err);
	assert_int_equal(err.aws_error, AWS_ERROR_NONE);
	stopped_while(&hang, OP_IAM_CREATE_ROLE, &err);
}

static void stop_ends_a_wait(void **state)
{
	const struct reply slow = { answer(503, "x-amz-retry-after: 4000\r\n", ""), 0, KEEP };
	struct err err;

	(void)state;
	stopped_while(&slow, OP_IAM_GET_ROLE, &err);
}

static void nobody_listens(void **state)
{
	const struct reply replies[] = { { NULL, 0, CLOSE } };
	struct err err = ERR_INIT;
	struct server s;
	struct aws *a;

	(void)state;
	clean_environment();
	server_start(&s, replies, 1);
	a = session(&s, NULL, "", &err);
	server_stop(&s);
	assert_false(aws_call(a, OP_IAM_CREATE_ROLE, NULL, NULL, NULL, &err));
	assert_int_equal(err.aws_error, AWS_ERROR_TRANSIENT);	/* nothing was sent */
	assert_int_equal(err.kind, ERR_NET);
	aws_close(a);
	server_forget(&s);
}

static const char *page(const char *more)
{
	static struct arena all;

	return answer(200, "", arena_fmt(&all, "<ListRolePoliciesResponse>"
		"<ListRolePoliciesResult><PolicyNames><member>p</member></PolicyNames>%s"
		"</ListRolePoliciesResult></ListRolePoliciesResponse>", more));
}

static void pages_are_gathered(void **state)
{
	const struct reply replies[] = {
		{ page("<IsTruncated>true</IsTruncated><Marker>a&amp;b</Marker>"), 0, KEEP },
		{ page("<IsTruncated>true</IsTruncated><Marker>c</Marker>"), 0, KEEP },
		{ page("<IsTruncated>false</IsTruncated>"), 0, KEEP },
	};
	struct json *reply = NULL;
	struct err err = ERR_INIT;
	struct server s;
	struct aws *a;

	(void)state;
	clean_environment();
	server_start(&s, replies, 3);
	a = session(&s, NULL, "", &err);
	assert_true(aws_call(a, OP_IAM_LIST_ROLE_POLICIES, NULL, &reply, NULL, &err));
	assert_int_equal(json_count(json_get(reply, "PolicyNames")), 3);
	assert_null(json_get(reply, "Marker"));
	json_free(reply);
	aws_close(a);
	server_stop(&s);
	assert_non_null(strstr(s.seen[1], "&Marker=a%26b"));
	server_forget(&s);
}

static const char *clusters(const char *name, const char *more)
{
	static struct arena all;

	return answer(200, "", arena_fmt(&all, "<DescribeClustersResponse>"
		"<DescribeClustersResult>%s<Clusters><Cluster><ClusterIdentifier>%s"
		"</ClusterIdentifier></Cluster></Clusters></DescribeClustersResult>"
		"</DescribeClustersResponse>", more, name));
}

static const char *objects(const char *keys, const char *more)
{
	static struct arena all;

	return answer(200, "", arena_fmt(&all, "<ListBucketResult>%s%s</ListBucketResult>",
					 keys, more));
}

static struct json *gather(const struct reply *replies, size_t n, enum aws_op_id op,
			   struct server *s)
{
	struct json *params = json_object_new(), *reply = NULL;
	struct err err = ERR_INIT;
	struct aws *a;

	clean_environment();
	json_put_str(params, "Bucket", "b");
	server_start(s, replies, (int)n);
	a = session(s, NULL, "", &err);
	assert_true(aws_call(a, op, params, &reply, NULL, &err));
	json_free(params);
	aws_close(a);
	server_stop(s);
	return reply;
}

/* Redshift has a Marker and no IsTruncated. */
static void pages_of_redshift(void **state)
{
	const struct reply replies[] = { { clusters("a", "<Marker>m</Marker>"), 0, KEEP },
					 { clusters("b", ""), 0, KEEP } };
	struct server s;
	struct json *reply = gather(replies, 2, OP_REDSHIFT_DESCRIBE_CLUSTERS, &s);

	(void)state;
	assert_int_equal(json_count(json_get(reply, "Clusters")), 2);
	assert_string_equal(json_text(json_path(reply, "Clusters.1.ClusterIdentifier")), "b");
	assert_non_null(strstr(s.seen[1], "&Marker=m"));
	json_free(reply);
	server_forget(&s);
}

/* S3 repeats the item instead of wrapping a list; a page may have one, or none. */
static void pages_of_objects(void **state)
{
	const struct reply replies[] = {
		{ objects("<Contents><Key>1</Key></Contents>",
			  "<NextContinuationToken>t</NextContinuationToken>"), 0, KEEP },
		{ objects("<Contents><Key>2</Key></Contents><Contents><Key>3</Key></Contents>",
			  "<NextContinuationToken>u</NextContinuationToken>"), 0, KEEP },
		{ objects("", ""), 0, KEEP },
	};
	struct server s;
	struct json *reply = gather(replies, 3, OP_S3_LIST_OBJECTS, &s);

	(void)state;
	assert_int_equal(json_count(json_get(reply, "Contents")), 3);
	assert_string_equal(json_text(json_path(reply, "Contents.2.Key")), "3");
	assert_null(json_get(reply, "NextContinuationToken"));
	assert_non_null(strstr(s.seen[2], "continuation-token=u&list-type=2"));
	json_free(reply);
	server_forget(&s);
}

static void pages_that_never_end(void **state)
{
	const struct reply same[] = {
		{ page("<IsTruncated>true</IsTruncated><Marker>a</Marker>"), 0, KEEP } };
	const struct reply none[] = { { page("<IsTruncated>true</IsTruncated>"), 0, KEEP } };
	struct outcome o = run_op(same, 1, OP_IAM_LIST_ROLE_POLICIES);

	(void)state;
	assert_false(o.ok);
	assert_int_equal(o.requests, 2);
	server_forget(&o.server);
	o = run_op(none, 1, OP_IAM_LIST_ROLE_POLICIES);
	assert_false(o.ok);
	assert_int_equal(o.requests, 1);
	server_forget(&o.server);
}

/* --- many threads on one session ----------------------------------------------------- */

static void *many_calls(void *with)
{
	struct err err = ERR_INIT;

	for (int i = 0; i < 20; i++)
		if (!aws_call(with, i % 4 ? OP_IAM_GET_ROLE : OP_STS_GET_CALLER_IDENTITY,
			      NULL, NULL, NULL, &err) && err.aws_error != AWS_ERROR_TRANSIENT)
			return with;
	return NULL;
}

static void threads(void **state)
{
	const struct reply replies[] = { { answer(200, "", role_body), 0, KEEP } };
	struct err err = ERR_INIT;
	pthread_t all[6];
	struct server s;
	struct aws *a;

	(void)state;
	clean_environment();
	setenv("AWS_MAX_ATTEMPTS", "1", 1);
	server_start(&s, replies, 1);
	a = session(&s, NULL, "", &err);
	for (int i = 0; i < 6; i++)
		pthread_create(&all[i], NULL, many_calls, a);
	for (int i = 0; i < 6; i++) {
		void *failed;

		pthread_join(all[i], &failed);
		assert_null(failed);
	}
	aws_close(a);
	server_stop(&s);
	assert_int_equal(atomic_load(&s.requests), 120);
	assert_true(atomic_load(&s.connections) <= 6);
	server_forget(&s);
}

static void bad_settings(void **state)
{
	struct creds c = { .key_id = "AKID" };
	struct err err = ERR_INIT;

	(void)state;
	clean_environment();
	secret_set(&c.secret, "s", 1);
	assert_null(aws_open(&c, "us-east-1.evil.example", NULL, &err));
	setenv("AWS_ENDPOINT_URL", "http://iam.amazonaws.com", 1);
	assert_null(aws_open(&c, "us-east-1", NULL, &err));
	assert_int_equal(err.kind, ERR_INPUT);
	unsetenv("AWS_ENDPOINT_URL");
	setenv("AWS_CA_BUNDLE", "/nowhere/ca.pem", 1);
	assert_null(aws_open(&c, "us-east-1", NULL, &err));
	assert_non_null(strstr(err.text, "AWS_CA_BUNDLE"));
	assert_int_equal(err.aws_error, AWS_ERROR_UNTRUSTED);
	clean_environment();
	creds_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_call),
		cmocka_unit_test(reply_and_id),
		cmocka_unit_test(reset_kept_alive_is_sent_once),
		cmocka_unit_test(closed_before_an_answer),
		cmocka_unit_test(read_survives_reset),
		cmocka_unit_test(retries_500),
		cmocka_unit_test(at_most_three),
		cmocka_unit_test(max_attempts),
		cmocka_unit_test(throttles_are_repeated),
		cmocka_unit_test(busy_entity_is_repeated),
		cmocka_unit_test(retry_after_header),
		cmocka_unit_test(an_action_is_named),
		cmocka_unit_test(says_and_hints),
		cmocka_unit_test(the_remedy_fits_the_layer),
		cmocka_unit_test(redirect_is_refused),
		cmocka_unit_test(body_cap),
		cmocka_unit_test(clock_is_followed),
		cmocka_unit_test(time_of_answers),
		cmocka_unit_test(clock_by_date_only),
		cmocka_unit_test(stop_ends_a_hanging_call),
		cmocka_unit_test(stop_ends_a_wait),
		cmocka_unit_test(nobody_listens),
		cmocka_unit_test(pages_are_gathered),
		cmocka_unit_test(pages_of_redshift),
		cmocka_unit_test(pages_of_objects),
		cmocka_unit_test(pages_that_never_end),
		cmocka_unit_test(threads),
		cmocka_unit_test(bad_settings),
	};

	return run_all(tests);
}
