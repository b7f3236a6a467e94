"""The control endpoint: tests set faults, read the call log and reset the account."""

import json
import time
import traceback
from datetime import datetime, timezone

import full_account
import inventory
import keys
import mfa
import networks
import quotas
from account import OPERATOR
from clusters import AWS_AUTH
from errors import Answer


def _moment(text):
    """A time of the form 2026-01-31T12:00:00Z."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(timezone.utc)


class Control:
    """Answers /_practice/... on the cloud's own port."""

    def __init__(self, gateway):
        self.gateway = gateway

    def answer(self, call):
        what = call.path[len("/_practice/"):].strip("/")
        handler = getattr(self, f"{call.method.lower()}_{what}", None)
        if handler is None:
            return self._json(404, {"error": f"no {call.method} {call.path}"})
        try:
            body = json.loads(call.body) if call.body else {}
            return self._json(200, handler(call, body))
        except (ValueError, KeyError, TypeError) as error:
            return self._json(400, {"error": str(error)})
        except Exception as error:
            traceback.print_exc()
            return self._json(500, {"error": repr(error)})

    def _json(self, status, value):
        return Answer(status, {"Content-Type": "application/json"}, (json.dumps(value) + "\n").encode())

    def get_calls(self, call, body):
        return self.gateway.record.since(int(dict(call.query).get("since", 0)))

    def delete_calls(self, call, body):
        self.gateway.record.clear()
        return {}

    def get_workers(self, call, body):
        return self.gateway.workers.report()

    def post_reset(self, call, body):
        self.gateway.reset()
        return {}

    def get_faults(self, call, body):
        faults = self.gateway.faults
        return {"latency": faults.latency, "clock": faults.clock, "delay": faults.delay, "get_delay": faults.get_delay,
                "off_delay": faults.off_delay, "flap": faults.flap, "terse": faults.terse, "die": vars(faults.die) if faults.die else None,
                "faults": [{k: v for k, v in vars(f).items() if k != "body"} for f in faults.faults]}

    def post_faults(self, call, body):
        if body.pop("clear", False):
            self.gateway.faults.clear()
        self.gateway.faults.set(body)
        return self.get_faults(call, {})

    def delete_faults(self, call, body):
        self.gateway.faults.clear()
        return {}

    def post_go_on(self, call, body):
        """Runs the calls that hang now."""
        self.gateway.go_on()
        return {}

    def get_operator(self, call, body):
        key_id, secret = self.gateway.account.operator_key
        return {"user": OPERATOR, "access_key_id": key_id, "secret_access_key": secret}

    def post_age(self, call, body):
        """Makes everything old, so that a test does not wait for replication."""
        account = self.gateway.account
        with account.lock:
            account.born.clear()
            account.history.clear()
            account.keys.past.clear()
        return {}

    def post_born(self, call, body):
        """Sets a resource's age: {"kind", "name", "age"}."""
        self.gateway.account.born[body["kind"], body["name"]] = time.time() - float(body["age"])
        return {}

    def post_crowd(self, call, body):
        """Fills the account with unrelated resources: {"roles", "users", "policies", "groups"}, each a number."""
        with self.gateway.account.lock:
            return full_account.fill(self.gateway.account, **{kind: int(number) for kind, number in body.items()})

    def get_account(self, call, body):
        """All resources that accredit can change, by kind, and every key with its secret."""
        account = self.gateway.account
        with account.lock:
            return {"things": inventory.report(account, self.gateway.clusters), "keys": keys.report(account)}

    def get_keys(self, call, body):
        """Every access key of every user: id, secret, user, status, created, used."""
        with self.gateway.account.lock:
            return keys.report(self.gateway.account)

    def post_key(self, call, body):
        """Sets a key's dates: {"id", "created": TIME or "days": AGE, "used": TIME or null, "service", "region"}."""
        account = self.gateway.account
        with account.lock:
            _, key = account.key(body["id"]) or (None, None)
            if key is None:
                raise ValueError(f"no key {body['id']}")
            if "days" in body:
                key.create_date = datetime.fromtimestamp(self.gateway.now - float(body["days"]) * 86400, timezone.utc).replace(tzinfo=None)
            if "created" in body:
                key.create_date = _moment(body["created"]).replace(tzinfo=None)
            if body.get("used"):
                account.keys.used[body["id"]] = (_moment(body["used"]).timestamp(), body.get("service", "s3"),
                                                 body.get("region", account.region))
            elif "used" in body:
                account.keys.used.pop(body["id"], None)
            return next(k for k in keys.report(account) if k["id"] == body["id"])

    def post_changed(self, call, body):
        """Sets how long ago a key's status changed or it was deleted: {"id", "age"}."""
        account = self.gateway.account
        with account.lock:
            past = account.keys.past[body["id"]]
            past[-1] = (time.time() - float(body["age"]), past[-1][1])
        return {}

    def post_network(self, call, body):
        """Another network, with a new and empty EC2: {"vpc": "default", "own" or "none", "closed_egress": true}."""
        wanted = networks.Shape(**body)
        self.gateway.workers.end_all()
        with self.gateway.account.lock:
            networks.order(wanted)
        return vars(wanted)

    def post_scp(self, call, body):
        """Sets an account's service control policy until the next reset: {"document": {...}} or none; {"account": ID} of a member."""
        with self.gateway.account.lock:
            there = self.gateway.members.of_id(body["account"]) if "account" in body else self.gateway
            there.account.scp = [json.dumps(body["document"])] if body.get("document") else None
        return {}

    def post_stacksets(self, call, body):
        """
        Lets each operation finish {"limit": N} accounts, and hang until another limit, or null. {"delegated": true}: the operator's
        account administers StackSets for the organization, and is not its management account.
        """
        with self.gateway.account.lock:
            self.gateway.stacksets.limit = body.get("limit")
            self.gateway.stacksets.delegated = body.get("delegated", False)
        return {}

    def get_members(self, call, body):
        """The IDs of the member accounts."""
        return self.gateway.members.ids()

    def get_clusters(self, call, body):
        """Every cluster: name, region, mode, endpoint, issuer, entries."""
        with self.gateway.account.lock:
            return self.gateway.clusters.report()

    def post_cluster(self, call, body):
        """Changes a cluster: {"name", "region", "issuer": false, "mode": ..., "endpoint": ...,
        "addons": {name: status}}."""
        with self.gateway.account.lock:
            cluster = self.gateway.clusters.find(body.get("region", self.gateway.account.region), body["name"])
            if cluster is None:
                raise ValueError(f"no cluster {body['name']}")
            if body.get("issuer") is False:
                cluster.backend.identity = {}
            if "mode" in body:
                cluster.mode = body["mode"]
            cluster.addons.update(body.get("addons") or {})
            if "endpoint" in body:
                cluster.backend.endpoint = body["endpoint"]
            return cluster.report()

    def post_kube_conflict(self, call, body):
        """Another writer changes an object after each of its next reads: {"cluster", "region", "path", "times", "patch"}."""
        with self.gateway.account.lock:
            cluster = self.gateway.clusters.find(body.get("region", self.gateway.account.region), body["cluster"])
            if cluster is None:
                raise ValueError(f"no cluster {body['cluster']}")
            cluster.order_conflicts(body.get("path", AWS_AUTH), int(body.get("times", 1)), body.get("patch"))
        return {}

    def get_pods(self, call, body):
        """Every container that was started: namespace, name, container, pid, alive, folder, exit_code."""
        found = []
        with self.gateway.account.lock:
            for cluster in self.gateway.clusters.all.values():
                with cluster.lock:
                    found += cluster.pods.report()
        return found

    def get_mfa(self, call, body):
        """Every virtual MFA device with a code that is valid now."""
        with self.gateway.account.lock:
            return mfa.report(self.gateway.account, self.gateway.now)

    def post_wrong_secret(self, call, body):
        """Declares a wrong secret that a test gives a client on purpose: {"id", "secret"}."""
        if self.gateway.asked is not None:
            self.gateway.asked.wrong.setdefault(body["id"], []).append(body["secret"])
        return {}

    def get_quotas(self, call, body):
        """The account's quotas: by name as in GetAccountSummary, the others by service and code."""
        return self.gateway.account.quotas

    def post_quotas(self, call, body):
        """Changes quotas: {"RolesQuota": 5, "ec2/L-1216C47A": 0}; null: GetAccountSummary leaves it out."""
        with self.gateway.account.lock:
            return quotas.set_quotas(self.gateway.account, body)

    def post_settings(self, call, body):
        """Changes settings: boot, end, minute, console, console_lag, source_ip, stack_time."""
        for name, value in body.items():
            if name not in ("boot", "end", "minute", "console", "console_lag", "source_ip", "stack_time"):
                raise ValueError(f"no setting {name}")
            setattr(self.gateway.settings, name, value)
        return {}
