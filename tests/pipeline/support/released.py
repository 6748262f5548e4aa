# SPDX-License-Identifier: Apache-2.0
"""The programs of the release before this version (tests/upgrade/RELEASED), which scripts/deps/released.sh builds."""

from support.paths import DEPS, TOP

VERSION, COMMIT = (TOP / "tests" / "upgrade" / "RELEASED").read_text().split()


def released(name):
    path = DEPS / "released" / VERSION / "bin" / name
    assert path.is_file(), f"{path} is not built; run scripts/install-deps test"
    return path
