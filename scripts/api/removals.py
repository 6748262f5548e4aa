#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails if a field or an enum value is gone that was not deprecated for two minor releases before.

    scripts/api/removals.py PROTO_FOLDER RELEASED_FOLDER

RELEASED_FOLDER has a folder for each release, such as v0.2.0. buf checks that what is gone is reserved.
"""

import pathlib
import re
import sys

import descriptors

RELEASES = 2


def last_minor_releases(names):
    """The newest patch release of each of the last minor releases, the newest first."""
    versions = sorted(
        (tuple(map(int, re.fullmatch(r"v(\d+)\.(\d+)\.(\d+)", name).groups())) for name in names), reverse=True
    )
    newest = {}
    for version in versions:
        newest.setdefault(version[:2], version)
    return ["v{}.{}.{}".format(*version) for version in newest.values()][:RELEASES]


def too_early(now, before):
    """The names that are gone from `now` but were not deprecated in each release of `before`, the newest first."""
    gone = before[0].keys() - now.keys()
    return sorted(
        name for name in gone if len(before) < RELEASES or not all(_was_deprecated(name, api) for api in before)
    )


def _was_deprecated(name, api):
    return name in api and api[name].options.deprecated


def main(proto, released):
    names = last_minor_releases(path.name for path in pathlib.Path(released).iterdir())
    before = [descriptors.members(descriptors.load_api(pathlib.Path(released) / name)) for name in names]
    wrong = too_early(descriptors.members(descriptors.load_api(proto)), before)
    for name in wrong:
        print(
            f"{name} is gone, but was not deprecated in {RELEASES} minor releases (now: {', '.join(names)})",
            file=sys.stderr,
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
