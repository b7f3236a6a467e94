/* test_size.c - IAM's quotas on what is rendered. */
#include "config.h"

#include "unit.h"

#include "base/str.h"
#include "kinds/quota.h"
#include "pack/size.h"
#include "sample.h"

static const struct quotas defaults;	/* an account of which nothing is known */

static struct json *resource(const char *kind, const char *name, size_t document)
{
	struct json *r = json_object_new();
	char *fill = xcalloc(1, document + 1);

	json_put_str(r, "id", kind);
	json_put_str(r, "kind", kind);
	json_put_str(r, "name", name);
	json_put_str(r, "role", "Owner");
	json_put_str(r, "user", "Owner");
	if (document > 8) {
		struct json *d = json_put(r, "document", json_object_new());

		memset(fill, 'x', document - 8);	/* {"a":"..."} */
		json_put_str(d, "a", fill);
	}
	free(fill);
	return r;
}

static struct json *wanted(struct json *one, struct json *two)
{
	struct json *w = json_object_new();
	struct json *list = json_put(w, "resources", json_list_new());

	json_push(list, one);
	if (two)
		json_push(list, two);
	return w;
}

static void counts_no_white_space(void **state)
{
	struct json *a = sample_parse("{ \"a\" : [ 1,\n\t2 ] }");
	struct json *b = sample_parse("{\"a\":\"\xc3\xa9\"}");

	(void)state;
	assert_int_equal(size_document(a), strlen("{\"a\":[1,2]}"));
	assert_int_equal(size_document(b), strlen("{\"a\":\"x\"}"));
	json_free(a);
	json_free(b);
}

/* The last size that fits and the first that does not. */
static void documents(void **state)
{
	static const struct { const char *kind; size_t max; } all[] = {
		{ "role", 2048 }, { "role-policy", 10240 }, { "user-policy", 2048 },
		{ "policy", 6144 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		for (size_t over = 0; over < 2; over++) {
			struct err err = ERR_INIT;
			struct json *w = wanted(resource(all[i].kind, "X",
							 all[i].max + over), NULL);

			if (size_check(w, &defaults, &err) != !over)
				fail_msg("%s %zu: %s", all[i].kind, over, err.text);
			if (over)
				assert_true(err.kind == ERR_INPUT && *err.hint);
			json_free(w);
		}
}

static void sums(void **state)
{
	struct json *w = wanted(resource("role-policy", "A", 6000),
				resource("role-policy", "B", 4240)), *two;
	struct err err = ERR_INIT;

	(void)state;
	assert_true(size_check(w, &defaults, &err));
	two = json_get(w, "resources");
	json_push(two, resource("role-policy", "C", 9));
	assert_false(size_check(w, &defaults, &err));
	assert_non_null(strstr(err.text, "inline policies of role 'Owner' have 10249"));
	json_free(w);
}

static void names(void **state)
{
	static const struct { const char *kind; size_t max; } all[] = {
		{ "role", 64 }, { "user", 64 }, { "role-policy", 128 },
		{ "instance-profile", 128 }, { "policy", 128 },
	};
	char name[200];

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		for (size_t over = 0; over < 2; over++) {
			struct err err = ERR_INIT;
			struct json *w;

			memset(name, 'n', sizeof(name));
			name[all[i].max + over] = '\0';
			w = wanted(resource(all[i].kind, name, 0), NULL);
			assert_int_equal(size_check(w, &defaults, &err), !over);
			json_free(w);
		}
}

/* The tenth policy of an owner fits, the eleventh does not; another's counts not. */
static void attachments(void **state)
{
	struct json *w = wanted(resource("user-policy-attachment", "P", 0), NULL), *list;
	struct err err = ERR_INIT;

	(void)state;
	list = json_get(w, "resources");
	for (int i = 0; i < 10; i++)
		json_push(list, resource("role-policy-attachment", "P", 0));
	assert_true(size_check(w, &defaults, &err));
	json_push(list, resource("role-policy-attachment", "P", 0));
	assert_false(size_check(w, &defaults, &err));
	assert_non_null(strstr(err.text, "role 'Owner' gets 11 policies attached"));
	json_free(w);
}

/* What is told of the account counts; where nothing is, AWS's default, which is said. */
static void quotas_of_the_account(void **state)
{
	static const struct quotas raised = {
		.of[QUOTA_ROLE_ATTACHED] = { .most = 12, .told = true },
		.of[QUOTA_TRUST_SIZE] = { .most = 3000, .told = true },
	};
	static const struct {
		const struct quotas *quotas;
		int attached;
		size_t trust;
		const char *says;	/* NULL: it fits */
	} all[] = {
		{ &defaults, 10, 2048, NULL }, { &raised, 12, 3000, NULL }, { NULL, 25, 8192, NULL },
		{ &defaults, 11, 9, "IAM takes 10 by default (assumed" },
		{ &defaults, 1, 2049, "IAM takes 2048 by default (assumed" },
		{ &raised, 13, 9, "the account's quota is 12" },
		{ &raised, 1, 3001, "the account's quota is 3000" },
		{ NULL, 26, 9, "IAM takes at most 25 in any account" },
		{ NULL, 1, 8193, "IAM takes at most 8192 in any account" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct json *w = wanted(resource("role", "X", all[i].trust), NULL);
		struct err err = ERR_INIT;

		for (int n = 0; n < all[i].attached; n++)
			json_push(json_get(w, "resources"),
				  resource("role-policy-attachment", "P", 0));
		if (size_check(w, all[i].quotas, &err) != !all[i].says ||
		    (all[i].says && !strstr(err.text, all[i].says)))
			fail_msg("%zu: %s", i, err.text);
		assert_true(!all[i].says || strstr(err.hint, "request a higher quota"));
		json_free(w);
	}
}

/* IAM knows no case in names, and two kinds are never in each other's way. */
static void one_name_twice(void **state)
{
	static const struct { const char *one, *other, *name; bool fits; } all[] = {
		{ "policy", "policy", "DATA", false }, { "role", "role", "Data", false },
		{ "policy", "policy", "Data2", true }, { "policy", "role", "Data", true },
		{ "role-policy", "role-policy", "data", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct json *w = wanted(resource(all[i].one, "Data", 0),
					resource(all[i].other, all[i].name, 0));
		struct err err = ERR_INIT;

		if (size_check(w, &defaults, &err) != all[i].fits)
			fail_msg("%zu: %s", i, err.text);
		assert_true(all[i].fits || (err.kind == ERR_INPUT && *err.hint));
		json_free(w);
	}
}

static void tags(void **state)
{
	struct json *r = resource("role", "X", 0), *w = wanted(r, NULL), *t;
	struct err err = ERR_INIT;
	char key[200];

	(void)state;
	t = json_put(r, "tags", json_object_new());
	for (int i = 0; i < 50; i++) {
		snprintf(key, sizeof(key), "k%d", i);
		json_put_str(t, key, "v");
	}
	assert_true(size_check(w, &defaults, &err));
	json_put_str(t, "one more", "v");
	assert_false(size_check(w, &defaults, &err));
	t = json_put(r, "tags", json_object_new());
	memset(key, 'k', sizeof(key));
	key[129] = '\0';
	json_put_str(t, key, "v");
	assert_false(size_check(w, &defaults, &err));
	json_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_no_white_space),
		cmocka_unit_test(documents),
		cmocka_unit_test(sums),
		cmocka_unit_test(quotas_of_the_account),
		cmocka_unit_test(names),
		cmocka_unit_test(attachments),
		cmocka_unit_test(one_name_twice),
		cmocka_unit_test(tags),
	};

	return run_all(tests);
}
