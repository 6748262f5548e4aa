# SPDX-License-Identifier: Apache-2.0
"""The files that became part of a program: archives, objects and headers, and shared libraries that it loads."""

import collections
import dataclasses
import pathlib
import re
import subprocess

import link_map

_TOP = pathlib.Path(__file__).resolve().parents[2]


@dataclasses.dataclass
class Inputs:
    static: set = dataclasses.field(default_factory=set)  # archives and objects of others
    headers: set = dataclasses.field(default_factory=set)  # of others
    shared: set = dataclasses.field(default_factory=set)  # libraries that are loaded at the start


def _run(*command, cwd=None):
    return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True).stdout


class HeaderIndex:
    """Which headers of others an object of ours was compiled with: ninja keeps them."""

    def __init__(self, build):
        self._build = build
        self._headers = collections.defaultdict(set)  # by (library, object's name), as an archive's member is named
        current = None
        for line in _run("ninja", "-t", "deps", cwd=build).splitlines():
            if line and not line.startswith(" "):
                current = self._headers[self._key(line.split(": ")[0])]
            elif line.strip():
                path = pathlib.Path(build, line.strip())
                if path.is_absolute() and str(path).startswith("/usr/include"):
                    current.add(path.resolve())

    @staticmethod
    def _key(object_path):
        """("rollcall_base", "log.cc.o") of base/CMakeFiles/rollcall_base.dir/log.cc.o."""
        target = re.search(r"CMakeFiles/([^/]+)\.dir/", object_path)
        return (target[1] if target else "", pathlib.PurePath(object_path).name)

    def of_archive(self, archive, members):
        library = archive.stem.removeprefix("lib")
        return set().union(*(self._headers[(library, member)] for member in members))

    def of_object(self, path):
        return self._headers[self._key(str(path))]


def _generated_from(archive):
    """The .proto files of others of which code was generated. They are included by no object."""
    protos = (_TOP / ".deps/googleapis").resolve()
    return {protos} if archive.name == "librollcall_proto_google_rpc.a" else set()


def of_program(program, build, headers):
    """Of a program or a shared library that was linked with a map."""
    linked = link_map.read(build / "link_maps" / f"{program.name}.map", build)
    inputs = Inputs(shared=_needed(program))
    for archive, members in linked.archives.items():
        if archive.is_relative_to(build):
            inputs.headers |= headers.of_archive(archive, members)
            inputs.static |= _generated_from(archive)
        else:
            inputs.static.add(archive)
    for path in linked.objects:
        if path.is_relative_to(build):
            inputs.headers |= headers.of_object(path)
        else:
            inputs.static.add(path)
    return inputs


def of_archives(archives, headers):
    """Of archives of ours that others link: what is compiled into them."""
    inputs = Inputs()
    for archive in archives:
        members = _run("ar", "t", str(archive)).split()
        inputs.headers |= headers.of_archive(archive, members)
        inputs.static |= _generated_from(archive)
    return inputs


def _needed(program):
    """The paths of the libraries that it names, without those that they load in turn."""
    names = re.findall(r"NEEDED.*\[(.+)\]", _run("readelf", "-d", str(program)))
    found = dict(re.findall(r"^\s*(\S+) => (\S+)", _run("ldd", str(program)), re.MULTILINE))
    loader = re.search(r"^\s*(/\S+/(ld-\S+)) ", _run("ldd", str(program)), re.MULTILINE)
    if loader:
        found[loader[2]] = loader[1]
    return {pathlib.Path(found[name]).resolve() for name in names}
