"""EC2's rules: instance profiles after their delay, user data, matching images and types."""

import base64
import binascii
import json
import re
import time

from moto.ec2.models.instance_types import INSTANCE_TYPES

import backend
import rules_network
from errors import AwsError
from required_ec2 import profile_named, profile_of

USER_DATA = 16384


def check(call, gateway):
    if call.operation == "RunInstances":
        _check_profile(call, gateway)
        _check_user_data(call)
        _check_image(call, gateway)
        _check_volumes(call)
    elif call.operation == "AssociateIamInstanceProfile":
        _check_machine(call, gateway)
        _check_profile(call, gateway)
    elif call.operation == "RequestSpotFleet":
        _check_fleet(call, gateway)
    elif call.operation == "DescribeInstances":
        _check_page(call)
        _check_visible(call, gateway)
    rules_network.check(call, gateway)


def _check_volumes(call):
    """A KMS key requires encryption; a device is named once."""
    devices = [m.get("DeviceName") for m in call.params.get("BlockDeviceMappings") or []]
    if len(set(devices)) != len(devices) or None in devices:
        raise AwsError("InvalidBlockDeviceMapping", "Invalid device name: each mapping names a device of its own.")
    for mapping in call.params.get("BlockDeviceMappings") or []:
        if (mapping.get("Ebs") or {}).get("KmsKeyId") and not mapping["Ebs"].get("Encrypted"):
            raise AwsError("InvalidParameterDependency", "The parameter KmsKeyId requires the parameter Encrypted to be set.")


def _check_fleet(call, gateway):
    """A fleet's role must exist and trust Spot Fleet; its instance profiles must exist."""
    config = call.params.get("SpotFleetRequestConfig") or {}
    role = gateway.account.role_by_arn(config.get("IamFleetRole", ""))
    if role is None or not gateway.replication.known("role", role.name):
        raise AwsError("InvalidSpotFleetRequestConfig", "Parameter: SpotFleetRequestConfig.IamFleetRole is invalid")
    if "spotfleet.amazonaws.com" not in json.dumps(role.assume_role_policy_document):
        raise AwsError("InvalidSpotFleetRequestConfig", "The provided fleet role cannot be assumed by spotfleet.amazonaws.com")
    for specification in config.get("LaunchSpecifications") or []:
        wanted = specification.get("IamInstanceProfile")
        if wanted and profile_named(wanted, gateway.account) is None:
            raise _invalid(f"Value ({wanted.get('Arn') or wanted.get('Name')}) for parameter iamInstanceProfile is invalid.")


def _invalid(text):
    return AwsError("InvalidParameterValue", text, 400)


def _check_profile(call, gateway):
    """EC2 sees a new instance profile and its role later than IAM's Get call."""
    wanted = call.params.get("IamInstanceProfile")
    if not wanted:
        return
    profile, known = profile_of(call, gateway.account), gateway.replication.known
    if profile is None or not known("profile", profile.name):
        if wanted.get("Arn"):
            raise _invalid(f"Value ({wanted['Arn']}) for parameter iamInstanceProfile.arn is invalid. Invalid IAM Instance Profile ARN")
        raise _invalid(f"Value ({wanted.get('Name')}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name")
    if not profile.roles or not known("profile-role", profile.name):
        raise _invalid(f'IAM Instance Profile "{profile.arn}" has no associated IAM Roles')


def _check_machine(call, gateway):
    """A profile is associated with an instance that runs or is stopped."""
    ident = call.params.get("InstanceId", "")
    instance = machine(gateway.account.ec2(call.region), ident)
    if instance is None:
        raise AwsError("InvalidInstanceID.NotFound", f"The instance ID '{ident}' does not exist")
    if instance._state.name not in ("pending", "running", "stopping", "stopped"):
        raise AwsError("IncorrectInstanceState", f"The instance '{ident}' is not in a valid state for this operation.")


def machine(ec2, ident):
    return next((i for r in ec2.reservations.values() for i in r.instances if i.id == ident), None)


def modify_metadata(call, gateway):
    """ModifyInstanceMetadataOptions: options that the call leaves out are kept; moto drops them."""
    instance = machine(gateway.account.ec2(call.region), call.params.get("InstanceId", ""))
    if instance is None:
        raise AwsError("InvalidInstanceID.NotFound", f"The instance ID '{call.params.get('InstanceId', '')}' does not exist")
    before = vars(instance.metadata_options).copy()
    answer = backend.execute(call)
    options = instance.metadata_options
    for name, value in before.items():
        if getattr(options, name) is None or (name == "http_put_response_hop_limit" and "HttpPutResponseHopLimit" not in call.params):
            setattr(options, name, value)
    return answer


def assign_addresses(call, gateway):
    """AssignPrivateIpAddresses: the response has only the new addresses; moto returns all."""
    eni = gateway.account.ec2(call.region).enis.get(call.params.get("NetworkInterfaceId", ""))
    before = {a["PrivateIpAddress"] for a in eni.private_ip_addresses} if eni else set()
    answer = backend.execute(call)
    item = re.compile(rb"<item>(?:(?!</item>).)*?<privateIpAddress>([^<]*)</privateIpAddress>.*?</item>", re.S)
    answer.body = item.sub(lambda m: b"" if m[1].decode() in before else m[0], answer.body)
    return answer


def _check_user_data(call):
    text = call.params.get("UserData")
    if text is None:
        return
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise _invalid("Invalid BASE64 encoding of user data.") from None
    if len(data) > USER_DATA:
        raise _invalid(f"User data is limited to {USER_DATA} bytes")


def _check_image(call, gateway):
    ident = call.params.get("ImageId")
    if not ident:
        if call.params.get("LaunchTemplate"):
            return
        raise AwsError("MissingParameter", "The request must contain the parameter ImageId")
    if not re.fullmatch(r"ami-[0-9a-f]{8}([0-9a-f]{9})?", ident):
        raise AwsError("InvalidAMIID.Malformed", f'Invalid id: "{ident}"')
    image = gateway.account.ec2(call.region).amis.get(ident)
    if image is None:
        raise AwsError("InvalidAMIID.NotFound", f"The image id '[{ident}]' does not exist")
    kind = call.params.get("InstanceType", "m1.small")
    if kind not in INSTANCE_TYPES:
        raise _invalid(f"Invalid value '{kind}' for InstanceType.")
    able = INSTANCE_TYPES[kind]["ProcessorInfo"]["SupportedArchitectures"]
    if image.architecture not in able:
        raise _invalid(f"The architecture '{','.join(able)}' of the specified instance type does not match the "
                       f"architecture '{image.architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures.")


def _check_page(call):
    number = call.params.get("MaxResults")
    if number is not None and not 5 <= int(number) <= 1000:
        raise _invalid(f"Value ( {number} ) for parameter maxResults is invalid. Expecting a value greater than 5.")


def _check_visible(call, gateway):
    """With --get-delay, a new instance is not found yet."""
    for ident in call.params.get("InstanceIds") or []:
        worker = gateway.workers.all.get(ident)
        if worker is not None and time.time() - worker.started < gateway.faults.get_delay:
            raise AwsError("InvalidInstanceID.NotFound", f"The instance ID '{ident}' does not exist")
