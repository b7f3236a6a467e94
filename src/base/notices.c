/* notices.c - see notices.h. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/notices.h"

static _Thread_local struct notices *listener;

void notices_into(struct notices *t)
{
	listener = t;
}

void notices_free(struct notices *t)
{
	buf_free(&t->notices);
	buf_free(&t->backups);
}

struct buf *notices_list(void)
{
	return listener ? &listener->notices : NULL;
}

void notices_add(const char *fmt, ...)
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

void notices_backup(const char *path, const char *sum)
{
	if (listener && !strchr(path, '\n'))
		buf_fmt(&listener->backups, "%s %s\n", sum, path);
}
