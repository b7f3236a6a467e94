"""The pipeline of a call: parsed, subjected to faults, authenticated, authorized, checked against AWS's rules, executed, answered."""

import copy
import json
import threading
import time
import traceback

import request_summary
import backend
import iam_responses
import identity
import mfa
import networks
import overrides
import rules
import rules_oidc
import sessions
from account import Account
from call import understand
from clusters import Clusters
from errors import Answer, AwsError, error_answer
from faults import Faults
from issuer import Issuer
from policy_decision import judge
from members import Members
from kill_client import is_connected, kill_client, wait_until_read
from required_actions import base_context, needs
from required_s3 import bucket_arn, bucket_policy
from network_reach import Nowhere
from call_log import Record
from replication import Replication
from server import Drop
from stacks import Stacks
from stacksets import StackSets
from signature import read_auth, refusal
from workers import Workers


class Gateway:
    """The whole cloud behind the HTTP server."""

    def __init__(self, settings, folder, operator_key):
        self.settings = settings
        self.faults = Faults(settings)
        networks.order(networks.Shape.of(settings))
        self.account = Account(settings.region, settings.bucket, _scp(settings.scp), operator_key)
        self.replication = Replication(self.account, self.faults)
        self.record = Record()
        self.asked = request_summary.from_environment()
        self.folder = folder
        self.url = None  # set by cloud.py, once it listens
        self.nowhere = Nowhere()
        self.workers = Workers(self, folder)
        self.issuer = Issuer()
        self.clusters = Clusters(self)
        self.clusters.begin()
        self.members = Members(self, settings.accounts)
        self.stacks = Stacks(self)
        self.stacksets = StackSets(self)
        self.control = None  # set by cloud.py, which knows both
        self.stopping = threading.Event()
        self.hanging = threading.Event()  # set: the calls that wait for it continue
        self.account_number = 0  # counts the resets of the account
        self.dying = None  # an event while a client reads its last response: what it sends now is ignored

    @property
    def now(self):
        """The cloud's time, which can be set wrong."""
        return time.time() + self.faults.clock

    def reset(self):
        self.workers.end_all()
        with self.account.lock:
            self.clusters.end_all()
            networks.order(networks.Shape.of(self.settings))
            self.account.scp = _scp(self.settings.scp)
            self.account.reset()
            self.clusters.begin()
            self.members.begin()
            self.stacks.begin()
            self.stacksets.begin()
            self.account_number += 1
            self.faults.clear()
            self.record.clear()
        self.go_on()

    def go_on(self):
        """Releases the calls that hang now; later ones hang again."""
        before, self.hanging = self.hanging, threading.Event()
        before.set()

    # One call

    def serve(self, call, connection):
        if call.path.startswith("/_practice/"):
            connection.answer(call, self.control.answer(call), time.time())
            return
        call.account_number, call.hanging = self.account_number, self.hanging
        dying = self.dying
        if dying is not None:
            dying.wait(10)
            if not is_connected(call.peer, call.port):
                raise Drop()  # the client was killed: it had not sent this yet
        if self.faults.latency:
            time.sleep(self.faults.latency / 1000)
        try:
            self._serve(call, connection)
        finally:
            self.record.close(call)
            self._check_request(call)

    def _check_request(self, call):
        if call.as_it_came is not None:
            try:
                self.asked.check(call.as_it_came, call.secret)
            except Exception:  # an error in the practice cloud must be visible
                traceback.print_exc()

    def _serve(self, call, connection):
        fault = die = None
        try:
            call.auth = read_auth(call)
            if call.auth:
                call.service, call.region = call.auth.service, call.auth.region
            understand(call)
            if self.asked is not None and self.asked.is_ours(call):
                call.secret = call.auth and identity.secret_of((self.members.of_key(call.auth.key) or self).account, call.auth.key)
                call.as_it_came = copy.copy(call)
            self.record.open(call)
            fault = self.faults.strike(call)
            self.strike_before(fault, call)
            answer, die = self._admit_and_execute(call)
        except AwsError as error:
            answer = self._refuse(call, error)
        except Drop:
            raise
        except Exception as error:  # an error in the practice cloud must look like one of AWS's, and be visible
            traceback.print_exc()
            answer = self._refuse(call, AwsError("InternalFailure", f"The practice cloud failed: {error!r}", 500))
        call.record["status"] = answer.status
        self.send(call, connection, answer, fault, die)

    def _refuse(self, call, error):
        self.record.open(call)
        call.record["code"] = error.code
        return error_answer(call, error)

    def strike_before(self, fault, call):
        if fault is None:
            return
        call.record["fault"] = fault.kind
        if fault.kind == "ends":
            call.ends = fault.code
        if fault.kind == "error":
            raise self.faults.error_of(fault, call)
        if fault.kind == "reset":
            raise Drop()
        if fault.kind == "stall":
            call.hanging.wait(fault.seconds)
            if self.stopping.is_set():
                raise Drop()

    def send(self, call, connection, answer, fault, die):
        if die is not None and die.where == "after":
            self.kill(die, call)
            raise Drop()
        if fault is not None and fault.kind == "lose":
            raise Drop()
        if fault is not None and fault.kind == "answer":
            answer = Answer(fault.status or 200, {"Content-Type": "text/xml", **fault.headers}, fault.content())
        if die is None:
            connection.answer(call, answer, self.now, truncate=fault is not None and fault.kind == "truncate")
            return
        self.dying = over = threading.Event()
        try:
            connection.answer(call, answer, self.now)
            wait_until_read(call.peer, call.port)
            self.kill(die, call)
        finally:
            self.dying = None
            over.set()
        raise Drop()

    def kill(self, die, call):
        call.record["killed"] = kill_client(call.peer, call.port, die.pid)

    # Under the account's lock

    def _admit_and_execute(self, call):
        with self.account.lock:
            if call.account_number != self.account_number:
                raise Drop()  # it hung while its account was reset
            member = self.members.of_key(call.auth.key) if call.auth else None
            return (member or self)._admit(call)

    def _admit(self, call):
        self._authenticate(call)
        rules.check_shape(call)
        mfa.check(call, self)
        self._authorise(call)
        rules.check(call, self)
        die = self.faults.due_to_die(call)
        if call.changing and not (call.caller and call.caller.is_worker):
            call.record["change"] = self.record.next_change()
        if die is not None and die.where == "before":
            self.kill(die, call)
            raise Drop()
        answer = self._execute(call)
        return answer, die

    def _authenticate(self, call):
        call.now = self.now
        call.account_id = self.account.id
        if call.auth is None:
            if call.operation in ("AssumeRoleWithWebIdentity", "AssumeRoleWithSAML"):
                return
            raise refusal(call, "MissingAuthenticationToken")
        identity.authenticate(call, self.account, self.now, self.replication)
        self.account.keys.note_use(call, self.now)
        sessions.check_use(call)
        call.record["caller"] = call.caller.arn
        call.record["worker"] = call.caller.is_worker

    def _authorise(self, call):
        if call.caller is None or (call.service, call.operation) in overrides.FREE:
            return
        context = base_context(call, self.account, self.settings)
        grants = identity.grants(self.account, call.caller, self.faults.delay)
        policy, who = bucket_policy(call, self.account), call.caller.principals(self.account)
        for need in needs(call, self.account, self.clusters):
            call.record.setdefault("needs", []).append({"action": need.action, "resource": need.resource})
            verdict = judge(grants, need.action, need.resource, {**context, **need.context}, policy, who)
            there = self.members.of_arn(need.resource) or self  # a role of another account has its own trust policy
            verdict = sessions.trust(call, there.account, need, verdict, {**context, **need.context}, there.replication)
            if not verdict.allowed:
                call.record["denied"] = {"action": need.action, "resource": need.resource, "layer": verdict.layer}
                raise identity.denied(call, need.action, need.resource, verdict, self.account, {**context, **need.context}, self.faults.terse)
        if call.params.get("DryRun") is True:
            rules.check(call, self)
            raise AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412)

    def _execute(self, call):
        self.replication.before(call)
        iam_responses.whole(call)
        rules_oidc.complete(call, self)
        special = overrides.find(call)
        answer = special(call, self) if special else backend.execute(call)
        if answer.status >= 400:
            call.record["code"] = _code(answer)
            return self._hide_missing_key(call, answer)
        self.replication.after(call)
        return rules.finish(call, self, answer)

    def _hide_missing_key(self, call, answer):
        """S3 answers NoSuchKey only to callers who can list the bucket."""
        if call.service != "s3" or answer.status != 404 or not call.params.get("Key"):
            return answer
        grants = identity.grants(self.account, call.caller, self.faults.delay)
        arn = bucket_arn(self.account, call.params["Bucket"])
        context = base_context(call, self.account, self.settings)
        if judge(grants, "s3:ListBucket", arn, context).allowed:
            return answer
        call.record["code"] = "AccessDenied"
        return error_answer(call, AwsError("AccessDenied", "Access Denied", 403))


def _code(answer):
    """The error code in a response of moto."""
    text = answer.body.decode("utf-8", "replace")
    if "<Code>" in text:
        return text.partition("<Code>")[2].partition("</Code>")[0]
    try:
        return str(json.loads(text).get("__type", answer.status))
    except (ValueError, AttributeError):
        return str(answer.status)


def _scp(path):
    if not path:
        return None
    with open(path, encoding="utf-8") as file:
        return [file.read()]
