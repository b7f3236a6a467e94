"""IAM's policy evaluation: is this caller allowed this action on this resource?"""

import json
from functools import lru_cache

from conditions import all_hold, as_list, like, substitute

ALLOW, DENY, NEUTRAL = "allow", "deny", "neutral"


@lru_cache(maxsize=2048)
def statements(document):
    """The statements of a document's text; a lone one equals a list of one."""
    parsed = json.loads(document)
    return as_list(parsed.get("Statement", []))


class Verdict:
    """Allowed or not, the type of policy that denied, and whether by an explicit or an implicit deny."""

    def __init__(self, allowed, layer=None, explicit=False, statement=None):
        self.allowed = allowed
        self.layer = layer
        self.explicit = explicit
        self.statement = statement  # the one that denies, where it is known

    def reason(self, action):
        """The end of AWS's message."""
        name = LAYERS[self.layer]
        if self.explicit:
            return f"with an explicit deny in {name[0]} {name[1]}"
        return f"because no {name[1]} allows the {action} action"


LAYERS = {
    "identity": ("an", "identity-based policy"),
    "boundary": ("a", "permissions boundary"),
    "session": ("a", "session policy"),
    "scp": ("a", "service control policy"),
    "resource": ("a", "resource-based policy"),
    "trust": ("a", "resource-based policy"),
}


def action_matches(statement, action):
    if "Action" in statement:
        return any(like(p, action, True) for p in as_list(statement["Action"]))
    return not any(like(p, action, True) for p in as_list(statement.get("NotAction", "*")))


def _resource_in(patterns, resource, context):
    for pattern in as_list(patterns):
        filled = substitute(pattern, context)
        if filled is not None and (filled == "*" or like(filled, resource)):
            return True
    return False


def resource_matches(statement, resource, context):
    if "Resource" in statement:
        return _resource_in(statement["Resource"], resource, context)
    if "NotResource" in statement:
        return not _resource_in(statement["NotResource"], resource, context)
    return True  # trust policies name no resource: they are attached to it


def _principal_in(block, who):
    """Whether the principals include this one; a name is told from its account, which only delegates."""
    if block == "*":
        return "named"
    found = None
    for kind, names in block.items():
        for name in as_list(names):
            if (name == "*" and (kind == "AWS" or kind in who)) or name in who.get(kind, ()):
                return "named"
            if kind == "AWS" and name in who.get("Account", ()):
                found = "account"
    return found


def judge_document(document, action, resource, context, who=None):
    """Allow, deny or neutral; with `who`, principals count, and 'account' means that only the account was trusted."""
    outcome = NEUTRAL
    for statement in statements(document):
        named = "named"
        if who is not None:
            if "Principal" in statement:
                named = _principal_in(statement["Principal"], who)
            elif "NotPrincipal" in statement:
                named = None if _principal_in(statement["NotPrincipal"], who) else "named"
            if not named:
                continue
        if not (action_matches(statement, action) and resource_matches(statement, resource, context)):
            continue
        if not all_hold(statement.get("Condition", {}), context):
            continue
        if statement["Effect"] == "Deny":
            return DENY
        outcome = ALLOW if named == "named" else outcome if outcome == ALLOW else "account"
    return outcome


def judge_documents(documents, action, resource, context):
    outcome = NEUTRAL
    for document in documents:
        one = judge_document(document, action, resource, context)
        if one == DENY:
            return DENY
        if one == ALLOW:
            outcome = ALLOW
    return outcome


def denying(documents, action, resource, context):
    """The statement that denies."""
    return next((s for document in documents for s in statements(document)
                 if s["Effect"] == "Deny" and judge_document(json.dumps({"Statement": [s]}), action, resource, context) == DENY), None)


class Grants:
    """All policies that apply to one caller. A type that is None does not exist for it."""

    def __init__(self, identity, boundary=None, session=None, scp=None):
        self.identity = identity
        self.boundary = boundary
        self.session = session
        self.scp = scp


def judge(grants, action, resource, context, resource_policy=None, who=None):
    """An explicit deny wins; then every type of policy that exists must allow."""
    layers = [("scp", grants.scp), ("boundary", grants.boundary), ("session", grants.session), ("identity", grants.identity)]
    found = {}
    for layer, documents in layers:
        if documents is not None:
            found[layer] = judge_documents(documents, action, resource, context)
            if found[layer] == DENY:
                return Verdict(False, layer, True, denying(documents, action, resource, context))
    by_resource = judge_document(resource_policy, action, resource, context, who) if resource_policy else NEUTRAL
    if by_resource == DENY:
        return Verdict(False, "resource", True)
    if found.get("scp", ALLOW) != ALLOW:
        return Verdict(False, "scp")
    if by_resource == ALLOW:
        return Verdict(True)  # within one account a resource-based policy is enough
    for layer in ("identity", "boundary", "session"):
        if found.get(layer, ALLOW) != ALLOW:
            return Verdict(False, layer)
    return Verdict(True)
