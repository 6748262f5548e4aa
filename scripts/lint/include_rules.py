#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks which file may include which: the arrows between the rooms of docs/architecture.md.

    include_rules.py [TREE]    prints each include that is not allowed; the exit code is 1 if there is one

The rules are the tables below. include_rules_test.py shows that each of them can fail.
"""

import pathlib
import re
import sys

# Headers that are installed, by the path by which they are included, and the folder that holds them. Each such folder
# is a room of its own.
PUBLIC = {
    "rollcall/client/": "client/lib/include/",
    "rollcall/publisher/": "agent/publisher/include/",
    "rollcall/": "base/include/",  # what is left: rollcall/v1/ is generated
}

# A room is a folder with every file in or below it, unless a longer name is a room of its own. A room may include
# itself and the rooms named here, nothing else. Whoever may include a room may include its public headers, but not the
# other way round: `X/include` opens only those. `proto` is the code that protoc generates from proto/.
ENGINE = ("base", "topic/record", "proto")  # what every room of the engine may include
STATE = (*ENGINE, "server/encoding", "server/state")
SELECT = (*STATE, "server/response", "server/select")
FEED = ("base", "topic", "topic/record", "topic/kafka", "proto", "server/encoding", "server/state", "server/history")
ROOMS = {
    "base": (),
    "base/include": (),  # public, as what is in X/include below
    "topic": ("base",),
    "topic/record": ("base",),
    "topic/kafka": ("base", "topic"),
    "server/encoding": ENGINE,
    "server/state": STATE,
    "server/response": STATE,
    "server/select": SELECT,
    "server/list": SELECT,
    "server/watch": SELECT,
    "server/history": SELECT,
    "server/rpc": ("base", "proto"),  # knows nothing of Rollcall
    "server/api": (*SELECT, "server/list", "server/watch", "server/history", "server/rpc"),
    "server/feed": FEED,
    "server/page": (*SELECT, "display"),
    "server/http": (*SELECT, "server/feed", "server/watch", "server/rpc", "server/page"),
    "server": ("*",),  # the wiring: server.*, options.*, main.cc; kept from client/ and agent/ by NEVER
    "display": ("base", "proto", "client/lib/include"),
    "client/lib": ("base", "proto"),
    "client/lib/include": ("base/include", "proto"),
    "client/flags": ("base", "client/lib/include"),
    "client/cli": ("base", "proto", "display", "client/lib/include", "client/flags"),
    "agent/publisher/include": (),
    "agent/publisher": ("base", "topic", "topic/record", "topic/kafka"),
    "agent/source": ("base", "topic/record", "agent/publisher"),
    "agent/redpanda": ("base", "topic/record", "agent/publisher"),
    "agent/reaper": ("base", "proto", "topic/record", "agent/publisher", "client/lib/include"),
    "agent/supervision": ("base", "agent/publisher"),
    "agent": ("*",),  # the wiring: commands/ and main.cc; kept from server/ and client/cli by NEVER
    "packaging": ("*",),
    "bench": ("*",),
    "tests": ("*",),
}

# Whatever is allowed above: (files, what they never include).
NEVER = (
    (r"server/.*", r"(client|agent|tests|bench)/.*"),
    (r"agent/.*", r"(server|client/cli|tests|bench)/.*"),
    (r"server/(?!feed/kafka_)[^/]+/.*", r"(.*/)?kafka_[^/]*"),
)

# Headers of libraries, and the files that may include them. Tests and the bench may include them all.
LIBRARIES = (
    (r"librdkafka/.*", r"(.*/)?kafka_[^/]*"),
    (r"curl/.*", r"agent/redpanda/admin_client\.cc"),
    (r"nghttp2/.*", r"server/rpc/http2/.*"),
    (r"openssl/.*", r"server/rpc/tls/.*|client/lib/transport/tls_files\.cc"),
    (r"uv\.h", r"server/rpc/loop/.*"),
    (r"microhttpd\.h", r"base/http_server\.cc"),
    (
        r"(grpc|grpcpp)/(?!(health|reflection)/).*|.*\.grpc\.pb\.h",
        r"client/lib/grpc_[^/]*",
    ),
)

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', re.MULTILINE)


def read_includes(tree):
    """{file: [included]}, both as paths from the top of the tree, or as the library's header is written."""
    tops = sorted({room.split("/")[0] for room in ROOMS})
    files = [path for top in tops for path in (tree / top).rglob("*") if path.suffix in (".h", ".cc")]
    return {
        str(file.relative_to(tree)): [path_of(included) for included in INCLUDE.findall(file.read_text())]
        for file in sorted(files)
    }


def is_generated(included):
    return re.fullmatch(r"(rollcall/v1|google/rpc|grpc/health/v1|grpc/reflection/v1(alpha)?)/.*\.pb\.h", included)


def path_of(included):
    """The path of an included file in the tree, or the header of a library as it is written."""
    if not is_generated(included):
        for prefix, folder in PUBLIC.items():
            if included.startswith(prefix):
                return folder + included
    return included


def room_of(file):
    """The room of one of our files or of a generated header; None for the header of a library."""
    if is_generated(file):
        return "proto"
    names = [room for room in ROOMS if file.startswith((room + "/", room + "."))]
    return max(names, key=len, default=None)


def may_include(room, target):
    allowed = (*ROOMS[room], room)
    return "*" in allowed or target in allowed or target.removesuffix("/include") in allowed


def breaks_rooms(file, included):
    room, target = room_of(file), room_of(included)
    if target is None or may_include(room, target):
        return None
    return f"{room} may not include {target}"


def breaks_never(file, included):
    for files, never in NEVER:
        if re.fullmatch(files, file) and re.fullmatch(never, included):
            return f"{files} never includes {never}"
    return None


def breaks_libraries(file, included):
    if room_of(file) in ("tests", "bench"):
        return None
    for headers, files in LIBRARIES:
        if re.fullmatch(headers, included) and not re.fullmatch(files, file):
            return f"only {files} may include {headers}"
    return None


def find_circles(includes):
    """Each circle of files once, as the list of its files, the first one again at the end."""
    circles, done = [], set()

    def visit(file, path):
        if file in path:
            circles.append([*path[path.index(file) :], file])
        elif file not in done:
            for included in includes.get(file, ()):
                visit(included, [*path, file])
            done.add(file)

    for file in includes:
        visit(file, [])
    return circles


def find_problems(includes):
    problems = []
    for file, targets in includes.items():
        for included in targets:
            for rule in (breaks_rooms, breaks_never, breaks_libraries):
                reason = rule(file, included)
                if reason:
                    problems.append(f'{file} includes "{included}": {reason}')
    problems += ["a circle: " + " -> ".join(circle) for circle in find_circles(includes)]
    return problems


def main():
    tree = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2]).resolve()
    includes = read_includes(tree)
    problems = find_problems(includes)
    for problem in problems:
        print(problem)
    print(f"include rules: {len(problems)} problems in {len(includes)} files")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
