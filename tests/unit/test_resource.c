/* Resources: loaded from JSON and saved as it was, to the byte. */
#include "config.h"

#include "unit.h"

#include <string.h>

#include "format/json.h"
#include "kinds/resource_json.h"

static struct json *parsed(const char *text)
{
	struct err err = ERR_INIT;
	struct json *j = json_parse(text, strlen(text), "text", &err);

	assert_non_null(j);
	return j;
}

static void assert_prints(struct json *take, const char *text)
{
	struct buf out = BUF(4096);

	json_print(&out, take);
	assert_string_equal(out.s, text);
	buf_free(&out);
	json_free(take);
}

#define ROLE "{\"id\":\"r\",\"kind\":\"role\",\"name\":\"data\",\"tags\":{\"a\":\"b\"},\"needs\":[]}"

static void saved_as_it_was_loaded(void **state)
{
	struct json *j = parsed(ROLE);
	struct resource *r = resource_load(j), *copy = resource_copy(r);

	(void)state;
	json_free(j);
	assert_string_equal(r->id, "r");
	assert_string_equal(r->kind, "role");
	assert_string_equal(r->name, "data");
	assert_null(resource_get(r, "name"));
	assert_string_equal(json_text(resource_path(r, "tags.a")), "b");
	resource_free(r);
	assert_prints(resource_save(copy), ROLE);
	resource_free(copy);
	assert_null(resource_load(NULL));
	assert_null(resource_save(NULL));
	assert_null(resource_copy(NULL));
}

/* The places in which the journal has had "id" of what was found. */
static void found_ids_stay_in_their_places(void **state)
{
	static const char *const texts[] = {
		"{\"kind\":\"role\",\"name\":\"data\",\"arn\":\"x\"}",
		"{\"id\":\"r-boundary\",\"kind\":\"role-boundary\",\"name\":\"x\",\"role\":\"r\"}",
		"{\"kind\":\"pod-identity-association\",\"name\":\"sa\",\"cluster\":\"c\","
		"\"arn\":\"x\",\"id\":\"a-1\",\"tags\":{}}",
		"{\"kind\":\"credentials-profile\",\"name\":\"p\",\"file\":\"f\",\"key\":\"k\","
		"\"id\":\"profile\",\"key_id\":\"AKIA\"}",
		"{\"kind\":\"credentials-document\",\"name\":\"d\",\"file\":\"f\","
		"\"document\":{},\"id\":\"d\",\"secret\":\"S\",\"key_id\":\"AKIA\"}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct json *j = parsed(texts[i]);
		struct resource *r = resource_found_load(j);

		json_free(j);
		assert_prints(resource_found_save(r), texts[i]);
		resource_free(r);
	}
}

static void association_id_is_not_the_templates(void **state)
{
	struct json *j = parsed("{\"kind\":\"pod-identity-association\",\"name\":\"sa\","
				"\"id\":\"a-1\"}");
	struct resource *r = resource_found_load(j);

	(void)state;
	assert_string_equal(r->id, "");
	assert_string_equal(resource_str(r, "association_id"), "a-1");
	resource_free(r);
	json_free(j);
}

static void nothing_has_no_members(void **state)
{
	(void)state;
	assert_null(resource_get(NULL, "tags"));
	assert_string_equal(resource_str(NULL, "tags"), "");
	assert_null(resource_path(NULL, "tags.a"));
}

static void a_table_names_any_member(void **state)
{
	struct resource *r = resource_new("i", "bucket", "n");

	(void)state;
	resource_put_str(r, "target", "t");
	resource_set_name(r, "other");
	resource_set_id(r, "j");
	assert_string_equal(resource_text(r, "id"), "j");
	assert_string_equal(resource_text(r, "kind"), "bucket");
	assert_string_equal(resource_text(r, "name"), "other");
	assert_string_equal(resource_text(r, "target"), "t");
	resource_drop(r, "target");
	assert_string_equal(resource_text(r, "target"), "");
	resource_free(r);
}

static void a_list_is_found_by_id(void **state)
{
	struct json *j = parsed("[" ROLE ",{\"id\":\"u\",\"kind\":\"user\",\"name\":\"n\"}]");
	struct resources all = resources_load(j);

	(void)state;
	json_free(j);
	assert_int_equal(all.count, 2);
	assert_string_equal(resources_find(&all, "u")->name, "n");
	assert_null(resources_find(&all, "x"));
	resources_free(&all);
	assert_int_equal(all.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(saved_as_it_was_loaded),
		cmocka_unit_test(found_ids_stay_in_their_places),
		cmocka_unit_test(association_id_is_not_the_templates),
		cmocka_unit_test(nothing_has_no_members),
		cmocka_unit_test(a_table_names_any_member),
		cmocka_unit_test(a_list_is_found_by_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
