"""The options of `accredit practice`."""

import argparse
import re

EPILOG = """Faults name an operation as AWS does (RunInstances, iam:CreateRole, 'iam:*').
+K spares the first K calls, xN applies to N calls. A dry run is an operation of
its own: RunInstances-dry.

example:
  accredit practice --throttle 2 --error CreateRole=ServiceUnavailable:503x1 \\
      --lose CreateAccessKeyx1 --delay 8"""

MODES = ("CONFIG_MAP", "API", "API_AND_CONFIG_MAP")
CLUSTER_NAME = re.compile(r"[0-9A-Za-z][A-Za-z0-9_-]{0,99}")


def wanted_cluster(text):
    """--cluster NAME[:MODE] -> (name, mode), or None."""
    if not text:
        return None
    name, _, mode = text.partition(":")
    mode = mode or "API_AND_CONFIG_MAP"
    if not CLUSTER_NAME.fullmatch(name) or mode not in MODES:
        raise ValueError(f"--cluster {text}: expected NAME or NAME:MODE, with letters, digits, - and _ in NAME, and one of {', '.join(MODES)} as MODE")
    return name, mode


def parser():
    p = argparse.ArgumentParser(prog="accredit practice", usage="accredit practice [OPTIONS] [-- COMMAND...]",
                                description="A simulated AWS account on this computer: API calls, permission checks and\n"
                                "delays like those of AWS. Nothing is sent to AWS.", epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: a free one)")
    p.add_argument("--region", help="Region (default: AWS_REGION, or us-east-1)")
    p.add_argument("--bucket", action="append", default=[], metavar="NAME[:versioned|:foreign]",
                   help="create a bucket, next to my-data (foreign: in another account); repeat it for more")
    p.add_argument("--cluster", nargs="?", const="practice", metavar="NAME[:MODE]", help="create an EKS cluster (default: practice; the menu always has it); MODE is "
                   "CONFIG_MAP, API or API_AND_CONFIG_MAP (default)")
    p.add_argument("--accounts", type=int, default=0, metavar="N", help="an organization with N member accounts (200000000001 and on), for StackSets; "
                   "its organizational units are ou-prac-practice (the first 20) and ou-prac-sandbox0 (the others)")
    p.add_argument("--env-file", metavar="FILE", help="write the environment as JSON to FILE once the account is ready")
    p.add_argument("--keep-state", metavar="DIR", help="keep records and credentials in DIR; the account itself is discarded")
    p.add_argument("--scp", metavar="FILE", help="a service control policy for the account")
    p.add_argument("--source-ip", default="127.0.0.1", metavar="ADDRESS", help="value of aws:SourceIp (default 127.0.0.1)")
    _add_network(p.add_argument_group("network"))
    _add_faults(p.add_argument_group("faults"))
    _add_workers(p.add_argument_group("workers"))
    p.add_argument("command", nargs=argparse.REMAINDER, metavar="-- COMMAND", help="run COMMAND in this account")
    return p


def _add_network(p):
    p.add_argument("--no-default-vpc", action="store_true", help="no default VPC; another one with a public, a private (NAT) and an "
                   "isolated subnet")
    p.add_argument("--no-vpc", action="store_true", help="the account has no VPC")
    p.add_argument("--closed-egress", action="store_true", help="the default security group allows no outbound traffic")


def _add_faults(p):
    p.add_argument("--latency", type=float, default=0, metavar="MS", help="every call takes this much longer")
    p.add_argument("--throttle", type=int, metavar="N", help="the first N calls of each operation are throttled")
    p.add_argument("--throttle-for", action="append", default=[], metavar="OPERATION=N", help="the same for one operation")
    p.add_argument("--error", action="append", default=[], metavar="OPERATION=CODE[:STATUS][xN]", help="answer an error, do not execute")
    p.add_argument("--reset", action="append", default=[], metavar="OPERATION[xN]", help="reset the connection, do not execute")
    p.add_argument("--lose", action="append", default=[], metavar="OPERATION[xN]", help="execute, then reset the connection before the answer")
    p.add_argument("--truncate", action="append", default=[], metavar="OPERATION[xN]", help="execute, and cut the answer in its middle")
    p.add_argument("--stall", action="append", default=[], metavar="OPERATION=SECONDS[xN]", help="wait before the call is executed")
    p.add_argument("--answer", action="append", default=[], metavar="OPERATION=FILE[xN]", help="execute, and answer with FILE")
    p.add_argument("--ends", action="append", default=[], metavar="RunInstances=REASON[xN]", help="launch, but terminate the instance immediately: "
                   "Client.InternalError, Client.InvalidKMSKey.InvalidState, Client.VolumeLimitExceeded, Server.InternalError")
    p.add_argument("--clock", type=float, default=0, metavar="SECONDS", help="the clock of AWS is off by this much")
    p.add_argument("--delay", type=float, default=2, metavar="SECONDS", help="propagation of new resources and policies (default 2)")
    p.add_argument("--get-delay", type=float, default=0, metavar="SECONDS", help="new resources are not found by Get either")
    p.add_argument("--off-delay", type=float, metavar="SECONDS", help="propagation of a key that was deactivated, reactivated or deleted "
                   "(default: as --delay)")
    p.add_argument("--flap", action="store_true", help="after the delay, answers disagree for as long again")
    p.add_argument("--terse", action="store_true", help="EC2 encodes the reasons of a denial (sts:DecodeAuthorizationMessage)")
    p.add_argument("--kube-conflict", type=int, default=0, metavar="N", help="another client changes the cluster's aws-auth after each of its "
                   "first N reads")
    p.add_argument("--stack-time", type=float, default=1, metavar="SECONDS", help="how long a stack instance takes (default 1)")
    p.add_argument("--die", metavar="before|after|answered:N[,PID]", help="kill the client at its N-th changing call that was allowed")


def _add_workers(p):
    p.add_argument("--boot", type=float, default=0.3, metavar="SECONDS", help="from pending to running")
    p.add_argument("--end", type=float, default=0.3, metavar="SECONDS", help="from shutting-down to terminated")
    p.add_argument("--minute", type=float, default=60, metavar="SECONDS", help="length of a minute of the shutdown timer")
    p.add_argument("--console", choices=("cloud-init", "plain"), default="cloud-init", help="console output with boot lines and prefixes, or plain")
    p.add_argument("--console-lag", type=float, default=0, metavar="SECONDS", help="delay of the console output without Latest")
