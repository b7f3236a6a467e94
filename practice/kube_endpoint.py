"""A cluster's API endpoint: TLS on loopback; each request is parsed, subjected to faults, authenticated, authorized, answered."""

import json
import threading
import time
import traceback

import kube_api
import kube_kinds
import kube_rbac
from call import Call
from errors import AwsError
from kube_kinds import KubeError
from kube_mapping import User
from kube_users import account_user, authenticate
from pki import Certificate
from server import Drop, Handler
from tls import TlsListener, context_for

VERBS = {"POST": "create", "PUT": "update", "PATCH": "patch"}
JSON_KINDS = ("", "application/json")


class KubeCall(Call):
    """A request to the API server; its operation has a name like those of AWS: GetConfigMap, CreateJob."""

    target_of = None
    verb = ""

    @property
    def changing(self):
        reviews = self.target_of is not None and (self.target_of.kind in kube_kinds.REVIEWS or self.target_of.sub == "token")
        dry = any(k == "dryRun" for k, _ in self.query)
        return self.verb in ("create", "update", "patch", "delete", "deletecollection") and not reviews and not dry

    def understand(self, cluster):
        self.service, self.region, self.protocol = "kubernetes", cluster.region, "kubernetes"
        self.target_of = target = kube_kinds.find(self.path)
        self.verb = self._verb(target)
        self.operation = self.verb.capitalize() + (target.kind.name + target.sub.capitalize() if target.kind else "Path")
        self.params = {"cluster": cluster.name, "path": self.path, **{k: v for k, v in self.query}}
        self.params.update({k: v for k, v in (("namespace", target.namespace), ("name", target.name)) if v})

    def _verb(self, target):
        if self.method in ("GET", "HEAD"):
            watching = any(k == "watch" and v in ("1", "true") for k, v in self.query)
            return "get" if target.name or not target.kind else "watch" if watching else "list"
        if self.method == "DELETE":
            return "delete" if target.name or not target.kind else "deletecollection"
        return VERBS.get(self.method, self.method.lower())

    def json(self):
        """The body, when there is one."""
        if not self.body:
            return {}
        kind = self.header("content-type", "").partition(";")[0].strip()
        if self.method != "PATCH" and kind not in JSON_KINDS:
            raise KubeError(415, "the body of the request was in an unknown format - accepted media types include: application/json")
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise KubeError(400, f"the object provided is unrecognized: {error}") from None


class KubeHandler(Handler):
    call_kind = KubeCall


class Front:
    """Has the gateway's interface for the server."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.gateway = cluster.gateway
        handler = type("ClusterHandler", (KubeHandler,), {"gateway": self})
        self.server = TlsListener(("127.0.0.1", 0), handler)
        names = ["127.0.0.1", "kubernetes", "kubernetes.default.svc"]
        self.server.context = context_for(Certificate("kube-apiserver", None, cluster.authority, names), self.gateway.folder)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    @property
    def url(self):
        return f"https://127.0.0.1:{self.server.server_address[1]}"

    def end(self):
        self.server.shutdown()
        self.server.server_close()

    # One request

    def serve(self, call, connection):
        call.hanging = self.gateway.hanging
        if self.gateway.faults.latency:
            time.sleep(self.gateway.faults.latency / 1000)
        try:
            self._serve(call, connection)
        finally:
            self.gateway.record.close(call)
            if self.gateway.asked is not None:
                self.gateway.asked.count_kubernetes(call)

    def _serve(self, call, connection):
        fault = die = None
        if self.cluster.ended:  # a keep-alive connection
            raise Drop()
        try:
            call.understand(self.cluster)
            self.gateway.record.open(call)
            fault = self.gateway.faults.strike(call)
            self.gateway.strike_before(fault, call)
            answer, die = self._admit_and_execute(call)
        except KubeError as error:
            answer = self._refused(call, error)
        except AwsError as error:  # a fault that was set, with its code as the Status' reason
            answer = self._refused(call, KubeError(error.status, error.message, error.code))
        except Drop:
            raise
        except Exception as error:  # an error in the practice cloud must be visible
            traceback.print_exc()
            answer = self._refused(call, KubeError(500, f"The practice cloud failed: {error!r}"))
        call.record["status"] = answer.status
        self.gateway.send(call, connection, answer, fault, die)

    def _refused(self, call, error):
        self.gateway.record.open(call)
        call.record["code"] = error.reason
        return error.answer()

    def _admit_and_execute(self, call):
        cluster = self.cluster
        call.caller = user = authenticate(call, cluster)
        call.caller = user = self._impersonated(call, user)
        call.record["caller"], call.record["worker"] = user.name, user.is_worker
        with self.gateway.account.lock, cluster.lock:  # in this order everywhere
            if cluster.ended:
                raise Drop()
            self._judge(call, user)
            die = self.gateway.faults.due_to_die(call)
            if call.changing and not user.is_worker:
                call.record["change"] = self.gateway.record.next_change()
            if die is not None and die.where == "before":
                self.gateway.kill(die, call)
                raise Drop()
            if call.target_of.sub != "log":
                answer = kube_api.execute(call, cluster)
                if call.verb == "get" and answer.status == 200:
                    cluster.disturb(call.target_of)
                return answer, die
        return kube_api.read_log(call, cluster), die  # can wait for the end of the pod

    def _wish(self, call):
        target = call.target_of
        if target.kind is None:
            return kube_rbac.Wish("get" if call.verb == "head" else call.verb, path=call.path)
        namespace = target.name if target.kind.plural == "namespaces" else target.namespace
        return kube_rbac.Wish(call.verb, target.kind.group, target.kind.plural, target.sub, namespace, target.name)

    def _judge(self, call, user):
        wish = self._wish(call)
        if kube_rbac.judge(self.cluster, user, wish) is None:
            raise wish.denial(user)

    def _impersonated(self, call, user):
        """Impersonate-User and -Group: kubectl's --as."""
        name = call.header("impersonate-user")
        if not name:
            return user
        with self.cluster.lock:
            wish = kube_rbac.Wish("impersonate", "", "users", name=name)
            if kube_rbac.judge(self.cluster, user, wish) is None:
                raise wish.denial(user)
        parts = name.split(":")
        if name.startswith("system:serviceaccount:") and len(parts) == 4:
            return account_user(parts[2], parts[3])
        groups = [g for g in (call.header("impersonate-group") or "").split(",") if g]
        return User(name, groups + ["system:authenticated"])
