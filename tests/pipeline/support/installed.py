# SPDX-License-Identifier: Apache-2.0
"""Our libraries as others meet them: installed into a prefix that is moved, found by CMake."""

import re
import shutil

from support.paths import BIN, TOP
from support.tools import run_tool


def install(folder, *components):
    """Installs components of the build, moves what is installed, and returns the prefix."""
    first, moved = folder / "first", folder / "moved"
    for component in components:
        run_tool("cmake", "--install", BIN.parent, "--component", component, "--prefix", first).check()
    shutil.move(first, moved)
    return moved


def build(source, prefix, folder):
    """Builds one of our CMake projects in `folder`, against the libraries that are installed in `prefix`."""
    flags = [f"-DCMAKE_PREFIX_PATH={prefix}", f"-DCMAKE_CXX_FLAGS={_sanitizer_flags()}"]
    flags.append(f"-DCMAKE_EXE_LINKER_FLAGS={_cached('CMAKE_EXE_LINKER_FLAGS')}")  # those of coverage
    run_tool("cmake", "-G", "Ninja", "-S", TOP / source, "-B", folder, *flags).check()
    run_tool("cmake", "--build", folder, deadline_s=300).check()
    return folder


def _sanitizer_flags():
    """A library with a sanitizer can only be linked by a program with the same one."""
    sanitizers = _cached("ROLLCALL_SANITIZE")
    return f"-fsanitize={sanitizers}" if sanitizers else ""


def _cached(variable):
    """The value of a variable of our own build."""
    cache = (BIN.parent / "CMakeCache.txt").read_text()
    return re.search(rf"^{variable}:\w+=(.*)$", cache, re.MULTILINE)[1]
