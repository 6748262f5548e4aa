#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make.py BUILD: writes BUILD/sbom/PACKAGE/{copyright,sbom.spdx.json} of each Debian package, and the changelog of all.

They are made from the build: what the linker wrote about each program, which headers its objects were compiled with,
and which libraries it loads. SOURCE_DATE_EPOCH, in seconds, is the time that they bear.
"""

import gzip
import os
import pathlib
import subprocess
import sys

import inputs
import origins
import spdx

TOP = pathlib.Path(__file__).resolve().parents[2]

PROGRAMS = {
    "rollcall-server": "bin/rollcalld",
    "rollcall-client": "bin/rollcall",
    "rollcall-agent": "bin/rollcall-agent",
    "librollcall-publisher": "lib/librollcall_publisher.so",
}
# The packages of our archives, which client/lib/CMakeLists.txt lists.
CLIENT_PARTS = ("client", "client_fold", "base_core", "proto_messages", "proto_service", "proto_health")
CLIENT_PARTS += ("proto_health_service", "proto_google_rpc")
ARCHIVES = {"librollcall-client-dev": CLIENT_PARTS}
WITHOUT_CODE = ("librollcall-publisher-dev", "rollcall-doc")


def _inputs_of(package, build, headers):
    if package in PROGRAMS:
        return inputs.of_program((build / PROGRAMS[package]).resolve(), build, headers)
    if package in ARCHIVES:
        archives = [next(build.glob(f"*/**/librollcall_{part}.a")) for part in ARCHIVES[package]]
        return inputs.of_archives(archives, headers)
    return inputs.Inputs()


def _origins_of(found, known):
    """What is inside, and what is loaded. Headers count as inside, unless they only declare what is loaded."""
    shared = known.of_files(found.shared)
    loaded = {origin.source for origin in shared}
    from_headers = {origin for origin in known.of_files(found.headers) if origin.source not in loaded}
    return known.of_files(found.static) | from_headers, shared


def _copyright(static):
    """Of the package: our own license, and those of all that is inside."""
    text = (TOP / "packaging/debian/copyright").read_text()
    if static:
        text += "\n\nThis package also contains software of others, compiled into its programs. "
        text += "Their copyrights and licenses follow.\n"
    for origin in sorted(static):
        title = f"{origin.name} {origin.version} (source: {origin.source})"
        text += f"\n\n{'=' * len(title)}\n{title}\n{'=' * len(title)}\n\n" + origin.copyright.read_text(
            errors="replace"
        )
    return text


def _revision():
    command = ["git", "-C", TOP, "describe", "--always", "--dirty", "--exclude=*", "--abbrev=12"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() or "unknown"


def _write(package, build, version, headers, known):
    found = _inputs_of(package, build, headers)
    static, shared = _origins_of(found, known)
    folder = build / "sbom" / package
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "copyright").write_text(_copyright(static))
    epoch_s = int(os.environ["SOURCE_DATE_EPOCH"])
    text = spdx.document(package, version, _revision(), epoch_s, static, shared)
    (folder / "sbom.spdx.json").write_text(text)


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    cache = (build / "CMakeCache.txt").read_text()
    version = cache.split("CMAKE_PROJECT_VERSION:STATIC=")[1].split("\n")[0]
    headers, known = inputs.HeaderIndex(build), origins.Origins(TOP)
    for package in (*PROGRAMS, *ARCHIVES, *WITHOUT_CODE):
        _write(package, build, version, headers, known)
    changelog = gzip.compress((TOP / "CHANGELOG.md").read_bytes(), mtime=0)
    (build / "sbom/changelog.gz").write_bytes(changelog)


if __name__ == "__main__":
    main()
