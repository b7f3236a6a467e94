/* test_kind_table.c - the table of kinds agrees with the calls and with what people read. */
#include "config.h"

#include "unit.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "pack/pack.h"
#include "pack/templates.h"
#include "resource/kind.h"

/* Every row has calls, a label, limits, and a parent that exists. */
static void rows_are_complete(void **state)
{
	const struct kind *k;
	size_t n = 0;

	(void)state;
	for (; (k = kind_nth(n)); n++) {
		if (!resource_kind_find(k->name))
			fail_msg("%s has no file in src/resource", k->name);
		assert_ptr_equal(kind_find(k->name), k);
		assert_non_null(k->label);
		assert_non_null(k->compares);
		assert_true(k->hidden || (k->limits.named && k->limits.name));
		assert_true(!k->needs || (k->parent && kind_find(k->needs)));
	}
	assert_true(n >= 29);
	assert_null(kind_find("sailing-boat"));
	assert_string_equal(kind_label("sailing-boat"), "sailing-boat");
}

/* The paragraph of a kind in templates/README, up to the next entry. */
static char *paragraph_of(const char *readme, const char *kind)
{
	char *start = xasprintf("\n    %s", kind), *text;
	const char *at = strstr(readme, "  and the members of its kind:\n"), *end;

	while (at && (at = strstr(at, start)) && at[strlen(start)] != ' ' &&
	       at[strlen(start)] != '\n')
		at++;
	free(start);
	if (!at)
		return NULL;
	for (end = strchr(at + 1, '\n'); end && !strncmp(end, "\n        ", 9);)
		end = strchr(end + 1, '\n');
	text = xstrdup(at);
	if (end)
		text[end - at] = '\0';
	return text;
}

static bool has_word(const char *text, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = text; (at = strstr(at, word)); at++)
		if (!isalnum((unsigned char)at[n]) && at[n] != '_' &&
		    !isalnum((unsigned char)at[-1]) && at[-1] != '_')
			return true;
	return false;
}

/* Every kind that a template can have, with the members of its own. */
static void readme_agrees(void **state)
{
	char *path = xasprintf("%s/README", templates_folder());
	struct buf text = BUF(PACK_FILE_MAX);
	struct err err = ERR_INIT;

	(void)state;
	assert_true(file_read(path, &text, NULL, &err));
	for (const char *const *name = kind_names(); *name; name++) {
		const struct kind *k = kind_find(*name);
		char *says = paragraph_of(text.s, k->name);

		if (!says)
			fail_msg("templates/README does not tell of the kind %s", k->name);
		if (k->document != DOCUMENT_NONE && !has_word(says, "document"))
			fail_msg("templates/README: %s has a document", k->name);
		for (const struct kind_member *m = k->members; m && m->name; m++)
			if (!has_word(says, m->name) && !strstr(says, "the same for"))
				fail_msg("templates/README: %s has the member %s:%s", k->name,
					 m->name, says);
		free(says);
	}
	buf_free(&text);
	free(path);
}

/* The schema that editors use has the kinds, and no others. */
static void schema_agrees(void **state)
{
	char *path = xasprintf("%s/pack.schema.json", templates_folder());
	struct buf text = BUF(PACK_FILE_MAX);
	struct err err = ERR_INIT;
	struct json *schema, *kinds;
	size_t n = 0;

	(void)state;
	assert_true(file_read(path, &text, NULL, &err));
	schema = json_parse(text.s, text.len, "schema", &err);
	kinds = json_path(schema, "properties.resources.items.properties.kind.enum");
	for (; kind_names()[n]; n++)
		if (!json_has(kinds, kind_names()[n]))
			fail_msg("pack.schema.json lacks the kind %s", kind_names()[n]);
	assert_int_equal(json_count(kinds), n);
	json_free(schema);
	buf_free(&text);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_complete),
		cmocka_unit_test(readme_agrees),
		cmocka_unit_test(schema_agrees),
	};

	return run_all(tests);
}
