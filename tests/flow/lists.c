/*
 * lists.c - prints what exists in the account (src/wizard/account_lists.h), for
 * test_account_lists.py: lists REGION LIST..., a LIST as "picks" says it. A line for each
 * list, its state and its name, then its items. Without arguments it has nothing to do.
 */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "format/json.h"
#include "kinds/value_picks.h"
#include "pack/pack.h"
#include "session/session.h"
#include "wizard/account_lists.h"

static const char *const states[] = { "none", "loading", "ready", "failed" };

static void print_list(struct account_lists *l, const char *region, const char *name)
{
	const struct pack_value v = { .kind = VALUE_TEXT, .picks = name };
	enum account_list which = account_list_of(&v);
	const struct account_item *items;
	struct err err = ERR_INIT;
	size_t count;

	account_lists_want(l, which, region);
	account_lists_wait(l, 60000);
	printf("%s %s\n", states[account_lists_read(l, which, region, &items, &count)], name);
	for (size_t i = 0; i < count; i++)
		printf("\t%s\t%s\n", items[i].value, items[i].note);
	if (account_lists_err(l, which, region, &err))
		printf("\t%s\t%s\n", err.text, err.hint);
}

int main(int argc, char **argv)
{
	struct session session;
	struct account_lists *l;
	struct err err = ERR_INIT;

	json_start();
	if (argc < 3) {
		puts("nothing to do: test_account_lists.py says what");
		return 0;
	}
	if (!session_open(&session, argv[1], NULL, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	l = account_lists_new(&session, -1);
	for (int i = 2; i < argc; i++)
		print_list(l, argv[1], argv[i]);
	account_lists_free(l);
	session_close(&session);
	return 0;
}
