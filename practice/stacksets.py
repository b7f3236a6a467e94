"""StackSets: operations that deploy a template to member accounts, a few at a time."""

import json
import secrets
import time
from xml.sax.saxutils import escape

import members
from errors import NAMESPACES, AwsError, xml_answer
from policy_decision import judge_document
from stack_instance import Iam, delete as delete_stack, deploy
from stack_run import Stack

PAGE = 20  # stack instances in a response
STAMP = "%Y-%m-%dT%H:%M:%SZ"


def _x(name, text):
    return "" if text in (None, "") else f"<{name}>{escape(str(text))}</{name}>"


def _list(name, items):
    return f"<{name}>{''.join(f'<member>{i}</member>' for i in items)}</{name}>"


class Instance:
    """A stack instance: the stack of one account in one Region."""

    def __init__(self, account, region, unit):
        self.account = account
        self.region = region
        self.unit = unit
        self.status, self.detail, self.reason = "OUTDATED", "PENDING", None
        self.stack = None  # where its account can be reached
        self.operation = None

    def note(self, status, detail, reason=None):
        self.status, self.detail, self.reason = status, detail, reason

    def xml(self):
        return (_x("Account", self.account) + _x("Region", self.region) + _x("StackId", self.stack and self.stack.id) + _x("Status", self.status)
                + _x("StatusReason", self.reason) + f"<StackInstanceStatus>{_x('DetailedStatus', self.detail)}</StackInstanceStatus>"
                + _x("OrganizationalUnitId", self.unit) + _x("LastOperationId", self.operation))


