/* err.c - see err.h. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/mask.h"
#include "base/str.h"

static void err_put(char *into, size_t size, const char *fmt, va_list ap)
{
	char raw[4096];		/* longer than into: a mark shortens what a server says */

	vsnprintf(raw, sizeof(raw), fmt, ap);
	mask_text(raw, strlen(raw));
	str_clean(into, size, raw);
}

bool err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
{
	va_list ap;

	*err = (struct err){ .kind = kind };
	va_start(ap, fmt);
	err_put(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	return false;
}

bool err_hint(struct err *err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	err_put(err->hint, sizeof(err->hint), fmt, ap);
	va_end(ap);
	return false;
}

bool err_field(struct err *err, const char *name)
{
	snprintf(err->field, sizeof(err->field), "%s", name);
	return false;
}
