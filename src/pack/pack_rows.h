/*
 * pack_rows.h - the rows of a parsed pack.json as the structs of pack.h. For pack.c alone.
 */
#ifndef ACCREDIT_PACK_ROWS_H
#define ACCREDIT_PACK_ROWS_H

struct pack;

/*
 * Fills the members of p that are rows from p->tree, into p->rows. A member of a wrong
 * type, which the check of the template reports, counts as one that is missing.
 */
void pack_rows_read(struct pack *p);

#endif
