"""A fast reset of the account: what moto would read from its files each time is read once and kept."""

from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.base_backend import BackendDict, backend_lock
from moto.core.model_instances import reset_model_data
from moto.ec2.models.amis import AmiBackend
from moto.iam.models import IAMBackend

_policies = {}
_images = {}
_read_policies = IAMBackend._init_aws_policies
_read_images = AmiBackend._load_amis


def _policies_once(self):
    # Member accounts share one list: nothing there depends on how often a policy is attached.
    key = (self.account_id if self.account_id == DEFAULT_ACCOUNT_ID else "", self.region_name)
    if key not in _policies:
        _policies[key] = _read_policies(self)
    for policy in _policies[key]:
        policy.attachment_count = 0
    return _policies[key]


def _images_once(self):
    if self.region_name not in _images:
        _read_images(self)
        _images[self.region_name] = dict(self.amis)
    self.amis = dict(_images[self.region_name])
    for image in self.amis.values():
        image.ec2_backend = self


IAMBackend._init_aws_policies = _policies_once
AmiBackend._load_amis = _images_once


def forget_everything():
    """moto's reset builds each service again before it discards it; dropping it is enough."""
    with backend_lock:
        for backends in BackendDict._instances:
            backends.clear()
            # S3 stores the owner of each bucket name across accounts.
            getattr(backends, "bucket_accounts", {}).clear()
        BackendDict._instances.clear()
    reset_model_data()
