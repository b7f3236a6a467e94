"""Pods: created for a service account, started, watched, ended."""

import os
import re
import shutil

import pod_agent
from container import TOKEN_PATH, Container
from eks_pods import AUDIENCE, association_of, has_agent
from kube_kinds import BY_PLURAL, KubeError
from kube_store import stamp
from kube_users import make_token

PODS, ACCOUNTS = BY_PLURAL["pods"], BY_PLURAL["serviceaccounts"]
ROLE = "eks.amazonaws.com/role-arn"
TOKEN_LIFE = 86400
NO_AGENT = "http://127.0.0.1:9/v1/credentials"  # nothing listens there
IMAGE = re.compile(r"[a-z0-9][a-zA-Z0-9._:/@-]*")


class NoAccount(Exception):
    """The service account of a pod does not exist."""


class Pods:
    """All pods of one cluster. Callers hold the cluster's lock, except where it says otherwise."""

    def __init__(self, cluster, folder, tools):
        self.cluster = cluster
        self.store = cluster.store
        self.folder = folder
        self.tools = tools
        self.running = {}  # uid of the pod -> (namespace, name, {container name: Container})
        self.when_over = {}  # uid of the pod -> what to call with (pod, succeeded)

    def admit(self, namespace, body):
        """Admission of a pod: adds its service account's credentials."""
        name = body["spec"].get("serviceAccountName") or body["spec"].get("serviceAccount") or "default"
        account = self.store.find(ACCOUNTS, namespace, name)
        if account is None:
            raise NoAccount(f'pods "{body["metadata"].get("generateName") or body["metadata"].get("name")}" is forbidden: error looking up '
                            f'service account {namespace}/{name}: serviceaccount "{name}" not found')
        body["spec"]["serviceAccountName"] = body["spec"]["serviceAccount"] = name
        body["spec"].setdefault("restartPolicy", "Always")
        body["spec"]["nodeName"] = "practice-node"
        self._identify(body, account)
        return body

    def make(self, namespace, body, when_over=None):
        """The pod object; its containers start after a short delay."""
        pod = self.store.create(PODS, namespace, self.admit(namespace, body))
        return self.adopt(pod, when_over)

    def adopt(self, pod, when_over=None):
        """Creates a pod object's containers."""
        meta = pod["metadata"]
        folder = os.path.join(self.folder, meta["uid"])
        found = {c["name"]: Container(c, os.path.join(folder, c["name"]), self.tools) for c in pod["spec"]["containers"]}
        self.cluster.gateway.workers.aws_cli.start()
        self.running[meta["uid"]] = (meta["namespace"], meta["name"], found)
        self.when_over[meta["uid"]] = when_over
        self._tell(meta["uid"], "Pending")
        self.cluster.later(self.cluster.gateway.settings.boot, self._start, meta["uid"])
        return self.store.get(PODS, meta["namespace"], meta["name"])

    # Identity: what the pod identity webhook adds to every container

    def _identify(self, body, account):
        """An association takes precedence over an annotation."""
        meta, region = account["metadata"], self.cluster.region
        notes = meta.get("annotations") or {}
        regional = notes.get("eks.amazonaws.com/sts-regional-endpoints", "true")
        added = {"AWS_STS_REGIONAL_ENDPOINTS": "regional" if regional == "true" else "legacy", "AWS_DEFAULT_REGION": region,
                 "AWS_REGION": region}
        if association_of(self.cluster, meta["namespace"], meta["name"]) is not None:
            added.update({"AWS_CONTAINER_CREDENTIALS_FULL_URI": pod_agent.URL,
                          "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": pod_agent.TOKEN_PATH})
        elif notes.get(ROLE):
            added.update({"AWS_ROLE_ARN": notes[ROLE], "AWS_WEB_IDENTITY_TOKEN_FILE": TOKEN_PATH})
        else:
            return
        for one in body["spec"]["containers"]:
            env = one.setdefault("env", [])
            there = {e.get("name") for e in env}
            env.extend({"name": k, "value": v} for k, v in added.items() if k not in there)

    def _token_files(self, pod, folder):
        """The file for each path of a token."""
        account = self.store.find(ACCOUNTS, pod["metadata"]["namespace"], pod["spec"]["serviceAccountName"])
        if account is None or self.cluster.issuer is None:
            return {}
        notes = account["metadata"].get("annotations") or {}
        audience = notes.get("eks.amazonaws.com/audience", "sts.amazonaws.com")
        return {TOKEN_PATH: self._token_file(pod, account, folder, "serviceaccount-token", audience),
                pod_agent.TOKEN_PATH: self._token_file(pod, account, folder, "eks-pod-identity-token", AUDIENCE),
                pod_agent.URL: self.cluster.agent.url if has_agent(self.cluster) else NO_AGENT}

    def _token_file(self, pod, account, folder, name, audience):
        path = os.path.join(folder, name)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(make_token(self.cluster, account, [audience], TOKEN_LIFE, pod))
        return path

    def _environment(self, pod, spec, stand_ins):
        values = {"AWS_ENDPOINT_URL": self.cluster.gateway.url, "HOSTNAME": pod["metadata"]["name"],
                  "KUBERNETES_SERVICE_HOST": "127.0.0.1", "KUBERNETES_SERVICE_PORT": self.cluster.front.url.rpartition(":")[2]}
        for pair in spec.get("env") or []:
            value = pair.get("value", "") if "valueFrom" not in pair else self._from(pod, pair["valueFrom"])
            values[pair["name"]] = stand_ins.get(value, "" if value in (TOKEN_PATH, pod_agent.TOKEN_PATH) else value)
        return values

    def _from(self, pod, source):
        """The sources of an environment variable that a probe uses."""
        if "fieldRef" in source:
            found = pod
            for step in source["fieldRef"].get("fieldPath", "").split("."):
                found = found.get(step, "") if isinstance(found, dict) else ""
            return str(found)
        ref = source.get("configMapKeyRef") or {}
        kept = self.store.find(BY_PLURAL["configmaps"], pod["metadata"]["namespace"], ref.get("name", "")) or {}
        return (kept.get("data") or {}).get(ref.get("key"), "")

    # Its life

    def _start(self, uid):
        if uid not in self.running:
            return
        namespace, name, containers = self.running[uid]
        pod = self.store.find(PODS, namespace, name)
        if pod is None or not self._images_come(uid, containers):
            return
        stand_ins = self._token_files(pod, os.path.join(self.folder, uid))
        for one in containers.values():
            one.start(self._environment(pod, one.spec, stand_ins), lambda: self._over(uid))
        self._tell(uid, "Running")
        self._finish(uid)
        if pod["spec"].get("activeDeadlineSeconds"):
            self.cluster.later(pod["spec"]["activeDeadlineSeconds"], self._too_long, uid)

    def _images_come(self, uid, containers):
        """An image of a registry that cannot exist (.invalid) is never pulled; a malformed name is invalid."""
        for one in containers.values():
            image = one.spec["image"]
            if not IMAGE.fullmatch(image):
                one.reason, one.message = "InvalidImageName", f'Failed to apply default image tag "{image}": couldn\'t parse image name'
            elif image.partition("/")[0].partition(":")[0].endswith(".invalid"):
                one.reason, one.message = "ImagePullBackOff", f'Back-off pulling image "{image}"'
            else:
                continue
            self._tell(uid, "Pending")
            return False
        return True

    def _over(self, uid):
        """A container has terminated; called without the lock."""
        with self.cluster.lock:
            if uid in self.running:
                self._finish(uid)

    def _finish(self, uid):
        _, _, containers = self.running[uid]
        if any(c.ended is None for c in containers.values()):
            self._tell(uid, "Running")
            return
        good = all(c.exit_code == 0 for c in containers.values())
        self._tell(uid, "Succeeded" if good else "Failed")
        told = self.when_over.pop(uid, None)
        if told:
            told(uid, good)

    def _too_long(self, uid):
        if uid not in self.running or all(c.ended for c in self.running[uid][2].values()):
            return
        namespace, name, containers = self.running[uid]
        for one in containers.values():
            one.kill()
        self.store.touch(PODS, namespace, name, lambda pod: pod["status"].update(
            {"reason": "DeadlineExceeded", "message": "Pod was active on the node longer than the specified deadline"}))

    def _tell(self, uid, phase):
        namespace, name, containers = self.running[uid]

        def change(pod):
            status = pod.setdefault("status", {})
            status.setdefault("startTime", stamp())
            status.update({"phase": phase, "qosClass": "BestEffort", "hostIP": "127.0.0.1", "podIP": "127.0.0.1",
                           "containerStatuses": [c.status(stamp) for c in containers.values()]})
        self.store.touch(PODS, namespace, name, change)

    # Its end

    def remove(self, namespace, name):
        """Deletes the object and ends its processes."""
        pod = self.store.find(PODS, namespace, name)
        if pod is not None:
            self.store.delete(PODS, namespace, name)
            self.forget(pod["metadata"]["uid"])

    def forget(self, uid):
        """Ends the processes of a pod whose object was deleted."""
        self.when_over.pop(uid, None)
        _, _, containers = self.running.pop(uid, (None, None, {}))
        for one in containers.values():
            one.kill()
        shutil.rmtree(os.path.join(self.folder, uid), ignore_errors=True)

    def end_all(self):
        for uid in list(self.running):
            self.forget(uid)

    # Requests

    def container(self, namespace, name, wanted):
        """The container whose log is requested."""
        containers = next((c for n, p, c in self.running.values() if (n, p) == (namespace, name)), {})
        if not wanted and len(containers) > 1:
            raise KubeError(400, f"a container name must be specified for pod {name}, choose one of: [{' '.join(containers)}]")
        found = containers.get(wanted) if wanted else next(iter(containers.values()), None)
        if found is None:
            raise KubeError(400, f"container {wanted} is not valid for pod {name}")
        if found.process is None and found.ended is None:
            why = "trying and failing to pull image" if found.reason == "ImagePullBackOff" else found.reason
            raise KubeError(400, f'container "{found.name}" in pod "{name}" is waiting to start: {why}')
        return found

    def report(self):
        return [{"namespace": n, "name": p, "container": c.name, "pid": c.process.pid if c.process else None, "alive": c.alive,
                 "folder": c.folder, "exit_code": c.exit_code} for n, p, all_of in self.running.values() for c in all_of.values()]
