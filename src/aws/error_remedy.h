/* error_remedy.h - remedies for single error codes of AWS. Pure. */
#ifndef ACCREDIT_ERROR_REMEDY_H
#define ACCREDIT_ERROR_REMEDY_H

/*
 * The remedy for an error code (NULL or "": none), with at most one %s for the Region of
 * the call. NULL: the kind of the error decides (error_text.c).
 */
const char *error_remedy_of(const char *service, const char *code);

#endif
