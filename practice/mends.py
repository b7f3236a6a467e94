"""Places where moto itself must behave differently."""

from moto.iam.policy_validation import IAMPolicyDocumentValidator, IAMTrustPolicyDocumentValidator


def _judged_before(self):
    """documents.py has read the document; moto refuses some that AWS takes (no Version, numbers in conditions)."""


IAMPolicyDocumentValidator.validate = _judged_before
IAMTrustPolicyDocumentValidator.validate = _judged_before
