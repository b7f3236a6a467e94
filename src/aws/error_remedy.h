/* error_remedy.h - what to do about an answer of AWS, where its code alone says it. Pure. */
#ifndef ACCREDIT_ERROR_REMEDY_H
#define ACCREDIT_ERROR_REMEDY_H

/*
 * The remedy for a code of a service ("" or NULL code: none), with one %s for the Region
 * that was asked, or without; NULL: the class of the failure says what to do (error_text.c).
 */
const char *error_remedy_of(const char *service, const char *code);

#endif
