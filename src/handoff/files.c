/* files.c - the files of a form; see handoff.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "handoff/handoff.h"

struct buf *handoff_file_add(struct handoff_files *files, const char *name, bool executable)
{
	struct handoff_file *file;

	files->items = xrealloc(files->items, (files->count + 1) * sizeof(*files->items));
	file = &files->items[files->count++];
	*file = (struct handoff_file){ .name = xstrdup(name),
				       .executable = executable,
				       .text = BUF(BUF_TEXT) };
	return &file->text;
}

const char *handoff_file_text(const struct handoff_files *files, const char *name)
{
	for (size_t i = 0; i < files->count; i++)
		if (str_eq(files->items[i].name, name))
			return files->items[i].text.s;
	return NULL;
}

void handoff_files_free(struct handoff_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		free(files->items[i].name);
		buf_free(&files->items[i].text);
	}
	free(files->items);
	*files = (struct handoff_files){ .items = NULL };
}
