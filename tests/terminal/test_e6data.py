"""e6data by keys: from the menu to a probe in a pod, with a wrong value pasted on the way."""

from wizard import ENTER, LONG, TOP

REDRAW = "\x0c"  # redraws the whole screen: the emulator here gets a scrolling form wrong
TEMPLATES = {"ACCREDIT_TEMPLATES": str(TOP / "templates")}


def test_from_the_menu_to_the_probe(wizard, cloud):
    created = cloud.client("eks").create_cluster(name="one", roleArn="arn:aws:iam::123456789012:role/Cluster", resourcesVpcConfig={"subnetIds": []},
                                              accessConfig={"authenticationMode": "API"})
    issuer = created["cluster"]["identity"]["oidc"]["issuer"].removeprefix("https://")
    t = wizard("setup", "e6data", rows=60, cols=120, env=TEMPLATES)
    t.wait("How will the platform", LONG)
    t.wait("123456789012", LONG)
    t.go(ENTER, "What shall things be called?")
    t.wait("control plane assumes")
    for label in ("Engine role", "Engine's data policy", "Cross-account role", "Node role"):
        t.go(ENTER, f"▸ {label}")
    t.go(ENTER, "What should the platform be")
    t.go(ENTER, "EKS cluster")

    def fill(text, brings):
        t.go(text + ENTER + REDRAW, brings)
    fill("", "▸ Workspace (needed)")
    fill("Sales", "'Sales' does not fit")
    fill("\x15sales", "▸ EKS cluster")
    fill("one", "▸ Namespace")
    fill("e6", "▸ OIDC issuer")
    fill(f"https://{issuer}", "no slash after it")
    t.go("\x15", "May stay empty. The cluster's issuer")
    fill(issuer + "/", "no slash after it")
    fill("\x15", "▸ Workspace bucket")
    fill("workspace-of-sales", "▸ A bucket that is there")
    fill("", "▸ Data buckets")
    fill("practice-data", "▸ Unload bucket")
    fill("workspace-of-sales", "▸ Require the AWS audience")
    fill("", "▸ Vendor's principal")
    fill("arn:aws:iam::210987654321:root", "▸ External ID")
    fill("783562", "▸ The vendor's account for system")
    t.go(ENTER * 6, "to create", LONG)
    t.wait("protects no one. Ask")
    t.go("a", "All resources have been created.", LONG)
    t.go(ENTER, "prove it?", LONG)
    t.go("y", "checks passed", 120)
    t.go(ENTER, "Tested: all", LONG)
    assert "e6data-workspace-sales-engine-role" in "".join(cloud.roles())
    assert cloud.objects("practice-data") == []
