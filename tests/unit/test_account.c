/* test_account.c - the account's details as a stream: pages, items, broken answers. */
#include "config.h"

#include "unit.h"

#include "base/str.h"
#include "format/json.h"
#include "resource/account.h"
#include "session.h"

#define OPEN "<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult>"
#define END(id) "</GetAccountAuthorizationDetailsResult><ResponseMetadata><RequestId>" id "</RequestId>" \
	"</ResponseMetadata></GetAccountAuthorizationDetailsResponse>"
#define ROLE(n) "<member><RoleName>" n "</RoleName><Tags><member><Key>k</Key><Value>v</Value>" \
	"</member></Tags><RolePolicyList/></member>"

static const char first[] = OPEN "<IsTruncated>true</IsTruncated><Marker>m1</Marker>"
	"<RoleDetailList>" ROLE("a") ROLE("b") "</RoleDetailList><UserDetailList/>" END("r-1");
static const char second[] = OPEN "<IsTruncated>false</IsTruncated><RoleDetailList>" ROLE("c")
	"</RoleDetailList><Policies><member><PolicyName>p</PolicyName></member></Policies>" END("r-2");

/* "RoleDetailList a b c Policies p": as it was told. */
static void told(void *with, const char *list, struct json *item)
{
	const char *role = json_str(item, "RoleName");

	buf_fmt(with, "%s %s|", list, *role ? role : json_str(item, "PolicyName"));
	if (*role) {
		assert_string_equal(json_str(json_first(json_get(item, "Tags")), "Key"), "k");
		assert_string_equal(json_str(item, "RolePolicyList"), "");
	}
	json_free(item);
}

struct wire_case {
	const char *what;
	struct { const char *body; int status; size_t claimed; enum then then; } replies[4];
	int count;
	const char *heard;	/* what was told */
	const char *fails;	/* in the error's text; NULL: it works */
};

static const struct wire_case cases[] = {
	{ "two pages", { { first, 200, 0, KEEP }, { second, 200, 0, KEEP } }, 2,
	  "RoleDetailList a|RoleDetailList b|RoleDetailList c|Policies p|", NULL },
	{ "cut in the middle, and asked again",
	  { { first, 200, 9000, CLOSE }, { first, 200, 0, KEEP }, { second, 200, 0, KEEP } }, 3,
	  "RoleDetailList a|RoleDetailList b|RoleDetailList a|RoleDetailList b|"
	  "RoleDetailList c|Policies p|", NULL },
	{ "not allowed", { { "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message>"
	  "</Error></ErrorResponse>", 403, 0, KEEP } }, 1, "", "AccessDenied" },
	{ "a web page", { { "<!DOCTYPE html><html><body>hello</body></html>", 200, 0, KEEP } }, 1,
	  "", "web page" },
	{ "no XML", { { "RoleDetailList", 200, 0, KEEP } }, 1, "", "well-formed" },
	{ "the same page for ever", { { first, 200, 0, KEEP } }, 1,
	  "RoleDetailList a|RoleDetailList b|RoleDetailList a|RoleDetailList b|", "endless pages" },
};

static void check(const struct wire_case *c)
{
	static char texts[4][4096];
	struct reply replies[4];
	struct buf heard = BUF(4096);
	struct err err = ERR_INIT;
	struct json *asked = NULL;
	struct server s;
	struct aws *a;
	bool ok;

	for (int i = 0; i < c->count; i++) {
		const char *body = c->replies[i].body;
		size_t claimed = c->replies[i].claimed ? c->replies[i].claimed : strlen(body);

		snprintf(texts[i], sizeof(texts[i]), "HTTP/1.1 %d X\r\nContent-Type: text/xml"
			 "\r\nContent-Length: %zu\r\n\r\n%s", c->replies[i].status, claimed,
			 body);
		replies[i] = (struct reply){ texts[i], 0, c->replies[i].then };
	}
	clean_environment();
	server_start(&s, replies, c->count);
	a = session(&s, NULL, "", &err);
	ok = account_read(a, ACCOUNT_ROLES | ACCOUNT_POLICIES, told, &heard, &asked, &err);
	if (ok != !c->fails || (c->fails && !strstr(err.text, c->fails) &&
				!strstr(err.code, c->fails)))
		fail_msg("%s: %d, %s %s", c->what, ok, err.code, err.text);
	assert_string_equal(heard.len ? heard.s : "", c->heard);
	assert_non_null(strstr(s.seen[0], "Filter.member.1=Role&Filter.member.2="
			       "LocalManagedPolicy"));
	assert_non_null(strstr(s.seen[0], "MaxItems=1000"));
	if (ok) {
		assert_non_null(strstr(s.seen[c->count - 1], "Marker=m1"));
		assert_string_equal(json_str(asked, "request_id"), "r-2");
	}
	aws_close(a);
	server_stop(&s);
	server_forget(&s);
	json_free(asked);
	buf_free(&heard);
}

static void as_a_stream(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		check(&cases[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(as_a_stream) };

	return run_all(tests);
}
