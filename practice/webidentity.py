"""AssumeRoleWithWebIdentity: unsigned, authorized by the token alone."""

import base64
import json

import backend
from errors import AwsError
from policy_decision import ALLOW, judge_document
from sessions import note_session


def claims_of(token):
    """The claims of a JWT, not verified."""
    parts = token.split(".")
    try:
        payload = parts[1] + "=" * (-len(parts[1]) % 4)
        claims = json.loads(base64.urlsafe_b64decode(payload))
        return claims if len(parts) == 3 and isinstance(claims, dict) else None
    except (IndexError, ValueError):
        return None


def _audience(claims):
    audience = claims.get("aud", [])
    return audience if isinstance(audience, list) else [audience]


def _provider(call, gateway, claims):
    """The account's provider for the token's issuer, and the issuer's name."""
    issuer = str(claims.get("iss", ""))
    name = issuer.partition("://")[2].rstrip("/")
    arn = gateway.account.arn("iam", f"oidc-provider/{name}")
    provider = gateway.account.iam.open_id_providers.get(arn)
    if provider is None or not gateway.replication.known("provider", issuer):
        raise AwsError("InvalidIdentityToken", f"No OpenIDConnect provider found in your account for {issuer}", 400)
    if not set(_audience(claims)) & set(provider.client_id_list or []):
        raise AwsError("InvalidIdentityToken", "Incorrect token audience", 400)
    return arn, name


def _check_signature(gateway, issuer, token):
    """Only for our issuers: the keys of others are not known here."""
    if gateway.issuer.knows(issuer) and not gateway.issuer.signed(token):
        raise AwsError("InvalidIdentityToken", "Couldn't retrieve verification key from your identity provider, please reference "
                       "AssumeRoleWithWebIdentity documentation for requirements", 400)


def _pod(gateway, claims):
    """The pod that a token of ours is bound to."""
    inside = claims.get("kubernetes.io") if gateway.issuer.knows(str(claims["iss"])) else None
    return inside["pod"]["name"] if inside and "pod" in inside else None


def web_identity(call, gateway):
    claims = claims_of(call.params.get("WebIdentityToken", ""))
    if claims is None:
        raise AwsError("InvalidIdentityToken", "The ID Token provided is not a valid JWT. (You may see this error if you sent "
                       "an Access Token)")
    if float(claims.get("exp", 0)) < gateway.now:
        raise AwsError("ExpiredTokenException", "Token expired")
    arn, name = _provider(call, gateway, claims)
    _check_signature(gateway, str(claims["iss"]), call.params["WebIdentityToken"])
    context = {f"{name}:{k}".lower(): v for k, v in claims.items() if isinstance(v, (str, list))}
    context["sts:rolesessionname"] = call.params.get("RoleSessionName", "")
    role = gateway.account.role_by_arn(call.params.get("RoleArn"))
    allowed = role is not None and gateway.replication.known("role", role.name) and ALLOW == judge_document(
        gateway.replication.trust(role), "sts:AssumeRoleWithWebIdentity", role.arn, context, {"Federated": {arn}})
    if not allowed:
        raise AwsError("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403)
    answer = backend.execute(call)
    if answer.status == 200:
        session = note_session(call, gateway, gateway.account.sts.assumed_roles[-1])
        session.pod = _pod(gateway, claims)
    return answer
