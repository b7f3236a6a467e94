/* The checks with an access key, against a server that says what AWS says of one. */
#include "config.h"

#include "unit.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/file.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "plan/journal.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "plan/run.h"
#include "probe/with_key.h"
#include "probe/key_check.h"
#include "probe/probe.h"
#include "probe/probe_steps.h"

#include "session.h"

#include "folder.h"

/* --- what AWS says -------------------------------------------------------------- */

static struct reply says(int status, const char *fields, const char *body)
{
	return (struct reply){ .text = xasprintf("HTTP/1.1 %d X\r\nContent-Type: text/xml\r\n"
		"%sContent-Length: %zu\r\n\r\n%s", status, fields, strlen(body), body) };
}

static struct reply caller(const char *arn)
{
	char *body = xasprintf("<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>%s"
		"</Arn><UserId>U</UserId><Account>1</Account></GetCallerIdentityResult>"
		"<ResponseMetadata><RequestId>who-1</RequestId></ResponseMetadata>"
		"</GetCallerIdentityResponse>", arn);
	struct reply r = says(200, "", body);

	free(body);
	return r;
}

/* In the form of EC2, which is read from every service that answers in XML. */
static struct reply fails(int status, const char *code, const char *message)
{
	char *body = xasprintf("<Response><Errors><Error><Code>%s</Code><Message>%s"
			       "</Message></Error></Errors><RequestID>r-9</RequestID>"
			       "</Response>", code, message);
	struct reply r = says(status, "", body);

	free(body);
	return r;
}

#define ME caller("arn:aws:iam::1:user/U")
#define NO_TOKEN fails(403, "InvalidClientTokenId", "The security token is invalid.")
#define NO_KEY fails(403, "InvalidAccessKeyId", "does not exist")
#define NOT_MAY(action) "User: arn:aws:iam::1:user/U is not authorized to perform: " action \
	" because no identity-based policy allows the " action " action"
#define REFUSED(action) fails(403, "AccessDenied", NOT_MAY(action))
#define UNAUTHORIZED fails(403, "UnauthorizedOperation", "You are not authorized to perform " \
	"this operation. " NOT_MAY("ec2:DescribeInstances") ". Encoded authorization " \
	"failure message: abc")
#define MACHINES says(200, "", "<DescribeInstancesResponse><requestId>list-1</requestId>" \
	"<reservationSet/><nextToken>more</nextToken></DescribeInstancesResponse>")
#define DRY fails(412, "DryRunOperation", "Request would have succeeded, but DryRun flag " \
	"is set.")
#define DONE says(200, "", "")
#define LOST ((struct reply){ .then = RESET })

/* --- a play of some checks ---------------------------------------------------------- */

#define PROBE(id, call, expected) "{\"id\":\"" id "\",\"where\":\"key\",\"call\":" call \
	",\"expected\":\"" expected "\"}"
#define WHO PROBE("who", "{\"identity\":\"U\"}", "allow")
#define LIST_CALL "[\"ec2\",\"describe-instances\",\"--max-items\",\"1\"]"
#define LIST(expected) PROBE("list", LIST_CALL, expected)
#define RUN PROBE("run", "[\"ec2\",\"run-instances\",\"--dry-run\",\"--image-id\"," \
	"\"$IMAGE_ID\",\"--instance-type\",\"$INSTANCE_TYPE\"]", "allow")
#define CANARY PROBE("canary", "{\"canary\":\"bucket\"}", "allow")

struct play {
	struct server server;
	struct reply replies[24];
	int count;
	struct aws *aws;
	struct stop stop;
	struct json *events;
	size_t waited, silent;	/* silent: AWS had answered none of the calls */
	bool ok;
	struct err err;
	struct aws *asks;	/* who may decode; NULL: nobody */
};

static void hear(void *with, struct check_result result)
{
	json_push(((struct play *)with)->events, check_result_event(&result));
	check_result_free(&result);
}

static void hear_wait(void *with, size_t left, bool silent)
{
	struct play *p = with;

	assert_true(left > 0);
	p->waited++;
	p->silent += silent;
}

static struct json *parse(const char *text)
{
	struct err err = ERR_INIT;
	struct json *j = json_parse(text, strlen(text), "test", &err);

	if (!j)
		fail_msg("%s: %s", text, err.text);
	return j;
}

