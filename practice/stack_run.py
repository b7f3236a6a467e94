"""A stack: what it has, and the run that creates, changes or deletes it."""

import json
import secrets
import time
import traceback

import stack_types
from errors import AwsError
from stack_resources import Unsupported
from stack_template import Template, TemplateError

FAILURES = (AwsError, TemplateError, Unsupported)
GONE = ("NoSuchEntity", "NoSuchBucket", "NoSuchBucketPolicy", "ResourceNotFoundException", "AWS.SimpleQueueService.NonExistentQueue",
        "QueueDoesNotExist")
BUSY = "_IN_PROGRESS"


class Wanted:
    """What a stack is to be: a template's text, its parameters and the stack's tags."""

    def __init__(self, text, parameters, tags, capabilities=()):
        self.text = text
        self.tree = json.loads(text)
        self.parameters = parameters
        self.tags = tags
        self.capabilities = list(capabilities)

    def same(self, other):
        return (self.tree, self.parameters, self.tags) == (other.tree, other.parameters, other.tags)


class Stack:
    """resources: logical ID -> {kind, ref, attributes, properties, status, retain}."""

    def __init__(self, name, account, region):
        self.name = name
        self.account = account
        self.region = region
        self.id = f"arn:{account.partition}:cloudformation:{region}:{account.id}:stack/{name}/{secrets.token_hex(16)}"
        self.created, self.updated = time.time(), None
        self.wanted = None
        self.resources, self.events, self.changes, self.outputs = {}, [], {}, []
        self.status, self.reason = "REVIEW_IN_PROGRESS", None

    def set(self, status, reason=None):
        self.status, self.reason = status, reason
        self.note(self.name, "AWS::CloudFormation::Stack", self.id, status, reason)

    def note(self, logical, kind, ref, status, reason=None):
        self.events.append({"StackId": self.id, "EventId": secrets.token_hex(16), "StackName": self.name, "LogicalResourceId": logical,
                            "PhysicalResourceId": ref or "", "ResourceType": kind, "Timestamp": time.time(), "ResourceStatus": status,
                            **({"ResourceStatusReason": reason} if reason else {})})
        if logical in self.resources:
            self.resources[logical]["status"] = status

    def pseudo(self):
        return {"AWS::AccountId": self.account.id, "AWS::Partition": self.account.partition, "AWS::Region": self.region,
                "AWS::StackName": self.name, "AWS::StackId": self.id, "AWS::URLSuffix": "amazonaws.com"}

    # Runs, each in a thread of its own

    def create(self, aws, wanted):
        self._guarded(lambda: self._create(aws, wanted))

    def update(self, aws, wanted):
        self._guarded(lambda: self._update(aws, wanted))

    def delete(self, aws):
        self._guarded(lambda: self._delete(aws))

    def _guarded(self, work):
        try:
            work()
        except Exception as error:  # an error in the practice cloud must be visible
            traceback.print_exc()
            self.set(self.status.partition(BUSY)[0] + "_FAILED", f"The practice cloud failed: {error!r}")

    def _create(self, aws, wanted):
        self.wanted = wanted
        reason = self._deploy(aws, wanted, "CREATE")
        if reason is None:
            self.set("CREATE_COMPLETE")
            return
        self.set("ROLLBACK_IN_PROGRESS", reason)
        left = self._remove_all(aws, list(self.resources), True)
        self.set("ROLLBACK_FAILED" if left else "ROLLBACK_COMPLETE", left)

    def _update(self, aws, wanted):
        before, self.updated = self.wanted, time.time()
        self.wanted = wanted
        reason = self._deploy(aws, wanted, "UPDATE")
        if reason is None:
            self.set("UPDATE_COMPLETE")
            return
        self.set("UPDATE_ROLLBACK_IN_PROGRESS", reason)
        self.wanted = before
        left = self._deploy(aws, before, "UPDATE")
        self.set("UPDATE_ROLLBACK_FAILED" if left else "UPDATE_ROLLBACK_COMPLETE", left)

    def _delete(self, aws):
        left = self._remove_all(aws, list(self.resources), False)
        self.set("DELETE_FAILED" if left else "DELETE_COMPLETE", left)

    def _deploy(self, aws, wanted, verb):
        """None, or why it failed."""
        made = {n: (r["ref"], r["attributes"]) for n, r in self.resources.items()}
        template = Template(wanted.tree, {**wanted.parameters, **self.pseudo()}, made)
        try:
            order = template.ordered()
            old = [self._put(template, logical, aws, made) for logical in order]
            for logical in order:
                self._complete(logical, aws)
        except FAILURES as error:
            return self._failed(error)
        dropped = [n for n in self.resources if n not in order]
        left = self._remove_all(aws, dropped, False)
        self._remove_old(aws, [o for o in old if o])
        self.outputs = [{"OutputKey": n, "OutputValue": str(template._value(o["Value"])), "Description": o.get("Description", "")}
                        for n, o in wanted.tree.get("Outputs", {}).items() if "Condition" not in o or template._condition(o["Condition"])]
        return left

    def _failed(self, error):
        text = error.message if isinstance(error, AwsError) else str(error)
        logical = getattr(error, "logical", None)
        return f"The following resource(s) failed to create or update: [{logical}]. {text}" if logical else text

    def _tags(self, kind, properties, logical):
        if not stack_types.has_tags(kind):
            return []
        own = properties.get("Tags", [])
        ours = {"stack-name": self.name, "stack-id": self.id, "logical-id": logical}
        more = [t for t in self.wanted.tags if t["Key"] not in {o["Key"] for o in own}]
        return own + more + [{"Key": f"aws:cloudformation:{n}", "Value": v} for n, v in ours.items()]

    def _put(self, template, logical, aws, made):
        """Creates or updates one resource; returns (kind, ref, properties, retain) of one that it replaced."""
        wanted = template.tree["Resources"][logical]
        kind, properties, before, old = wanted["Type"], template.properties(logical), self.resources.get(logical), None
        try:
            stack_types.check(logical, kind, properties)
            handler = stack_types.TYPES[kind]
            tags = self._tags(kind, properties, logical)
            if before is None or stack_types.replaces(kind, properties, before["properties"]):
                old = self._before(logical, kind, properties, before)
                self.note(logical, kind, None, "CREATE_IN_PROGRESS")
                ref = handler.create(aws, handler.name(properties, self.name, logical), {**properties, **({"Tags": tags} if tags else {})}, tags)
            else:
                ref = before["ref"]
                if properties != before["properties"] or tags != before["tags"]:
                    handler.update(aws, ref, {**properties, **({"Tags": tags} if tags else {})}, {**before["properties"], "Tags": before["tags"]}, tags)
        except AwsError as error:
            error.logical = logical
            self.note(logical, kind, None, "CREATE_FAILED" if before is None else "UPDATE_FAILED", error.message)
            raise
        self.resources.pop(logical, None)
        self.resources[logical] = {"kind": kind, "ref": ref, "attributes": handler.attributes(aws.account, ref), "properties": properties,
                                   "tags": tags, "retain": wanted.get("DeletionPolicy") == "Retain", "status": ""}
        made[logical] = (ref, self.resources[logical]["attributes"])
        self.note(logical, kind, ref, "CREATE_COMPLETE" if before is None else "UPDATE_COMPLETE")
        return old and (*old, wanted.get("UpdateReplacePolicy") == "Retain")

    def _before(self, logical, kind, properties, before):
        if before is None:
            return None
        if stack_types.keeps_name(kind, properties, before["properties"]):
            raise AwsError("ValidationError", "CloudFormation cannot update a stack when a custom-named resource requires replacing. "
                           f"Rename {stack_types.NAMES[kind]} and update the stack again.")
        return kind, before["ref"], before["properties"]

    def _complete(self, logical, aws):
        resource = self.resources[logical]
        if "LoggingConfiguration" in resource["properties"]:
            stack_types.TYPES[resource["kind"]].complete(aws, resource["ref"], resource["properties"])

    def _remove_all(self, aws, names, rollback):
        """None, or what could not be deleted."""
        failed = []
        for logical in reversed(names):
            resource = self.resources[logical]
            if resource["retain"] and not rollback:
                self.note(logical, resource["kind"], resource["ref"], "DELETE_SKIPPED")
                del self.resources[logical]
                continue
            try:
                self._remove(aws, resource["kind"], resource["ref"], resource["properties"])
            except AwsError as error:
                self.note(logical, resource["kind"], resource["ref"], "DELETE_FAILED", error.message)
                failed.append(logical)
                continue
            self.note(logical, resource["kind"], resource["ref"], "DELETE_COMPLETE")
            del self.resources[logical]
        return f"The following resource(s) failed to delete: [{', '.join(failed)}]." if failed else None

    def _remove_old(self, aws, old):
        """What was replaced; a failure leaves it behind, and the update is complete all the same."""
        for kind, ref, properties, retain in reversed(old):
            try:
                if not retain:
                    self._remove(aws, kind, ref, properties)
            except AwsError as error:
                self.note(ref, kind, ref, "DELETE_FAILED", error.message)

    def _remove(self, aws, kind, ref, properties):
        try:
            stack_types.TYPES[kind].delete(aws, ref, properties)
        except AwsError as error:
            if error.code not in GONE:
                raise
