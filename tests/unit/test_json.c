/* test_json.c - the strict JSON reader and its printer. */
#include "config.h"

#include "unit.h"

#include "base/str.h"
#include "vectors.h"

static struct json *parse(const char *text)
{
	struct err err = ERR_INIT;

	return json_parse(text, strlen(text), "test", &err);
}

/* Files that hold what the suite accepts and our header refuses. */
static const char *const stricter[] = {
	"y_object_duplicated_key.json",			/* the same key twice */
	"y_object_duplicated_key_and_value.json",
	"y_object_escaped_null_in_key.json",		/* NUL */
	"y_string_null_escape.json",
	NULL
};

struct counts {
	int yes, yes_all, no, no_all, either, left;
};

static void try_file(const char *folder, const char *name, struct counts *n)
{
	struct buf text = BUF(4u << 20);
	struct err err = ERR_INIT;
	struct json *j;

	vectors_text(&text, folder, name);
	j = json_parse(text.s, text.len, name, &err);
	if (*name == 'y' && str_in(name, stricter)) {
		n->left += j == NULL;
	} else if (*name == 'y') {
		n->yes_all++;
		n->yes += j != NULL;
		if (!j)
			printf("%s\n", err.text);
	} else if (*name == 'n') {
		n->no_all++;
		n->no += j == NULL;
		if (j)
			printf("%s was accepted\n", name);
	} else {
		n->either++;
	}
	json_free(j);
	buf_free(&text);
}

static void vectors(void **state)
{
	char *folder = vectors_folder("json-parsing"), **names;
	struct counts n = { 0 };
	bool ok;

	(void)state;
	if (!folder)
		return;
	names = vectors_list(folder);
	for (char **name = names; *name; name++)
		if (str_ends(*name, ".json"))
			try_file(folder, *name, &n);
	vectors_list_free(names);
	free(folder);
	ok = vectors_count("json-parsing, must accept", n.yes, n.yes_all);
	printf("json-parsing: %d that our header refuses (duplicate keys, NUL), refused\n",
	       n.left);
	ok &= vectors_count("json-parsing, must refuse", n.no, n.no_all);
	ok &= vectors_count("json-parsing, either, no crash", n.either, n.either);
	assert_true(ok);
}

static void round_trip(void **state)
{
	static const char text[] = "{\"a\":[1,2.5,-3e+20,\"\\u00e9\\n\\\"\\\\/\",true,false,null,"
				   "[],{}],\"b\":{\"c\":\"\xf0\x9f\x98\x80\"}}";
	struct json *j = parse(text), *again;
	struct buf out = BUF(1000);

	(void)state;
	assert_non_null(j);
	json_print(&out, j);
	again = parse(out.s);
	assert_true(json_equal(j, again));
	json_free(again);
	buf_reset(&out);
	json_pretty(&out, j);
	again = parse(out.s);
	assert_true(json_equal(j, again));
	assert_non_null(strstr(out.s, "    [],\n    {}\n"));
	json_free(again);
	json_free(j);
	buf_free(&out);
}

static void looks(void **state)
{
	struct json *j = parse("{\"a\":{\"b\":[{\"c\":\"x\"}]},\"A\":1,\"t\":true}");

	(void)state;
	assert_string_equal(json_text(json_path(j, "a.b.0.c")), "x");
	assert_null(json_path(j, "a.b.1.c"));
	assert_null(json_path(j, "a.x.y"));
	assert_null(json_path(j, "a.b.first"));	/* no place in a list */
	assert_null(json_path(NULL, "a"));
	assert_true(json_number(json_get(j, "A")) == 1);
	assert_string_equal(json_str(j, "A"), "");
	assert_true(json_true(json_get(j, "t")));
	assert_int_equal(json_count(j), 3);
	assert_int_equal(json_count(NULL), 0);
	json_free(j);
	json_free(NULL);
}

/* An item that was copied from an object has no key in a list. */
static void copies_lose_their_key(void **state)
{
	struct json *j = parse("{\"k\":{\"v\":1}}"), *list = json_list_new();
	struct buf out = BUF(100);

	(void)state;
	json_push(list, json_copy(json_get(j, "k")));
	assert_null(json_key(json_first(list)));
	json_print(&out, list);
	assert_string_equal(out.s, "[{\"v\":1}]");
	buf_free(&out);
	json_free(list);
	json_free(j);
}

static void changes(void **state)
{
	struct json *j = json_object_new();
	struct buf out = BUF(200);

	(void)state;
	json_put_str(j, "a", "1");
	json_put_str(j, "a", "2");
	json_put_str(j, "n", NULL);
	json_put(j, "l", json_list_new());
	json_push(json_get(j, "l"), json_bool_new(true));
	json_drop(j, "x");
	json_print(&out, j);
	assert_string_equal(out.s, "{\"a\":\"2\",\"n\":null,\"l\":[true]}");
	json_drop(j, "a");
	assert_int_equal(json_count(j), 2);
	buf_free(&out);
	json_free(j);
}

static void refuses(void **state)
{
	static const char *const bad[] = {
		"", "{", "{}x", "{\"a\":1,\"a\":2}", "[01]", "[-]", "[1.]", "[\"\\u0000\"]",
		"[\"\x01\"]", "[\"\xff\"]", "[\"\\x\"]", "'a'", "[1,]", "nul",
	};
	struct buf deep = BUF(1000);
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_null(parse(bad[i]));
	for (int i = 0; i < 65; i++)
		buf_char(&deep, '[');
	for (int i = 0; i < 65; i++)
		buf_char(&deep, ']');
	assert_null(parse(deep.s));
	buf_free(&deep);
	assert_null(json_parse("{\n  \"a\": 01\n}", 13, "pack.json", &err));
	assert_string_equal(err.text, "pack.json, line 2, column 8: not a number");
	assert_null(json_parse("[1]\0", 4, "x", &err));
}

static void quotes(void **state)
{
	struct buf out = BUF(100);

	(void)state;
	json_quote(&out, "a\"\\\n\x01\x7f\xc3\xa9");
	assert_string_equal(out.s, "\"a\\\"\\\\\\n\\u0001\\u007f\xc3\xa9\"");
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors),
		cmocka_unit_test(round_trip),
		cmocka_unit_test(looks),
		cmocka_unit_test(copies_lose_their_key),
		cmocka_unit_test(changes),
		cmocka_unit_test(refuses),
		cmocka_unit_test(quotes),
	};

	return run_all(tests);
}
