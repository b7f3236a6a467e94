"""The condition operators of IAM policies."""

import base64
import ipaddress
import re
from datetime import datetime, timezone
from functools import lru_cache

VARIABLE = re.compile(r"\$\{([^}]+)\}")
# Placeholders for a literal star and question mark inside patterns: ${*}, or part of a variable's value.
STAR, QUESTION = "\ue000", "\ue001"
ESCAPES = {"*": STAR, "?": QUESTION, "$": "$"}
PIECES = {"*": ".*", "?": ".", STAR: re.escape("*"), QUESTION: re.escape("?")}


@lru_cache(maxsize=4096)
def glob(pattern, fold=False):
    """A pattern with * and ? as IAM reads them."""
    text = "".join(PIECES.get(c) or re.escape(c) for c in pattern)
    return re.compile(text + r"\Z", re.DOTALL | (re.IGNORECASE if fold else 0))


def plain(text):
    return text.replace(STAR, "*").replace(QUESTION, "?")


def substitute(text, context):
    """Fills in policy variables; None when one has no value: then nothing matches."""
    missing = False

    def one(found):
        nonlocal missing
        name, _, default = found[1].partition(",")
        if name in ESCAPES:
            return ESCAPES[name]
        value = context.get(name.strip().lower())
        if isinstance(value, list) or value is None:
            default = default.strip().strip("'")
            missing = missing or not default
            return default
        return str(value).replace("*", STAR).replace("?", QUESTION)

    filled = VARIABLE.sub(one, text)
    return None if missing else filled


def like(pattern, value, fold=False):
    return bool(glob(pattern, fold).match(value))


def arn_like(pattern, value):
    """Each of the six parts of an ARN is matched separately: a star does not match a colon."""
    wanted, given = pattern.split(":", 5), value.split(":", 5)
    if len(wanted) != 6 or len(given) != 6:
        return pattern == "*"
    return all(like(w, g) for w, g in zip(wanted, given))


def _moment(text):
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()


def _in_network(wanted, given):
    return ipaddress.ip_address(given) in ipaddress.ip_network(wanted, strict=False)


OPERATORS = {
    "stringequals": lambda w, g: w == g,
    "stringequalsignorecase": lambda w, g: w.lower() == g.lower(),
    "stringlike": like,
    "numericequals": lambda w, g: float(w) == float(g),
    "numericlessthan": lambda w, g: float(g) < float(w),
    "numericlessthanequals": lambda w, g: float(g) <= float(w),
    "numericgreaterthan": lambda w, g: float(g) > float(w),
    "numericgreaterthanequals": lambda w, g: float(g) >= float(w),
    "dateequals": lambda w, g: _moment(w) == _moment(g),
    "datelessthan": lambda w, g: _moment(g) < _moment(w),
    "datelessthanequals": lambda w, g: _moment(g) <= _moment(w),
    "dategreaterthan": lambda w, g: _moment(g) > _moment(w),
    "dategreaterthanequals": lambda w, g: _moment(g) >= _moment(w),
    "bool": lambda w, g: w.lower() == g.lower(),
    "binaryequals": lambda w, g: base64.b64decode(w) == base64.b64decode(g),
    "ipaddress": _in_network,
    "arnequals": arn_like,
    "arnlike": arn_like,
}
NEGATED = {
    "stringnotequals": "stringequals",
    "stringnotequalsignorecase": "stringequalsignorecase",
    "stringnotlike": "stringlike",
    "numericnotequals": "numericequals",
    "datenotequals": "dateequals",
    "notipaddress": "ipaddress",
    "arnnotequals": "arnequals",
    "arnnotlike": "arnlike",
}


def split_operator(operator):
    """'ForAllValues:StringLikeIfExists' -> ('forallvalues', 'stringlike', negated, if_exists)"""
    quantifier, _, name = operator.lower().rpartition(":")
    if_exists = name.endswith("ifexists")
    name = name[: -len("ifexists")] if if_exists else name
    negated = name in NEGATED
    return quantifier, NEGATED.get(name, name), negated, if_exists


def known_operator(operator):
    quantifier, name, _, _ = split_operator(operator)
    return quantifier in ("", "forallvalues", "foranyvalue") and (name in OPERATORS or name == "null")


def as_list(value):
    return value if isinstance(value, list) else [value]


def _one(test, wanted, given, context):
    """Whether one value of the request matches one of the wanted ones."""
    for text in wanted:
        filled = substitute(text, context)
        if filled is not None and test not in (like, arn_like):
            filled = plain(filled)
        try:
            if filled is not None and test(filled, given):
                return True
        except ValueError:
            continue
    return False


def _text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def holds(operator, key, wanted, context):
    """Whether one line of a Condition block is met."""
    quantifier, name, negated, if_exists = split_operator(operator)
    wanted = [_text(w) for w in as_list(wanted)]
    given = context.get(key.lower())
    if name == "null":
        return any((w.lower() == "true") == (given is None) for w in wanted)
    if given is None or given == []:
        # With no values, ForAllValues is true and ForAnyValue is false, for negated operators too.
        return if_exists or quantifier == "forallvalues" or (negated and not quantifier)
    test = OPERATORS[name]
    results = [_one(test, wanted, _text(g), context) != negated for g in as_list(given)]
    if quantifier == "forallvalues" or (negated and not quantifier):
        return all(results)
    return any(results)


def all_hold(block, context):
    return all(holds(op, key, wanted, context) for op, lines in block.items() for key, wanted in lines.items())
