"""Eventual consistency: a change reaches all of AWS's replicas only after a delay."""

import time

import identity

# What a call creates: (kind, parameter with its name).
BIRTHS = {
    "CreateRole": ("role", "RoleName"),
    "CreateUser": ("user", "UserName"),
    "CreateInstanceProfile": ("profile", "InstanceProfileName"),
    "AddRoleToInstanceProfile": ("profile-role", "InstanceProfileName"),
    "CreatePolicy": ("policy", "PolicyName"),
    "CreateOpenIDConnectProvider": ("provider", "Url"),
}
POLICY_CHANGES = ("PutUser", "PutRole", "PutGroup", "AttachUser", "AttachRole", "AttachGroup", "DetachUser", "DetachRole",
                  "DetachGroup", "DeleteUserPol", "DeleteRolePol", "DeleteGroupPol", "DeleteUserPerm", "DeleteRolePerm",
                  "AddUserToGroup", "RemoveUserFromGroup", "CreateUser", "CreateRole")
VERSION_CHANGES = {"CreatePolicyVersion", "SetDefaultPolicyVersion"}


class Replication:
    """The ages of resources, and what was in force before a change."""

    def __init__(self, account, faults):
        self.account = account
        self.faults = faults
        self.asked = 0

    def known(self, kind, name, delay=None):
        """Whether every replica has it. With `flap`, replicas disagree for the same time again after the delay."""
        delay = self.faults.delay if delay is None else delay
        age = self.account.age(kind, name)
        if age < delay:
            return False
        return not self._disagree(age, delay) or self._turn()

    def _disagree(self, age, delay):
        return self.faults.flap and age < 2 * delay

    def _turn(self):
        """Alternates between replicas: every second one is behind."""
        self.asked += 1
        return self.asked % 2 == 1

    def status(self, key_id, status):
        """A key's status at one replica: a status change is delayed as well."""
        delay = self.faults.delay if self.faults.off_delay is None else self.faults.off_delay
        for when, before in self.account.keys.past.get(key_id, ()):
            age = time.time() - when
            if age < delay or (self._disagree(age, delay) and not self._turn()):
                return before
        return status

    def before(self, call):
        """Stores what was in force, before a change."""
        if call.service != "iam":
            return
        if call.operation in ("UpdateAccessKey", "DeleteAccessKey"):
            self.account.keys.note_change(call, self.account)
        for kind, entity in self._touched(call):
            identity.remember(self.account, kind, entity)
        if call.operation == "UpdateAssumeRolePolicy":
            self._remember_trust(call)

    def _touched(self, call):
        params, account = call.params, self.account
        if call.operation in VERSION_CHANGES:
            return self._holders(params.get("PolicyArn"))
        if not call.operation.startswith(POLICY_CHANGES):
            return []
        if params.get("GroupName") and not params.get("UserName"):
            group = account.iam.groups.get(params["GroupName"])
            return [("user", u) for u in (group.users if group else [])]
        found = [("user", account.user(params.get("UserName"))), ("role", account.role(params.get("RoleName")))]
        return [(kind, entity) for kind, entity in found if entity is not None]

    def _holders(self, arn):
        iam = self.account.iam
        users = [("user", u) for u in iam.users.values() if arn in u.managed_policies
                 or any(arn in g.managed_policies for g in self.account.groups_of(u.name))]
        return users + [("role", r) for r in iam.roles.values() if arn in r.managed_policies]

    def _remember_trust(self, call):
        role = self.account.role(call.params.get("RoleName"))
        if role is not None:
            past = self.account.history.setdefault(("trust", role.name), [])
            past.append((time.time(), role.assume_role_policy_document))

    def trust(self, role):
        """The trust policy in force: a recent change does not count yet."""
        for when, document in self.account.history.get(("trust", role.name), ()):
            if when > time.time() - self.faults.delay:
                return document
        return role.assume_role_policy_document

    def after(self, call):
        """Records a new resource; the history of a deleted one with the same name is dropped."""
        if call.service != "iam":
            return
        kind, member = BIRTHS.get(call.operation, (None, None))
        if kind:
            name = call.params.get(member)
            self.account.note_birth(kind, name)
            if kind in ("role", "user"):
                self._start_empty(kind, name)
        if call.operation == "CreateAccessKey":
            name = call.params.get("UserName") or call.caller.entity.name
            self.account.note_birth("key", self.account.user(name).access_keys[-1].access_key_id)

    def _start_empty(self, kind, name):
        self.account.history.pop((kind, name), None)
        self.account.history.pop(("trust", name), None)
