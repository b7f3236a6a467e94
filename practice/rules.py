"""AWS's rules that moto leaves out, in the order in which AWS checks them."""

import iam_responses
import rules_ec2
import rules_iam
import rules_s3
import rules_sqs
from shapes import check_shape  # noqa: F401  (part of this module's face)

CHECKS = {"iam": rules_iam.check, "ec2": rules_ec2.check, "s3": rules_s3.check, "sqs": rules_sqs.check}
FINISHES = {"iam": iam_responses.finish, "s3": rules_s3.finish}


def check(call, gateway):
    """Raises the error that AWS would return."""
    checker = CHECKS.get(call.service)
    if checker:
        checker(call, gateway)


def finish(call, gateway, answer):
    """The last change to a response of moto."""
    finisher = FINISHES.get(call.service)
    return finisher(call, gateway, answer) if finisher else answer
