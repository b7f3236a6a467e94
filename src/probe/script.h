/*
 * script.h - the parts of the worker's script that are always the same; worker.c adds the
 * settings and the checks.
 */
#ifndef ACCREDIT_PROBE_SCRIPT_H
#define ACCREDIT_PROBE_SCRIPT_H

extern const char script_head[];	/* the timer, the trap, the environment */
extern const char script_pod_head[];	/* the same in a pod: without the timer */
extern const char script_functions[];	/* line, aws_, call */
extern const char script_machine[];	/* what the instance metadata has; identity */
extern const char script_pod[];		/* identity, in a pod */
extern const char script_canary[];	/* only where a bucket is tried */
extern const char script_spare_ip[];	/* only where an address is moved */
extern const char script_body[];	/* makes the checks and says the answers */
extern const char script_end[];		/* all answers again, twice */
extern const char script_pod_end[];

#endif
