"""Jobs: one pod after another until one succeeds, too many have failed, or the deadline has passed."""

import copy
import time

from kube_kinds import BY_PLURAL
from kube_pods import NoAccount
from kube_store import stamp

JOBS, PODS, EVENTS = BY_PLURAL["jobs"], BY_PLURAL["pods"], BY_PLURAL["events"]
PATIENCE = 0.3  # seconds until the next look for a missing service account


class Jobs:
    """The job controller. Callers hold the cluster's lock."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.store = cluster.store
        self.pods = cluster.pods

    def start(self, job):
        """Adds the controller's fields and starts the first pod."""
        meta, uid = job["metadata"], job["metadata"]["uid"]
        labels = {"batch.kubernetes.io/controller-uid": uid, "batch.kubernetes.io/job-name": meta["name"], "controller-uid": uid,
                  "job-name": meta["name"]}

        def change(kept):
            spec = kept["spec"]
            for name, value in (("parallelism", 1), ("completions", 1), ("backoffLimit", 6), ("completionMode", "NonIndexed"),
                                ("suspend", False)):
                spec.setdefault(name, value)
            spec["selector"] = {"matchLabels": {"batch.kubernetes.io/controller-uid": uid}}
            top = spec["template"].setdefault("metadata", {})
            top["labels"] = {**(top.get("labels") or {}), **labels}
            kept["status"] = {"startTime": stamp(), "active": 0, "failed": 0}
        self.store.touch(JOBS, meta["namespace"], meta["name"], change)
        self._next_pod(meta["namespace"], meta["name"], uid)
        seconds = job["spec"].get("activeDeadlineSeconds")
        if seconds is not None:
            self.cluster.later(seconds, self._too_long, meta["namespace"], meta["name"], uid)
        return self.store.get(JOBS, meta["namespace"], meta["name"])

    def _find(self, namespace, name, uid):
        """The job, if it is the same one and not finished."""
        job = self.store.find(JOBS, namespace, name)
        if job is None or job["metadata"]["uid"] != uid or job["status"].get("conditions"):
            return None
        return job

    def _next_pod(self, namespace, name, uid):
        job = self._find(namespace, name, uid)
        if job is None:
            return
        template = copy.deepcopy(job["spec"]["template"])
        meta = template.get("metadata") or {}
        body = {"metadata": {"generateName": name + "-", "labels": meta.get("labels") or {}, "annotations": meta.get("annotations") or {},
                             "ownerReferences": [{"apiVersion": "batch/v1", "kind": "Job", "name": name, "uid": uid, "controller": True,
                                                  "blockOwnerDeletion": True}]}, "spec": template["spec"]}
        try:
            self.pods.make(namespace, body, lambda _, good: self._pod_over(namespace, name, uid, good))
        except NoAccount as error:
            self._event(job, "FailedCreate", f"Error creating: {error}")
            self.cluster.later(PATIENCE, self._next_pod, namespace, name, uid)
            return
        self.store.touch(JOBS, namespace, name, lambda kept: kept["status"].update({"active": 1, "ready": 1}))

    def _pod_over(self, namespace, name, uid, good):
        job = self._find(namespace, name, uid)
        if job is None:
            return
        if good:
            self._close(job, "Complete", "CompletionsReached", "Reached expected number of succeeded pods", succeeded=1)
            return
        failed = job["status"]["failed"] + 1
        self.store.touch(JOBS, namespace, name, lambda kept: kept["status"].update({"active": 0, "ready": 0, "failed": failed}))
        if failed > job["spec"]["backoffLimit"]:
            self._close(job, "Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit", failed=failed)
        else:
            self.cluster.later(PATIENCE, self._next_pod, namespace, name, uid)

    def _close(self, job, kind, reason, message, **counts):
        meta = job["metadata"]

        def change(kept):
            kept["status"].update({"active": 0, "ready": 0, **counts})
            for name in ("active", "failed"):
                if not kept["status"].get(name):
                    kept["status"].pop(name, None)
            if kind == "Complete":
                kept["status"]["completionTime"] = stamp()
            kept["status"]["conditions"] = [{"type": kind, "status": "True", "lastProbeTime": stamp(), "lastTransitionTime": stamp(),
                                             "reason": reason, "message": message}]
        self.store.touch(JOBS, meta["namespace"], meta["name"], change)
        seconds = job["spec"].get("ttlSecondsAfterFinished")
        if seconds is not None:
            self.cluster.later(seconds, self._forgotten, meta["namespace"], meta["name"], meta["uid"])

    def _too_long(self, namespace, name, uid):
        """Removes the running pods of a job past its deadline, and their logs."""
        job = self._find(namespace, name, uid)
        if job is None:
            return
        for pod in self.of(namespace, uid):
            self.pods.remove(namespace, pod["metadata"]["name"])
        self._close(job, "Failed", "DeadlineExceeded", "Job was active longer than specified deadline", failed=1)

    def _forgotten(self, namespace, name, uid):
        job = self.store.find(JOBS, namespace, name)
        if job is not None and job["metadata"]["uid"] == uid:
            self.store.delete(JOBS, namespace, name)
            self.gone(job, "Background")

    def of(self, namespace, uid):
        """The pods of a job."""
        return self.store.list(PODS, namespace, lambda p: any(o["uid"] == uid for o in p["metadata"].get("ownerReferences") or []))

    def gone(self, job, policy):
        """The object was deleted. Without a propagation policy, batch/v1 orphans the pods."""
        namespace, uid = job["metadata"]["namespace"], job["metadata"]["uid"]
        for pod in self.of(namespace, uid):
            if policy in ("Background", "Foreground"):
                self.pods.remove(namespace, pod["metadata"]["name"])
            else:
                self.store.touch(PODS, namespace, pod["metadata"]["name"], lambda kept: kept["metadata"].pop("ownerReferences"))
        if policy == "Foreground":
            meta = {**job["metadata"], "deletionTimestamp": stamp(), "finalizers": ["foregroundDeletion"]}
            return {**job, "metadata": meta}
        return None

    def _event(self, job, reason, text):
        """Recorded once for each job."""
        meta = job["metadata"]
        name = f"{meta['name']}.{reason.lower()}"
        if self.store.find(EVENTS, meta["namespace"], name) is None:
            self.store.create(EVENTS, meta["namespace"], {
                "metadata": {"name": name}, "type": "Warning", "reason": reason, "message": text, "count": 1,
                "firstTimestamp": stamp(), "lastTimestamp": stamp(time.time()), "source": {"component": "job-controller"},
                "involvedObject": {"kind": "Job", "apiVersion": "batch/v1", "name": meta["name"], "namespace": meta["namespace"],
                                   "uid": meta["uid"]}})
