# SPDX-License-Identifier: Apache-2.0
"""Where a file comes from: which Debian package in which version, or what scripts/install-deps has put into .deps."""

import dataclasses
import pathlib
import re
import subprocess

# As copyright files of Debian name licenses, and as SPDX does.
_SPDX_NAMES = {
    "apache-2": "Apache-2.0",
    "apache-2.0": "Apache-2.0",
    "bsd-2-clause": "BSD-2-Clause",
    "bsd-3-clause": "BSD-3-Clause",
    "bsd-4-clause": "BSD-4-Clause",
    "expat": "MIT",
    "mit": "MIT",
    "zlib": "Zlib",
    "isc": "ISC",
    "curl": "curl",
    "lgpl-2.1+": "LGPL-2.1-or-later",
}


@dataclasses.dataclass(frozen=True, order=True)
class Origin:
    """A piece of software of others. `copyright` is the file with its licenses."""

    name: str
    version: str
    source: str  # "grpc 1.51.1-3", the source package
    license: str  # an SPDX identifier, or "" if the copyright file does not name one for most files
    purl: str
    copyright: pathlib.Path


def _main_license(text):
    """The license of `Files: *` in the machine-readable format of Debian."""
    match = re.search(r"^Files: \*\n(?:.+\n)*?License: *(.+)$", text, re.MULTILINE)
    return _SPDX_NAMES.get(match[1].strip().lower(), "") if match else ""


def _names_in_packages(path):
    """Debian's packages have some files below /lib that are below /usr/lib by now."""
    return [str(path), str(path).removeprefix("/usr")]


def _owners(paths):
    """The packages to which the files belong."""
    wanted = [name for path in sorted(paths) for name in _names_in_packages(path)]
    answer = (
        subprocess.run(["dpkg", "-S", *wanted], capture_output=True, text=True, check=False).stdout if wanted else ""
    )
    owner = {}
    for line in answer.splitlines():
        package, _, path = line.partition(": ")
        owner[path] = package.split(", ")[0]
    nobodys = [str(path) for path in sorted(paths) if not any(name in owner for name in _names_in_packages(path))]
    if nobodys:
        raise SystemExit(f"sbom: {nobodys[0]} was linked, and belongs neither to a Debian package nor to .deps")
    return set(owner.values())


class Origins:
    def __init__(self, top):
        self._top = top
        self._deps = (top / ".deps").resolve()

    def of_files(self, files):
        from_deps = {path for path in files if path.is_relative_to(self._deps)}
        found = {self._of_deps(path) for path in from_deps}
        return found | {self._of_package(name) for name in _owners(files - from_deps)}

    def _of_package(self, name):
        fields = "${Package}|${Version}|${source:Package}|${source:Version}|${Architecture}"
        answer = subprocess.run(["dpkg-query", "-W", "-f", fields, name], capture_output=True, text=True, check=True)
        package, version, source, source_version, architecture = answer.stdout.split("|")
        copyright = pathlib.Path("/usr/share/doc", package, "copyright")
        return Origin(
            name=package,
            version=version,
            source=f"{source} {source_version}",
            license=_main_license(copyright.read_text(errors="replace")),
            purl=f"pkg:deb/debian/{package}@{version}?arch={architecture}",
            copyright=copyright,
        )

    def _of_deps(self, path):
        if path.is_relative_to(self._deps / "librdkafka"):
            version = (self._deps / "librdkafka/.source_version").read_text().strip()
            copyright = self._top / f"packaging/licenses/librdkafka-{version.rpartition('-')[0]}"
            if not copyright.exists():
                raise SystemExit(f"sbom: {copyright} is missing; it is debian/copyright of librdkafka {version}")
            return Origin(
                name="librdkafka",
                version=version,
                source=f"librdkafka {version}",
                license=_main_license(copyright.read_text()),
                purl=f"pkg:deb/debian/librdkafka@{version}?arch=source",
                copyright=copyright,
            )
        if path.is_relative_to(self._deps / "googleapis"):
            version = (self._deps / "googleapis/.version").read_text().strip()
            return Origin(
                name="googleapis-common-protos",
                version=version,
                source=f"googleapis-common-protos {version}",
                license="Apache-2.0",
                purl=f"pkg:pypi/googleapis-common-protos@{version}",
                copyright=self._top / "packaging/licenses/googleapis-common-protos",
            )
        raise SystemExit(f"sbom: {path} was linked from .deps; say in {__file__} what it is")
