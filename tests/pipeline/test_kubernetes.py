# SPDX-License-Identifier: Apache-2.0
"""The manifests of packaging/kubernetes fit Kubernetes' schemas, each other, and the real program."""

import pathlib
import re

import pytest

from support.manifests import (
    FOLDER,
    KUBERNETES,
    changed,
    fault_of,
    fault_of_monitor,
    kustomization,
    manifests,
    of_kubernetes,
)
from support.metrics import scrape
from support.rollcalld import SERVICE, Rollcalld
from support.waiting import wait_until

pytestmark = pytest.mark.release_only

ALL = manifests()
DEPLOYMENT = ALL["Deployment", "rollcalld"]
POD = DEPLOYMENT["spec"]["template"]["spec"]
[CONTAINER] = POD["containers"]
LABELS = DEPLOYMENT["spec"]["template"]["metadata"]["labels"]
PORTS = {port["name"]: port["containerPort"] for port in CONTAINER["ports"]}
SERVICES = [document for (kind, _), document in ALL.items() if kind == "Service"]
SETTINGS = ALL["ConfigMap", "rollcalld"]["data"]["rollcalld.toml"]
_PROBES = ("readinessProbe", "livenessProbe")
_CONTAINER = ["spec", "template", "spec", "containers", 0]


def test_every_file_is_deployed():
    files = {path.name for path in FOLDER.glob("*.yaml")} - {"kustomization.yaml"}
    assert files == set(kustomization()["resources"])


@pytest.mark.parametrize("version", KUBERNETES)
def test_they_fit_the_schemas(version):
    assert [fault for fault in (fault_of(document, version) for document in of_kubernetes(ALL)) if fault] == []
    assert len(of_kubernetes(ALL)) >= 7


def test_the_service_monitor_fits_its_schema():
    assert fault_of_monitor(ALL["ServiceMonitor", "rollcalld"]) == ""


@pytest.mark.parametrize(
    "key, path, value",
    [
        (("Deployment", "rollcalld"), ["spec", "replicas"], "three"),
        (("Deployment", "rollcalld"), ["spec", "selector"], None),
        (("Deployment", "rollcalld"), [*_CONTAINER, "readynessProbe"], {}),
        (("Deployment", "rollcalld"), [*_CONTAINER, "readinessProbe", "grpc", "port"], "grpc"),
        (("PodDisruptionBudget", "rollcalld"), ["spec", "maxUnavailible"], 1),
        (("NetworkPolicy", "rollcalld"), ["spec", "podSelector"], None),
        (("Service", "rollcalld"), ["spec", "ports", 0, "port"], None),
    ],
)
def test_the_validator_finds_what_is_wrong(key, path, value):
    assert fault_of(changed(ALL[key], path, value), KUBERNETES[-1])


@pytest.mark.parametrize(
    "path, value", [(["spec", "selector"], None), (["spec", "endpoints", 0, "interval"], "15 seconds")]
)
def test_the_validator_of_the_service_monitor_finds_what_is_wrong(path, value):
    assert fault_of_monitor(changed(ALL["ServiceMonitor", "rollcalld"], path, value))


def test_all_select_the_pods():
    selectors = [DEPLOYMENT["spec"]["selector"]["matchLabels"]]
    selectors += [service["spec"]["selector"] for service in SERVICES]
    selectors.append(ALL["PodDisruptionBudget", "rollcalld"]["spec"]["selector"]["matchLabels"])
    selectors.append(ALL["NetworkPolicy", "rollcalld"]["spec"]["podSelector"]["matchLabels"])
    selectors += [each["labelSelector"]["matchLabels"] for each in POD["topologySpreadConstraints"]]
    assert all(selector and selector.items() <= LABELS.items() for selector in selectors)
    monitored = ALL["ServiceMonitor", "rollcalld"]["spec"]["selector"]["matchLabels"]
    assert all(monitored.items() <= service["metadata"]["labels"].items() for service in SERVICES)


