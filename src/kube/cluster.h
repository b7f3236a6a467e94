/*
 * cluster.h - a cluster as EKS describes it, and the bodies of requests that are the same
 * for every kind of object.
 */
#ifndef ACCREDIT_KUBE_CLUSTER_H
#define ACCREDIT_KUBE_CLUSTER_H

struct json;

struct described_cluster {
	const char *name;
	const char *endpoint;	/* an https URL; "": there is none yet */
	const char *ca;		/* the CA's certificate, base64 of PEM; NULL: none */
	const char *mode;	/* authenticationMode; "": older than the choice */
	const char *status, *version; /* "ACTIVE", "1.31" */
};

/* Of a reply of DescribeCluster, from which it borrows (EKS API reference, "Cluster"). */
struct described_cluster cluster_read(const struct json *reply);
/* The parameters of that call, yours. */
struct json *cluster_params(const char *name);
/* Those of a call about its access entry of this IAM principal, yours. */
struct json *cluster_entry_params(const char *name, const char *principal);

/*
 * The body of a DELETE, yours (Kubernetes API reference, "DeleteOptions"): what the object
 * owns is deleted in the background. version: "", or the resourceVersion it must have.
 */
struct json *kube_delete_options(const char *version);

#endif