static void play_open(struct play *p, const struct reply *replies, int count)
{
	*p = (struct play){ .count = count, .err = ERR_INIT, .events = json_list_new() };
	memcpy(p->replies, replies, (size_t)count * sizeof(*replies));
	server_start(&p->server, p->replies, count);
	clean_environment();
	setenv("AWS_MAX_ATTEMPTS", "1", 1);
	p->aws = session(&p->server, &p->stop, "", &p->err);
	assert_non_null(p->aws);
}

static void play_check(struct play *p, const char *probes, const char *own,
		       int64_t patience)
{
	struct json *list = parse(probes), *words = parse(own);
	struct checks checks = checks_read_rows(list, CHECK_BY_ANY);
	struct with_key d = { .key_session = p->aws, .operator = p->asks, .stop = &p->stop, .nonce = "00ff",
			    .variables = words, .patience = patience, .tell = hear,
			    .waits = hear_wait, .with = p };

	p->ok = with_key_check(&d, &checks, &p->err);
	server_stop(&p->server);
	checks_free(&checks);
	json_free(list);
	json_free(words);
}

#define OWN "{\"$IMAGE_ID\":\"ami-1\",\"$INSTANCE_TYPE\":\"t3.micro\"}"
#define SHORT 300		/* for what stays as it is */
#define LONG 60000		/* for what is over as soon as it is good */

static void play(struct play *p, const struct reply *replies, int count,
		 const char *probes)
{
	play_open(p, replies, count);
	play_check(p, probes, OWN, LONG);
}

static void play_shortly(struct play *p, const struct reply *replies, int count,
			 const char *probes)
{
	play_open(p, replies, count);
	play_check(p, probes, OWN, SHORT);
}

static void play_end(struct play *p)
{
	aws_close(p->aws);
	json_free(p->events);
	server_forget(&p->server);
	for (int i = 0; i < p->count; i++)
		free((char *)(uintptr_t)p->replies[i].text);
}

static const struct json *event_of(const struct json *events, const char *id)
{
	json_each(event, events)
		if (str_eq(json_str(event, "id"), id))
			return event;
	fail_msg("there is no event of '%s'", id);
	return NULL;
}

static const char *evidence(const struct play *p, const char *id, const char *member)
{
	return json_str(json_get(event_of(p->events, id), "evidence"), member);
}

static void expect(const struct play *p, const char *id, const char *verdict,
		   const char *text)
{
	const char *is = json_str(event_of(p->events, id), "verdict");

	if (!str_eq(is, verdict) || !strstr(evidence(p, id, "text"), text))
		fail_msg("%s: '%s' (%s) is not '%s' (%s)", id, is, evidence(p, id, "text"),
			 verdict, text);
}

static int requests(struct play *p)
{
	return atomic_load(&p->server.requests);
}

static void expect_sent(const struct play *p, int n, const char *what)
{
	if (!p->server.seen[n] || !strstr(p->server.seen[n], what))
		fail_msg("request %d has no '%s': %s", n, what, p->server.seen[n]);
}

/* --- calls ------------------------------------------------------------------------- */

/* In this order, whatever the template's; of a list the first page is enough. */
static void each_is_made_once(void **state)
{
	struct reply replies[] = { ME, MACHINES, DRY, REFUSED("s3:ListAllMyBuckets") };
	struct play p;

	(void)state;
	play(&p, replies, 4, "[" PROBE("buckets", "[\"s3api\",\"list-buckets\"]", "deny") ","
	     LIST("allow") "," RUN "," WHO "]");
	assert_true(p.ok);
	assert_int_equal(requests(&p), 4);
	assert_int_equal(json_count(p.events), 4);
	assert_int_equal(p.waited, 0);
	assert_true(probe_passed(p.events));
	expect(&p, "who", "yes", "arn:aws:iam::1:user/U");
	assert_string_equal(evidence(&p, "who", "request_id"), "who-1");
	assert_string_equal(evidence(&p, "list", "request_id"), "list-1");
	assert_string_equal(evidence(&p, "buckets", "request_id"), "r-9");
	expect(&p, "run", "yes", "Request would have succeeded");
	assert_string_equal(evidence(&p, "run", "call"), "aws ec2 run-instances --dry-run "
			    "--image-id ami-1 --instance-type t3.micro");
	assert_int_equal(strlen(evidence(&p, "run", "time")), 20);
	expect(&p, "buckets", "yes", NOT_MAY("s3:ListAllMyBuckets"));
	assert_string_equal(json_str(event_of(p.events, "buckets"), "layer"), "identity");
	expect_sent(&p, 2, "&DryRun=true");
	expect_sent(&p, 2, "&ImageId=ami-1");
	expect_sent(&p, 2, "&MinCount=1&MaxCount=1");
	play_end(&p);
}

