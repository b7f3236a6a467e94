/*
 * creds_chain.h - the credential provider chain: which credentials are used, as the AWS
 * CLI (botocore 1.44) decides it.
 */
#ifndef ACCREDIT_CREDS_CHAIN_H
#define ACCREDIT_CREDS_CHAIN_H

#include "aws/creds.h"

/*
 * Finds credentials in this order: environment; the profile of AWS_DEFAULT_PROFILE,
 * AWS_PROFILE or "default" with its role, web identity (the environment's values before
 * the profile's), IAM Identity Center, key of the credentials file, console sign-in,
 * credential_process, key of the config file; the files of older tools; container;
 * instance. A provider that is configured and fails ends the search, so that accredit
 * never signs in as another identity by accident. May call STS, the SSO portal, a program
 * or a metadata address; stop (may be NULL) ends that. c is yours: creds_close. Only
 * credentials of a role with an MFA code are cached, in memory, until CREDS_EARLY_S
 * before they expire or creds_cache_clear.
 */
bool creds_find(struct creds *c, struct stop *stop, struct err *err);

/*
 * The credentials of this profile, as with --profile of the AWS CLI: the environment
 * is not a source. The Region is left empty.
 */
bool creds_find_profile(struct creds *c, const char *profile, struct stop *stop,
			struct err *err);

/* creds_find again, for a session whose credentials expire; see creds.h. */
creds_refresh creds_find_fresh;

/* Drops cached credentials, as after AWS refused them. */
void creds_cache_clear(void);

/* Where no setting names a Region: the instance's, from its metadata service. */
void creds_instance_region(struct creds *c, struct stop *stop);

/*
 * AWS refused the key with err: puts the cause before its text where the key, its token
 * or the Region show it. Makes no call.
 */
void creds_explain_refusal(const struct creds *c, const char *region, struct err *err);

/*
 * Asks the operator for an MFA code: writes its digits to code, or returns false with
 * err saying why there is none. Called on the thread that looks for credentials.
 * NULL (the default): a role that needs a code is an error. Set it before threads start.
 */
#define CREDS_MFA_CODE 16
typedef bool creds_mfa_prompt(void *with, const char *prompt, char code[CREDS_MFA_CODE],
			      struct err *err);
void creds_set_mfa_prompt(creds_mfa_prompt *prompt, void *with);

#endif
