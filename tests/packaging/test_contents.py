# SPDX-License-Identifier: Apache-2.0
"""What is in the packages: relations, settings, licenses, SBOM; and that making them twice gives the same bytes."""

import re

import pytest
from spdx_tools.spdx.model import RelationshipType
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from root import run
from support.paths import DEPS, TOP

PACKAGES = (
    "rollcall-server",
    "rollcall-client",
    "rollcall-agent",
    "librollcall-publisher",
    "librollcall-publisher-dev",
    "librollcall-client-dev",
    "rollcall-doc",
)


@pytest.fixture(scope="module")
def unpacked(debs, tmp_path_factory):
    """{package: the folder with its files}"""
    folders = {}
    for name, deb in debs.items():
        folders[name] = tmp_path_factory.mktemp(name)
        run("dpkg-deb", "-x", deb, folders[name])
    return folders


def _field(deb, name):
    return run("dpkg-deb", "-f", deb, name).stdout.strip()


def test_these_packages_are_made(debs):
    assert sorted(debs) == sorted(PACKAGES)


def test_dependencies_are_those_of_the_programs(debs):
    depends = _field(debs["rollcall-server"], "Depends")
    for name in ("libc6 (>=", "libssl3", "libnghttp2-14", "libuv1", "systemd-sysusers"):
        assert name in depends, depends
    assert "libgrpc" not in depends and "libspdlog" not in depends, depends
    assert "libcurl4" in _field(debs["rollcall-agent"], "Depends")
    version = _field(debs["librollcall-publisher"], "Version")
    assert f"librollcall-publisher (= {version})" in _field(debs["librollcall-publisher-dev"], "Depends")


def test_packages_say_what_they_were_built_from(debs):
    revision = run("git", "-C", TOP, "describe", "--always", "--dirty", "--exclude=*", "--abbrev=12").stdout.strip()
    for deb in debs.values():
        assert f"Built from revision {revision} (GNU 12" in _field(deb, "Description"), deb
        assert "@" in _field(deb, "Maintainer")


def test_settings_are_conffiles_and_belong_to_root(debs):
    conffiles = {
        name: run("dpkg-deb", "-I", deb, "conffiles", check=False).stdout.split() for name, deb in debs.items()
    }
    assert conffiles["rollcall-server"] == ["/etc/rollcall/rollcalld.toml"]
    assert conffiles["rollcall-agent"] == ["/etc/rollcall/rollcall-agent.toml", "/etc/rollcall/rollcall-reaper.toml"]
    for name, deb in debs.items():
        listing = run("dpkg-deb", "-c", deb).stdout
        assert {line.split()[1] for line in listing.splitlines()} == {"root/root"}, name
        assert not re.search(r"^.{5}w|^.{8}w", re.sub(r"^l.*\n", "", listing, flags=re.MULTILINE), re.MULTILINE), (
            listing
        )
        in_etc = set(re.findall(r" \.(/etc/\S+[^/\s])$", listing, re.MULTILINE))
        assert in_etc == set(conffiles[name]), name


def test_each_package_has_its_licenses(unpacked):
    librdkafka = (DEPS / "librdkafka/.source_version").read_text().strip()
    for name, folder in unpacked.items():
        text = (folder / "usr/share/doc" / name / "copyright").read_text()
        assert "License: Apache-2.0" in text, name
        inside = name in ("rollcall-server", "rollcall-client", "rollcall-agent", "librollcall-publisher")
        assert ("nlohmann-json3-dev" in text) == inside, name
        with_kafka = name in ("rollcall-server", "rollcall-agent", "librollcall-publisher")
        assert (f"librdkafka {librdkafka}" in text) == with_kafka, name
    assert "Magnus Edenhill" in (unpacked["rollcall-server"] / "usr/share/doc/rollcall-server/copyright").read_text()


def _linked(document, kind):
    names = {package.spdx_id: package.name for package in document.packages}
    return {names[r.related_spdx_element_id] for r in document.relationships if r.relationship_type == kind}


def test_sboms_are_valid_and_name_what_is_linked(unpacked):
    for name, folder in unpacked.items():
        document = parse_file(str(folder / f"usr/share/doc/{name}/sbom.spdx.json"))
        problems = validate_full_spdx_document(document)
        assert problems == [], [problem.validation_message for problem in problems]
        needed = set()
        for program in [*folder.glob("usr/bin/*"), *folder.glob("usr/lib/*/*.so.*")]:
            if not program.is_symlink():
                needed |= set(re.findall(r"NEEDED.*\[(.+)\]", run("readelf", "-d", program).stdout))
        shared = _linked(document, RelationshipType.DYNAMIC_LINK)
        for library, package in (
            ("libssl.so.3", "libssl3"),
            ("libnghttp2.so.14", "libnghttp2-14"),
            ("libcurl.so.4", "libcurl4"),
        ):
            assert (package in shared) == (library in needed), (name, library, shared)
    static = _linked(
        parse_file(str(unpacked["rollcall-client"] / "usr/share/doc/rollcall-client/sbom.spdx.json")),
        RelationshipType.STATIC_LINK,
    )
    assert {"libgrpc-dev", "libprotobuf-dev", "libabsl-dev", "libcli11-dev", "nlohmann-json3-dev"} <= static
    assert "librdkafka" not in static, "the client has no Kafka in it"
    assert "libssl-dev" not in static, "it is loaded, not compiled in"


def test_programs_tell_nothing_of_where_they_were_built(unpacked):
    for name, folder in unpacked.items():
        for file in [*folder.glob("usr/bin/*"), *folder.rglob("*.so.*"), *folder.rglob("*.cmake")]:
            assert str(TOP).encode() not in file.read_bytes(), (name, file)


def test_making_packages_twice_gives_the_same_bytes(debs, debs_made_again):
    assert {
        name: deb.read_bytes() == debs_made_again[name].read_bytes() for name, deb in debs.items()
    } == dict.fromkeys(PACKAGES, True)