static void a_new_key_takes_a_while(void **state)
{
	struct reply replies[] = { NO_TOKEN, ME, UNAUTHORIZED, MACHINES };
	struct play p;

	(void)state;
	play(&p, replies, 4, "[" LIST("allow") "," WHO "]");
	assert_true(p.ok);
	assert_int_equal(p.waited, 2);
	assert_int_equal(p.silent, 0);
	assert_true(probe_passed(p.events));
	play_end(&p);
}

#define TERSE fails(403, "UnauthorizedOperation", "You are not authorized to perform this " \
	"operation. Encoded authorization failure message: aB-_9")
#define DECODED says(200, "", "<DecodeAuthorizationMessageResponse><DecodeAuthorizationMessageResult>" \
	"<DecodedMessage>{&quot;explicitDeny&quot;:false,&quot;context&quot;:{&quot;action&quot;:" \
	"&quot;ec2:RunInstances&quot;,&quot;resource&quot;:&quot;arn:aws:ec2:us-east-1:1:instance/*&quot;}}" \
	"</DecodedMessage></DecodeAuthorizationMessageResult></DecodeAuthorizationMessageResponse>")

/* The operator decodes what the key was refused, unless a refusal is what is wanted. */
static void hidden_reasons_are_decoded(void **state)
{
	struct reply replies[] = { TERSE, DECODED }, wanted[] = { TERSE };
	struct play p;

	(void)state;
	play_open(&p, replies, 2);
	p.asks = p.aws;
	play_check(&p, "[" RUN "]", OWN, -1);
	expect(&p, "run", "no", "not authorized to perform: ec2:RunInstances on resource: "
	       "arn:aws:ec2:us-east-1:1:instance/*");
	expect(&p, "run", "no", "needs {\"Effect\":\"Allow\",\"Action\":\"ec2:RunInstances\",\"Resource\":"
	       "\"arn:aws:ec2:us-east-1:1:instance/*\"} in a policy of the user");
	expect_sent(&p, 1, "EncodedMessage=aB-_9");
	play_end(&p);
	play_open(&p, wanted, 1);
	p.asks = p.aws;
	play_check(&p, "[" LIST("deny") "]", OWN, -1);
	expect(&p, "list", "yes", "not authorized");
	assert_int_equal(requests(&p), 1);
	play_end(&p);
}

/* What is good is said at once, and only the rest is tried again. */
static void the_rest_is_tried_again(void **state)
{
	struct reply replies[] = { UNAUTHORIZED, DRY, MACHINES };
	struct play p;

	(void)state;
	play(&p, replies, 3, "[" LIST("allow") "," RUN "]");
	assert_true(probe_passed(p.events));
	assert_string_equal(json_str(json_first(p.events), "id"), "run");
	assert_int_equal(requests(&p), 3);
	play_end(&p);
}

static void a_refusal_stays_one(void **state)
{
	struct reply replies[] = { UNAUTHORIZED };
	struct play p;

	(void)state;
	play_shortly(&p, replies, 1, "[" LIST("allow") "]");
	assert_true(p.ok);
	assert_true(requests(&p) > 1);
	expect(&p, "list", "no", "\"Action\":\"ec2:DescribeInstances\",\"Resource\":\"*\"} in a "
	       "policy of the user");
	assert_null(strstr(evidence(&p, "list", "text"), "Encoded"));
	play_end(&p);
}

/* Neither a key that is not known yet nor a lost connection is a refusal. */
static void only_a_refusal_is_one(void **state)
{
	struct reply replies[] = { NO_TOKEN, LOST, UNAUTHORIZED };
	struct play p;

	(void)state;
	play(&p, replies, 3, "[" LIST("deny") "]");
	assert_int_equal(requests(&p), 3);
	expect(&p, "list", "yes", "not authorized");
	play_end(&p);
}

