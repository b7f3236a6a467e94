/* ini_check.c - what an edit can write; see ini_edit.h. */
#include "config.h"

#include <string.h>

#include "format/ini_edit.h"

static bool ini_check_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* A value that every reader reads back as it is. */
bool ini_value_ok(const char *s)
{
	bool plain = *s && !ini_check_is_blank(*s) &&
		!ini_check_is_blank(s[strlen(s) - 1]) && *s != '#' && *s != ';';

	for (; plain && *s; s++)
		plain = !ini_check_is_blank(*s) || (s[1] != '#' && s[1] != ';');
	return plain;
}

/* What a head of a section can hold, and every reader takes for the same name. */
bool ini_profile_ok(const char *name, struct err *err)
{
	bool ok = *name && *name != ' ' && name[strlen(name) - 1] != ' ' &&
		  !strpbrk(name, "[]\"'\\#;");

	for (const char *s = name; ok && *s; s++)
		ok = (unsigned char)*s >= 0x20 && *s != 0x7f;
	if (ok)
		return true;
	err_set(err, ERR_INPUT, "'%s' cannot be a profile name", name);
	return err_hint(err, "use letters, digits, spaces inside the name and _ - / . %% @ : +");
}

bool ini_edit_ok(const char *profile, const struct ini_change *changes, struct err *err)
{
	if (!ini_profile_ok(profile, err))
		return false;
	for (const struct ini_change *c = changes; c->key; c++)
		for (const char *s = c->value; s && *s; s++) {
			if ((unsigned char)*s >= 0x20 && *s != 0x7f)
				continue;
			err_set(err, ERR_INPUT, "there is a control character in the value of "
				"'%s'", c->key);
			return err_hint(err, "enter it on one line, without tabs");
		}
	return true;
}
