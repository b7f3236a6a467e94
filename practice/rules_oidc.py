"""IAM's rules for OIDC providers, and the calls for client IDs that moto lacks."""

import hashlib
import re
from urllib.parse import urlencode, urlparse

from errors import AwsError
from iam_responses import empty_answer

AUDIENCES = 100
PROVIDERS = 100
THUMBPRINTS = 5
# The thumbprint of the root of AWS's hosts, which IAM finds itself.
AMAZON = "9e99a48a9960b14926bb7f3b02e22da2b0ab7280"
AWS_HOSTS = (".amazonaws.com", ".amazonaws.com.cn")
RESERVED = re.compile(r"(^|\.)(example(\.(com|net|org))?|invalid|test)$")  # names that belong to no one


def check(call, gateway):
    """Raises the error that IAM would return."""
    if "OpenIDConnectProvider" not in call.operation:
        return
    if call.operation == "CreateOpenIDConnectProvider":
        _check_new(call, gateway)
    elif call.params.get("OpenIDConnectProviderArn"):
        _find(call, gateway)
    _check_thumbprints(call)
    if call.operation == "AddClientIDToOpenIDConnectProvider":
        known = _find(call, gateway).client_id_list
        if len(set(known) | {call.params["ClientID"]}) > AUDIENCES:
            raise _too_many_audiences()


def _too_many_audiences():
    return AwsError("LimitExceeded", f"Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: {AUDIENCES}", 409)


def _find(call, gateway):
    arn = call.params["OpenIDConnectProviderArn"]
    provider = gateway.account.iam.open_id_providers.get(arn)
    if provider is None:
        raise AwsError("NoSuchEntity", f"OpenIDConnect Provider not found for arn {arn}", 404)
    return provider


def _check_new(call, gateway):
    url = call.params.get("Url", "")
    parts = urlparse(url)
    if parts.scheme != "https" or not parts.hostname or parts.port or parts.query or parts.fragment or parts.username:
        raise AwsError("ValidationError", "Invalid Open ID Connect Provider URL", 400)
    providers = gateway.account.iam.open_id_providers
    if gateway.account.arn("iam", f"oidc-provider/{parts.netloc}{parts.path}") in providers:
        raise AwsError("EntityAlreadyExists", f"Provider with url {url} already exists.", 409)
    if len(providers) >= PROVIDERS:
        raise AwsError("LimitExceeded", f"Cannot exceed quota for OpenIdConnectProvidersPerAccount: {PROVIDERS}", 409)
    if len(call.params.get("ClientIDList") or []) > AUDIENCES:
        raise _too_many_audiences()


def _check_thumbprints(call):
    given = call.params.get("ThumbprintList") or []
    if len(given) > THUMBPRINTS:
        raise AwsError("InvalidInput", f"Thumbprint list must contain fewer than {THUMBPRINTS} entries.", 400)
    for one in given:
        if not re.fullmatch(r"[0-9a-fA-F]{40}", one):
            raise AwsError("InvalidInput", f"Invalid thumbprint {one}: it must be the hex-encoded SHA-1 hash of a certificate.", 400)


def complete(call, gateway):
    """Without a thumbprint IAM uses that of the host's certificate, for AWS's hosts Amazon's; no host is contacted here, so others
    get one that is made up."""
    if call.operation != "CreateOpenIDConnectProvider" or call.params.get("ThumbprintList"):
        return
    host = urlparse(call.params["Url"]).hostname
    if RESERVED.search(host):
        raise AwsError("OpenIdIdpCommunicationError", f"Could not connect to {host}", 400)
    found = AMAZON if host.endswith(AWS_HOSTS) else hashlib.sha1(host.encode()).hexdigest()
    call.body += b"&" + urlencode({"ThumbprintList.member.1": found}).encode()


def add_audience(call, gateway):
    """A repeat is no error."""
    known = _find(call, gateway).client_id_list
    if call.params["ClientID"] not in known:
        known.append(call.params["ClientID"])
    return empty_answer(call)


def remove_audience(call, gateway):
    known = _find(call, gateway).client_id_list
    if call.params["ClientID"] in known:
        known.remove(call.params["ClientID"])
    return empty_answer(call)
