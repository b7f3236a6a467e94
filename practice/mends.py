"""Places where moto itself must behave differently."""

from moto import settings
from moto.iam.policy_validation import IAMPolicyDocumentValidator, IAMTrustPolicyDocumentValidator


def _judged_before(self):
    """documents.py has read the document; moto refuses some that AWS takes (no Version, numbers in conditions)."""


IAMPolicyDocumentValidator.validate = _judged_before
IAMTrustPolicyDocumentValidator.validate = _judged_before
# Off by default in moto: key pairs nobody has.
settings.ENABLE_KEYPAIR_VALIDATION = True
