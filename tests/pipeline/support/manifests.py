# SPDX-License-Identifier: Apache-2.0
"""The files of packaging/kubernetes, and the validators of their schemas."""

import copy
import json
import shutil

import kubernetes_validate
import yaml

from support.paths import DEPS, TOP
from support.tools import run_tool

FOLDER = TOP / "packaging" / "kubernetes"
TLS_FOLDER = TOP / "packaging" / "kubernetes-tls"
KUBERNETES = ("1.27", "1.33")  # the oldest and the newest version that they are checked against
_NOT_KUBERNETES = {"Kustomization", "ServiceMonitor"}


def kustomization(folder=FOLDER):
    return yaml.safe_load((folder / "kustomization.yaml").read_text())


def manifests():
    """All documents, by (kind, name)."""
    found = {}
    for file in kustomization()["resources"]:
        for document in yaml.safe_load_all((FOLDER / file).read_text()):
            key = document["kind"], document["metadata"]["name"]
            assert key not in found, f"{key} is there twice"
            found[key] = document
    return found


def built(folder):
    """What `kubectl apply -k` of that folder sends, by (kind, name)."""
    text = run_tool(DEPS / "bin" / "kustomize", "build", folder, deadline_s=60).check().stdout
    return {(each["kind"], each["metadata"]["name"]): each for each in yaml.safe_load_all(text)}


def fault_of(document, version):
    """What is wrong with it by the schema of that version of Kubernetes. Unknown fields are. Empty if nothing is."""
    try:
        kubernetes_validate.validate(document, version, strict=True)
    except kubernetes_validate.ValidationError as error:
        return f"{document['kind']}: {error.message}"
    return ""


def fault_of_monitor(document):
    done = run_tool(shutil.which("node"), DEPS / "kubernetes" / "check.mjs", stdin=json.dumps(document), deadline_s=60)
    assert done.code in (0, 1) and not done.stderr, done
    assert (done.code == 0) == (not done.stdout), done
    return done.stdout


def of_kubernetes(found):
    return [document for (kind, _), document in found.items() if kind not in _NOT_KUBERNETES]


def changed(document, path, value):
    """A copy with another value at path, a list of keys and indexes. None: it is left out."""
    result = copy.deepcopy(document)
    place = result
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return result
