"""CloudFormation's operations on stacks and change sets of the operator's account."""

import json
import re
import secrets
import threading
import time
from urllib.parse import urlparse
from xml.sax.saxutils import escape

from errors import NAMESPACES, AwsError, xml_answer
from stack_calls import Calls
from stack_run import BUSY, Stack, Wanted

INLINE = 51200
UPLOADED = 1024 * 1024
NAMED = {"RoleName", "UserName", "ManagedPolicyName", "GroupName", "InstanceProfileName"}
# Where a stack can be updated, and where it can only be deleted.
STEADY = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE")
NO_CHANGE = "No updates are to be performed."


def invalid(text):
    return AwsError("ValidationError", text, 400)


def shown(value):
    """A value as the query protocol writes it."""
    if isinstance(value, dict):
        return "".join(f"<{k}>{shown(v)}</{k}>" for k, v in value.items())
    if isinstance(value, list):
        return "".join(f"<member>{shown(v)}</member>" for v in value)
    if isinstance(value, float):
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(value))
    return escape(str(value).lower() if isinstance(value, bool) else str(value))


def answer(call, result):
    return xml_answer(call, NAMESPACES["cloudformation"], shown(result))


class Stacks:
    """The stacks of an account, by ID."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.begin()

    def begin(self):
        self.all = {}

    def find(self, name, region, deleted=False):
        """By its ID, deleted ones too, or by its name; None: there is none."""
        if name in self.all:
            return self.all[name]
        living = [s for s in self.all.values() if s.name == name and s.region == region and s.status != "DELETE_COMPLETE"]
        return living[-1] if living else None

    def existing(self, call, member="StackName"):
        name = call.params.get(member, "")
        stack = self.find(name, call.region)
        if stack is None:
            raise invalid(f"Stack with id {name} does not exist")
        return stack

    def run(self, work, *given):
        threading.Thread(target=work, args=given, daemon=True).start()


def _text(call, gateway):
    text, url = call.params.get("TemplateBody"), call.params.get("TemplateURL")
    if (text is None) == (url is None):
        raise invalid("Either Template URL or Template Body must be specified.")
    if text is not None and len(text.encode()) > INLINE:
        raise invalid("1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or "
                      f"equal to {INLINE}")
    return text if text is not None else _uploaded(url, gateway)


def _uploaded(url, gateway):
    bucket, _, key = urlparse(url).path.lstrip("/").partition("/")
    try:
        found = gateway.account.s3.get_object(bucket, key)
    except Exception:  # moto has an error for each reason; CloudFormation has one
        found = None
    if found is None:
        raise invalid(f"S3 error: Access Denied. The object {key} of the bucket {bucket} cannot be read")
    if len(found.value) > UPLOADED:
        raise invalid("Template may not exceed 1000000 bytes in size.")
    return found.value.decode()


def _given(call, tree, before):
    """The values of all parameters, checked."""
    known, values = tree.get("Parameters", {}), {}
    asked = {p["ParameterKey"]: p for p in call.params.get("Parameters") or []}
    strangers = sorted(set(asked) - set(known))
    if strangers:
        raise invalid(f"Parameters: [{', '.join(strangers)}] do not exist in the template")
    for name, rule in known.items():
        one = asked.get(name)
        if one is not None and one.get("UsePreviousValue") and before is not None:
            values[name] = before.parameters[name]
        elif one is not None:
            values[name] = one.get("ParameterValue", "")
        elif "Default" in rule:
            values[name] = str(rule["Default"])
        else:
            raise invalid(f"Parameters: [{name}] must have values")
        _check_value(name, rule, values[name])
    return values


def _check_value(name, rule, value):
    if "AllowedValues" in rule and value not in rule["AllowedValues"]:
        raise invalid(f"Parameter '{name}' must be one of {json.dumps(rule['AllowedValues'])}")
    if "AllowedPattern" in rule and not re.fullmatch(rule["AllowedPattern"], value):
        raise invalid(f"Parameter {name} failed to satisfy constraint: {rule.get('ConstraintDescription', rule['AllowedPattern'])}")


def _wanted(call, gateway, stack):
    """What the call asks the stack to be."""
    before = stack.wanted if stack is not None else None
    text = before.text if call.params.get("UsePreviousTemplate") and before is not None else _text(call, gateway)
    try:
        tree = json.loads(text)
    except ValueError:
        raise invalid("Template format error: unsupported structure.") from None
    if not isinstance(tree, dict) or not tree.get("Resources"):
        raise invalid("Template format error: At least one Resources member must be defined.")
    tags = [{"Key": t["Key"], "Value": t["Value"]} for t in call.params.get("Tags") or []]
    wanted = Wanted(text, _given(call, tree, before), tags, call.params.get("Capabilities") or [])
    _check_capabilities(wanted)
    return wanted


def _check_capabilities(wanted):
    iam = [r for r in wanted.tree["Resources"].values() if r["Type"].startswith("AWS::IAM::")]
    named = any(NAMED & set(r.get("Properties", {})) for r in iam)
    needed = "CAPABILITY_NAMED_IAM" if named else "CAPABILITY_IAM"
    if iam and "CAPABILITY_NAMED_IAM" not in wanted.capabilities and (named or "CAPABILITY_IAM" not in wanted.capabilities):
        raise AwsError("InsufficientCapabilitiesException", f"Requires capabilities : [{needed}]", 400)


def _new(call, gateway):
    name = call.params["StackName"]
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,127}", name):
        raise invalid(f"1 validation error detected: Value '{name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular "
                      "expression pattern: [a-zA-Z][-a-zA-Z0-9]*")
    stack = Stack(name, gateway.account, call.region)
    gateway.stacks.all[stack.id] = stack
    return stack


def _can_update(stack):
    if stack.status not in STEADY:
        raise invalid(f"Stack:{stack.id} is in {stack.status} state and can not be updated.")


def create_stack(call, gateway):
    stacks, name = gateway.stacks, call.params["StackName"]
    if stacks.find(name, call.region) is not None:
        raise AwsError("AlreadyExistsException", f"Stack [{name}] already exists", 400)
    wanted = _wanted(call, gateway, None)
    stack = _new(call, gateway)
    stack.set("CREATE_IN_PROGRESS", "User Initiated")
    stacks.run(stack.create, Calls(gateway, call), wanted)
    return answer(call, {"StackId": stack.id})


def update_stack(call, gateway):
    stack = gateway.stacks.existing(call)
    _can_update(stack)
    wanted = _wanted(call, gateway, stack)
    if wanted.same(stack.wanted):
        raise invalid(NO_CHANGE)
    stack.set("UPDATE_IN_PROGRESS", "User Initiated")
    gateway.stacks.run(stack.update, Calls(gateway, call), wanted)
    return answer(call, {"StackId": stack.id})


def delete_stack(call, gateway):
    stack = gateway.stacks.find(call.params["StackName"], call.region)
    if stack is not None and stack.status not in ("DELETE_COMPLETE", "DELETE_IN_PROGRESS"):
        stack.set("DELETE_IN_PROGRESS", "User Initiated")
        gateway.stacks.run(stack.delete, Calls(gateway, call))
    return answer(call, {})


def _described(stack):
    found = {"StackId": stack.id, "StackName": stack.name, "CreationTime": stack.created, "StackStatus": stack.status,
             "DisableRollback": False, "EnableTerminationProtection": False}
    if stack.updated:
        found["LastUpdatedTime"] = stack.updated
    if stack.reason:
        found["StackStatusReason"] = stack.reason
    if stack.wanted is not None:
        found["Parameters"] = [{"ParameterKey": k, "ParameterValue": v} for k, v in stack.wanted.parameters.items()]
        found["Tags"], found["Capabilities"] = stack.wanted.tags, stack.wanted.capabilities
        found["Description"] = stack.wanted.tree.get("Description", "")
    return {**found, "Outputs": stack.outputs}


def describe_stacks(call, gateway):
    living = [s for s in gateway.stacks.all.values() if s.region == call.region and s.status != "DELETE_COMPLETE"]
    found = [gateway.stacks.existing(call)] if call.params.get("StackName") else living
    return answer(call, {"Stacks": [_described(s) for s in found]})


def list_stacks(call, gateway):
    wanted = call.params.get("StackStatusFilter")
    rows = [{"StackId": s.id, "StackName": s.name, "CreationTime": s.created, "StackStatus": s.status}
            for s in gateway.stacks.all.values() if s.region == call.region and (not wanted or s.status in wanted)]
    return answer(call, {"StackSummaries": rows})


def describe_events(call, gateway):
    return answer(call, {"StackEvents": gateway.stacks.existing(call).events[::-1]})


def _rows(stack):
    return [{"StackName": stack.name, "StackId": stack.id, "LogicalResourceId": n, "PhysicalResourceId": r["ref"], "ResourceType": r["kind"],
             "Timestamp": stack.created, "LastUpdatedTimestamp": stack.created, "ResourceStatus": r["status"]} for n, r in stack.resources.items()]


def describe_resources(call, gateway):
    return answer(call, {"StackResources": _rows(gateway.stacks.existing(call))})


def list_resources(call, gateway):
    return answer(call, {"StackResourceSummaries": _rows(gateway.stacks.existing(call))})


def get_template(call, gateway):
    return answer(call, {"TemplateBody": gateway.stacks.existing(call).wanted.text, "StagesAvailable": ["Original", "Processed"]})


def validate_template(call, gateway):
    try:
        tree = json.loads(_text(call, gateway))
    except ValueError:
        raise invalid("Template format error: unsupported structure.") from None
    rows = [{"ParameterKey": n, "DefaultValue": p.get("Default", ""), "NoEcho": False, "Description": p.get("Description", "")}
            for n, p in tree.get("Parameters", {}).items()]
    return answer(call, {"Parameters": rows, "Description": tree.get("Description", "")})


def template_summary(call, gateway):
    """Of a template in the call, or of a stack's."""
    text = gateway.stacks.existing(call).wanted.text if call.params.get("StackName") else _text(call, gateway)
    tree = json.loads(text)
    rows = [{"ParameterKey": n, "ParameterType": p["Type"], "DefaultValue": p.get("Default", ""), "NoEcho": False}
            for n, p in tree.get("Parameters", {}).items()]
    return answer(call, {"Parameters": rows, "ResourceTypes": sorted({r["Type"] for r in tree["Resources"].values()})})


