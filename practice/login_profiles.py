"""The console passwords of users: login profiles, with their creation time and whether a reset is required."""

import time

from errors import NAMESPACES, AwsError, xml_answer
from iam_responses import empty_answer


def _user(call, gateway, wanted=True):
    """The user of a call; `wanted`: whether a password must exist or must not."""
    user = gateway.account.user(call.params["UserName"])
    if wanted and not user.password:
        raise AwsError("NoSuchEntity", f"Login Profile for User {user.name} cannot be found.", 404)
    if not wanted and user.password:
        raise AwsError("EntityAlreadyExists", f"Login Profile for user {user.name} already exists.", 409)
    return user


def _shown(call, user):
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(user.password_born))
    return xml_answer(call, NAMESPACES["iam"], f"<LoginProfile><UserName>{user.name}</UserName><CreateDate>{stamp}</CreateDate>"
                      f"<PasswordResetRequired>{str(bool(user.password_reset_required)).lower()}</PasswordResetRequired></LoginProfile>")


def create(call, gateway):
    user = _user(call, gateway, False)
    if not call.params.get("Password"):
        raise AwsError("ValidationError", "Value null at 'password' failed to satisfy constraint: Member must not be null", 400)
    user.password, user.password_born = call.params["Password"], gateway.now
    user.password_reset_required = call.params.get("PasswordResetRequired", False)
    return _shown(call, user)


def get(call, gateway):
    return _shown(call, _user(call, gateway))


def update(call, gateway):
    user = _user(call, gateway)
    user.password = call.params.get("Password") or user.password
    user.password_reset_required = call.params.get("PasswordResetRequired", user.password_reset_required)
    return empty_answer(call)


def delete(call, gateway):
    _user(call, gateway).password = None
    return empty_answer(call)