class Operation:
    """An operation on some instances, which are worked on a few at a time."""

    def __init__(self, ident, action, instances, preferences, now, seconds):
        self.id = ident
        self.action = action
        self.status = "RUNNING"
        self.began = now
        self.ended = None
        self.most = int(preferences.get("MaxConcurrentCount") or 1)
        self.percentage = int(preferences.get("FailureTolerancePercentage") or 0)
        self.seconds = seconds
        self.rows = [{"instance": i, "status": "PENDING", "reason": None, "at": now + n // self.most * seconds}
                     for n, i in enumerate(instances)]
        for instance in instances:
            instance.operation = ident
            if instance.status != "CURRENT" or action != "DELETE":
                instance.note("OUTDATED", "PENDING")

    def advance(self, sets, owner, now):
        """Everything that has happened until now."""
        if self.ended is not None:
            return
        for row in self.rows:
            busy = sum(r["status"] == "RUNNING" for r in self.rows)
            if row["status"] == "PENDING" and row["at"] <= now and self.status == "RUNNING" and busy < self.most:
                row["status"] = "RUNNING"
                row["instance"].detail = "RUNNING"
            held = sets.limit is not None and sum(r["status"] in ("SUCCEEDED", "FAILED") for r in self.rows) >= sets.limit
            if row["status"] == "RUNNING" and row["at"] + self.seconds <= now and not held:
                row["reason"] = owner.work(sets.gateway, self.action, row["instance"])
                row["status"] = "FAILED" if row["reason"] else "SUCCEEDED"
        if any(r["status"] == "RUNNING" or (r["status"] == "PENDING" and self.status == "RUNNING") for r in self.rows):
            return
        for row in self.rows:
            if row["status"] == "PENDING":
                row["status"] = row["instance"].detail = "CANCELLED"
        failed = sum(r["status"] == "FAILED" for r in self.rows)
        self.ended = now
        if self.status == "STOPPING":
            self.status = "STOPPED"
        else:
            self.status = "FAILED" if failed * 100 > self.percentage * len(self.rows) else "SUCCEEDED"

    def xml(self):
        return (_x("OperationId", self.id) + _x("Action", self.action) + _x("Status", self.status)
                + _x("CreationTimestamp", time.strftime(STAMP, time.gmtime(self.began))))

    def results(self):
        return [_x("Account", r["instance"].account) + _x("Region", r["instance"].region) + _x("Status", r["status"])
                + _x("StatusReason", r["reason"]) + _x("OrganizationalUnitId", r["instance"].unit) for r in self.rows]


class StackSet:
    """A template with its instances and operations."""

    def __init__(self, name, region, account):
        self.name = name
        self.id = f"{name}:{secrets.token_hex(16)}"
        self.region = region
        self.account = account
        self.instances = []
        self.operations = []
        self.model = "SELF_MANAGED"
        self.admin = account.arn("iam", f"role/{members.ADMINISTRATION}")
        self.execution = members.EXECUTION
        self.tags = []
        self.automatic = None

    def take(self, params):
        if params.get("UsePreviousTemplate") is not True:
            try:
                self.body, tree = params["TemplateBody"], json.loads(params["TemplateBody"])
                assert tree["Resources"]
            except (KeyError, ValueError, AssertionError):
                raise AwsError("ValidationError", "Template format error: unsupported structure.") from None
        if len(self.body.encode()) > 51200:
            raise AwsError("ValidationError", "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: "
                           "Member must have length less than or equal to 51200")
        if "CAPABILITY_NAMED_IAM" not in params.get("Capabilities", []):
            raise AwsError("InsufficientCapabilitiesException", "Requires capabilities : [CAPABILITY_NAMED_IAM]")
        self.model = params.get("PermissionModel", self.model)
        self.tags = params.get("Tags", self.tags)
        self.automatic = params.get("AutoDeployment", self.automatic)
        self.admin = params.get("AdministrationRoleARN") or self.admin
        self.execution = params.get("ExecutionRoleName") or self.execution

    def find(self, account, region):
        return next((i for i in self.instances if (i.account, i.region) == (account, region)), None)

    def _execution(self, gateway, account):
        """(the gateway of the account, its execution role), or why there is none."""
        if account not in gateway.members.all:
            return None, f"Account {account} is not a member of the organization"
        there = gateway.members.of_id(account)
        if self.model == "SERVICE_MANAGED":
            return there, there.account.role(members.SERVICE_EXECUTION)
        role, admin = there.account.role(self.execution), self.account.role_by_arn(self.admin)
        own = self.account.id
        who = {"AWS": {self.admin}, "Account": {own, f"arn:{self.account.partition}:iam::{own}:root"}}
        trusted = role is not None and admin is not None and judge_document(
            role.assume_role_policy_document, "sts:AssumeRole", role.arn, {}, who) in ("allow", "account")
        if not trusted:
            return None, (f"Account {account} should have '{self.execution}' role with trust relationship to Role "
                          f"'{self.admin.rpartition('/')[2]}'.")
        return there, role

    def work(self, gateway, action, instance):
        """Deploys or deletes one instance; the reason of a failure, or None."""
        there, role = self._execution(gateway, instance.account)
        if there is None:
            instance.note("INOPERABLE" if action == "DELETE" else "OUTDATED", "FAILED", role)
            return role
        iam = Iam(there, role, instance.region)
        if instance.stack is None:
            instance.stack = Stack(f"StackSet-{self.name}-{secrets.token_hex(6)}", there.account, instance.region)
        if action == "DELETE":
            reason = delete_stack(instance.stack, iam)
            if reason is None:
                self.instances.remove(instance)
                return None
            instance.note("INOPERABLE", "FAILED", reason)
            return reason
        reason = deploy(instance.stack, self.body, iam, self.tags)
        instance.note(*(("OUTDATED", "FAILED", reason) if reason else ("CURRENT", "SUCCEEDED")))
        return reason

    @property
    def running(self):
        return next((o for o in self.operations if o.ended is None), None)

    def xml(self):
        units = sorted({i.unit for i in self.instances if i.unit})
        return ("<StackSet>" + _x("StackSetName", self.name) + _x("StackSetId", self.id) + _x("Status", "ACTIVE") + _x("TemplateBody", self.body)
                + _x("PermissionModel", self.model) + _list("Capabilities", ["CAPABILITY_NAMED_IAM"])
                + _list("Tags", [_x("Key", t["Key"]) + f"<Value>{escape(t['Value'])}</Value>" for t in self.tags])
                + ("" if self.model == "SERVICE_MANAGED" else _x("AdministrationRoleARN", self.admin) + _x("ExecutionRoleName", self.execution))
                + _list("OrganizationalUnitIds", [escape(u) for u in units]) + "</StackSet>")


class StackSets:
    """The StackSets of the operator's account."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.begin()

    def begin(self):
        self.all = {}
        self.limit = None  # an operation finishes so many accounts and then hangs
        self.delegated = False  # the account is a delegated administrator, not the management account

    def advance(self):
        for one in self.all.values():
            if one.running:
                one.running.advance(self, one, time.time())

    def caller(self, call):
        """Whether the call speaks for the organization's management account."""
        as_admin = call.params.get("CallAs") == "DELEGATED_ADMIN"
        if as_admin and not self.delegated:
            raise AwsError("ValidationError", "Account used is not a delegated administrator")
        return as_admin or not self.delegated

    def find(self, call):
        self.advance()
        one, managing = self.all.get((call.region, call.params["StackSetName"])), self.caller(call)
        if one is None or (one.model == "SERVICE_MANAGED" and not managing):
            raise AwsError("StackSetNotFoundException", f"StackSet {call.params['StackSetName']} not found", 404)
        return one

    def begin_operation(self, call, one, action, instances):
        ident = call.params.get("OperationId") or secrets.token_hex(16)
        if any(o.id == ident for o in one.operations):
            raise AwsError("OperationIdAlreadyExistsException", f"Operation {ident} already exists", 409)
        if one.running:
            raise AwsError("OperationInProgressException", f"Another Operation on StackSet {one.id} is in progress", 409)
        one.operations.insert(0, Operation(ident, action, instances, call.params.get("OperationPreferences", {}), time.time(),
                                           self.gateway.settings.stack_time))
        return _answer(call, _x("OperationId", ident))


def _answer(call, text):
    return xml_answer(call, NAMESPACES["cloudformation"], text)


def _page(call, name, rows):
    start = int(call.params.get("NextToken") or 0)
    more = _x("NextToken", start + PAGE) if len(rows) > start + PAGE else ""
    return _answer(call, _list(name, rows[start:start + PAGE]) + more)


def _targets(call, gateway, one):
    """(account, unit) of what a call is about."""
    units = call.params.get("DeploymentTargets", {}).get("OrganizationalUnitIds")
    if (one.model == "SERVICE_MANAGED") != bool(units):
        raise AwsError("ValidationError", "StackSets with SERVICE_MANAGED permission model can only have OrganizationalUnit as target" if not units
                       else "StackSets with SELF_MANAGED permission model can only have accounts as target")
    return gateway.members.in_units(units) if units else [(a, None) for a in call.params.get("Accounts", [])]


def create(call, gateway):
    sets, name, token = gateway.stacksets, call.params["StackSetName"], call.params.get("ClientRequestToken")
    there = sets.all.get((call.region, name))
    if there is not None and token and there.token == token:
        return _answer(call, _x("StackSetId", there.id))  # the same request again
    if call.params.get("PermissionModel") == "SERVICE_MANAGED" and not sets.caller(call):
        raise AwsError("ValidationError", "You must be the management account or delegated admin account of an organization before operating a "
                       "SERVICE_MANAGED stack set")
    if there is not None:
        raise AwsError("NameAlreadyExistsException", f"StackSet {name} already exists", 409)
    one = StackSet(name, call.region, gateway.account)
    one.take(call.params)
    one.token = token
    sets.all[call.region, name] = one
    return _answer(call, _x("StackSetId", one.id))


def update(call, gateway):
    one = gateway.stacksets.find(call)
    if one.running:
        raise AwsError("OperationInProgressException", f"Another Operation on StackSet {one.id} is in progress", 409)
    one.take(call.params)
    return gateway.stacksets.begin_operation(call, one, "UPDATE", [i for i in one.instances if i.status != "INOPERABLE"])


def create_instances(call, gateway):
    one = gateway.stacksets.find(call)
    wanted = [(a, r, u) for a, u in _targets(call, gateway, one) for r in call.params["Regions"]]
    if one.running is None:
        one.instances += [Instance(a, r, u) for a, r, u in wanted if one.find(a, r) is None]
    found = [one.find(a, r) for a, r, _ in wanted]
    return gateway.stacksets.begin_operation(call, one, "CREATE", [i for i in found if i is not None and i.status != "CURRENT"])


def delete_instances(call, gateway):
    one = gateway.stacksets.find(call)
    found = [one.find(a, r) for a, _ in _targets(call, gateway, one) for r in call.params["Regions"]]
    return gateway.stacksets.begin_operation(call, one, "DELETE", [i for i in found if i is not None])


def delete(call, gateway):
    one = gateway.stacksets.find(call)
    if one.running:
        raise AwsError("OperationInProgressException", f"Another Operation on StackSet {one.id} is in progress", 409)
    if one.instances:
        raise AwsError("StackSetNotEmptyException", f"StackSet {one.id} is not empty", 409)
    del gateway.stacksets.all[call.region, one.name]
    return _answer(call, "")


def _operation(call, gateway):
    one = gateway.stacksets.find(call)
    found = next((o for o in one.operations if o.id == call.params["OperationId"]), None)
    if found is None:
        raise AwsError("OperationNotFoundException", f"Operation {call.params['OperationId']} not found", 404)
    return found


def stop(call, gateway):
    found = _operation(call, gateway)
    if found.ended is not None:
        raise AwsError("InvalidOperationException", f"Operation {found.id} has ended", 400)
    found.status = "STOPPING"
    gateway.stacksets.advance()
    return _answer(call, "")


OPERATIONS = {("cloudformation", name): run for name, run in {
    "CreateStackSet": create,
    "UpdateStackSet": update,
    "DeleteStackSet": delete,
    "CreateStackInstances": create_instances,
    "DeleteStackInstances": delete_instances,
    "StopStackSetOperation": stop,
    "DescribeStackSet": lambda call, gateway: _answer(call, gateway.stacksets.find(call).xml()),
    "ListStackInstances": lambda call, gateway: _page(call, "Summaries", [i.xml() for i in gateway.stacksets.find(call).instances]),
    "ListStackSetOperations": lambda call, gateway: _page(call, "Summaries", [o.xml() for o in gateway.stacksets.find(call).operations]),
    "DescribeStackSetOperation": lambda call, gateway: _answer(call, f"<StackSetOperation>{_operation(call, gateway).xml()}</StackSetOperation>"),
    "ListStackSetOperationResults": lambda call, gateway: _page(call, "Summaries", _operation(call, gateway).results()),
}.items()}
