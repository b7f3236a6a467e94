/* test_map_roles.c - aws-auth read by meaning and edited byte for byte. */
#include "config.h"

#include "unit.h"

#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "kube/map_roles.h"

#define ROLE "arn:aws:iam::123456789012:role/x"
#define OURS "rolearn: " ROLE "\n  username: u"

static struct json *entry(const char *username, const char *group)
{
	struct json *e = json_object_new();

	json_put_str(e, "rolearn", ROLE);
	json_put_str(e, "username", username);
	json_put(e, "groups", json_list_new());
	if (*group)
		json_push(json_get(e, "groups"), json_string_new(group));
	return e;
}

/* Put, then taken out again: the text as it was, where there was no entry of ours. */
static const struct {
	const char *name, *before, *after;
	bool replaced;
} puts_[] = {
	{ "nothing", "", "- " OURS "\n", false },
	{ "an empty list", "[]\n", "[{\"rolearn\":\"" ROLE "\",\"username\":\"u\"}]\n", false },
	{ "a comment alone", "# kept\n", "# kept\n- " OURS "\n", false },
	{ "null", "null\n", "- " OURS "\n", true },
	{ "a tilde", "~", "- " OURS "\n", true },
	{ "null between comments", "# kept\nNull  # h\xc3\xa9\n# end\n",
	  "# kept\n- " OURS "  # h\xc3\xa9\n# end\n", true },
	{ "null, indented", "  NULL\n", "  \n- " OURS "\n", true },
	{ "null behind a document's mark", "--- ~\n", "--- \n- " OURS "\n", true },
	{ "comments, quotes, blanks",
	  "# h\xc3\xa9 head\n- groups:\n  - system:nodes   # x\n  rolearn: \"arn:a\"\n"
	  "  username: 'q'  # tail\n\n# end\n",
	  "# h\xc3\xa9 head\n- groups:\n  - system:nodes   # x\n  rolearn: \"arn:a\"\n"
	  "  username: 'q'  # tail\n- " OURS "\n\n# end\n", false },
	{ "indented, no last newline", "  - rolearn: a\n    username: b",
	  "  - rolearn: a\n    username: b\n  - rolearn: " ROLE "\n    username: u\n", false },
	{ "flow", "[{rolearn: a, username: b},]",
	  "[{rolearn: a, username: b}, {\"rolearn\":\"" ROLE "\",\"username\":\"u\"}]", false },
	{ "a block scalar last", "- rolearn: a\n  note: |\n    one\n\n    two\n# end\n",
	  "- rolearn: a\n  note: |\n    one\n\n    two\n- " OURS "\n# end\n", false },
	{ "carriage returns", "- rolearn: a\r\n  username: b\r\n",
	  "- rolearn: a\r\n  username: b\n- " OURS "\r\n", false },
	{ "the entry in the midst",
	  "- rolearn: a\n- groups: [ \"system: nodes\" ]\n  rolearn: '" ROLE "'\n"
	  "  username: system:node: {{x}}\n# next\n- rolearn: b\n",
	  "", true },
	{ "the entry, replaced",
	  "- rolearn: a\n-   username: old   \n    rolearn: '" ROLE "'\n# next\n- rolearn: b\n",
	  "- rolearn: a\n-   rolearn: " ROLE "\n    username: u\n# next\n- rolearn: b\n",
	  true },
	{ "with its path", "- rolearn: arn:aws:iam::123456789012:role/team/x\n  username: u\n",
	  "- " OURS "\n", true },
	{ "in a flow", "[{rolearn: " ROLE "}, {rolearn: b}] # c\n",
	  "[{\"rolearn\":\"" ROLE "\",\"username\":\"u\"}, {rolearn: b}] # c\n", true },
};

static void test_puts(void **state)
{
	struct json *e = entry("u", "");

	(void)state;
	for (size_t i = 0; i < sizeof(puts_) / sizeof(*puts_); i++) {
		struct buf out = BUF(MAP_ROLES_MAX), back = BUF(MAP_ROLES_MAX);
		struct err err = ERR_INIT;
		bool ok = map_roles_put(&out, puts_[i].before, e, &err);

		if (!*puts_[i].after) {
			/* blanks in a plain text make it no YAML: refused as a whole */
			assert_false(ok);
			assert_non_null(strstr(err.text, "line"));
			buf_free(&out);
			continue;
		}
		if (!ok)
			print_message("%s: %s\n", puts_[i].name, err.text);
		assert_true(ok);
		assert_string_equal(out.s, puts_[i].after);
		assert_true(map_roles_drop(&back, out.s, ROLE, &err));
		if (!puts_[i].replaced && strchr(puts_[i].before, '[') == NULL &&
		    str_ends(puts_[i].before, "\n") && !strchr(puts_[i].before, '\r'))
			assert_string_equal(back.s, puts_[i].before);
		assert_null(map_roles_find(back.s, ROLE, &err));
		assert_int_equal(err.kind, ERR_NONE);
		buf_free(&out);
		buf_free(&back);
	}
	json_free(e);
}

