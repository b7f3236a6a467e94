"""IAM's rules: names, sizes, quotas, documents."""


def check(call, gateway):
    """Raises what IAM would answer."""


def finish(call, gateway, answer):
    return answer
