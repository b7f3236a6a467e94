/* test_account_lists.c - the lists of an account, against a server that answers as AWS does. */
#include "config.h"

#include "unit.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>

#include "base/str.h"
#include "format/json.h"
#include "pack/pack.h"
#include "session.h"
#include "session/session.h"
#include "wizard/account_lists.h"

#define DENIED "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not authorized to " \
	"perform: iam:ListRoles</Message></Error><RequestId>r</RequestId></ErrorResponse>"
#define WAIT 20000

struct fixture {
	struct server server;
	struct session session;
	struct account_lists *lists;
	struct reply replies[16];
	char *texts[16];
	int count, wake;
};

static void answer(struct fixture *f, const char *type, int status, const char *body,
		   enum then then)
{
	char *text = xasprintf("HTTP/1.1 %d X\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n%s",
			       status, type, strlen(body), body);

	f->texts[f->count] = text;
	f->replies[f->count++] = (struct reply){ text, 0, then };
}

static void hang(struct fixture *f)
{
	f->replies[f->count++] = (struct reply){ NULL, 0, HANG };
}

static void begin(struct fixture *f)
{
	struct err err = ERR_INIT;
	char url[64];

	clean_environment();
	server_start(&f->server, f->replies, f->count);
	f->session = (struct session){ .region = "us-east-1", .account = "123456789012",
				       .arn = "arn:aws:iam::123456789012:user/ann" };
	f->session.aws = session(&f->server, NULL, "", &err);
	assert_non_null(f->session.aws);
	snprintf(f->session.creds.key_id, sizeof(f->session.creds.key_id), "%s",
		 "AKIAIOSFODNN7EXAMPLE");
	secret_set(&f->session.creds.secret, "canary/secret", 13);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d", f->server.port);
	setenv("AWS_ENDPOINT_URL", url, 1);
	f->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	f->lists = account_lists_new(&f->session, f->wake);
}

static void end(struct fixture *f)
{
	account_lists_free(f->lists);
	server_stop(&f->server);
	server_forget(&f->server);
	session_close(&f->session);
	unsetenv("AWS_ENDPOINT_URL");
	close(f->wake);
	while (f->count)
		free(f->texts[--f->count]);
}

static const struct account_item *items;
static size_t count;

static enum account_list_state state_of(struct fixture *f, enum account_list which)
{
	return account_lists_read(f->lists, which, "", &items, &count);
}

/* Wants it, and waits until it has ended. */
static enum account_list_state fetch(struct fixture *f, enum account_list which)
{
	account_lists_want(f->lists, which, "");
	account_lists_wait(f->lists, WAIT);
	return state_of(f, which);
}

static int requests(struct fixture *f)
{
	return atomic_load(&f->server.requests);
}

/* Two pages, sorted; the second look makes no call. */
static void one_call_for_all(void **state)
{
	struct fixture f = { .count = 0 };
	struct pollfd p;
	struct err err = ERR_INIT;

	(void)state;
	answer(&f, "application/xml", 200,
	       "<ListAllMyBucketsResult><Buckets><Bucket><Name>zeta</Name><BucketRegion>"
	       "eu-west-1</BucketRegion></Bucket></Buckets><ContinuationToken>t/1"
	       "</ContinuationToken></ListAllMyBucketsResult>", KEEP);
	answer(&f, "application/xml", 200,
	       "<ListAllMyBucketsResult><Buckets><Bucket><Name>Alpha</Name></Bucket></Buckets>"
	       "</ListAllMyBucketsResult>", KEEP);
	begin(&f);
	assert_int_equal(state_of(&f, ACCOUNT_BUCKETS), ACCOUNT_LIST_NONE);
	assert_false(account_lists_news(f.lists));
	assert_int_equal(fetch(&f, ACCOUNT_BUCKETS), ACCOUNT_LIST_READY);
	assert_int_equal(count, 2);
	assert_string_equal(items[0].value, "Alpha");
	assert_string_equal(items[0].note, "");
	assert_string_equal(items[1].value, "zeta");
	assert_string_equal(items[1].note, "eu-west-1");
	p = (struct pollfd){ .fd = f.wake, .events = POLLIN };
	assert_int_equal(poll(&p, 1, 0), 1);
	assert_true(account_lists_news(f.lists));
	assert_false(account_lists_news(f.lists));
	assert_false(account_lists_err(f.lists, ACCOUNT_BUCKETS, "", &err));
	assert_int_equal(requests(&f), 2);
	assert_non_null(strstr(f.server.seen[0], "GET /?max-buckets=1000 "));
	assert_non_null(strstr(f.server.seen[1], "continuation-token=t%2F1&max-buckets=1000 "));
	/* buckets are those of all Regions */
	account_lists_want(f.lists, ACCOUNT_BUCKETS, "eu-west-1");
	assert_int_equal(fetch(&f, ACCOUNT_BUCKETS), ACCOUNT_LIST_READY);
	assert_int_equal(requests(&f), 2);
	end(&f);
}

