"""The resources that a stack of the practice cloud can have: IAM's. Each is created, updated and deleted by IAM's calls."""

import json


class Unsupported(Exception):
    """A type or an update that the practice cloud does not have."""


def _text(document):
    return document if isinstance(document, str) else json.dumps(document)


def _tags(properties, more):
    own = properties.get("Tags", [])
    return own + [t for t in more if t["Key"] not in {o["Key"] for o in own}]


def _given(**members):
    return {k: v for k, v in members.items() if v not in (None, "", [])}


class Holder:
    """Roles and users: both have policies, inline and attached."""

    def __init__(self, kind):
        self.kind = kind
        self.member = kind + "Name"

    def name(self, properties, stack, logical):
        return properties.get(self.member) or f"{stack}-{logical}"

    def create(self, iam, name, properties, tags):
        made = _given(**{self.member: name}, Path=properties.get("Path"), PermissionsBoundary=properties.get("PermissionsBoundary"),
                      Tags=_tags(properties, tags))
        if self.kind == "Role":
            made.update(_given(AssumeRolePolicyDocument=_text(properties["AssumeRolePolicyDocument"]), Description=properties.get("Description"),
                               MaxSessionDuration=properties.get("MaxSessionDuration")))
        iam("Create" + self.kind, **made)
        self._give(iam, name, properties, {})
        return name

    def _give(self, iam, name, properties, before):
        for arn in properties.get("ManagedPolicyArns", []):
            if arn not in before.get("ManagedPolicyArns", []):
                iam(f"Attach{self.kind}Policy", **{self.member: name}, PolicyArn=arn)
        for policy in properties.get("Policies", []):
            iam(f"Put{self.kind}Policy", **{self.member: name}, PolicyName=policy["PolicyName"], PolicyDocument=_text(policy["PolicyDocument"]))

    def _take(self, iam, name, properties, keep):
        for arn in properties.get("ManagedPolicyArns", []):
            if arn not in keep.get("ManagedPolicyArns", []):
                iam(f"Detach{self.kind}Policy", **{self.member: name}, PolicyArn=arn)
        kept = {p["PolicyName"] for p in keep.get("Policies", [])}
        for policy in properties.get("Policies", []):
            if policy["PolicyName"] not in kept:
                iam(f"Delete{self.kind}Policy", **{self.member: name}, PolicyName=policy["PolicyName"])

    def update(self, iam, name, properties, before, tags):
        if self.kind == "Role":
            iam("UpdateAssumeRolePolicy", RoleName=name, PolicyDocument=_text(properties["AssumeRolePolicyDocument"]))
            iam("UpdateRole", **_given(RoleName=name, Description=properties.get("Description"), MaxSessionDuration=properties.get("MaxSessionDuration")))
        elif properties.get("Path", "/") != before.get("Path", "/"):
            iam("UpdateUser", UserName=name, NewPath=properties.get("Path", "/"))
        self._limit(iam, name, properties.get("PermissionsBoundary"), before.get("PermissionsBoundary"))
        wanted = _tags(properties, tags)
        dropped = sorted({t["Key"] for t in before.get("Tags", [])} - {t["Key"] for t in wanted})
        if dropped:
            iam(f"Untag{self.kind}", **{self.member: name}, TagKeys=dropped)
        iam(f"Tag{self.kind}", **{self.member: name}, Tags=wanted)
        self._take(iam, name, before, properties)
        self._give(iam, name, properties, before)

    def _limit(self, iam, name, boundary, before):
        if boundary:
            iam(f"Put{self.kind}PermissionsBoundary", **{self.member: name}, PermissionsBoundary=boundary)
        elif before:
            iam(f"Delete{self.kind}PermissionsBoundary", **{self.member: name})

    def delete(self, iam, name, properties):
        self._take(iam, name, properties, {})
        iam("Delete" + self.kind, **{self.member: name})

    def attributes(self, account, name):
        thing = account.role(name) if self.kind == "Role" else account.user(name)
        return {"Arn": thing.arn, self.kind + "Id": thing.id}


