# SPDX-License-Identifier: Apache-2.0
"""The packages of the release build, and a newer version of them."""

import os
import pathlib

import pytest

from root import TOP, run

BUILD = pathlib.Path(os.environ.get("ROLLCALL_RELEASE_DIR", TOP / "build/release"))
NEWER = "99.0-1"


def make(folder, *options):
    """{name of the package: file}"""
    run(TOP / "scripts/package", "--build", BUILD, "--output", folder, *options, deadline_s=1800)
    return {deb.name.split("_")[0]: deb for deb in folder.glob("*.deb")}


@pytest.fixture(scope="session")
def debs(tmp_path_factory):
    return make(tmp_path_factory.mktemp("packages") / "debs")


@pytest.fixture(scope="session")
def newer_debs(tmp_path_factory):
    return make(tmp_path_factory.mktemp("newer") / "debs", "--version", NEWER)
