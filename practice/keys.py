"""Access keys over time: earlier statuses, last use, and the calls that return it."""

import base64
import time
from datetime import datetime, timezone
from xml.sax.saxutils import escape

from errors import NAMESPACES, STS, AwsError, xml_answer

FORM = "%Y-%m-%dT%H:%M:%SZ"


def stamp(moment):
    return time.strftime(FORM, time.gmtime(moment))


class Keys:
    """What the cloud stores about keys in addition to what IAM lists."""

    def __init__(self):
        self.past = {}  # key id: [(when it changed, its status before)]
        self.gone = {}  # key id: (user, key) of a deleted one
        self.used = {}  # key id: (when, service, region)

    def note_change(self, call, account):
        """Called before UpdateAccessKey and DeleteAccessKey: replicas without the change use the old status."""
        user, key = account.key(call.params["AccessKeyId"])
        if call.operation == "DeleteAccessKey":
            self.gone[key.access_key_id] = (user, key)
        elif call.params["Status"] == key.status:
            return
        self.past.setdefault(key.access_key_id, []).append((time.time(), key.status))

    def note_use(self, call, now):
        """AWS stores the minute of a key's last use, and its service and Region."""
        if call.caller.session is None:
            self.used[call.auth.key] = (int(now) // 60 * 60, call.service, call.region)

    def find(self, account, key_id):
        """(user, key, status) of a key that exists, or that a replica still has; else None."""
        found = account.key(key_id)
        if found:
            return *found, found[1].status
        user, key = self.gone.get(key_id, (None, None))
        if user is None or account.user(user.name) is not user:
            return None
        return user, key, None


def date_new(account, name, now):
    """The date of the user's newest key is by the cloud's clock, which can differ from this computer's."""
    user = account.user(name) if name else None
    if user and user.access_keys:
        user.access_keys[-1].create_date = datetime.fromtimestamp(now, timezone.utc).replace(tzinfo=None)


def list_keys(call, gateway):
    user, items = gateway.account.user(call.params["UserName"]), []
    for key in user.access_keys:
        if listed(gateway, key.access_key_id):
            items.append(f"<member><UserName>{user.name}</UserName><AccessKeyId>{key.access_key_id}</AccessKeyId><Status>{key.status}"
                         f"</Status><CreateDate>{key.create_date.strftime(FORM)}</CreateDate></member>")
    return xml_answer(call, NAMESPACES["iam"], f"<UserName>{user.name}</UserName><AccessKeyMetadata>{''.join(items)}"
                      "</AccessKeyMetadata><IsTruncated>false</IsTruncated>")


def listed(gateway, key_id):
    return gateway.replication.known("key", key_id, gateway.faults.get_delay)


def last_used(call, gateway):
    key_id = call.params["AccessKeyId"]
    found = gateway.account.key(key_id)
    if found is None:
        raise AwsError("AccessDenied", f"User: {call.caller.arn} is not authorized to perform: iam:GetAccessKeyLastUsed on "
                       f"resource: access key {key_id}", 403)
    when, service, region = gateway.account.keys.used.get(key_id, (None, "N/A", "N/A"))
    date = f"<LastUsedDate>{stamp(when)}</LastUsedDate>" if when is not None else ""
    return xml_answer(call, NAMESPACES["iam"], f"<UserName>{found[0].name}</UserName><AccessKeyLastUsed><Region>{region}</Region>"
                      f"{date}<ServiceName>{service}</ServiceName></AccessKeyLastUsed>")


def account_in(key_id):
    """The account ID encoded in a key ID; None when there is none."""
    try:
        number = int.from_bytes(base64.b32decode(key_id[4:20])[:6], "big")
        return f"{(number >> 7) & 0xFFFFFFFFFF:012d}"
    except ValueError:
        return None


def key_info(call, gateway):
    """GetAccessKeyInfo returns the account, not whether the key works."""
    key_id, account = call.params["AccessKeyId"], gateway.account
    known = account.keys.find(account, key_id) or account.sessions.get(key_id)
    number = account.iam.account_id if known else account_in(key_id)
    if number is None:
        raise AwsError("ValidationError", f"Invalid access key id: {escape(key_id)}", 400)
    return xml_answer(call, STS, f"<Account>{number}</Account>")


def report(account):
    """All keys for the control endpoint, with their secrets: they are the practice cloud's."""
    found = []
    for user in account.iam.users.values():
        for key in user.access_keys:
            when, service, region = account.keys.used.get(key.access_key_id, (None, None, None))
            found.append({"id": key.access_key_id, "secret": key.secret_access_key, "user": user.name, "status": key.status,
                          "created": key.create_date.strftime(FORM),
                          "used": {"date": stamp(when), "service": service, "region": region} if when is not None else None})
    return found
