"""Member accounts of the organization: each has its own IAM, and roles by which the operator's account reaches it."""

import json

from account import ACCOUNT_ID, ADMINISTRATOR, Account
from replication import Replication

FIRST = 200000000001
ROOT = "r-prac"
UNITS = ("ou-prac-practice", "ou-prac-sandbox0")
IN_FIRST_UNIT = 20
EXECUTION = "AWSCloudFormationStackSetExecutionRole"
ADMINISTRATION = "AWSCloudFormationStackSetAdministrationRole"
SERVICE_EXECUTION = "stacksets-exec-practice"
ACCESS = "OrganizationAccountAccessRole"


def trust(**principal):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]})


def branch(gateway, account):
    """The gateway of a member account: its own resources, and everything else of the operator's."""
    class Branch(type(gateway)):
        def __init__(self):
            self.account = account
            self.replication = Replication(account, gateway.faults)

        def __getattr__(self, name):
            return getattr(gateway, name)
    return Branch()


class Members:
    """All member accounts, by ID."""

    def __init__(self, gateway, number):
        self.gateway = gateway
        self.number = number
        self.begin()

    def begin(self):
        """New accounts."""
        main = self.gateway.account
        self.all = {}
        for number in range(FIRST, FIRST + self.number):
            account = Account(main.region, operator_key=None, number=str(number), lock=main.lock)
            self._give_roles(account)
            self.all[account.id] = branch(self.gateway, account)
        if self.number:
            role = self._role(main, ADMINISTRATION, trust(Service="cloudformation.amazonaws.com"))
            role.put_policy("AssumeExecutionRole", json.dumps({"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": f"arn:*:iam::*:role/{EXECUTION}"}]}))

    def _role(self, account, name, document):
        account.iam.create_role(name, document, "/", None, "", [], "3600")
        return account.role(name)

    def _give_roles(self, account):
        root = f"arn:{account.partition}:iam::{ACCOUNT_ID}:root"
        for name, document in ((EXECUTION, trust(AWS=root)), (ACCESS, trust(AWS=root)),
                               (SERVICE_EXECUTION, trust(Service="member.org.stacksets.cloudformation.amazonaws.com"))):
            self._role(account, name, document).put_policy("administrator", ADMINISTRATOR)

    def ids(self):
        return sorted(self.all)

    def of_id(self, number):
        return self.all[number]

    def of_key(self, key):
        """The gateway of the account whose session has this key; None: the operator's."""
        return next((m for m in self.all.values() if key in m.account.sessions), None)

    def of_arn(self, arn):
        parts = arn.split(":")
        return self.all.get(parts[4]) if len(parts) > 4 else None

    def in_units(self, units):
        """(account ID, unit) of each account in the units."""
        first, second = self.ids()[:IN_FIRST_UNIT], self.ids()[IN_FIRST_UNIT:]
        found = {ROOT: first + second, UNITS[0]: first, UNITS[1]: second}
        return [(account, unit) for unit in units for account in found.get(unit, [])]
