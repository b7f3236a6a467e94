/*
 * holdings.c - prints what a role or a user holds (src/resource/holdings.h), for
 * test_holdings.py: holdings KIND NAME. Without arguments it has nothing to do.
 */
#include "config.h"

#include <stdio.h>

#include "aws/call.h"
#include "aws/creds_chain.h"
#include "base/str.h"
#include "format/json.h"
#include "resource/holdings.h"

static bool read_all(struct aws *aws, char **argv, struct json **found, struct err *err)
{
	return holdings_read(aws, argv[1], argv[2], found, err) &&
	       (!*found || !str_eq(argv[1], "user") || holdings_add_access(aws, *found, err));
}

int main(int argc, char **argv)
{
	struct creds creds = { .key_id = "" };
	struct buf text = BUF(BUF_TEXT);
	struct json *found = NULL;
	struct err err = ERR_INIT;
	struct aws *aws;
	bool ok;

	json_start();
	if (argc != 3) {
		puts("nothing to do: test_holdings.py says what");
		return 0;
	}
	aws = creds_find(&creds, NULL, &err) ? aws_open(&creds, "us-east-1", NULL, &err) : NULL;
	ok = aws && read_all(aws, argv, &found, &err);
	if (found)
		json_print(&text, found);
	puts(found ? text.s : "null");
	if (!ok)
		fprintf(stderr, "%s\n", err.text);
	buf_free(&text);
	json_free(found);
	aws_close(aws);
	creds_close(&creds);
	return ok ? 0 : 1;
}