/* 2,000 roles in pages, some of them AWS's own, which nobody chooses. */
static void many_roles(void **state)
{
	struct fixture f = { .count = 0 };
	size_t shown = 0;

	(void)state;
	for (int page = 0; page < 7; page++) {
		struct buf body = BUF(BUF_TEXT);

		buf_str(&body, "<ListRolesResponse><ListRolesResult><Roles>");
		for (int i = page * 300; i < page * 300 + 300 && i < 2000; i++)
			buf_fmt(&body, "<member><Path>%s</Path><RoleName>R%04d</RoleName><Arn>a"
				"</Arn></member>", i % 100 ? i % 2 ? "/" : "/team/" :
				"/aws-service-role/x.amazonaws.com/", 1999 - i);
		buf_fmt(&body, "</Roles><IsTruncated>%s</IsTruncated><Marker>m%d</Marker>"
			"</ListRolesResult></ListRolesResponse>", page < 6 ? "true" : "false",
			page);
		answer(&f, "text/xml", 200, body.s, KEEP);
		buf_free(&body);
	}
	begin(&f);
	account_lists_want(f.lists, ACCOUNT_ROLES, "");
	while (state_of(&f, ACCOUNT_ROLES) == ACCOUNT_LIST_LOADING) {
		assert_true(count >= shown);	/* what is there stays */
		shown = count;
		for (size_t i = 1; i < count; i++)
			assert_true(strcmp(items[i - 1].value, items[i].value) < 0);
	}
	assert_int_equal(state_of(&f, ACCOUNT_ROLES), ACCOUNT_LIST_READY);
	assert_int_equal(count, 1980);
	assert_string_equal(items[0].value, "R0000");
	assert_string_equal(items[1].note, "/team/");
	assert_int_equal(requests(&f), 7);
	end(&f);
}

static void denied(void **state)
{
	struct fixture f = { .count = 0 };
	struct err err = ERR_INIT;

	(void)state;
	answer(&f, "text/xml", 403, DENIED, KEEP);
	begin(&f);
	assert_int_equal(fetch(&f, ACCOUNT_ROLES), ACCOUNT_LIST_FAILED);
	assert_int_equal(count, 0);
	assert_true(account_lists_err(f.lists, ACCOUNT_ROLES, "", &err));
	assert_int_equal(err.kind, ERR_DENIED);
	assert_non_null(strstr(err.text, "list the account's roles"));
	/* it is not asked for at each key press */
	assert_int_equal(fetch(&f, ACCOUNT_ROLES), ACCOUNT_LIST_FAILED);
	assert_int_equal(requests(&f), 1);
	account_lists_forget(f.lists);
	assert_int_equal(state_of(&f, ACCOUNT_ROLES), ACCOUNT_LIST_NONE);
	assert_int_equal(fetch(&f, ACCOUNT_ROLES), ACCOUNT_LIST_FAILED);
	assert_int_equal(requests(&f), 2);
	end(&f);
}

