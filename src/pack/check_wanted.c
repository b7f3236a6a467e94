/* check_wanted.c - see check_wanted.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "format/json.h"
#include "pack/check.h"
#include "pack/check_wanted.h"

bool check_wanted(const struct json *wanted, struct err *err)
{
	struct buf mistakes = BUF(BUF_TEXT);
	struct check c = { .mistakes = &mistakes };

	json_each(r, json_get(wanted, "resources")) {
		const struct kind *k = kind_find(json_str(r, "kind"));
		char place[128];

		snprintf(place, sizeof(place), "resource '%s', filled", json_str(r, "id"));
		if (k && k->document != DOCUMENT_NONE)
			check_document(&c, json_get(r, "document"), k->document, place);
	}
	if (mistakes.len) {
		err_set(err, ERR_INPUT, "the template '%s' is invalid: %.*s",
			json_str(wanted, "platform"), (int)strcspn(mistakes.s, "\n"),
			mistakes.s);
		snprintf(err->code, sizeof(err->code), CHECK_FILLED);
		err_hint(err,
			 "run 'accredit templates check' on its folder and fix what it "
			 "lists");
	}
	buf_free(&mistakes);
	return !err->kind;
}
