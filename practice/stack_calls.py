"""The calls that CloudFormation makes for a stack, with the permissions of the stack's caller."""

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from errors import AwsError
from identity import secret_of

AGENT = "cloudformation.amazonaws.com"


def is_stack(call):
    """Whether CloudFormation makes this call for its caller."""
    return call.header("user-agent", "").startswith(AGENT)


class Calls:
    """Calls as the caller of a stack's operation. Called itself it makes one to IAM; of(service) makes those of another service."""

    def __init__(self, gateway, call):
        self.gateway = gateway
        self.account = gateway.account
        self.region = call.region
        self.keys = (call.auth.key, secret_of(self.account, call.auth.key), call.auth.token or None)
        self.clients = {}

    def __call__(self, operation, **params):
        return self._call("iam", operation, params)

    def of(self, service):
        return lambda operation, **params: self._call(service, operation, params)

    def _client(self, service):
        if service not in self.clients:
            config = Config(user_agent=AGENT, retries={"total_max_attempts": 1}, connect_timeout=10, read_timeout=60,
                            s3={"addressing_style": "path"})
            session = boto3.session.Session(*self.keys, region_name=self.region)
            self.clients[service] = session.client(service, endpoint_url=self.gateway.url, config=config)
        return self.clients[service]

    def _call(self, service, operation, params):
        client = self._client(service)
        method = next(m for m, o in client.meta.method_to_api_mapping.items() if o == operation)
        try:
            return getattr(client, method)(**params)
        except ClientError as error:
            told = error.response["Error"]
            raise AwsError(told["Code"], f"{told['Message']} (Service: {service}, Error Code: {told['Code']})") from None