static const char *const refused[] = {
	"a: b\n", "'null'\n", "\"~\"", "nulls\n", "{}\n", "0\n", "null\n- rolearn: a\n", "- a: [\n", "- &x {rolearn: a}\n- *x\n", "just text", "- rolearn: a\n---\n- b\n",
	"- rolearn: \"\xff\"\n", "- rolearn: a\n\tusername: b\n", NULL
};

static void test_refusals(void **state)
{
	struct json *e = entry("u", "");

	(void)state;
	for (int i = 0; refused[i]; i++) {
		struct buf out = BUF(MAP_ROLES_MAX);
		struct err err = ERR_INIT;

		assert_false(map_roles_put(&out, refused[i], e, &err));
		assert_int_equal(err.kind, ERR_SERVICE);
		assert_non_null(strstr(err.hint, "nothing was changed"));
		buf_free(&out);
	}
	json_free(e);
}

static void test_finds(void **state)
{
	static const char text[] = "- rolearn: " ROLE "\n  username: first\n"
		"- rolearn: arn:aws:iam::123456789012:ROLE/X\n  username: \"system: node\"\n"
		"  groups: [\"system: nodes\", b]\n";
	struct err err = ERR_INIT;
	struct json *found = map_roles_find(text, "arn:aws:iam::123456789012:role/p/x", &err);

	(void)state;
	assert_non_null(found);
	assert_string_equal(json_str(found, "username"), "system: node");
	assert_true(json_has(json_get(found, "groups"), "system: nodes"));
	assert_non_null(strstr(json_str(found, "text"), "\"system: node\""));
	json_free(found);
	assert_null(map_roles_find("", ROLE, &err));
	assert_int_equal(err.kind, ERR_NONE);
	assert_null(map_roles_find("- [", ROLE, &err));
	assert_int_equal(err.kind, ERR_SERVICE);
}

/* What others left empty is not there; in quotes it is a text. */
static void test_nulls(void **state)
{
	static const char *const empty[] = { "", "null", "~", "# x\n", "---\n", "null\n...\n", "[]", NULL };
	struct err err = ERR_INIT;
	struct json *found = map_roles_find("- rolearn: " ROLE "\n  username: ~\n  groups: null\n",
					    ROLE, &err);

	(void)state;
	assert_non_null(found);
	assert_string_equal(json_str(found, "username"), "");
	assert_int_equal(json_count(json_get(found, "groups")), 0);
	json_free(found);
	found = map_roles_find("- rolearn: " ROLE "\n  username: '~'\n", ROLE, &err);
	assert_string_equal(json_str(found, "username"), "~");
	json_free(found);
	for (int i = 0; empty[i]; i++) {
		struct buf out = BUF(MAP_ROLES_MAX);
		struct json *list = map_roles_read(empty[i], &err);

		assert_int_equal(json_type(list), JSON_LIST);
		assert_int_equal(json_count(list), 0);
		json_free(list);
		assert_true(map_roles_drop(&out, empty[i], ROLE, &err));
		assert_string_equal(out.s, empty[i]);
		buf_free(&out);
	}
}

/* What needs quotes gets them, and is read back as it was. */
static void test_quotes(void **state)
{
	static const char *const names[] = { "system:node:{{EC2PrivateDNSName}}", "true", "a b",
		"x:", "- x", "#x", "12", "it's \"x\"", "\xc3\xa9", "a: b", "null", NULL };

	(void)state;
	for (int i = 0; names[i]; i++) {
		struct json *e = entry(names[i], names[i]), *found;
		struct buf out = BUF(MAP_ROLES_MAX);
		struct err err = ERR_INIT;

		assert_true(map_roles_put(&out, "- rolearn: a\n", e, &err));
		found = map_roles_find(out.s, ROLE, &err);
		assert_string_equal(json_str(found, "username"), names[i]);
		assert_true(json_has(json_get(found, "groups"), names[i]));
		json_free(found);
		json_free(e);
		buf_free(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_puts),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_finds),
		cmocka_unit_test(test_nulls),
		cmocka_unit_test(test_quotes),
	};

	return run_all(tests);
}
