/* test_sigv4.c - the signer, against the public suites and on its own. */
#include "config.h"

#include "unit.h"

#include <ctype.h>
#include <time.h>

#include "aws/sigv4.h"
#include "base/str.h"
#include "base/clock.h"
#include "net/hash.h"
#include "vectors.h"

/* One request of a suite, taken apart in place. */
struct request {
	struct sig sig;
	struct secret secret, token;
	char hash[HASH_HEX];
	const char *body;
};

static char *unescape(struct arena *a, const char *s)
{
	char *out = arena_str(a, s), *to = out;

	for (; *s; s++) {
		unsigned byte;

		if (*s == '%' && sscanf(s + 1, "%2x", &byte) == 1) {
			*to++ = (char)byte;
			s += 2;
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
	return out;
}

static void read_query(struct sig *s, struct arena *a, char *query)
{
	char *rest = query, *part;

	while ((part = strsep(&rest, "&"))) {
		char *value = strchr(part, '=');

		if (!*part)
			continue;
		if (value)
			*value++ = '\0';
		sig_query(s, unescape(a, part), value ? unescape(a, value) : "");
	}
}

/* A header line that begins with a blank continues the one above. */
static char *next_line(char **text)
{
	char *line = *text, *end = line;

	if (!*line)
		return NULL;
	for (; *end && !(end[0] == '\n' && end[1] != ' ' && end[1] != '\t'); end++)
		;
	*text = *end ? end + 1 : end;
	*end = '\0';
	return line;
}

static void read_request(struct request *r, struct arena *a, const char *raw)
{
	char *text = arena_str(a, raw), *line, *end, *query, *to = text;

	for (const char *c = raw; *c; c++)
		if (*c != '\r')
			*to++ = *c;
	*to = '\0';
	line = strsep(&text, "\n");
	r->sig.method = strsep(&line, " ");
	end = strstr(line, " HTTP/");
	if (end)
		*end = '\0';
	query = strchr(line, '?');
	if (query)
		*query++ = '\0';
	r->sig.path = line;
	if (query)
		read_query(&r->sig, a, query);
	r->body = "";
	while (text && *text) {
		char *colon;

		if (*text == '\n') {
			r->body = text + 1;
			break;
		}
		line = next_line(&text);
		colon = strchr(line, ':');
		*colon++ = '\0';
		sig_field(&r->sig, line, colon);
	}
	hash_sha256_hex(r->hash, r->body, strlen(r->body));
	r->sig.payload = r->hash;
}

static time_t read_time(const char *s, const char *format)
{
	struct tm tm = { 0 };

	assert_non_null(strptime(s, format, &tm));
	return timegm(&tm);
}

static void use_key(struct request *r, const char *id, const char *secret,
		    const char *token)
{
	r->sig.key_id = id;
	secret_set(&r->secret, secret, strlen(secret));
	r->sig.secret = &r->secret;
	if (*token)
		secret_set(&r->token, token, strlen(token));
	r->sig.token = &r->token;
}

static void end_request(struct request *r)
{
	secret_close(&r->secret);
	secret_close(&r->token);
}

/* The file without its last line end equals s. */
static bool file_is(const char *folder, const char *name, const char *s)
{
	struct buf want = BUF(1u << 20);
	struct buf have = BUF(1u << 20);
	bool same;

	vectors_text(&want, folder, name);
	for (char *c = want.s; *c; c++)
		if (*c != '\r')
			buf_char(&have, *c);
	while (have.len && have.s[have.len - 1] == '\n')
		have.s[--have.len] = '\0';
	same = str_eq(have.s, s);
	if (!same)
		printf("%s/%s: expected\n%s\ngot\n%s\n", folder, name, have.s, s);
	buf_free(&want);
	buf_free(&have);
	return same;
}

/* Stages after sig_sign filled date and token in. */
static bool stages_are(const struct sig *s, const char *folder, const char *canonical,
		       const char *to_sign)
{
	struct buf c = BUF(1u << 20), t = BUF(1u << 20);
	bool ok;

	sig_canonical(&c, s);
	sig_to_sign(&t, s, c.s);
	ok = (!canonical || file_is(folder, canonical, c.s)) &&
	     (!to_sign || file_is(folder, to_sign, t.s));
	buf_free(&c);
	buf_free(&t);
	return ok;
}

static const char *signature_in(const char *authorization)
{
	const char *at = strstr(authorization, "Signature=");

	return at ? at + strlen("Signature=") : "";
}

static void start_suite(struct request *r, struct arena *a, const char *folder,
			const struct json *context)
{
	struct buf text = BUF(1u << 20);

	*r = (struct request){ 0 };
	vectors_text(&text, folder, "request.txt");
	read_request(r, a, text.s);
	buf_free(&text);
	use_key(r, arena_str(a, json_text(json_path(context, "credentials.access_key_id"))),
		json_text(json_path(context, "credentials.secret_access_key")),
		json_str(json_get(context, "credentials"), "token"));
	r->sig.region = arena_str(a, json_str(context, "region"));
	r->sig.service = arena_str(a, json_str(context, "service"));
	r->sig.when = read_time(json_str(context, "timestamp"), "%Y-%m-%dT%H:%M:%SZ");
	r->sig.normalize = json_true(json_get(context, "normalize"));
	r->sig.token_unsigned = json_true(json_get(context, "omit_session_token"));
}

static bool header_form(const char *folder, const struct json *context)
{
	struct buf authorization = BUF(8192);
	struct arena arena = { 0 };
	struct request r;
	size_t fields;
	bool ok;

	start_suite(&r, &arena, folder, context);
	if (json_true(json_get(context, "sign_body")))
		sig_field(&r.sig, "x-amz-content-sha256", r.hash);
	sig_sign(&r.sig, &authorization);
	fields = r.sig.field_count;
	if (r.sig.token_unsigned && r.token.s)
		r.sig.field_count--;
	ok = stages_are(&r.sig, folder, "header-canonical-request.txt",
			"header-string-to-sign.txt") &&
	     file_is(folder, "header-signature.txt", signature_in(authorization.s));
	r.sig.field_count = fields;
	end_request(&r);
	buf_free(&authorization);
	arena_free(&arena);
	return ok;
}

static bool query_form(const char *folder, const struct json *context)
{
	struct buf query = BUF(1u << 20);
	struct arena arena = { 0 };
	struct request r;
	bool ok;

	start_suite(&r, &arena, folder, context);
	sig_presign(&r.sig, (int)json_number(json_get(context, "expiration_in_seconds")),
		    &query);
	ok = file_is(folder, "query-signature.txt", signature_in(query.s));
	end_request(&r);
	buf_free(&query);
	arena_free(&arena);
	return ok;
}

static void suite(void **state)
{
	char *folder = vectors_folder("sigv4-suite/v4"), **names;
	int passed = 0, all = 0;

	(void)state;
	if (!folder)
		return;
	names = vectors_list(folder);
	for (char **name = names; *name; name++) {
		char *path = xasprintf("%s/%s", folder, *name);
		struct json *context;

		if (vectors_has(path, "context.json")) {
			context = vectors_json(path, "context.json");
			passed += header_form(path, context);
			passed += query_form(path, context);
			all += 2;
			json_free(context);
		}
		free(path);
	}
	vectors_list_free(names);
	free(folder);
	assert_true(vectors_count("sigv4-suite", passed, all));
}

/* A path that is encoded already is encoded again for every service but S3. */
static void double_encoding(void **state)
{
	char *folder = vectors_folder("sigv4-suite/v4/double-url-encode");
	struct buf authorization = BUF(8192), text = BUF(1u << 16);
	struct arena arena = { 0 };
	struct request r = { 0 };

	(void)state;
	if (!folder)
		return;
	vectors_text(&text, folder, "request.txt");
	read_request(&r, &arena, text.s);
	use_key(&r, "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "");
	r.sig.region = "us-east-2";
	r.sig.service = "lambda";
	r.sig.when = read_time("20210511T154045Z", "%Y%m%dT%H%M%SZ");
	sig_sign(&r.sig, &authorization);
	assert_true(stages_are(&r.sig, folder, "header-canonical-request.txt",
			       "header-string-to-sign.txt"));
	end_request(&r);
	arena_free(&arena);
	buf_free(&text);
	buf_free(&authorization);
	free(folder);
	assert_true(vectors_count("sigv4-suite, path encoded twice", 1, 1));
}

/* The token stands in the signed request only. */
static const char *token_of(const char *folder, const char *name, struct arena *a)
{
	struct buf text = BUF(1u << 20);
	const char *at;
	char *token = NULL;

	vectors_text(&text, folder, arena_fmt(a, "%s.sreq", name));
	at = strcasestr(text.s, "x-amz-security-token:");
	if (at) {
		token = arena_str(a, at + strlen("x-amz-security-token:"));
		token[strcspn(token, "\r\n")] = '\0';
	}
	buf_free(&text);
	return token ? token : "";
}

static bool classic_case(const char *folder, const char *name)
{
	struct buf text = BUF(1u << 20), authorization = BUF(8192);
	struct arena arena = { 0 };
	struct request r = { 0 };
	bool ok;

	vectors_text(&text, folder, arena_fmt(&arena, "%s.req", name));
	read_request(&r, &arena, text.s);
	use_key(&r, "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
		token_of(folder, name, &arena));
	r.sig.token_unsigned = str_ends(name, "header-after");
	r.sig.region = "us-east-1";
	r.sig.service = "service";
	r.sig.normalize = true;
	r.sig.when = read_time("20150830T123600Z", "%Y%m%dT%H%M%SZ");
	sig_sign(&r.sig, &authorization);
	if (r.sig.token_unsigned)
		r.sig.field_count--;
	ok = stages_are(&r.sig, folder, arena_fmt(&arena, "%s.creq", name),
			arena_fmt(&arena, "%s.sts", name)) &&
	     file_is(folder, arena_fmt(&arena, "%s.authz", name), authorization.s);
	end_request(&r);
	buf_free(&text);
	buf_free(&authorization);
	arena_free(&arena);
	return ok;
}

/* Cases lie one or two folders deep: NAME/NAME.req. */
static void classic_folder(const char *folder, int *passed, int *all)
{
	char **names = vectors_list(folder);

	for (char **name = names; *name; name++) {
		char *path = xasprintf("%s/%s", folder, *name);
		char *file = xasprintf("%s.req", *name);

		if (vectors_has(path, file)) {
			*passed += classic_case(path, *name);
			*all += 1;
		} else if (!strchr(*name, '.')) {
			classic_folder(path, passed, all);
		}
		free(file);
		free(path);
	}
	vectors_list_free(names);
}

static void classic(void **state)
{
	char *folder = vectors_folder("sigv4-classic");
	int passed = 0, all = 0;

	(void)state;
	if (!folder)
		return;
	classic_folder(folder, &passed, &all);
	free(folder);
	assert_true(vectors_count("sigv4-classic", passed, all));
}

/* The rules no suite spells out. */
static void own_rules(void **state)
{
	struct buf names = BUF(1024), out = BUF(8192), authorization = BUF(8192);
	struct request r = { .sig = { .method = "GET", .path = "/a%20b//c", .payload = "x",
		.region = "us-east-1", .service = "s3", .path_once = true } };

	(void)state;
	use_key(&r, "AKID", "secret", "token");
	sig_field(&r.sig, "Host", "h");
	sig_field(&r.sig, "User-Agent", "accredit");
	sig_field(&r.sig, "Accept", "*/*");
	sig_field(&r.sig, "X-Amz-Meta-B", " two   words ");
	sig_sign(&r.sig, &authorization);
	sig_signed_names(&names, &r.sig);
	assert_string_equal(names.s, "host;x-amz-date;x-amz-meta-b;x-amz-security-token");
	sig_canonical(&out, &r.sig);
	assert_non_null(strstr(out.s, "GET\n/a%20b//c\n"));
	assert_non_null(strstr(out.s, "\nx-amz-meta-b:two words\n"));
	end_request(&r);
	buf_free(&names);
	buf_free(&out);
	buf_free(&authorization);
}

static void queries(void **state)
{
	static const struct sig_pair pairs[] = {
		{ "b", "2" }, { "a-b", "1" }, { "a", "z" }, { "a", "B c" }, { "\xc3\xa9", "/+" },
	};
	struct buf out = BUF(1024);

	(void)state;
	sig_query_string(&out, pairs, 5);
	assert_string_equal(out.s, "%C3%A9=%2F%2B&a=B%20c&a=z&a-b=1&b=2");
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(suite),
		cmocka_unit_test(double_encoding),
		cmocka_unit_test(classic),
		cmocka_unit_test(own_rules),
		cmocka_unit_test(queries),
	};

	return run_all(tests);
}
