/*
 * pod_agent.h - whether the agent runs that hands pods the credentials of a Pod Identity
 * association: without it an association gives nothing (EKS User Guide, "Set up the
 * Amazon EKS Pod Identity Agent").
 */
#ifndef ACCREDIT_WIZARD_POD_AGENT_H
#define ACCREDIT_WIZARD_POD_AGENT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

struct aws;
struct journey;
struct json;

#define POD_AGENT "eks-pod-identity-agent"

enum pod_agent {
	POD_AGENT_RUNS,		/* the add-on is active, EKS Auto Mode has it, or a DaemonSet */
	POD_AGENT_MISSING,
	POD_AGENT_BROKEN,	/* the add-on is there, and EKS says that it does not work */
	POD_AGENT_UNSURE,	/* it could not be told */
};

/* Looks; why (may hold a text already) gets what is known where it does not run. */
enum pod_agent pod_agent_find(struct aws *aws, const char *cluster, struct buf *why);

/*
 * Of each cluster that associations of wanted are in, unless the agent runs there:
 * {"event":"missing","of": the cluster,"kind","name","text","remedy"}, or
 * {"event":"note","of","text"} (no event for reports: notes.c takes it) where it could
 * not be told. Appended to list.
 */
void pod_agent_look(const struct json *wanted, struct aws *aws, struct json *list);

/* The failure that such a "missing" event is to a setup: false, ERR_INPUT. */
bool pod_agent_lacks(const struct json *event, struct err *err);

#endif
