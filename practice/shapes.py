"""Lengths, patterns and required members from botocore's models: moto checks few of them."""

import re
from functools import lru_cache

from call import model
from errors import AwsError

CHECKED = {"iam", "sts"}
# Java's character classes in the models' patterns, for Python's re.
CLASSES = {r"\p{L}": r"\w", r"\p{Z}": r"\s", r"\p{N}": r"\d", r"\p{IsAlphabetic}": r"\w", r"\p{M}": "", r"\p{S}": "", r"\p{P}": ""}


@lru_cache(maxsize=None)
def compiled(pattern):
    # Java's \w is ASCII only; a pattern for all letters uses \p.
    flags = 0 if r"\p" in pattern else re.ASCII
    for java, python in CLASSES.items():
        pattern = pattern.replace(java, python)
    try:
        return re.compile(pattern, flags)
    except re.error:
        return None


def check_shape(call):
    """AWS's ValidationError with all errors at once."""
    service_model = model(call.service)
    if service_model is None or call.operation not in service_model.operation_names:
        raise AwsError("InvalidAction", f"The action {call.operation} is not valid for this web service.", 400)
    if call.service not in CHECKED:
        return
    found = complaints(service_model.operation_model(call.operation).input_shape, call.params)
    if found:
        noun = "error" if len(found) == 1 else "errors"
        raise AwsError("ValidationError", f"{len(found)} validation {noun} detected: " + "; ".join(found), 400)


def complaints(shape, params):
    """How an operation's parameters violate their shape (None: there is no shape), in AWS's words."""
    found = []
    if shape is not None:
        _structure(shape, params, "", found)
    return found


def _lower(name):
    return name[:1].lower() + name[1:]


def _structure(shape, value, path, found):
    for name in shape.required_members:
        if name not in value:
            found.append(f"Value at '{path}{_lower(name)}' failed to satisfy constraint: Member must not be null")
    for name, member in shape.members.items():
        if name in value:
            _value(member, value[name], path + _lower(name), found)


def _value(shape, value, path, found):
    if shape.type_name == "structure":
        _structure(shape, value, path + ".", found)
    elif shape.type_name == "list":
        _length(shape, value, path, found)
        for number, one in enumerate(value, 1):
            _value(shape.member, one, f"{path}.{number}.member", found)
    elif shape.type_name == "map":
        _length(shape, value, path, found)
        for key, one in value.items():
            _value(shape.key, key, path, found)
            _value(shape.value, one, f"{path}.{key}", found)
    elif shape.type_name == "string":
        _string(shape, value, path, found)
    elif shape.type_name in ("integer", "long"):
        _number(shape, value, path, found)


def _complain(shape, value, path, what, found):
    """AWS does not repeat values that its model marks as sensitive."""
    if shape.metadata.get("sensitive"):
        found.append(f"Value at '{path}' failed to satisfy constraint: Member must {what}")
        return
    text = str(value) if len(str(value)) <= 200 else str(value)[:200] + "..."
    found.append(f"Value '{text}' at '{path}' failed to satisfy constraint: Member must {what}")


def _length(shape, value, path, found):
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if low is not None and len(value) < low:
        _complain(shape, value, path, f"have length greater than or equal to {low}", found)
    if high is not None and len(value) > high:
        _complain(shape, value, path, f"have length less than or equal to {high}", found)


def _string(shape, value, path, found):
    _length(shape, value, path, found)
    if shape.enum and value not in shape.enum:
        _complain(shape, value, path, f"satisfy enum value set: [{', '.join(shape.enum)}]", found)
    pattern = shape.metadata.get("pattern")
    expression = compiled(pattern) if pattern else None
    if expression is not None and not expression.fullmatch(value):
        _complain(shape, value, path, f"satisfy regular expression pattern: {pattern}", found)


def _number(shape, value, path, found):
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if isinstance(value, int) and low is not None and value < low:
        _complain(shape, value, path, f"have value greater than or equal to {low}", found)
    if isinstance(value, int) and high is not None and value > high:
        _complain(shape, value, path, f"have value less than or equal to {high}", found)