/* AWS does not say which Regions there are: those that are known, of this partition. */
static void regions_without_aws(void **state)
{
	struct fixture f = { .count = 0 };
	bool ireland = false;

	(void)state;
	answer(&f, "text/xml", 403,
	       "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message>"
	       "</Error></Errors><RequestID>r</RequestID></Response>", KEEP);
	begin(&f);
	assert_int_equal(fetch(&f, ACCOUNT_REGIONS), ACCOUNT_LIST_READY);
	for (size_t i = 0; i < count; i++) {
		assert_non_null(strstr(items[i].note, "not confirmed by AWS"));
		assert_false(str_starts(items[i].value, "cn-"));
		ireland |= str_eq(items[i].value, "eu-west-1") &&
			str_starts(items[i].note, "Ireland");
	}
	assert_true(ireland);
	end(&f);
}

/* One page, then silence: what came is shown, and nothing waits for the rest. */
static void stopped_in_the_middle(void **state)
{
	struct fixture f = { .count = 0 };
	int64_t from;

	(void)state;
	answer(&f, "text/xml", 200,
	       "<DescribeInstancesResponse><requestId>r</requestId><reservationSet><item>"
	       "<instancesSet><item><instanceId>i-0123456789abcdef0</instanceId><instanceState>"
	       "<name>running</name></instanceState><tagSet><item><key>Name</key><value>web"
	       "</value></item></tagSet></item><item><instanceId>i-0123456789abcdef1</instanceId>"
	       "<instanceState><name>terminated</name></instanceState></item></instancesSet>"
	       "</item></reservationSet><nextToken>t</nextToken></DescribeInstancesResponse>",
	       KEEP);
	hang(&f);
	begin(&f);
	account_lists_want(f.lists, ACCOUNT_INSTANCES, "");
	while (requests(&f) < 2)
		account_lists_wait(f.lists, 10);
	assert_int_equal(state_of(&f, ACCOUNT_INSTANCES), ACCOUNT_LIST_LOADING);
	assert_int_equal(count, 1);
	assert_string_equal(items[0].value, "i-0123456789abcdef0");
	assert_string_equal(items[0].note, "web, running");
	/* another Region is another list; neither call waits */
	from = clock_ms();
	account_lists_want(f.lists, ACCOUNT_INSTANCES, "eu-west-1");
	account_lists_forget(f.lists);
	account_lists_want(f.lists, ACCOUNT_INSTANCES, "");
	assert_true(clock_ms() - from < 500);
	assert_int_equal(state_of(&f, ACCOUNT_INSTANCES), ACCOUNT_LIST_LOADING);
	assert_int_equal(count, 0);
	from = clock_ms();
	end(&f);
	assert_true(clock_ms() - from < 3000);
}

static void clusters(void **state)
{
	struct fixture f = { .count = 0 };

	(void)state;
	answer(&f, "application/json", 200, "{\"clusters\":[\"prod\"],\"nextToken\":\"t\"}", KEEP);
	answer(&f, "application/json", 200, "{\"clusters\":[]}", KEEP);
	answer(&f, "application/json", 200,
	       "{\"cluster\":{\"name\":\"prod\",\"arn\":\"a\",\"status\":\"ACTIVE\",\"version\":"
	       "\"1.31\",\"accessConfig\":{\"authenticationMode\":\"API\"}}}", KEEP);
	answer(&f, "application/json", 200, "{\"clusters\":[\"a\",\"b\",\"c\"]}", KEEP);
	answer(&f, "application/json", 403, "{\"__type\":\"AccessDeniedException\",\"message\":"
	       "\"no\"}", KEEP);
	begin(&f);
	assert_int_equal(fetch(&f, ACCOUNT_CLUSTERS), ACCOUNT_LIST_READY);
	assert_int_equal(count, 1);
	assert_string_equal(items[0].note, "ACTIVE 1.31 API");
	/* who may not describe them still has their names */
	account_lists_want(f.lists, ACCOUNT_CLUSTERS, "eu-west-1");
	account_lists_wait(f.lists, WAIT);
	assert_int_equal(account_lists_read(f.lists, ACCOUNT_CLUSTERS, "eu-west-1", &items,
					    &count), ACCOUNT_LIST_READY);
	assert_int_equal(count, 3);
	assert_string_equal(items[2].value, "c");
	assert_string_equal(items[2].note, "");
	assert_int_equal(state_of(&f, ACCOUNT_CLUSTERS), ACCOUNT_LIST_READY);
	assert_int_equal(count, 1);
	end(&f);
}

