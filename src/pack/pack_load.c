/* pack_load.c - see pack_load.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/near.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/check.h"
#include "pack/pack.h"
#include "pack/pack_load.h"
#include "pack/templates.h"

struct pack *pack_load_from(const char *folder, struct err *err)
{
	struct buf mistakes = BUF(BUF_TEXT);
	struct pack *p = pack_read(folder, &mistakes);

	if (p)
		check_loaded(p, &mistakes);
	if (!mistakes.len)
		return p;
	err_set(err, ERR_INPUT, "the template in '%s' is invalid: %.*s", folder,
		(int)strcspn(mistakes.s, "\n"), mistakes.s);
	err_hint(err, "run 'accredit templates check %s' and fix what it lists", folder);
	buf_free(&mistakes);
	pack_free(p);
	return NULL;
}

struct pack *pack_load(const char *name, struct err *err)
{
	char *folder = xasprintf("%s/%s", templates_folder(), name);
	struct pack *p = NULL;

	if (templates_have(name))
		p = pack_load_from(folder, err);
	else {
		struct err other = ERR_INIT;
		struct json *names = templates_list(&other);
		struct near near = { .word = name };
		char ask[NEAR_QUESTION];
		struct buf all = BUF(400);

		json_each(n, names) {
			buf_fmt(&all, "%s%s", all.len ? ", " : "", json_text(n));
			near_try(&near, json_text(n));
		}
		if (all.len) {
			err_set(err, ERR_INPUT, "unknown platform '%s'%s", name,
				near_question(&near, ask));
			err_hint(err, "choose one of: %s", all.s);
		} else {
			err_set(err, ERR_INPUT, "no templates found in '%s'",
				templates_folder());
			err_hint(err,
				 "set ACCREDIT_TEMPLATES to the folder that contains "
				 "the templates");
		}
		buf_free(&all);
		json_free(names);
	}
	if (p && !str_eq(p->name, name)) {
		err_set(err, ERR_INPUT, "the template in '%s' has the name '%s'", folder,
			p->name);
		err_hint(err, "use the same name for the folder and in its pack.json");
		pack_free(p);
		p = NULL;
	}
	free(folder);
	return p;
}

bool pack_check(const char *folder, struct buf *mistakes)
{
	size_t start = mistakes->len;
	struct pack *p = pack_read(folder, mistakes);

	if (p)
		check_pack(p, mistakes);
	pack_free(p);
	return mistakes->len == start;
}
