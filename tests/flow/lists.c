/*
 * lists.c - prints what exists in the account (src/wizard/account_lists.h), for
 * test_account_lists.py: lists REGION WORD... A WORD is a list as "picks" says it: a line
 * with its state and its name, then its items; or KIND=ANSWER: whether what the answer to
 * a value of that kind names exists. Without arguments it has nothing to do.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "kinds/value_picks.h"
#include "pack/pack.h"
#include "session/session.h"
#include "wizard/account_lists.h"

static const char *const states[] = { "none", "loading", "ready", "failed" };

static const char *const answers[] = { "unchecked", "checking", "exists", "missing",
				       "unknown" };

static void print_answer(struct account_lists *l, const char *region, const char *word)
{
	const char *text = strchr(word, '=') + 1;
	char name[64];
	struct err err = ERR_INIT;
	struct pack_value v = { .name = name, .label = name, .picks = "", .cluster = "",
				.says = "", .exists = true };
	const struct value_kind *kind;

	snprintf(name, sizeof(name), "%.*s", (int)(text - 1 - word), word);
	kind = value_kind_find(name);
	if (!kind)
		v.picks = name;
	v.kind = kind ? (enum value_kind_id)(kind - value_kinds) : VALUE_TEXT;
	account_lists_check(l, &v, text, region, &err);
	account_lists_wait(l, 60000);
	printf("%s %s\n", answers[account_lists_check(l, &v, text, region, &err)], word);
	if (err.kind)
		printf("\t%s\t%s\n", err.text, err.hint);
}

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
		if (strchr(argv[i], '='))
			print_answer(l, argv[1], argv[i]);
		else
			print_list(l, argv[1], argv[i]);
	account_lists_free(l);
	session_close(&session);
	return 0;
}
