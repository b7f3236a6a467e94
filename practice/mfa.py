"""Virtual MFA devices. A code is valid for its 30 seconds and the periods before and after, and only once."""

import base64
import hashlib
import hmac

import backend
from errors import AwsError

STEP = 30
FAILED = "MultiFactorAuthentication failed"


def code_at(device, step):
    """The code of RFC 6238, as an app shows it."""
    digest = hmac.new(base64.b32decode(device.base32_string_seed), step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start:start + 4], 'big') & 0x7FFFFFFF) % 1000000:06d}"


def _steps(now):
    step = int(now) // STEP
    return step, step + 1, step - 1


def _accept(account, device, code, now):
    for step in _steps(now):
        if (device.serial_number, step) not in account.codes_used and code_at(device, step) == code:
            account.codes_used.add((device.serial_number, step))
            return True
    return False


def check(call, gateway):
    """The code in an STS call: sets call.mfa, or raises the error that STS would return."""
    serial, code = call.params.get("SerialNumber"), call.params.get("TokenCode")
    if call.service != "sts" or not (serial or code):
        return
    if not (serial and code):
        raise AwsError("AccessDenied", f"{FAILED}, must provide both MFA serial number and one time pass code.", 403)
    own = call.caller is not None and call.caller.kind == "user" and serial in call.caller.entity.mfa_devices
    device = gateway.account.iam.virtual_mfa_devices.get(serial)
    if not own or device is None:
        raise AwsError("AccessDenied", f"{FAILED}, unable to validate MFA code.  Please verify your MFA serial number is valid and "
                       "associated with this user.", 403)
    if not _accept(gateway.account, device, code, gateway.now):
        raise AwsError("AccessDenied", f"{FAILED} with invalid MFA one time pass code. ", 403)
    call.mfa = gateway.now


def enable(call, gateway):
    """EnableMFADevice needs two consecutive codes."""
    params = call.params
    device = gateway.account.iam.virtual_mfa_devices.get(params["SerialNumber"])
    if device is None:
        raise AwsError("NoSuchEntity", f"VirtualMFADevice with serial number {params['SerialNumber']} doesn't exist.", 404)
    if device.user is not None:
        raise AwsError("EntityAlreadyExists", "MFA Device is already in use.", 409)
    first, given = int(gateway.now) // STEP, (params["AuthenticationCode1"], params["AuthenticationCode2"])
    if not any((code_at(device, s), code_at(device, s + 1)) == given for s in range(first - 3, first + 3)):
        raise AwsError("InvalidAuthenticationCode", "Authentication code for device is not valid.", 403)
    return backend.execute(call)


def report(account, now):
    """The devices for the control endpoint: `code` is valid now, `next` is the one after it."""
    found = []
    for device in account.iam.virtual_mfa_devices.values():
        fresh = [s for s in _steps(now) if (device.serial_number, s) not in account.codes_used]
        step = fresh[0] if fresh else _steps(now)[0]
        found.append({"serial": device.serial_number, "user": device.user.name if device.user else None,
                      "code": code_at(device, step), "next": code_at(device, step + 1), "left": len(fresh)})
    return found
