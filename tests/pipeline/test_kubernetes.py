# SPDX-License-Identifier: Apache-2.0
"""The manifests of packaging/kubernetes fit Kubernetes' schemas, each other, and the real program."""

import collections
import pathlib
import re

import grpc
import pytest

from support.api import pb, pb_grpc
from support.certificates import Authority
from support.http_port import ask
from support.manifests import (
    FOLDER,
    KUBERNETES,
    TLS_FOLDER,
    built,
    changed,
    fault_of,
    fault_of_monitor,
    kustomization,
    manifests,
    of_kubernetes,
)
from support.metrics import scrape
from support.rollcalld import SERVICE, Rollcalld
from support.tools import program, run_tool
from support.waiting import DEADLINE_S, wait_until

pytestmark = pytest.mark.release_only

ALL = manifests()
WITH_TLS = built(TLS_FOLDER)
DEPLOYMENT = ALL["Deployment", "rollcalld"]
POD = DEPLOYMENT["spec"]["template"]["spec"]
[CONTAINER] = POD["containers"]
LABELS = DEPLOYMENT["spec"]["template"]["metadata"]["labels"]
PORTS = {port["name"]: port["containerPort"] for port in CONTAINER["ports"]}
SERVICES = [document for (kind, _), document in ALL.items() if kind == "Service"]
SETTINGS = ALL["ConfigMap", "rollcalld"]["data"]["rollcalld.toml"]
_PROBES = ("readinessProbe", "livenessProbe")
_CONTAINER = ["spec", "template", "spec", "containers", 0]


def test_the_image_has_the_version_of_this_tree():
    [image] = kustomization()["images"]
    assert f"rollcalld {image['newTag']} " in run_tool(program("rollcalld"), "--version").check().stdout


def test_every_file_is_deployed():
    files = {path.name for path in FOLDER.glob("*.yaml")} - {"kustomization.yaml"}
    assert files == set(kustomization()["resources"])
    assert built(FOLDER).keys() == WITH_TLS.keys() == ALL.keys()
    patches = {path.name for path in TLS_FOLDER.glob("*.yaml")} - {"kustomization.yaml"}
    assert patches == {patch["path"] for patch in kustomization(TLS_FOLDER)["patches"]}


@pytest.mark.parametrize("documents", [ALL, WITH_TLS], ids=["clear", "tls"])
@pytest.mark.parametrize("version", KUBERNETES)
def test_they_fit_the_schemas(version, documents):
    assert [fault for fault in (fault_of(document, version) for document in of_kubernetes(documents)) if fault] == []
    assert len(of_kubernetes(documents)) >= 7


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
def start_pod(topic, tmp_path):
    """start_pod(container, files): its command and settings file; only where it connects and listens is this machine's.
    `files`: paths of the pod that are elsewhere here."""
    topic.publish(1)
    started = []

    def start(container, files=None):
        [mount] = [each for each in container["volumeMounts"] if each.get("subPath") == "rollcalld.toml"]
        file = tmp_path / "rollcalld.toml"
        file.write_text(SETTINGS)
        arguments = [str(file) if word == mount["mountPath"] else word for word in container["args"]]
        assert str(file) in arguments and container["command"] == ["rollcalld"]
        values = collections.ChainMap({"ROLLCALL_SERVER_ID": "rollcalld-0"}, files or {})
        environment = {each["name"]: str(values[each.get("value", each["name"])]) for each in container["env"]}
        server = Rollcalld(
            tmp_path,
            topic.brokers,
            topic.name,
            *arguments,
            ROLLCALL_DRAIN=f"{_drain_s()}s",
            ROLLCALL_HTTP_LISTEN="127.0.0.1:0",
            **environment,
        )
        started.append(server)
        return server.start()

    yield start
    for server in started:
        server.close()


@pytest.fixture
def pod(start_pod):
    return start_pod(CONTAINER).wait_serving()


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


def test_with_tls_the_real_program_runs_and_the_probes_ask_over_http(start_pod, tmp_path):
    pod_spec = WITH_TLS["Deployment", "rollcalld"]["spec"]["template"]["spec"]
    [container] = pod_spec["containers"]
    issued = Authority(tmp_path, "ca").issue("server")
    [secret] = [each["mountPath"] for each in container["volumeMounts"] if each["name"] == "tls"]
    assert {"tls", "kafka", "settings"} == {each["name"] for each in pod_spec["volumes"]}
    pod = start_pod(container, {f"{secret}/tls.crt": issued.certificate, f"{secret}/tls.key": issued.key})
    probes = [container[name]["httpGet"] for name in _PROBES]
    assert [probe["port"] for probe in probes] == ["metrics"] * 2
    ready, alive = (lambda path=probe["path"]: ask(pod, path).status for probe in probes)
    wait_until(lambda: ready() == 200, "the probe lets calls in")
    credentials = grpc.ssl_channel_credentials(issued.authority.read_bytes())
    with grpc.secure_channel(pod.address, credentials) as channel:
        listed = pb_grpc.CoprocessorStatusServiceStub(channel).ListNodes(pb.ListNodesRequest(), timeout=DEADLINE_S)
    assert [node.node_id for node in listed.nodes] == [1]
    pod.terminate()
    wait_until(
        lambda: ready() == 503 and alive() == 200, "the probe takes it out of the Services, and nobody restarts it"
    )
    assert pod.child.wait(pod_spec["terminationGracePeriodSeconds"]) == 0, pod.child.report()
    assert all(
        "appProtocol" not in port
        for (kind, _), document in WITH_TLS.items()
        if kind == "Service"
        for port in document["spec"]["ports"]
    )


def test_secrets_are_mounted_where_the_settings_name_them():
    [kafka] = [each["mountPath"] for each in CONTAINER["volumeMounts"] if each["name"] == "kafka"]
    named = re.findall(r'[@=](/etc/rollcall/\S+?)"', SETTINGS)
    assert len(named) == 3 and all(str(pathlib.PurePath(path).parent) == kafka for path in named)
