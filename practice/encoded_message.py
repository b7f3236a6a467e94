"""Encoded authorization failure messages: only STS can decode them, for callers who are allowed to."""

import base64
import binascii
import hashlib
import json
import secrets
import zlib

from errors import AwsError

NONCE = 12
LONGEST = 10240  # the longest message that STS accepts


def _stream(key, nonce, size):
    return hashlib.shake_256(key + nonce).digest(size)


def _mixed(data, stream):
    return bytes(a ^ b for a, b in zip(data, stream))


def seal(account, what):
    """The encoded text for an error message."""
    data, nonce = zlib.compress(json.dumps(what).encode()), secrets.token_bytes(NONCE)
    seal_of = hashlib.sha256(account.sealing + nonce + data).digest()[:16]
    return base64.urlsafe_b64encode(nonce + seal_of + _mixed(data, _stream(account.sealing, nonce, len(data)))).rstrip(b"=").decode()


def unseal(account, text):
    """Decodes a message of this account; any other text is refused."""
    refusal = AwsError("InvalidAuthorizationMessageException", "The specified authorization message is not valid.")
    if not isinstance(text, str) or not 1 <= len(text) <= LONGEST or "=" in text:
        raise refusal
    try:
        whole = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise refusal from None
    nonce, seal_of, rest = whole[:NONCE], whole[NONCE:NONCE + 16], whole[NONCE + 16:]
    data = _mixed(rest, _stream(account.sealing, nonce, len(rest)))
    if hashlib.sha256(account.sealing + nonce + data).digest()[:16] != seal_of:
        raise refusal
    return json.loads(zlib.decompress(data))


LAYERS = {"identity": "IAM Policy", "boundary": "IAM Permissions Boundary", "session": "Session Policy", "scp": "SCP", "resource": "Resource Policy"}


def _items(values):
    return {"items": [{"value": str(v)} for v in values]}


def _conditions(statement):
    """Each key of a statement's conditions with its values, as AWS lists them."""
    return {"items": [{"key": key, "values": _items(values if isinstance(values, list) else [values])}
                      for block in ((statement or {}).get("Condition") or {}).values() for key, values in block.items()]}


def reasons(call, action, resource, verdict, context):
    """The reasons of a denial in EC2, in the form that STS returns."""
    conditions = [{"key": k, "values": _items(v if isinstance(v, list) else [v])} for k, v in sorted(context.items())]
    matched = [{"statementId": "", "effect": "DENY", "sourcePolicyType": LAYERS.get(verdict.layer, ""), "principals": _items([call.caller.userid]),
                "actions": _items([action]), "resources": _items([resource]), "conditions": _conditions(verdict.statement)}] if verdict.explicit else []
    return {"allowed": False, "explicitDeny": verdict.explicit, "matchedStatements": {"items": matched}, "failures": {"items": []},
            "context": {"principal": {"id": call.caller.userid, "arn": call.caller.arn}, "action": action, "resource": resource,
                        "conditions": {"items": conditions}}}
