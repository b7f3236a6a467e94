"""The hand-off as a script of AWS CLI calls: run on the practice cloud, run again, compared with setup, and undone."""

import pytest

from cloud import ACCOUNT
from handoff_folder import HandoffFolder, bucket_settings, inventory

WHOLE = "bucket,engine,glue,unload,cross-account,cluster,karpenter,alb,queue,mapping,service-account"
E6DATA = ("WORKSPACE_NAME=salesdata", "CLUSTER_NAME=one", "NAMESPACE=e6", "BUCKET=workspace-of-sales", "DATA_BUCKETS=rehearsal, second-data",
          "UNLOAD_BUCKET=kept", "E6DATA_PRINCIPAL_ARN=arn:aws:iam::210987654321:root", "EXTERNAL_ID=of-our-own")


def sets(*answers):
    return [w for a in answers for w in ("--set", a)]


# Platform, options: one combination for each method, and for each kind that a method does not bring.
METHODS = {
    "essentia-role": ("essentia", "--policy", "workers-and-s3"),
    "essentia-configure": ("essentia", "--method", "configure", "--policy", "s3"),
    "essentia-command": ("essentia", "--method", "command", *sets("TAGS=team=it's $HOME, cost center=`x`")),
    "iguazio-user": ("iguazio", "--method", "user"),
    "iguazio-role": ("iguazio", "--method", "role"),
    "deadline-user": ("deadline", "--method", "user", "--policy", "source-ip", *sets("PUBLIC_IPS=192.0.2.7/32")),
    "deadline-instance-role": ("deadline", "--method", "instance-role", "--policy", "source-ip-deny", *sets("PUBLIC_IPS=192.0.2.7/32")),
    "e6data-irsa": ("e6data", *sets(*E6DATA, f"PARTS={WHOLE}", "GLUE=write", "E6DATA_ACCOUNT_ID=210987654321")),
    "e6data-pod-identity": ("e6data", "--method", "pod-identity", "--policy", "scoped", *sets(*E6DATA, f"PARTS={WHOLE}")),
}


def prepare(cloud, platform):
    """What exists in the account before; the answers that only the cloud knows."""
    if platform != "e6data":
        return []
    cloud.client("s3").create_bucket(Bucket="second-data")
    made = cloud.client("eks").create_cluster(name="one", roleArn=f"arn:aws:iam::{ACCOUNT}:role/Cluster", resourcesVpcConfig={"subnetIds": []},
                                              accessConfig={"authenticationMode": "API_AND_CONFIG_MAP"})
    return sets("OIDC_PROVIDER_SUFFIX=" + made["cluster"]["identity"]["oidc"]["issuer"].removeprefix("https://"))


def local_answers(platform, words, folder):
    """Answers that setup needs without a terminal, because it creates keys."""
    if "configure" in words:
        return sets("PROFILE=of-essentia")
    if platform == "iguazio" and "role" not in words or "command" in words or platform == "deadline" and "user" in words:
        return sets(f"KEY_FILE={folder}/key.csv")
    return []


@pytest.mark.parametrize("words", METHODS.values(), ids=METHODS)
def test_script_creates_what_setup_creates(cloud, home, tmp_path, words):
    """And accredit then plans nothing, a second run changes nothing, and undo.sh leaves the account as before."""
    platform, *words = words
    words += prepare(cloud, platform)
    before = inventory(cloud)
    folder = HandoffFolder(home, tmp_path / "it's for $you", platform, *words)
    assert folder.scripts() == sorted([f"{platform}.sh", "undo.sh"])
    folder.run(shell="dash")
    created = inventory(cloud)
    assert created != before
    assert not folder.still_planned()
    cloud.forget_calls()
    assert "Nothing to change" in folder.run(answers="", shell="bash") and not cloud.changes()
    folder.undo()
    assert inventory(cloud) == before
    home.delete_state()
    home.run("setup", platform, *words, *local_answers(platform, words, tmp_path), "--yes", "--no-probe", "--json")
    assert inventory(cloud) == created
