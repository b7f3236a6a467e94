/* zip_write.h - files as one .zip file. For src/handoff alone. */
#ifndef ACCREDIT_ZIP_WRITE_H
#define ACCREDIT_ZIP_WRITE_H

#include "handoff/handoff.h"

/* As handoff_write, of a path that ends in .zip. Needs libzip: without it, ERR_INPUT. */
bool zip_write(const struct handoff_files *files, const char *path, struct err *err);

#endif