static void a_lost_connection_tells_nothing(void **state)
{
	struct reply replies[] = { LOST };
	struct play p;

	(void)state;
	play_shortly(&p, replies, 1, "[" LIST("deny") "]");
	expect(&p, "list", "cannot-tell", "");
	assert_string_equal(json_str(event_of(p.events, "list"), "layer"), "network");
	play_end(&p);
}

/* The service was reached, and did not come to a word about rights. */
static void a_broken_service_tells_nothing(void **state)
{
	struct reply replies[] = { fails(500, "InternalError", "odd") };
	struct play p;

	(void)state;
	play_shortly(&p, replies, 1, "[" LIST("deny") "]");
	assert_true(requests(&p) > 1);
	expect(&p, "list", "cannot-tell", "(InternalError) when calling the DescribeInstances");
	assert_string_equal(json_str(event_of(p.events, "list"), "layer"), "unknown");
	play_end(&p);
}

static void too_much_is_said(void **state)
{
	struct reply replies[] = { MACHINES };
	struct play p;

	(void)state;
	play_shortly(&p, replies, 1, "[" LIST("deny") "]");
	expect(&p, "list", "no", "no policy of the user should allow ec2:DescribeInstances");
	play_end(&p);
}

/* The rest is tried once: nothing more comes of a key that is none. */
static void a_key_that_is_none(void **state)
{
	struct reply replies[] = { NO_TOKEN };
	struct play p;
	int tried;

	(void)state;
	play_shortly(&p, replies, 1, "[" WHO "," LIST("allow") "," RUN "," LIST("deny") "]");
	assert_true(p.ok);
	assert_false(probe_passed(p.events));
	expect(&p, "who", "no", "inactive, deleted, or its secret is wrong");
	expect(&p, "list", "cannot-tell", "InvalidClientTokenId");
	tried = 0;
	for (int i = 0; i < requests(&p) && i < SEEN; i++)
		tried += strstr(p.server.seen[i], "Action=GetCallerIdentity") == NULL;
	assert_int_equal(tried, 3);
	play_end(&p);
}

static void the_key_of_another(void **state)
{
	static const char *const others[] = {
		"arn:aws:iam::1:user/UU", "arn:aws:iam::1:user/V", "arn:aws:iam::1:user/U/V",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		struct reply replies[] = { caller(others[i]) };
		struct play p;

		play_shortly(&p, replies, 1, "[" WHO "]");
		expect(&p, "who", "no", "different user");
		play_end(&p);
	}
}

static void a_user_below_a_path(void **state)
{
	struct reply replies[] = { caller("arn:aws:iam::1:user/render/farm/U") };
	struct play p;

	(void)state;
	play(&p, replies, 1, "[" WHO "]");
	expect(&p, "who", "yes", "user/render/farm/U");
	play_end(&p);
}

/* --- the test object -------------------------------------------------------------------- */

static void put_got_and_deleted(void **state)
{
	struct reply replies[] = { DONE, says(200, "", "00ff\n"), DONE };
	struct play p;

	(void)state;
	play(&p, replies, 3, "[" CANARY "]");
	expect(&p, "canary", "yes", "");
	assert_int_equal(requests(&p), 3);
	expect_sent(&p, 0, "PUT /bucket/accredit-canary-00ff ");
	expect_sent(&p, 1, "GET /bucket/accredit-canary-00ff ");
	expect_sent(&p, 2, "DELETE /bucket/accredit-canary-00ff ");
	play_end(&p);
}

static void its_versions_go_too(void **state)
{
	struct reply replies[] = { says(200, "x-amz-version-id: v1\r\n", ""),
		says(200, "x-amz-version-id: v1\r\n", "00ff\n"),
		says(204, "x-amz-version-id: m1\r\nx-amz-delete-marker: true\r\n", ""), DONE, DONE };
	struct play p;

	(void)state;
	play(&p, replies, 5, "[" CANARY "]");
	expect(&p, "canary", "yes", "");
	expect_sent(&p, 3, "versionId=v1");
	expect_sent(&p, 4, "versionId=m1");
	play_end(&p);
}

static void a_version_that_stays_is_said(void **state)
{
	struct reply replies[] = { says(200, "x-amz-version-id: v1\r\n", ""),
		says(200, "", "00ff\n"), DONE, fails(400, "Odd", "odd") };
	struct play p;

	(void)state;
	play(&p, replies, 4, "[" CANARY "]");
	expect(&p, "canary", "yes", "a version of the test object was not deleted");
	play_end(&p);
}

