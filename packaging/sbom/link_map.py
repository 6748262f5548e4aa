# SPDX-License-Identifier: Apache-2.0
"""What the linker has linked, from the map that it writes (-Map of GNU ld)."""

import pathlib
import re

# "build/base/librollcall_base.a(log.cc.o)" at the start of a line of the list of archive members.
_MEMBER = re.compile(r"^(?P<archive>\S+\.a)\((?P<member>[^)]+)\)")
_LOAD = re.compile(r"^LOAD (?P<file>.+)$")


class LinkMap:
    """The files of which a program or a shared library consists. Relative paths are from `build`."""

    def __init__(self, text, build):
        self._build = build
        head, _, _ = text.partition("\nDiscarded input sections")
        members = [match for match in map(_MEMBER.match, head.splitlines()) if match]
        loaded = [match["file"] for match in map(_LOAD.match, text.splitlines()) if match]
        # Archives of which at least one member was taken: {path: {member}}.
        self.archives = {}
        for match in members:
            self.archives.setdefault(self._path(match["archive"]), set()).add(match["member"])
        self.objects = {self._path(file) for file in loaded if file.endswith(".o")}

    def _path(self, name):
        return pathlib.Path(self._build, name).resolve()


def read(file, build):
    return LinkMap(file.read_text(), build)
