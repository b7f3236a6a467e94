"""SQS's rules that moto leaves out."""

import json

from errors import AwsError


def check(call, gateway):
    """A queue's policy is a document or empty."""
    text = (call.params.get("Attributes") or {}).get("Policy")
    if not text:
        return
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise AwsError("InvalidAttributeValue", "Invalid value for the parameter Policy.", 400)
