"""Places where moto itself must behave differently."""

from moto import settings
from moto.ec2.responses.spot_fleets import SpotFleets
from moto.iam.models import User
from moto.iam.policy_validation import IAMPolicyDocumentValidator, IAMTrustPolicyDocumentValidator
from moto.iam.utils import generate_access_key_id_from_account_id
from moto.s3.models import S3Backend


def _judged_before(self):
    """documents.py has read the document; moto refuses some that AWS takes (no Version, numbers in conditions)."""


_make_user = User.__init__


def _user_with_id(self, account_id, *more, **named):
    _make_user(self, account_id, *more, **named)
    self.id = generate_access_key_id_from_account_id(account_id, prefix="AIDA", total_length=21)


def _logged_later(self, request, bucket_name):
    """S3 brings its logs hours after the call: here they never come, so that a bucket is empty when it looks so."""


User.__init__ = _user_with_id
S3Backend.log_incoming_request = _logged_later
IAMPolicyDocumentValidator.validate = _judged_before
IAMTrustPolicyDocumentValidator.validate = _judged_before
# Off by default in moto: key pairs nobody has.
settings.ENABLE_KEYPAIR_VALIDATION = True

_request_fleet = SpotFleets.request_spot_fleet


def _fleet_with_defaults(self):
    """The strategy may be left out."""
    self._get_param("SpotFleetRequestConfig", {}).setdefault("AllocationStrategy", "lowestPrice")
    return _request_fleet(self)


SpotFleets.request_spot_fleet = _fleet_with_defaults
