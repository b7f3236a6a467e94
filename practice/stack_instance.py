"""One stack of a StackSet: its resources in one account, created with the permissions of the execution role."""

import time
from urllib.parse import urlencode

from botocore import parsers

import rules
from account import Session
from call import Call, model
from errors import AwsError
from identity import Caller
from stack_calls import AGENT
from stack_resources import Unsupported
from stack_run import Wanted

# What a failed run sets, with its reason, before it goes back.
FAILED = ("ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS", "DELETE_FAILED")


class Iam:
    """IAM as the execution role calls it in one account, under the account's lock."""

    def __init__(self, gateway, role, region):
        self.gateway = gateway
        self.account = gateway.account
        self.region = region
        session = Session("ASIASTACKSET", "", "", time.time() + 3600, role.arn, "AWSCloudFormation")
        self.caller = Caller("role", role, self.account.arn("sts", f"assumed-role/{role.name}/AWSCloudFormation"), f"{role.id}:AWSCloudFormation", session)

    def of(self, service):
        raise Unsupported(f"The practice cloud's StackSets have no resources of {service}")

    def __call__(self, operation, **params):
        body = urlencode({"Action": operation, "Version": "2010-05-08", **_form(params)}).encode()
        call = Call("POST", "/", {"content-type": "application/x-www-form-urlencoded", "user-agent": AGENT}, body)
        call.service, call.region, call.operation, call.params = "iam", self.region, operation, params
        call.caller, call.account_id, call.now = self.caller, self.account.id, self.gateway.now
        self.gateway.record.open(call)
        self.gateway._authorise(call)
        rules.check(call, self.gateway)
        answer = self.gateway._execute(call)
        if answer.status >= 400:
            text = answer.body.decode("utf-8", "replace")
            raise AwsError(call.record["code"], text.partition("<Message>")[2].partition("</Message>")[0], answer.status)
        shape = model("iam").operation_model(operation).output_shape
        return parsers.create_parser("query").parse({"status_code": 200, "headers": {}, "body": answer.body}, shape)


def _form(value, prefix=""):
    """Parameters as the query protocol writes them."""
    if isinstance(value, dict):
        return {k: v for name, one in value.items() for k, v in _form(one, f"{prefix}.{name}" if prefix else name).items()}
    if isinstance(value, list):
        return {k: v for number, one in enumerate(value, 1) for k, v in _form(one, f"{prefix}.member.{number}").items()}
    return {prefix: str(value).lower() if isinstance(value, bool) else str(value)}


def _reason(stack, begun):
    return next((e["ResourceStatusReason"] for e in stack.events[begun:]
                 if e["ResourceStatus"] in FAILED and "ResourceStatusReason" in e), None)


def deploy(stack, text, iam, tags):
    """Creates or updates the stack; the reason of a failure, or None."""
    begun = len(stack.events)
    work = stack.update if stack.resources else stack.create
    work(iam, Wanted(text, {}, tags))
    return None if stack.status in ("CREATE_COMPLETE", "UPDATE_COMPLETE") else _reason(stack, begun) or stack.reason


def delete(stack, iam):
    begun = len(stack.events)
    stack.delete(iam)
    if stack.status == "DELETE_COMPLETE":
        return None
    texts = [e["ResourceStatusReason"] for e in stack.events[begun:] if e["ResourceStatus"] == "DELETE_FAILED"]
    return texts[0] if texts else stack.reason

