"""One stack of a StackSet: its resources in one account, created with the permissions of the execution role."""

import secrets
import time
from urllib.parse import urlencode

import rules
import stack_resources
from account import Session
from call import Call
from errors import AwsError
from identity import Caller
from stack_resources import Unsupported
from stack_template import Template, TemplateError

FAILURES = (AwsError, TemplateError, Unsupported)


class Iam:
    """IAM as the execution role calls it in one account."""

    def __init__(self, gateway, role, region):
        self.gateway = gateway
        self.account = gateway.account
        self.region = region
        session = Session("ASIASTACKSET", "", "", time.time() + 3600, role.arn, "AWSCloudFormation")
        self.caller = Caller("role", role, self.account.arn("sts", f"assumed-role/{role.name}/AWSCloudFormation"), f"{role.id}:AWSCloudFormation", session)

    def __call__(self, operation, **params):
        body = urlencode({"Action": operation, "Version": "2010-05-08", **_form(params)}).encode()
        call = Call("POST", "/", {"content-type": "application/x-www-form-urlencoded"}, body)
        call.service, call.region, call.operation, call.params = "iam", self.region, operation, params
        call.caller, call.account_id, call.now = self.caller, self.account.id, self.gateway.now
        self.gateway.record.open(call)
        self.gateway._authorise(call)
        rules.check(call, self.gateway)
        answer = self.gateway._execute(call)
        if answer.status >= 400:
            text = answer.body.decode("utf-8", "replace")
            raise AwsError(call.record["code"], text.partition("<Message>")[2].partition("</Message>")[0], answer.status)


def _form(value, prefix=""):
    """Parameters as the query protocol writes them."""
    if isinstance(value, dict):
        return {k: v for name, one in value.items() for k, v in _form(one, f"{prefix}.{name}" if prefix else name).items()}
    if isinstance(value, list):
        return {k: v for number, one in enumerate(value, 1) for k, v in _form(one, f"{prefix}.member.{number}").items()}
    return {prefix: str(value).lower() if isinstance(value, bool) else str(value)}


class Stack:
    """The resources of a stack: logical ID -> (type, Ref, attributes, properties)."""

    def __init__(self, name, account_id, region):
        self.name = f"StackSet-{name}-{secrets.token_hex(6)}"
        self.region = region
        self.id = f"arn:aws:cloudformation:{region}:{account_id}:stack/{self.name}/{secrets.token_hex(16)}"
        self.resources = {}

    def deploy(self, tree, iam, tags):
        """Creates and updates what the template wants, and deletes what it no longer has; new resources of a failure are deleted again."""
        pseudo = {"AWS::AccountId": iam.account.id, "AWS::Partition": iam.account.partition, "AWS::Region": self.region,
                  "AWS::StackName": self.name, "AWS::StackId": self.id, "AWS::URLSuffix": "amazonaws.com"}
        made = {n: (r[1], r[2]) for n, r in self.resources.items()}
        template, new, self.replaced = Template(tree, pseudo, made), [], {}
        try:
            order = template.ordered()
            for logical in order:
                self._put(template, logical, iam, tags, made, new)
        except FAILURES as error:
            for logical in reversed(new):
                self._remove(logical, iam)
            self.resources.update(self.replaced)
            return _reason(error, iam)
        # the cleanup: what was replaced, and what the template no longer has
        for old in reversed(self.replaced.values()):
            self._delete(iam, old)
        for logical in [n for n in reversed(self.resources) if n not in order]:
            self._remove(logical, iam)
        return None

    def _put(self, template, logical, iam, tags, made, new):
        kind = template.tree["Resources"][logical]["Type"]
        handler, properties = stack_resources.of_type(kind), template.properties(logical)
        name = handler.name(properties, self.name, logical)
        before = self.resources.get(logical)
        try:
            if before is not None and handler.name(before[3], self.name, logical) == name:
                ref = before[1]
                if before[3] != properties:
                    handler.update(iam, ref, properties, before[3], tags)
            else:
                ref = handler.create(iam, name, properties, tags)
                if before is not None:
                    self.replaced[logical] = before
                new.append(logical)
        except AwsError as error:
            error.logical = logical
            raise
        self.resources.pop(logical, None)
        self.resources[logical] = (kind, ref, handler.attributes(iam.account, ref), properties)
        made[logical] = self.resources[logical][1:3]

    def _remove(self, logical, iam):
        self._delete(iam, self.resources[logical])
        del self.resources[logical]

    def _delete(self, iam, resource):
        kind, ref, _, properties = resource
        try:
            stack_resources.of_type(kind).delete(iam, ref, properties)
        except AwsError as error:
            if error.code != "NoSuchEntity":
                raise

    def delete(self, iam):
        try:
            for logical in list(reversed(self.resources)):
                self._remove(logical, iam)
        except FAILURES as error:
            return _reason(error, iam)
        return None


def _reason(error, iam):
    if not isinstance(error, AwsError):
        return str(error)
    where = f"ResourceLogicalId:{getattr(error, 'logical', '?')}, "
    return f"{where}ResourceStatusReason:{error.message} (Service: Iam, Status Code: {error.status}, Error Code: {error.code})."
