"""The caller: the access key's owner, and the policies that apply to it."""

import hmac
import time

from moto.utilities.utils import get_partition

import encoded_message
from account import default_version
from errors import AwsError
from policy_decision import Grants
from signature import check_signature, check_time, refusal


class Caller:
    """A user, or a session of a role."""

    def __init__(self, kind, entity, arn, userid, session=None):
        self.kind = kind
        self.entity = entity
        self.arn = arn
        self.userid = userid
        self.session = session

    @property
    def is_worker(self):
        return self.session is not None and bool(self.session.source_instance or self.session.pod)

    @property
    def owner_arn(self):
        """The ARN that aws:PrincipalArn holds: of a session it is the role's."""
        return self.entity.arn if self.entity else self.arn

    def principals(self, account):
        """The names by which a resource-based policy can refer to this caller."""
        names, own = {self.arn, self.owner_arn}, self.arn.split(":")[4]
        return {"AWS": names, "Account": {own, f"arn:{account.partition}:iam::{own}:root"}}


def authenticate(call, account, now, replication):
    """Sets call.caller, or raises the error that AWS would return."""
    auth = call.auth
    if get_partition(call.region) != account.partition:
        raise refusal(call, "InvalidClientTokenId")  # keys do not cross partitions
    session = account.sessions.get(auth.key)
    if session is not None:
        caller, secret = _session_caller(call, account, session, now), session.secret
    else:
        caller, secret = _user_caller(call, account, replication)
    check_time(call, auth, now)
    check_signature(call, auth, secret, auth.token)
    call.caller = caller


def secret_of(account, key_id):
    """The secret of a key that exists or existed, whatever its status; None when it is unknown."""
    with account.lock:
        session = account.sessions.get(key_id)
        found = session or account.keys.find(account, key_id)
        return found and (session.secret if session else found[1].secret_access_key)


def _user_caller(call, account, replication):
    found = account.keys.find(account, call.auth.key)
    if found is None or call.auth.token or not _usable(call.auth.key, found[2], replication):
        raise refusal(call, "InvalidClientTokenId")
    user, key, _ = found
    return Caller("user", user, user.arn, user.id), key.secret_access_key


def _usable(key_id, status, replication):
    """An inactive key is refused; a new key, a status change and a delete take effect everywhere only after a delay."""
    return replication.known("key", key_id) and replication.status(key_id, status) == "Active"


def _session_caller(call, account, session, now):
    token = call.auth.token
    if not token or not hmac.compare_digest(token, session.token):
        raise refusal(call, "InvalidClientTokenId")
    if now >= session.expires:
        raise refusal(call, "ExpiredToken")
    if session.user:
        user = account.user(session.user)
        if user is None:
            raise refusal(call, "InvalidClientTokenId")
        return Caller("user", user, user.arn, user.id, session)
    role = account.role_by_arn(session.role_arn)
    name = session.role_arn.rpartition("/")[2]
    arn = f"arn:{account.partition}:sts::{account.id}:assumed-role/{name}/{session.name}"
    userid = f"{role.id if role else 'AROAGONE'}:{session.name}"
    return Caller("role", role, arn, userid, session)


# The documents of a principal

def documents_now(account, kind, entity):
    """(identity documents, boundary documents or None) as they are now."""
    documents = list(entity.policies.values())
    documents += [default_version(p) for p in entity.managed_policies.values()]
    if kind == "user":
        for group in account.groups_of(entity.name):
            documents += list(group.policies.values())
            documents += [default_version(p) for p in group.managed_policies.values()]
    return documents, boundary_documents(account, entity)


def boundary_documents(account, entity):
    arn = getattr(entity, "permissions_boundary_arn", None)
    if not arn:
        return None
    policy = account.policy(arn)
    return [default_version(policy)] if policy else []


def grants(account, caller, delay):
    """The documents in force for a caller: changes less than `delay` seconds ago do not count yet."""
    if caller.entity is None:
        return Grants([], None, None, account.scp)
    identity, boundary = documents_at(account, caller.kind, caller.entity, time.time() - delay)
    session = caller.session.policies if caller.session else None
    return Grants(identity, boundary, session, account.scp)


def documents_at(account, kind, entity, moment):
    """The history has what was in force before each change; the first change after `moment` has what was in force then."""
    for when, before in account.history.get((kind, entity.name), ()):
        if when > moment:
            return before
    return documents_now(account, kind, entity)


def remember(account, kind, entity, keep=600):
    """Called before a change: the old state stays in force for the delay."""
    past = account.history.setdefault((kind, entity.name), [])
    now = time.time()
    past.append((now, documents_now(account, kind, entity)))
    while past and past[0][0] < now - keep:
        past.pop(0)


# IAM's messages name existing resources by type and name, resources to create by ARN; policies by name or ARN.
KINDS = {"role": "role", "user": "user", "group": "group", "instance-profile": "instance profile"}
MAKING = ("CreateRole", "CreateUser", "CreateGroup", "CreateInstanceProfile", "CreateServiceLinkedRole")


def named(call, action, resource):
    """The resource of a denial, as IAM's messages name it."""
    kind, _, rest = resource.rpartition(":")[2].partition("/")
    if call.service != "iam" or not rest:
        return resource
    if kind == "policy":
        return "policy " + (resource if call.params.get("PolicyArn") else call.params.get("PolicyName", resource))
    by_arn = call.operation in MAKING or action == "iam:PassRole" or call.operation.startswith("Simulate")
    if kind not in KINDS or resource.endswith("/") or by_arn:
        return resource
    return f"{KINDS[kind]} {rest.rpartition('/')[2]}"


def denied(call, action, resource, verdict, account, context=None, terse=False):
    """The service's error; terse: EC2 gives the reason only in the encoded message."""
    who = call.caller.arn
    on = f" on resource: {named(call, action, resource)}" if resource != "*" or call.service == "iam" else ""
    if call.service == "s3" and resource != "*":
        on = f' on resource: "{resource}"'
    text = f"User: {who} is not authorized to perform: {action}{on}"
    if action != "sts:AssumeRole":  # here AWS does not say whether the caller's policies or the trust policy denied
        text += " " + verdict.reason(action)
    call.denial = verdict
    if call.service == "ec2":
        text = "" if terse and not call.operation.startswith("Describe") else " " + text
        return AwsError("UnauthorizedOperation", f"You are not authorized to perform this operation.{text}"
                        + _encoded(call, action, resource, verdict, account, context or {}), 403)
    if call.protocol in ("json", "rest-json"):
        return AwsError("AccessDeniedException", text, 400 if call.protocol == "json" else 403)
    return AwsError("AccessDenied", text, 403)


def _encoded(call, action, resource, verdict, account, context):
    """EC2's changing calls have the reasons in an encoded message."""
    if call.operation.startswith("Describe"):
        return ""
    return " Encoded authorization failure message: " + encoded_message.seal(account, encoded_message.reasons(call, action, resource, verdict, context))
