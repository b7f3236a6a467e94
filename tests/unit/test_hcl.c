/* test_hcl.c - texts in Terraform's language: escapes, marks, alignment. */
#include "config.h"

#include "unit.h"

#include "base/str.h"
#include "format/json.h"
#include "handoff/hcl.h"
#include "sample.h"

static void quotes_texts(void **state)
{
	static const struct {
		const char *text, *expression;
	} rows[] = {
		{ "", "\"\"" },
		{ "plain", "\"plain\"" },
		{ "a \"b\" \\ c", "\"a \\\"b\\\" \\\\ c\"" },
		{ "one\ntwo\r\tx", "\"one\\ntwo\\r\\tx\"" },
		{ "${aws:username} $5 $$ {", "\"$${aws:username} $5 $$ {\"" },
		{ "%{ if } 100% %%{", "\"%%{ if } 100% %%%{\"" },
		{ "\1\x1f\x7f", "\"\\u0001\\u001f\\u007f\"" },
		{ "Stra\xc3\x9f"
		  "e",
		  "\"Stra\xc3\x9f"
		  "e\"" },
		{ HCL_MARK("ROLE_NAME"), "var.role_name" },
		{ "role" HCL_MARK("PATH") HCL_MARK("ROLE_NAME") "/x",
		  "\"role${var.path}${var.role_name}/x\"" },
		{ "=@PATH@=", "\"=@PATH@=\"" },
		{ "$$" HCL_MARK("PATH"), "\"${\"$$\"}${var.path}\"" },
		{ "%" HCL_MARK("PATH"), "\"%${var.path}\"" },
		{ HCL_MARK("VERSION"), "var.version_name" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf out = BUF(BUF_TEXT);

		hcl_text(&out, rows[i].text);
		assert_string_equal(out.s, rows[i].expression);
		buf_free(&out);
	}
}

static void aligns_as_terraform_does(void **state)
{
	static const char want[] = "# One two\n"
				   "block \"x\" \"y\" {\n"
				   "  a         = 1\n"
				   "  long_name = \"t\"\n"
				   "\n"
				   "  document = jsonencode({\n"
				   "    \"a b\" = true\n"
				   "    for_x = []\n"
				   "    \"for\" = {}\n"
				   "    nested = {\n"
				   "      one  = [\"x\"]\n"
				   "      four = 4\n"
				   "      many = [\n"
				   "        {\n"
				   "          \"\xc3\x84\" = 1\n"
				   "          bb  = 2\n"
				   "        },\n"
				   "        5\n"
				   "      ]\n"
				   "    }\n"
				   "    (var.k) = null\n"
				   "  })\n"
				   "}\n";
	struct json *j =
		sample_parse("{\"a b\": true, \"for_x\": [], \"for\": {},"
			     " \"nested\": {\"one\": [\"x\"],"
			     " \"four\": 4, \"many\": [{\"\xc3\x84\": 1, \"bb\": 2}, 5]}}");
	struct hcl f = { .out = BUF(BUF_TEXT) };
	struct buf text = BUF(BUF_TEXT);

	(void)state;
	json_put(j, HCL_MARK("K"), json_null_new());
	hcl_comment(&f, "One\n two ");
	hcl_open(&f, "block \"%s\" \"%s\"", "x", "y");
	hcl_blank(&f);
	hcl_set(&f, "a", "%d", 1);
	hcl_set_text(&f, "long_name", "t");
	hcl_blank(&f);
	hcl_blank(&f);
	hcl_set_json(&f, "document", "jsonencode(", j, ")");
	hcl_close(&f);
	hcl_end(&f, &text);
	assert_int_equal(f.out.len, 0);
	if (!str_eq(text.s, want))
		fail_msg("%s", text.s);
	buf_free(&text);
	json_free(j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quotes_texts),
		cmocka_unit_test(aligns_as_terraform_does),
	};

	return run_all(tests);
}
