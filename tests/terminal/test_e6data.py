"""e6data by keys: from the menu to a probe in a pod, with a wrong value pasted on the way."""

from wizard import DOWN, ENTER, LONG, TOP

BACKTAB = "\033[Z"
REDRAW = "\x0c"  # redraws the whole screen: the emulator here gets a scrolling form wrong
TEMPLATES = {"ACCREDIT_TEMPLATES": str(TOP / "templates")}


def test_from_the_menu_to_the_probe(wizard, cloud):
    created = cloud.client("eks").create_cluster(name="one", roleArn="arn:aws:iam::123456789012:role/Cluster", resourcesVpcConfig={"subnetIds": []},
                                              accessConfig={"authenticationMode": "API"})
    issuer = created["cluster"]["identity"]["oidc"]["issuer"].removeprefix("https://")
    t = wizard("setup", "e6data", rows=60, cols=120, env=TEMPLATES)
    t.wait("How will the platform", LONG)
    t.wait("123456789012", LONG)
    t.go(ENTER, "Setup name")
    t.go(ENTER, "What should the platform be")
    t.go(ENTER, "[✓] Workspace bucket")
    t.go(DOWN * 3, "Uses what these create: engine.")

    def fill(text, brings):
        t.go(text + ENTER + REDRAW, brings)
    fill("", "▸ Region")
    fill("", "▸ Workspace (required)")
    fill("Sales", "invalid value 'Sales'")
    fill("\x15sales", "▸ EKS cluster")
    t.go(ENTER, "one  ACTIVE")      # an empty required field opens its list
    t.go(ENTER, "[ one")
    fill("", "▸ Namespace")
    fill("e6", "▸ OIDC issuer")
    t.go(f"https://{issuer}/\t" + REDRAW, f"taken as {issuer}")
    t.go(BACKTAB + "\x15", "read from the cluster")
    fill("", "▸ Workspace bucket")
    fill("s3://workspace-of-sales/logs", "▸ Data buckets")
    fill("practice-data", "▸ Unload bucket")
    t.send("workspace-of-sales\t" + REDRAW)
    t.until(lambda: t.text().count("does not exist yet: will be created") == 2, "the unload bucket is the one of the workspace")
    t.go(BACKTAB + REDRAW, "▸ Unload bucket")
    fill("", "▸ Vendor's principal")
    fill("210987654321", "▸ External ID")
    fill("783562", "▸ Vendor's account for system")
    fill("", "▸ Engine role")
    t.wait("e6data-workspace-sales-engine-role-")
    t.go(ENTER * 4, "to create", LONG)
    t.wait("protects no one. Ask")
    t.go("a", "All resources have been created.", LONG)
    t.go(ENTER, "Test from inside the cluster?", LONG)
    t.go("y", "checks passed", 120)
    t.go(ENTER, "Tested: all", LONG)
    assert "e6data-workspace-sales-engine-role" in "".join(cloud.roles())
    assert cloud.objects("practice-data") == []