# Change sets: what "aws cloudformation deploy" uses

def create_change_set(call, gateway):
    stack, kind = gateway.stacks.find(call.params["StackName"], call.region), call.params.get("ChangeSetType", "UPDATE")
    if kind == "CREATE" and stack is not None and stack.status != "REVIEW_IN_PROGRESS":
        raise invalid(f"Stack [{stack.name}] already exists and cannot be created again with the changeSet [{call.params['ChangeSetName']}].")
    if kind == "UPDATE":
        stack = gateway.stacks.existing(call)
        _can_update(stack)
    wanted = _wanted(call, gateway, stack)
    stack = stack or _new(call, gateway)
    name = call.params["ChangeSetName"]
    made = {"id": f"{stack.id.partition(':stack/')[0]}:changeSet/{name}/{secrets.token_hex(16)}", "name": name, "wanted": wanted,
            "empty": stack.wanted is not None and wanted.same(stack.wanted)}
    stack.changes[name] = stack.changes[made["id"]] = made
    return answer(call, {"Id": made["id"], "StackId": stack.id})


def _change(call, gateway):
    name = call.params["ChangeSetName"]
    found = [(s, s.changes[name]) for s in gateway.stacks.all.values() if name in s.changes and call.params.get("StackName", s.name) in (s.name, s.id)]
    if not found:
        raise AwsError("ChangeSetNotFound", f"ChangeSet [{name}] does not exist", 404)
    return found[-1]


