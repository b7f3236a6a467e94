/* remedy.h - what to do about an answer of AWS, where its code alone says it. Pure. */
#ifndef ACCREDIT_REMEDY_H
#define ACCREDIT_REMEDY_H

/*
 * The remedy for a code of a service ("" or NULL code: none), with one %s for the Region
 * that was asked, or without; NULL: the class of the failure says what to do (failure.c).
 */
const char *remedy_of(const char *service, const char *code);

#endif
