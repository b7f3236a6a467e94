"""Each condition operator, without a cloud."""

import os
import sys

import pytest

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "practice"))

from conditions import arn_like, holds, known_operator, like, substitute  # noqa: E402

CONTEXT = {"aws:username": "ann", "aws:sourceip": "203.0.113.7", "aws:tagkeys": ["a", "b"], "aws:currenttime": "2026-05-01T12:00:00Z",
           "n": "10", "flag": "true", "arn": "arn:aws:iam::123456789012:role/x", "star": "a*b"}

HOLD = [
    ("StringEquals", "aws:username", "ann"), ("StringEquals", "AWS:UserName", ["bob", "ann"]), ("StringLike", "aws:username", "a?n"),
    ("StringNotEquals", "aws:username", "bob"), ("StringNotEquals", "missing", "bob"), ("StringEqualsIgnoreCase", "aws:username", "ANN"),
    ("StringNotLike", "aws:username", "b*"), ("StringEqualsIfExists", "missing", "x"), ("Null", "missing", "true"),
    ("Null", "aws:username", "false"), ("Bool", "flag", True), ("IpAddress", "aws:sourceip", "203.0.113.0/24"),
    ("NotIpAddress", "aws:sourceip", ["198.51.100.0/24", "192.0.2.1/32"]), ("IpAddress", "aws:sourceip", "203.0.113.7"),
    ("NumericLessThan", "n", 11), ("NumericGreaterThanEquals", "n", "10"), ("NumericNotEquals", "n", "9"),
    ("DateGreaterThan", "aws:currenttime", "2026-01-01T00:00:00Z"), ("DateLessThanEquals", "aws:currenttime", "2026-05-01T12:00:00Z"),
    ("DateLessThan", "aws:currenttime", "2026-05-01T12:00:00.001Z"), ("DateEquals", "aws:currenttime", "2026-05-01T14:00:00+02:00"),
    ("DateLessThan", "aws:currenttime", "2026-05-02"), ("DateEquals", "aws:currenttime", "1777636800"),
    ("ArnLike", "arn", "arn:aws:iam::*:role/*"), ("ArnEquals", "arn", "arn:*:iam::123456789012:role/x"),
    ("ArnNotLike", "arn", "arn:aws:iam::*:user/*"), ("ForAllValues:StringEquals", "aws:tagkeys", ["a", "b", "c"]),
    ("ForAnyValue:StringEquals", "aws:tagkeys", ["b"]), ("ForAllValues:StringEquals", "missing", ["a"]),
    ("ForAllValues:StringNotEquals", "missing", ["a"]), ("ForAnyValue:StringNotEquals", "aws:tagkeys", ["a"]),
    ("ForAnyValue:StringNotEqualsIfExists", "missing", ["a"]), ("StringEquals", "star", "a${*}b"), ("StringLike", "star", "a${*}*"), ("StringEquals", "aws:username", "${aws:username}"),
]
FAIL = [
    ("StringEquals", "aws:username", "Ann"), ("StringEquals", "missing", "x"), ("StringEquals", "aws:username", "a*"),
    ("StringNotEquals", "aws:username", ["ann", "bob"]), ("Null", "aws:username", "true"), ("Bool", "flag", "false"),
    ("IpAddress", "aws:sourceip", "198.51.100.0/24"), ("NotIpAddress", "aws:sourceip", ["203.0.113.0/24", "192.0.2.1/32"]),
    ("NumericLessThan", "n", 10), ("DateLessThan", "aws:currenttime", "2026-01-01T00:00:00Z"), ("NumericEquals", "aws:username", "1"),
    ("DateLessThan", "aws:currenttime", "2026-05-01T12:30:00+02:00"), ("DateLessThan", "aws:currenttime", "soon"),
    ("DateLessThan", "missing", "2026-05-02"), ("ArnLike", "arn", "arn:aws:iam:*:role/x"), ("ForAllValues:StringEquals", "aws:tagkeys", ["a"]),
    ("ForAnyValue:StringEquals", "aws:tagkeys", ["c"]), ("ForAnyValue:StringEquals", "missing", ["a"]),
    ("ForAnyValue:StringNotEquals", "missing", ["a"]), ("ForAnyValue:ArnNotLike", "missing", ["arn:aws:iam::*:role/x"]),
    ("ForAnyValue:StringNotLike", "aws:tagkeys", ["a", "b"]), ("StringLike", "aws:username", "a${*}"), ("StringEquals", "aws:username", "${missing}"),
]


@pytest.mark.parametrize("line", HOLD, ids=lambda line: f"{line[0]} {line[1]}")
def test_holds(line):
    assert holds(*line, CONTEXT) is True


@pytest.mark.parametrize("line", FAIL, ids=lambda line: f"{line[0]} {line[1]}")
def test_does_not_hold(line):
    assert holds(*line, CONTEXT) is False


def test_star_in_a_value_is_no_wildcard():
    assert not like(substitute("${star}", CONTEXT), "aXXb") and like(substitute("${star}", CONTEXT), "a*b")


def test_variable_without_a_value_matches_nothing_unless_it_has_a_default():
    assert substitute("${missing}", CONTEXT) is None and substitute("${missing, 'x'}", CONTEXT) == "x"


def test_star_in_an_arn_does_not_match_a_colon():
    assert not arn_like("arn:aws:*:role/x", "arn:aws:iam::123456789012:role/x")


def test_unknown_operators():
    assert known_operator("ForAnyValue:StringLikeIfExists") and not known_operator("StringSame") and not known_operator("Some:StringEquals")