static void another_object_came_back(void **state)
{
	struct reply replies[] = { DONE, says(200, "", "moon\n"), DONE };
	struct play p;

	(void)state;
	play(&p, replies, 3, "[" CANARY "]");
	expect(&p, "canary", "cannot-tell", "not the one that was written");
	expect_sent(&p, 2, "DELETE ");
	play_end(&p);
}

/* A key that comes and goes: what was put is got and deleted all the same. */
static void a_key_that_comes_and_goes(void **state)
{
	struct reply replies[] = { NO_KEY, DONE, NO_KEY, says(200, "", "00ff\n"), NO_KEY, DONE };
	struct play p;

	(void)state;
	play(&p, replies, 6, "[" CANARY "]");
	expect(&p, "canary", "yes", "");
	assert_int_equal(requests(&p), 6);
	expect_sent(&p, 5, "DELETE ");
	play_end(&p);
}

static void what_was_put_is_deleted(void **state)
{
	struct reply replies[] = { DONE, fails(403, "Odd", "odd"), DONE };
	struct play p;

	(void)state;
	play(&p, replies, 3, "[" CANARY "]");
	assert_int_equal(requests(&p), 3);
	expect(&p, "canary", "cannot-tell", "(Odd) when calling the GetObject operation: odd");
	expect_sent(&p, 2, "DELETE ");
	play_end(&p);
}

/* Its answer was lost, and what may be there is deleted. */
static void a_put_whose_answer_was_lost(void **state)
{
	struct reply replies[] = { LOST, DONE, DONE, says(200, "", "00ff\n"), DONE };
	struct play p;

	(void)state;
	play(&p, replies, 5, "[" CANARY "]");
	expect(&p, "canary", "yes", "");
	expect_sent(&p, 1, "DELETE ");
	expect_sent(&p, 2, "PUT ");
	play_end(&p);
}

static void a_missing_bucket_is_not_waited_for(void **state)
{
	struct reply replies[] = { fails(404, "NoSuchBucket", "none") };
	struct play p;

	(void)state;
	play(&p, replies, 1, "[" CANARY "]");
	assert_int_equal(requests(&p), 1);
	expect(&p, "canary", "no", "NoSuchBucket");
	play_end(&p);
}

#define NEW_CANARY "{\"id\":\"canary\",\"call\":{\"canary\":\"bucket\"},\"expected\":\"allow\"," \
	"\"where\":\"key\",\"may_come\":true}"

/* Unless this run made it. */
static void a_new_bucket_is_waited_for(void **state)
{
	struct reply replies[] = { fails(404, "NoSuchBucket", "none"),
				   fails(404, "NoSuchBucket", "none"),
				   fails(403, "AccessDenied", "no") };
	struct play p;

	(void)state;
	play_shortly(&p, replies, 3, "[" NEW_CANARY "]");
	assert_true(requests(&p) > 1);
	play_end(&p);
}

/* --- what cannot be made ------------------------------------------------------------------ */

static void expect_mistake(const char *probe, const char *text)
{
	struct reply replies[] = { ME };
	char *probes = xasprintf("[" WHO ",%s]", probe);
	struct play p;

	play(&p, replies, 1, probes);
	free(probes);
	assert_false(p.ok);
	assert_int_equal(p.err.kind, ERR_INPUT);
	if (!strstr(p.err.text, text))
		fail_msg("'%s' is not in '%s'", text, p.err.text);
	assert_int_equal(requests(&p), 0);
	play_end(&p);
}

static void mistakes_come_before_any_call(void **state)
{
	(void)state;
	expect_mistake(PROBE("x", "[\"ec2\",\"describe-instances\",\"--instance-ids\","
			     "\"$INSTANCE_ID\"]", "allow"), "a check with a key has no instance");
	expect_mistake(PROBE("x", "[\"moon\",\"shine\"]", "allow"), "'moon shine' is not a call");
	expect_mistake(PROBE("x", "{\"dance\":\"y\"}", "allow"), "a list of texts");
}

static void what_is_not_known_is_said(void **state)
{
	struct reply replies[] = { ME };
	struct play p;

	(void)state;
	play_open(&p, replies, 1);
	play_check(&p, "[" RUN "," WHO "]", "{\"why\":\"no image is there\"}", SHORT);
	assert_true(p.ok);
	expect(&p, "who", "yes", "");
	expect(&p, "run", "cannot-tell", "no image is there");
	play_end(&p);
}