/* Another account's lists are others, and so are another caller's. */
static void another_account(void **state)
{
	struct fixture f = { .count = 0 };

	(void)state;
	answer(&f, "application/xml", 200, "<ListAllMyBucketsResult><Buckets/>"
	       "</ListAllMyBucketsResult>", KEEP);
	begin(&f);
	assert_int_equal(fetch(&f, ACCOUNT_BUCKETS), ACCOUNT_LIST_READY);
	assert_int_equal(count, 0);
	snprintf(f.session.account, sizeof(f.session.account), "210987654321");
	assert_int_equal(fetch(&f, ACCOUNT_BUCKETS), ACCOUNT_LIST_READY);
	assert_int_equal(requests(&f), 2);
	snprintf(f.session.arn, sizeof(f.session.arn), "arn:aws:iam::210987654321:user/bea");
	assert_int_equal(fetch(&f, ACCOUNT_BUCKETS), ACCOUNT_LIST_READY);
	assert_int_equal(requests(&f), 3);
	/* nobody is signed in */
	aws_close(f.session.aws);
	f.session.aws = NULL;
	account_lists_forget(f.lists);
	assert_int_equal(fetch(&f, ACCOUNT_BUCKETS), ACCOUNT_LIST_NONE);
	assert_int_equal(requests(&f), 3);
	end(&f);
}

/* --- one answer --------------------------------------------------------------------- */

#define GONE "<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>no</Message></Error>" \
	"<RequestId>r</RequestId></ErrorResponse>"
#define ROLE "<GetRoleResponse><GetRoleResult><Role><Arn>a</Arn></Role></GetRoleResult>" \
	"</GetRoleResponse>"

static struct pack_value value_of(enum value_kind_id kind)
{
	return (struct pack_value){ .name = "X", .label = "Label", .kind = kind, .picks = "",
				    .cluster = "", .says = "" };
}

/* Asks, and waits until the answer is there. */
static enum account_answer check(struct fixture *f, const struct pack_value *v,
				 const char *text, struct err *err)
{
	account_lists_check(f->lists, v, text, "", err);
	account_lists_wait(f->lists, WAIT);
	return account_lists_check(f->lists, v, text, "", err);
}

static void answers_are_looked_up(void **state)
{
	struct pack_value role = value_of(VALUE_ROLE_NAME);
	struct fixture f = { .count = 0 };
	struct err err = ERR_INIT;

	(void)state;
	answer(&f, "text/xml", 404, GONE, KEEP);
	answer(&f, "text/xml", 200, ROLE, KEEP);
	answer(&f, "text/xml", 403, DENIED, KEEP);
	answer(&f, "text/xml", 200, ROLE, KEEP);
	begin(&f);
	assert_int_equal(account_lists_check(f.lists, &role, "Mine", "", NULL),
			 ACCOUNT_CHECKING);
	assert_int_equal(check(&f, &role, "Mine", &err), ACCOUNT_MISSING);
	assert_string_equal(err.text, "there is no role 'Mine' in account 123456789012");
	assert_true(*err.hint && !strstr(err.hint, "--"));
	/* what is known is not asked for again, however it is pasted */
	assert_int_equal(check(&f, &role, " arn:aws:iam::123456789012:role/t/Mine", &err),
			 ACCOUNT_MISSING);
	assert_int_equal(requests(&f), 1);
	assert_int_equal(check(&f, &role, "Other", &err), ACCOUNT_EXISTS);
	assert_int_equal(check(&f, &role, "Third", &err), ACCOUNT_UNKNOWN);
	assert_int_equal(err.kind, ERR_DENIED);
	assert_int_equal(requests(&f), 3);
	/* one lookup per value: the first is forgotten by now */
	assert_int_equal(check(&f, &role, "Mine", &err), ACCOUNT_EXISTS);
	assert_int_equal(requests(&f), 4);
	assert_int_equal(check(&f, &role, "", &err), ACCOUNT_UNCHECKED);
	assert_int_equal(check(&f, &role, "no name", &err), ACCOUNT_UNCHECKED);
	assert_int_equal(requests(&f), 4);
	end(&f);
}

