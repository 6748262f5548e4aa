#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs clang-tidy (.clang-tidy has the checks) on the C++ files of a configured build, on all cores.

    clang_tidy.py BUILD_DIR [FILE...]    all files of BUILD_DIR/compile_commands.json unless some are named

A header is checked in a .cc file that includes it. Reading the headers of gRPC and protobuf takes much of the time, so
many files are checked as one translation unit. Files that define the same
name (a helper, say) go into different units. If a unit does not compile all the same, each of its files is checked
alone.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

import include_rules

TOP = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = TOP / ".deps" / "venv" / "bin" / "clang-tidy"
NO_WARNINGS = "-w"  # of the compiler itself: those of the builds count
MAX_FILES_PER_UNIT = 16

# What a file defines at the left margin: functions, types, constants.
DEFINITION = re.compile(
    r"^(?:[A-Za-z](?:(?!::\w+\()[^(=;])*?\b(\w+)\("
    r"|(?:class|struct|enum class|enum) (\w+)[^;\n]*\{|using (\w+) ="
    r"|[\w:<>, *&]+ (k[A-Z]\w*))",
    re.MULTILINE,
)


def read_commands(build):
    """Our own .cc files, and the flags of all of them together, with which each of them compiles."""
    files, flags = set(), {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        file = pathlib.Path(entry["directory"], entry["file"]).resolve()
        if build in file.parents or TOP not in file.parents:
            continue  # generated code
        files.add(str(file.relative_to(TOP)))
        words = shlex.split(entry["command"])[1:]
        words = " ".join(words[: words.index("-o")]).replace("-isystem ", "-isystem").split()
        flags |= dict.fromkeys(words)  # a dict keeps the order
    return files, list(flags)


def source_of(file, sources, includes):
    """The .cc file in which a changed file is checked: itself, the one of its name, or else any that includes it."""
    seen, queue = {file}, [file, file.removesuffix(".h") + ".cc"]
    for candidate in queue:  # which grows: what includes a header, then what includes that
        if candidate in sources:
            return candidate
        includers = [other for other, included in includes.items() if candidate in included and other not in seen]
        seen.update(includers)
        queue += includers
    return None


def all_includes(file, includes):
    """The file and all of ours that it includes, directly or not."""
    seen, queue = {file}, [file]
    for candidate in queue:  # which grows
        new = set(includes.get(candidate, ())) & includes.keys() - seen
        seen |= new
        queue += new
    return seen


def names_in(file):
    return {name for match in DEFINITION.findall((TOP / file).read_text()) for name in match if name}


class Unit:
    """Files that compile together."""

    def __init__(self, kind):
        self.kind, self.files, self.names, self.header_names = kind, [], set(), set()

    def has_room_for(self, kind, names, header_names):
        return (
            len(self.files) < MAX_FILES_PER_UNIT
            and self.kind == kind
            and names.isdisjoint(self.names | self.header_names)
            and header_names.isdisjoint(self.names)
        )

    def add(self, file, names, header_names):
        self.files.append(file)
        self.names |= names
        self.header_names |= header_names


def make_units(files, includes):
    """Lists of files that are checked together, the longest first."""
    defined = {file: names_in(file) for file in includes}
    # Where our namespace rollcall::testing is visible, `testing::Test` no longer means GoogleTest's.
    testing = {file for file in includes if "namespace rollcall::testing" in (TOP / file).read_text()}
    units = []
    # Fuzz targets all define the same function: each begins a unit, which other files fill.
    for file in sorted(files, key=lambda file: (not file.startswith("tests/fuzz/"), file)):
        headers = all_includes(file, includes) - {file}
        kind = testing.isdisjoint({file} | headers)
        names = defined[file], set().union(*(defined[header] for header in headers))
        fitting = [unit for unit in units if unit.has_room_for(kind, *names)]
        if not fitting:
            units.append(Unit(kind))
            fitting = units[-1:]
        fitting[0].add(file, *names)
    return sorted((unit.files for unit in units), key=len, reverse=True)


def run(files, flags, work):
    """Checks the files as one translation unit; returns what clang-tidy prints."""
    source = work / f"{files[0].replace('/', '__')}.{len(files)}.cc"
    source.write_text("".join(f'#include "{TOP / file}"  // NOLINT\n' for file in files))
    command = [PROGRAM, "--quiet", f"--config-file={TOP}/.clang-tidy", str(source), "--", *flags, NO_WARNINGS]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True)
    if done.returncode != 0 and not done.stdout:
        sys.exit(f"clang-tidy failed:\n{done.stderr}")
    return done.stdout


def check(files, flags, work):
    output = run(files, flags, work)
    if "[clang-diagnostic-error" not in output or len(files) == 1:
        return output
    return "".join(run([file], flags, work) for file in files)


def split_findings(output):
    """Each finding with the lines that follow it."""
    head = r"\S+:\d+:\d+: (?:warning|error): "
    return re.findall(rf"^{head}.*\n(?:(?!{head}).*\n)*", output, re.MULTILINE)


def find(units, flags, build):
    """All findings, each once: a header is seen by many files."""
    work = build / "tidy"
    work.mkdir(exist_ok=True)
    findings = set()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for output in pool.map(lambda unit: check(unit, flags, work), units):
            findings.update(split_findings(output.replace(f"{TOP}/", "")))
    return sorted(findings)


def main():
    build, named = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]
    sources, flags = read_commands(build)
    includes = include_rules.read_includes(TOP)
    files = {source_of(file, sources, includes) for file in named} - {None} if named else sources
    findings = find(make_units(files, includes), flags, build)
    print("".join(findings), end="")
    print(f"clang-tidy: {len(findings)} findings in {len(files)} files")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