def test_ports_are_those_of_the_container():
    for service in SERVICES:
        for port in service["spec"]["ports"]:
            assert PORTS[port["targetPort"]] == port["port"], service["metadata"]["name"]
    allowed = {port["port"] for rule in ALL["NetworkPolicy", "rollcalld"]["spec"]["ingress"] for port in rule["ports"]}
    assert allowed == set(PORTS)
    served = {port["name"] for service in SERVICES for port in service["spec"]["ports"]}
    assert {each["port"] for each in ALL["ServiceMonitor", "rollcalld"]["spec"]["endpoints"]} <= served
    assert [CONTAINER[probe]["grpc"]["port"] for probe in _PROBES] == [PORTS["grpc"]] * 2
    assert {f'listen = "0.0.0.0:{PORTS["grpc"]}"', f'http-listen = "0.0.0.0:{PORTS["metrics"]}"'} <= {
        line.strip() for line in SETTINGS.splitlines()
    }


def test_the_pods_are_restricted():
    """As the pod security standard of that name asks, which the namespace enforces."""
    assert ALL["Namespace", "rollcall"]["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    of_pod, of_container = POD["securityContext"], CONTAINER["securityContext"]
    assert of_pod["runAsNonRoot"] and of_pod["seccompProfile"]["type"] == "RuntimeDefault"
    assert of_container["capabilities"]["drop"] == ["ALL"] and of_container["allowPrivilegeEscalation"] is False
    assert of_container["readOnlyRootFilesystem"] and POD["automountServiceAccountToken"] is False
    assert "securityContext" not in CONTAINER.get("lifecycle", {}) and "hostNetwork" not in POD


def _drain_s():
    return int(re.search(r'^drain = "(\d+)s"', SETTINGS, re.MULTILINE)[1])


def test_a_drain_fits_into_the_time_that_kubernetes_gives():
    assert POD["terminationGracePeriodSeconds"] >= _drain_s() + 5
    readiness = CONTAINER["readinessProbe"]
    assert DEPLOYMENT["spec"]["minReadySeconds"] >= _drain_s()
    # Taken out by the probes as well, if nothing else did it, while it still answers.
    assert readiness["periodSeconds"] <= _drain_s() / 2


@pytest.fixture
def pod(topic, tmp_path):
    """The container's command, with its settings file; only where it connects and listens is this machine's."""
    topic.publish(1)
    [mount] = [each for each in CONTAINER["volumeMounts"] if each.get("subPath") == "rollcalld.toml"]
    file = tmp_path / "rollcalld.toml"
    file.write_text(SETTINGS)
    arguments = [str(file) if word == mount["mountPath"] else word for word in CONTAINER["args"]]
    assert str(file) in arguments and CONTAINER["command"] == ["rollcalld"]
    environment = {each["name"]: "rollcalld-0" for each in CONTAINER["env"]}
    server = Rollcalld(
        tmp_path,
        topic.brokers,
        topic.name,
        *arguments,
        ROLLCALL_DRAIN=f"{_drain_s()}s",
        ROLLCALL_HTTP_LISTEN="127.0.0.1:0",
        **environment,
    )
    yield server.start().wait_serving()
    server.close()


def _probe(pod, name):
    return pod.health(CONTAINER[name]["grpc"]["service"])


def test_the_real_program_runs_with_them_and_ends_in_time(pod):
    assert [_probe(pod, name) for name in _PROBES] == ["SERVING"] * 2
    assert CONTAINER["readinessProbe"]["grpc"]["service"] == SERVICE
    assert scrape(pod)["rollcall_watchers"] == 0
    assert "server_id=rollcalld-0" in pod.child.stderr()
    pod.terminate()
    wait_until(lambda: _probe(pod, "readinessProbe") == "NOT_SERVING", "the probe takes it out of the Services")
    pod.channel.close()
    assert pod.child.wait(POD["terminationGracePeriodSeconds"]) == 0, pod.child.report()


def test_secrets_are_mounted_where_the_settings_name_them():
    [kafka] = [each["mountPath"] for each in CONTAINER["volumeMounts"] if each["name"] == "kafka"]
    named = re.findall(r'[@=](/etc/rollcall/\S+?)"', SETTINGS)
    assert len(named) == 3 and all(str(pathlib.PurePath(path).parent) == kafka for path in named)