/* A lookup that hangs ends with the next one of the same field. */
static void a_slow_answer_is_dropped(void **state)
{
	struct pack_value role = value_of(VALUE_ROLE_NAME);
	struct fixture f = { .count = 0 };
	struct err err = ERR_INIT;
	int64_t from;

	(void)state;
	hang(&f);
	answer(&f, "text/xml", 200, ROLE, KEEP);
	begin(&f);
	account_lists_check(f.lists, &role, "Slow", "", &err);
	while (!requests(&f))
		account_lists_wait(f.lists, 10);
	assert_int_equal(account_lists_check(f.lists, &role, "Slow", "", &err),
			 ACCOUNT_CHECKING);
	from = clock_ms();
	assert_int_equal(check(&f, &role, "Quick", &err), ACCOUNT_EXISTS);
	assert_true(clock_ms() - from < 5000);
	end(&f);
}

static void a_list_answers(void **state)
{
	struct pack_value data = value_of(VALUE_BUCKET_LIST);
	struct fixture f = { .count = 0 };
	struct err err = ERR_INIT;

	(void)state;
	answer(&f, "application/xml", 200, "<ListAllMyBucketsResult><Buckets><Bucket><Name>"
	       "one-b</Name></Bucket><Bucket><Name>two-b</Name></Bucket></Buckets>"
	       "</ListAllMyBucketsResult>", KEEP);
	answer(&f, "application/xml", 200, "", KEEP);
	answer(&f, "application/xml", 404, "", KEEP);
	begin(&f);
	fetch(&f, ACCOUNT_BUCKETS);
	assert_int_equal(account_lists_check(f.lists, &data, "two-b, s3://one-b", "", &err),
			 ACCOUNT_EXISTS);
	assert_int_equal(requests(&f), 1);
	/* one that is not in it may be another owner's, or new */
	assert_int_equal(check(&f, &data, "one-b, other-b", &err), ACCOUNT_MISSING);
	assert_string_equal(err.text, "there is no bucket 'other-b'");
	assert_int_equal(requests(&f), 3);
	end(&f);
}

/* Of EC2 a filter is asked; what ended is no instance to attach a profile to. */
static void instances_and_boundaries(void **state)
{
	struct pack_value machine = value_of(VALUE_INSTANCE_ID),
			  boundary = value_of(VALUE_BOUNDARY), arn = value_of(VALUE_ARN);
	struct fixture f = { .count = 0 };
	struct err err = ERR_INIT;

	(void)state;
	answer(&f, "text/xml", 200, "<DescribeInstancesResponse><requestId>r</requestId>"
	       "<reservationSet/></DescribeInstancesResponse>", KEEP);
	answer(&f, "text/xml", 200, "<DescribeInstancesResponse><requestId>r</requestId>"
	       "<reservationSet><item><instancesSet><item><instanceId>i-0123456789abcdef0"
	       "</instanceId><instanceState><name>terminated</name></instanceState></item>"
	       "</instancesSet></item></reservationSet></DescribeInstancesResponse>", KEEP);
	begin(&f);
	assert_int_equal(check(&f, &machine, "i-0123456789abcdef1", &err), ACCOUNT_MISSING);
	assert_string_equal(err.text, "there is no instance 'i-0123456789abcdef1' in us-east-1");
	assert_int_equal(check(&f, &machine, "i-0123456789abcdef0", &err), ACCOUNT_MISSING);
	assert_non_null(strstr(err.text, "is terminated"));
	assert_int_equal(requests(&f), 2);
	/* what its text alone tells takes no call */
	assert_int_equal(check(&f, &boundary, "arn:aws:iam::210987654321:policy/B", &err),
			 ACCOUNT_MISSING);
	assert_non_null(strstr(err.text, "another account or partition"));
	assert_int_equal(check(&f, &arn, "arn:aws:s3:::some-bucket", &err), ACCOUNT_UNCHECKED);
	arn.exists = true;
	assert_int_equal(check(&f, &arn, "arn:aws:s3:::some-bucket", &err), ACCOUNT_MISSING);
	assert_int_equal(check(&f, &arn, "210987654321", &err), ACCOUNT_UNKNOWN);
	assert_string_equal(err.text,
			    "it is in account 210987654321, and only your account is looked at");
	assert_int_equal(requests(&f), 2);
	end(&f);
}