class InlinePolicy:
    """AWS::IAM::Policy: an inline policy of roles and users; AWS::IAM::RolePolicy and UserPolicy: of one."""

    def name(self, properties, stack, logical):
        return properties["PolicyName"]

    def _holders(self, properties):
        many = [("Role", n) for n in properties.get("Roles", [])] + [("User", n) for n in properties.get("Users", [])]
        return many + [(k, properties[k + "Name"]) for k in ("Role", "User") if k + "Name" in properties]

    def create(self, iam, name, properties, tags):
        for kind, holder in self._holders(properties):
            iam(f"Put{kind}Policy", **{kind + "Name": holder}, PolicyName=name, PolicyDocument=_text(properties["PolicyDocument"]))
        return name

    def update(self, iam, name, properties, before, tags):
        self.create(iam, name, properties, tags)
        for kind, holder in set(self._holders(before)) - set(self._holders(properties)):
            iam(f"Delete{kind}Policy", **{kind + "Name": holder}, PolicyName=name)

    def delete(self, iam, name, properties):
        for kind, holder in self._holders(properties):
            iam(f"Delete{kind}Policy", **{kind + "Name": holder}, PolicyName=name)

    def attributes(self, account, name):
        return {}


class Profile:
    """AWS::IAM::InstanceProfile"""

    def name(self, properties, stack, logical):
        return properties.get("InstanceProfileName") or f"{stack}-{logical}"

    def create(self, iam, name, properties, tags):
        iam("CreateInstanceProfile", **_given(InstanceProfileName=name, Path=properties.get("Path"), Tags=_tags(properties, tags)))
        for role in properties.get("Roles", []):
            iam("AddRoleToInstanceProfile", InstanceProfileName=name, RoleName=role)
        return name

    def update(self, iam, name, properties, before, tags):
        for role in before.get("Roles", []):
            iam("RemoveRoleFromInstanceProfile", InstanceProfileName=name, RoleName=role)
        for role in properties.get("Roles", []):
            iam("AddRoleToInstanceProfile", InstanceProfileName=name, RoleName=role)

    def delete(self, iam, name, properties):
        for role in properties.get("Roles", []):
            iam("RemoveRoleFromInstanceProfile", InstanceProfileName=name, RoleName=role)
        iam("DeleteInstanceProfile", InstanceProfileName=name)

    def attributes(self, account, name):
        return {"Arn": account.profile(name).arn}


class ManagedPolicy:
    """AWS::IAM::ManagedPolicy: its Ref is the ARN."""

    def name(self, properties, stack, logical):
        return properties.get("ManagedPolicyName") or f"{stack}-{logical}"

    def create(self, iam, name, properties, tags):
        iam("CreatePolicy", **_given(PolicyName=name, PolicyDocument=_text(properties["PolicyDocument"]), Path=properties.get("Path"),
                                     Description=properties.get("Description"), Tags=_tags(properties, tags)))
        arn = iam.account.arn("iam", f"policy{properties.get('Path', '/')}{name}")
        self._attach(iam, arn, properties)
        return arn

    def _attach(self, iam, arn, properties, verb="Attach"):
        for kind in ("Role", "User"):
            for holder in properties.get(kind + "s", []):
                iam(f"{verb}{kind}Policy", **{kind + "Name": holder}, PolicyArn=arn)

    def update(self, iam, arn, properties, before, tags):
        versions = iam.account.policy(arn).versions
        if properties["PolicyDocument"] != before["PolicyDocument"]:
            if len(versions) == 5:  # CloudFormation deletes the oldest
                iam("DeletePolicyVersion", PolicyArn=arn, VersionId=next(v.version_id for v in versions if not v.is_default))
            iam("CreatePolicyVersion", PolicyArn=arn, PolicyDocument=_text(properties["PolicyDocument"]), SetAsDefault=True)
        self._attach(iam, arn, before, "Detach")
        self._attach(iam, arn, properties)

    def delete(self, iam, arn, properties):
        self._attach(iam, arn, properties, "Detach")
        for version in list(iam.account.policy(arn).versions):
            if not version.is_default:
                iam("DeletePolicyVersion", PolicyArn=arn, VersionId=version.version_id)
        iam("DeletePolicy", PolicyArn=arn)

    def attributes(self, account, name):
        return {"PolicyArn": name}


TYPES = {
    "AWS::IAM::Role": Holder("Role"), "AWS::IAM::User": Holder("User"), "AWS::IAM::Policy": InlinePolicy(),
    "AWS::IAM::RolePolicy": InlinePolicy(), "AWS::IAM::UserPolicy": InlinePolicy(), "AWS::IAM::InstanceProfile": Profile(),
    "AWS::IAM::ManagedPolicy": ManagedPolicy(),
}


def of_type(name):
    if name not in TYPES:
        raise Unsupported(f"The practice cloud's StackSets have no {name}")
    return TYPES[name]
