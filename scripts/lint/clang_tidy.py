#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs clang-tidy (.clang-tidy has the checks) on the C++ files of a configured build, on all cores.

    clang_tidy.py BUILD_DIR [FILE...]    all files of BUILD_DIR/compile_commands.json unless some are named

A header is checked in a .cc file that includes it. clang-tidy spends most of its time in the headers of gRPC and
protobuf, so the files of one target are checked as one translation unit, which is several times as fast. If they do not
compile together (because two files have a helper of the same name), each is checked alone.
"""

import collections
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
MAX_FILES_PER_UNIT = 12


def read_commands(build):
    """{file: (target, flags)} of our own .cc files; a file of several targets has those of the first."""
    commands = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        file = pathlib.Path(entry["directory"], entry["file"]).resolve()
        if build in file.parents or TOP not in file.parents:
            continue  # generated code
        arguments = shlex.split(entry["command"])[1:]
        flags, output = arguments[: arguments.index("-o")], arguments[arguments.index("-o") + 1]
        commands.setdefault(str(file.relative_to(TOP)), (output.split(".dir/")[0], tuple(flags)))
    return commands


def source_of(file, commands, includes):
    """The .cc file in which a changed file is checked: itself, the one of its name, or else any that includes it."""
    seen, queue = {file}, [file, file.removesuffix(".h") + ".cc"]
    for candidate in queue:  # which grows: what includes a header, then what includes that
        if candidate in commands:
            return candidate
        includers = [other for other, included in includes.items() if candidate in included and other not in seen]
        seen.update(includers)
        queue += includers
    return None


def make_units(files, commands):
    """[(flags, files)]: files of the same target and flags, which are checked together. Big ones come first."""
    groups = collections.defaultdict(list)
    for file in sorted(files):
        groups[commands[file]].append(file)
    units = []
    for (_, flags), group in groups.items():
        units += [(flags, group[i : i + MAX_FILES_PER_UNIT]) for i in range(0, len(group), MAX_FILES_PER_UNIT)]
    return sorted(units, key=lambda unit: -len(unit[1]))


def run(flags, files, work):
    """Checks the files as one translation unit; returns what clang-tidy prints."""
    source = work / f"{files[0].replace('/', '__')}.{len(files)}.cc"
    source.write_text("".join(f'#include "{TOP / file}"  // NOLINT\n' for file in files))
    command = ["clang-tidy", "--quiet", f"--config-file={TOP}/.clang-tidy", str(source), "--", *flags]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True)
    if done.returncode != 0 and not done.stdout:
        sys.exit(f"clang-tidy failed:\n{done.stderr}")
    return done.stdout


def check(flags, files, work):
    output = run(flags, files, work)
    if "[clang-diagnostic-error" not in output or len(files) == 1:
        return output
    return "".join(run(flags, [file], work) for file in files)


def split_findings(output):
    """Each finding with the lines that follow it."""
    head = r"\S+:\d+:\d+: (?:warning|error): "
    return re.findall(rf"^{head}.*\n(?:(?!{head}).*\n)*", output, re.MULTILINE)


def find(units, build):
    """All findings, each once: a header is seen by many files."""
    work = build / "tidy"
    work.mkdir(exist_ok=True)
    findings = set()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for output in pool.map(lambda unit: check(*unit, work), units):
            findings.update(split_findings(output.replace(f"{TOP}/", "")))
    return sorted(findings)


def main():
    build, named = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]
    commands = read_commands(build)
    includes = include_rules.read_includes(TOP) if named else {}
    files = {source_of(file, commands, includes) for file in named} - {None} if named else set(commands)
    findings = find(make_units(files, commands), build)
    print("".join(findings), end="")
    print(f"clang-tidy: {len(findings)} findings in {len(files)} files")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