/* Nobody has to be signed in for the AWS files. */
static void profiles(void **state)
{
	struct pack_value profile = value_of(VALUE_PROFILE), role = value_of(VALUE_ROLE_NAME);
	struct session nobody = { .aws = NULL };
	char path[] = "/tmp/accredit-lists-XXXXXX";
	struct fixture f = { .lists = account_lists_new(&nobody, -1) };
	struct err err = ERR_INIT;
	int fd = mkstemp(path);

	(void)state;
	clean_environment();
	assert_true(fd >= 0);
	assert_true(dprintf(fd, "[mine]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
			    "aws_secret_access_key = %s\n", "s3cretS3cretS3cretS3cretS3cretS3cretS3cr") > 0);
	close(fd);
	setenv("AWS_SHARED_CREDENTIALS_FILE", path, 1);
	assert_int_equal(fetch(&f, ACCOUNT_PROFILES), ACCOUNT_LIST_READY);
	assert_int_equal(count, 1);
	assert_string_equal(items[0].value, "mine");
	assert_string_equal(items[0].note, "access key AKIAIOSFODNN7EXAMPLE");
	assert_int_equal(check(&f, &profile, "mine", &err), ACCOUNT_MISSING);
	assert_non_null(strstr(err.text, "is already used for something else"));
	assert_int_equal(check(&f, &profile, "free", &err), ACCOUNT_UNCHECKED);
	assert_int_equal(check(&f, &role, "Mine", &err), ACCOUNT_UNCHECKED);
	assert_int_equal(fetch(&f, ACCOUNT_ROLES), ACCOUNT_LIST_NONE);
	account_lists_free(f.lists);
	unlink(path);
}

static void lists_of_values(void **state)
{
	static const struct { enum value_kind_id kind; const char *picks; enum account_list is;
	} all[] = {
		{ VALUE_BUCKET, "", ACCOUNT_BUCKETS },
		{ VALUE_BUCKET_LIST, "", ACCOUNT_BUCKETS },
		{ VALUE_TEXT, "clusters", ACCOUNT_CLUSTERS },
		{ VALUE_TEXT, "", ACCOUNT_NOTHING },
		{ VALUE_ROLE_NAME, "", ACCOUNT_ROLES },
		{ VALUE_USER_NAME, "", ACCOUNT_USERS },
		{ VALUE_INSTANCE_ID, "", ACCOUNT_INSTANCES },
		{ VALUE_SUBNET_ID, "", ACCOUNT_SUBNETS },
		{ VALUE_SECURITY_GROUP_ID, "", ACCOUNT_SECURITY_GROUPS },
		{ VALUE_REGION, "", ACCOUNT_REGIONS },
		{ VALUE_PROFILE, "", ACCOUNT_PROFILES },
		{ VALUE_POLICY_NAME, "", ACCOUNT_NOTHING },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		const struct pack_value v = { .kind = all[i].kind, .picks = all[i].picks };

		assert_int_equal(account_list_of(&v), all[i].is);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_call_for_all),
		cmocka_unit_test(many_roles),
		cmocka_unit_test(denied),
		cmocka_unit_test(regions_without_aws),
		cmocka_unit_test(stopped_in_the_middle),
		cmocka_unit_test(clusters),
		cmocka_unit_test(another_account),
		cmocka_unit_test(answers_are_looked_up),
		cmocka_unit_test(a_slow_answer_is_dropped),
		cmocka_unit_test(a_list_answers),
		cmocka_unit_test(instances_and_boundaries),
		cmocka_unit_test(profiles),
		cmocka_unit_test(lists_of_values),
	};

	return run_all(tests);
}
