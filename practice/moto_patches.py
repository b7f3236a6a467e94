"""Changes to moto's own behavior."""

from moto import settings
from moto.ec2.responses.instances import InstanceResponse
from moto.ec2.responses.spot_fleets import SpotFleets
from moto.iam.access_control import PermissionResult
from moto.iam.models import User
from moto.iam.policy_validation import IAMPolicyDocumentValidator, IAMTrustPolicyDocumentValidator
from moto.iam.utils import generate_access_key_id_from_account_id
from moto.s3.models import FakeBucket, PublicAccessBlock, S3Backend


def _judged_before(self):
    """documents.py has checked the document; moto refuses some that AWS accepts (no Version, numbers in conditions)."""


_make_user = User.__init__


def _user_with_id(self, account_id, *more, **named):
    _make_user(self, account_id, *more, **named)
    self.id = generate_access_key_id_from_account_id(account_id, prefix="AIDA", total_length=21)


def _logged_later(self, request, bucket_name):
    """S3 delivers its logs hours after the call: here they are never delivered, so an empty bucket stays empty."""


_make_bucket = FakeBucket.__init__


def _bucket_of_today(self, *more, **named):
    """Since April 2023 S3 blocks public access of each new bucket and turns its ACLs off."""
    _make_bucket(self, *more, **named)
    self.public_access_block = PublicAccessBlock(True, True, True, True)
    self.ownership_rule = "BucketOwnerEnforced"


def _judged_already(self, action, resource):
    """policy_decision.py has evaluated the bucket policy with its conditions; moto would ignore them."""
    return PermissionResult.NEUTRAL


_set_logging = FakeBucket.set_logging


def _logging_judged(self, logging_config, bucket_backend):
    """Log delivery needs the target bucket's permission: moto understands only one form of that policy."""
    from rules_bucket import logs_may_come
    FakeBucket._log_permissions_enabled_policy = staticmethod(
        lambda target_bucket, target_prefix: logs_may_come(target_bucket, target_prefix, self))
    return _set_logging(self, logging_config, bucket_backend)


FakeBucket.__init__ = _bucket_of_today
FakeBucket.get_permission = _judged_already
FakeBucket.set_logging = _logging_judged
User.__init__ = _user_with_id
S3Backend.log_incoming_request = _logged_later
IAMPolicyDocumentValidator.validate = _judged_before
IAMTrustPolicyDocumentValidator.validate = _judged_before
# Off by default in moto: key pairs that do not exist.
settings.ENABLE_KEYPAIR_VALIDATION = True

_request_fleet = SpotFleets.request_spot_fleet


def _fleet_with_defaults(self):
    """The strategy is optional."""
    self._get_param("SpotFleetRequestConfig", {}).setdefault("AllocationStrategy", "lowestPrice")
    return _request_fleet(self)


SpotFleets.request_spot_fleet = _fleet_with_defaults


_parse_disks = InstanceResponse._parse_block_device_mapping
ROOT_SIZE = 8  # GiB


def _disks(self):
    """The image's root volume exists whether it is mapped or not, with its snapshot's size unless a mapping gives another."""
    mappings, image = self._get_param("BlockDeviceMappings", []), self.ec2_backend.amis.get(self._get_param("ImageId"))
    if mappings and image is not None:
        root = next((m for m in mappings if m.get("DeviceName") == image.root_device_name), None)
        if root is None:
            root = {"DeviceName": image.root_device_name}
            mappings.insert(0, root)
        disk = root.setdefault("Ebs", {})
        disk.setdefault("VolumeSize", ROOT_SIZE)
        disk.setdefault("DeleteOnTermination", True)
    get_param = self._get_param
    self._get_param = lambda name, *more, **named: mappings if name == "BlockDeviceMappings" else get_param(name, *more, **named)
    try:
        return _parse_disks(self)
    finally:
        del self._get_param


InstanceResponse._parse_block_device_mapping = _disks