def describe_change_set(call, gateway):
    stack, change = _change(call, gateway)
    told = {"ChangeSetName": change["name"], "ChangeSetId": change["id"], "StackId": stack.id, "StackName": stack.name, "Changes": [],
            "Status": "CREATE_COMPLETE", "ExecutionStatus": "AVAILABLE"}
    if change["empty"]:
        told.update(Status="FAILED", ExecutionStatus="UNAVAILABLE",
                    StatusReason="The submitted information didn't contain changes. Submit different information to create a change set.")
    return answer(call, told)


def execute_change_set(call, gateway):
    stack, change = _change(call, gateway)
    if change["empty"] or stack.status.endswith(BUSY) and stack.status != "REVIEW_IN_PROGRESS":
        raise AwsError("InvalidChangeSetStatus", f"ChangeSet [{change['id']}] cannot be executed in its current status", 400)
    new = stack.wanted is None
    stack.set("CREATE_IN_PROGRESS" if new else "UPDATE_IN_PROGRESS", "User Initiated")
    stack.changes.clear()
    gateway.stacks.run(stack.create if new else stack.update, Calls(gateway, call), change["wanted"])
    return answer(call, {})


def delete_change_set(call, gateway):
    stack, change = _change(call, gateway)
    stack.changes = {k: c for k, c in stack.changes.items() if c is not change}
    return answer(call, {})


OPERATIONS = {("cloudformation", name): run for name, run in {
    "CreateStack": create_stack, "UpdateStack": update_stack, "DeleteStack": delete_stack, "DescribeStacks": describe_stacks,
    "ListStacks": list_stacks, "DescribeStackEvents": describe_events, "DescribeStackResources": describe_resources,
    "ListStackResources": list_resources, "GetTemplate": get_template, "ValidateTemplate": validate_template,
    "GetTemplateSummary": template_summary,
    "CreateChangeSet": create_change_set, "DescribeChangeSet": describe_change_set, "ExecuteChangeSet": execute_change_set,
    "DeleteChangeSet": delete_change_set,
}.items()}
