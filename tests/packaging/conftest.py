# SPDX-License-Identifier: Apache-2.0
"""The packages of the release build, and a newer version of them."""

import os
import pathlib
import re

import pytest

from root import run
from support.paths import TOP

BUILD = pathlib.Path(os.environ.get("ROLLCALL_RELEASE_DIR", TOP / "build/release"))
NEWER = "99.0-1"


def _made(place, tmp_path_factory):
    """{name of the package: file}. scripts/test makes them before it becomes root, and names the folder."""
    if "ROLLCALL_PACKAGES_DIR" in os.environ:
        folder = pathlib.Path(os.environ["ROLLCALL_PACKAGES_DIR"]) / place
    else:
        folder = tmp_path_factory.mktemp("packages") / place
        run(TOP / "scripts/package", "--build", BUILD, "--output", folder, deadline_s=1800)
    return {deb.name.split("_")[0]: deb for deb in folder.glob("*.deb")}


@pytest.fixture(scope="session")
def debs(tmp_path_factory):
    return _made("debs", tmp_path_factory)


@pytest.fixture(scope="session")
def debs_made_again(tmp_path_factory):
    return _made("elsewhere/debs", tmp_path_factory)


def _with_version(deb, version, folder):
    """The same package, as a later one."""
    content = folder / "content"
    run("dpkg-deb", "-R", deb, content)
    control = content / "DEBIAN/control"
    control.write_text(re.sub(r"^Version: .*$", f"Version: {version}", control.read_text(), flags=re.MULTILINE))
    newer = folder / deb.name.replace(deb.name.split("_")[1], version)
    run("dpkg-deb", "--root-owner-group", "-Znone", "-b", content, newer)
    return newer


@pytest.fixture(scope="session")
def newer_debs(debs, tmp_path_factory):
    return {name: _with_version(deb, NEWER, tmp_path_factory.mktemp("newer")) for name, deb in debs.items()}