static void stops_in_its_wait(void **state)
{
	struct reply replies[] = { NO_TOKEN };
	struct play p;

	(void)state;
	play_open(&p, replies, 1);
	atomic_store(&p.stop.asked, true);
	play_check(&p, "[" WHO "]", "{}", LONG);
	assert_false(p.ok);
	assert_int_equal(p.err.kind, ERR_STOPPED);
	assert_int_equal(json_count(p.events), 0);
	play_end(&p);
}

/* --- the step ------------------------------------------------------------------------------- */

#define WANTED(probes) "{\"setup\":\"s\",\"region\":\"us-east-1\",\"resources\":[]," \
	"\"probes\":[" probes "]}"

/* The file where the setup keeps its key. */
static char *key_path(void)
{
	return xasprintf("%s/key.csv", folder);
}

static void store_key(void)
{
	static const char text[] = "User Name,Access Key Id,Secret Access Key\nu,"
		"AKIAIOSFODNN7CANARY1,wJalrXUtnFEMI/K7MDENG/bPxRfiCYCANARYCANA\n";
	struct err err = ERR_INIT;
	char *path = key_path();

	assert_true(file_replace(path, text, sizeof(text) - 1, &err));
	free(path);
}

static void step_begin(struct play *p, struct plan **plan, struct record **record,
		       const char *wanted)
{
	struct json *j = parse(wanted), *place;
	char url[64], *path = key_path();

	place = json_push(json_get(j, "resources"), parse(
		"{\"id\":\"file\",\"kind\":\"credentials-csv\",\"key\":\"key\"}"));
	json_put_str(place, "name", path);
	json_put_str(place, "file", path);
	*plan = plan_new("s", j);
	free(path);
	json_free(j);
	*record = record_open("s", true, &p->err);
	assert_non_null(*record);
	probe_add_key(*plan, NULL);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d", p->server.port);
	setenv("AWS_ENDPOINT_URL", url, 1);
}

static void step_run(struct play *p, struct plan *plan, struct record *record,
		     enum run_mode mode, const char *run_id)
{
	struct run *run = run_start(plan, p->aws, record_journal(record), &p->stop, mode,
				    run_id, &p->err);

	assert_non_null(run);
	while (!run_ended(run)) {
		struct pollfd wait = { .fd = run_wake_fd(run), .events = POLLIN };
		struct json *event = run_next(run);

		if (!event)
			poll(&wait, 1, 1000);
		else if (str_eq(json_str(event, "event"), "check"))
			json_push(p->events, json_copy(event));
		json_free(event);
	}
	p->ok = run_result(run, &p->err);
	run_close(run);
	server_stop(&p->server);
	unsetenv("AWS_ENDPOINT_URL");
}

static void the_step_reports(void **state)
{
	struct reply replies[] = { says(200, "", "{\"Parameter\":{\"Value\":\"ami-7\"}}"), ME,
				   DRY };
	struct plan *plan, *again;
	struct record *record;
	struct json *report, *j;
	struct play p;

	(void)state;
	play_open(&p, replies, 3);
	store_key();
	step_begin(&p, &plan, &record, WANTED(RUN "," WHO));
	assert_true(checks_wanted(plan->wanted, CHECK_BY_KEY));
	assert_false(plan_differs(plan));
	step_run(&p, plan, record, RUN_APPLY, NULL);
	assert_true(p.ok);
	assert_int_equal(json_count(p.events), 2);
	expect_sent(&p, 0, "Credential=AKIAIOSFODNN7EXAMPLE");
	expect_sent(&p, 1, "Credential=AKIAIOSFODNN7CANARY1");
	expect_sent(&p, 2, "&ImageId=ami-7&InstanceType=t3.micro");
	report = probe_report(plan);
	assert_true(probe_passed(report));
	assert_true(json_equal(report, p.events));
	json_free(report);
	plan_add(plan, CHECK_STEP, &probe_check_work, "worker", ACTION_NONE, NULL, NULL, NULL);
	json_put(plan_step(plan, CHECK_STEP)->outputs, "checks", parse("[{\"id\":\"w\"}]"));
	report = probe_report(plan);
	assert_int_equal(json_count(report), 3);
	json_free(report);
	j = plan_json(plan);
	again = plan_read(j, probe_works, &p.err);
	assert_ptr_equal(plan_step(again, KEY_STEP)->work, &key_check_work);
	json_free(j);
	plan_free(again);
	plan_free(plan);
	record_close(record);
	play_end(&p);
}

