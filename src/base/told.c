/* told.c - see told.h. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/told.h"

static _Thread_local struct told *listener;

void told_into(struct told *t)
{
	listener = t;
}

void told_free(struct told *t)
{
	buf_free(&t->notices);
	buf_free(&t->backups);
}

struct buf *told_notices(void)
{
	return listener ? &listener->notices : NULL;
}

void told_notice(const char *fmt, ...)
{
	char text[9000];
	va_list ap;

	if (!listener)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_fmt(&listener->notices, "%s\n", text);
}

void told_backup(const char *path, const char *sum)
{
	if (listener && !strchr(path, '\n'))
		buf_fmt(&listener->backups, "%s %s\n", sum, path);
}
