"""GetAccountAuthorizationDetails and ListRoles, in pages: large accounts have thousands of entities."""

from collections import Counter
from xml.sax.saxutils import escape

from errors import NAMESPACES, xml_answer
from iam_responses import PAGE, encoded, page_mark, page_start
from required_common import entity_tags

STAMP = "%Y-%m-%dT%H:%M:%SZ"


def _x(name, text):
    return "" if text is None else f"<{name}>{escape(str(text))}</{name}>"


def _list(name, members):
    return f"<{name}>{''.join(f'<member>{m}</member>' for m in members)}</{name}>"


def _head(thing, kind, ident):
    return (_x("Path", thing.path) + _x(kind + "Name", thing.name) + _x(ident, thing.id) + _x("Arn", thing.arn)
            + _x("CreateDate", thing.create_date.strftime(STAMP)))


def _inline(kind, holder):
    return _list(f"{kind}PolicyList", (_x("PolicyName", n) + _x("PolicyDocument", encoded(d)) for n, d in holder.policies.items()))


def _attached(holder):
    return _list("AttachedManagedPolicies",
                 (_x("PolicyName", p.name) + _x("PolicyArn", p.arn) for p in holder.managed_policies.values()))


def _tags(thing):
    return _list("Tags", (_x("Key", t["Key"]) + _x("Value", t["Value"]) for t in entity_tags(thing)))


def _boundary(thing):
    arn = getattr(thing, "permissions_boundary_arn", None)
    if not arn:
        return ""
    kind = _x("PermissionsBoundaryType", "Policy")
    return f"<PermissionsBoundary>{kind}{_x('PermissionsBoundaryArn', arn)}</PermissionsBoundary>"


def _user(user, account):
    groups = _list("GroupList", (escape(g.name) for g in account.groups_of(user.name)))
    return _head(user, "User", "UserId") + _inline("User", user) + groups + _attached(user) + _boundary(user) + _tags(user)


def _group(group, account):
    return _head(group, "Group", "GroupId") + _inline("Group", group) + _attached(group)


def _trusting(role):
    return _x("AssumeRolePolicyDocument", encoded(role.assume_role_policy_document))


def _profile(profile):
    roles = _list("Roles", (_head(r, "Role", "RoleId") + _trusting(r) for r in profile.roles))
    return _head(profile, "InstanceProfile", "InstanceProfileId") + roles


def _role(role, account):
    profiles = (p for p in account.iam.instance_profiles.values() if role in p.roles)
    return (_head(role, "Role", "RoleId") + _trusting(role) + _list("InstanceProfileList", map(_profile, profiles))
            + _inline("Role", role) + _attached(role) + _boundary(role) + _tags(role) + "<RoleLastUsed/>")


def _version(version):
    return (_x("Document", encoded(version.document)) + _x("VersionId", version.version_id)
            + _x("IsDefaultVersion", str(version.is_default).lower()) + _x("CreateDate", version.create_date.strftime(STAMP)))


def _policy(policy, account):
    """The response leaves out a policy's tags and description."""
    return (_x("PolicyName", policy.name) + _x("PolicyId", policy.id) + _x("Arn", policy.arn) + _x("Path", policy.path)
            + _x("DefaultVersionId", policy.default_version_id) + _x("AttachmentCount", policy.attachment_count)
            + _x("PermissionsBoundaryUsageCount", boundaries(account)[policy.arn]) + "<IsAttachable>true</IsAttachable>"
            + _x("CreateDate", policy.create_date.strftime(STAMP)) + _x("UpdateDate", policy.update_date.strftime(STAMP))
            + _list("PolicyVersionList", map(_version, policy.versions)))


def boundaries(account):
    """How many users and roles have each policy as their permissions boundary."""
    things = (*account.iam.users.values(), *account.iam.roles.values())
    return Counter(getattr(t, "permissions_boundary_arn", None) for t in things)


def _policies(account, of_aws):
    """AWS's own policies only where they are used: there are more than a thousand."""
    found = [p for a, p in account.iam.managed_policies.items() if (f":{account.id}:" not in a) == of_aws]
    bounds = boundaries(account) if of_aws else {}
    return [p for p in found if not of_aws or p.attachment_count or p.arn in bounds]


KINDS = (
    ("User", "UserDetailList", lambda account: account.iam.users.values(), _user),
    ("Group", "GroupDetailList", lambda account: account.iam.groups.values(), _group),
    ("Role", "RoleDetailList", lambda account: account.iam.roles.values(), _role),
    ("LocalManagedPolicy", "Policies", lambda account: _policies(account, False), _policy),
    ("AWSManagedPolicy", "Policies", lambda account: _policies(account, True), _policy),
)


def _told(lists, call, length):
    """The end of a page: whether there are more, and the marker of the next page."""
    start, most = _page_of(call)
    more = length > start + most
    mark = _x("Marker", page_mark(start + most)) if more else ""
    return f"<IsTruncated>{str(more).lower()}</IsTruncated>{mark}" + lists


def _page_of(call):
    return page_start(call.params.get("Marker")), int(call.params.get("MaxItems") or PAGE)


def list_roles(call, gateway):
    """Without tags, boundaries and last use, as in AWS; moto would render all roles for each page."""
    prefix, (start, most) = call.params.get("PathPrefix") or "/", _page_of(call)
    found = [r for r in gateway.account.iam.roles.values() if r.path.startswith(prefix)]
    rows = (_head(r, "Role", "RoleId") + _trusting(r) + _x("Description", r.description or None)
            + _x("MaxSessionDuration", r.max_session_duration or 3600) for r in found[start:start + most])
    return xml_answer(call, NAMESPACES["iam"], _told(_list("Roles", rows), call, len(found)))


def details(call, gateway):
    """The response: MaxItems (100) entities of all types together, and a Marker for the rest."""
    account, wanted = gateway.account, call.params.get("Filter") or [kind for kind, *_ in KINDS]
    rows = [(name, thing, write) for kind, name, things, write in KINDS if kind in wanted for thing in things(account)]
    start, most = _page_of(call)
    lists = {name: [] for _, name, _, _ in KINDS}
    for name, thing, write in rows[start:start + most]:
        lists[name].append(write(thing, account))
    return xml_answer(call, NAMESPACES["iam"], _told("".join(_list(n, m) for n, m in lists.items()), call, len(rows)))