static void no_key_no_checks(void **state)
{
	struct reply replies[] = { ME };
	struct plan *plan;
	struct record *record;
	struct play p;

	(void)state;
	play_open(&p, replies, 1);
	step_begin(&p, &plan, &record, WANTED(WHO));
	step_run(&p, plan, record, RUN_APPLY, NULL);
	assert_false(p.ok);
	assert_non_null(strstr(p.err.text, "no access key on this computer"));
	assert_int_equal(requests(&p), 0);
	assert_null(probe_report(plan));
	plan_free(plan);
	record_close(record);
	play_end(&p);
}

/* Put, and killed before it was deleted: taken back by who may. */
static void undo_deletes_what_a_kill_left(void **state)
{
	struct reply replies[] = { says(200, "x-amz-version-id: v1\r\n", "00ff\n"), DONE };
	struct plan *plan;
	struct record *record;
	struct step *step;
	struct play p;

	(void)state;
	play_open(&p, replies, 2);
	step_begin(&p, &plan, &record, WANTED(CANARY));
	step = plan_step(plan, KEY_STEP);
	step->params = parse("{\"nonce\":\"00ff\"}");
	step->begun = step->again = true;
	step_run(&p, plan, record, RUN_UNDO, "0123456789abcdef");
	assert_true(p.ok);
	expect_sent(&p, 0, "GET /bucket/accredit-canary-00ff ");
	expect_sent(&p, 1, "DELETE /bucket/accredit-canary-00ff?versionId=v1 ");
	expect_sent(&p, 1, "Credential=AKIAIOSFODNN7EXAMPLE");
	plan_free(plan);
	record_close(record);
	play_end(&p);
}

static void undo_of_nothing(void **state)
{
	struct reply replies[] = { fails(404, "NoSuchKey", "none") };
	struct plan *plan;
	struct record *record;
	struct play p;

	(void)state;
	play_open(&p, replies, 1);
	step_begin(&p, &plan, &record, WANTED(CANARY));
	plan_step(plan, KEY_STEP)->params = parse("{\"nonce\":\"00ff\"}");
	plan_step(plan, KEY_STEP)->begun = true;
	step_run(&p, plan, record, RUN_UNDO, "0123456789abcdef");
	assert_true(p.ok);
	assert_int_equal(requests(&p), 1);
	plan_free(plan);
	record_close(record);
	play_end(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_make, folder_remove)
		cmocka_unit_test(each_is_made_once),
		cmocka_unit_test(a_new_key_takes_a_while),
		cmocka_unit_test(hidden_reasons_are_decoded),
		cmocka_unit_test(the_rest_is_tried_again),
		cmocka_unit_test(a_refusal_stays_one),
		cmocka_unit_test(only_a_refusal_is_one),
		cmocka_unit_test(a_lost_connection_tells_nothing),
		cmocka_unit_test(a_broken_service_tells_nothing),
		cmocka_unit_test(too_much_is_said),
		cmocka_unit_test(a_key_that_is_none),
		cmocka_unit_test(the_key_of_another),
		cmocka_unit_test(a_user_below_a_path),
		cmocka_unit_test(put_got_and_deleted),
		cmocka_unit_test(its_versions_go_too),
		cmocka_unit_test(a_version_that_stays_is_said),
		cmocka_unit_test(another_object_came_back),
		cmocka_unit_test(a_key_that_comes_and_goes),
		cmocka_unit_test(what_was_put_is_deleted),
		cmocka_unit_test(a_put_whose_answer_was_lost),
		cmocka_unit_test(a_missing_bucket_is_not_waited_for),
		cmocka_unit_test(a_new_bucket_is_waited_for),
		cmocka_unit_test(mistakes_come_before_any_call),
		cmocka_unit_test(what_is_not_known_is_said),
		cmocka_unit_test(stops_in_its_wait),
		IN_FOLDER(the_step_reports),
		IN_FOLDER(no_key_no_checks),
		IN_FOLDER(undo_deletes_what_a_kill_left),
		IN_FOLDER(undo_of_nothing),
	};

	return run_all(tests);
}
