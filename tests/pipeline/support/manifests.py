# SPDX-License-Identifier: Apache-2.0
"""The files of packaging/kubernetes, and the validators of their schemas."""

import copy
import json
import re
import shutil

import jsonpatch
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


def manifests_with_tls():
    """manifests() with the patches of TLS_FOLDER, as kustomize applies them: to all whose name fits the target."""
    found = manifests()
    for patch in kustomization(TLS_FOLDER)["patches"]:
        operations = yaml.safe_load((TLS_FOLDER / patch["path"]).read_text())
        kind, name = patch["target"]["kind"], re.compile(patch["target"]["name"])
        keys = [key for key in found if key[0] == kind and name.fullmatch(key[1])]
        assert keys, f"{patch['path']} has no target"
        for key in keys:
            found[key] = jsonpatch.apply_patch(found[key], operations)
    return found


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
