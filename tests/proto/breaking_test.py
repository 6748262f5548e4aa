# SPDX-License-Identifier: Apache-2.0
"""The checks of scripts/lint-proto let through what may change in the API, and fail on what may not."""

import pathlib
import sys
import tempfile
import unittest

import buf_tool

sys.path.insert(0, str(buf_tool.TOP / "scripts" / "api"))
import removals

# (what is replaced, by what, the rule of buf that must say no)
NOT_ALLOWED = [
    ("  string server_id = 11;\n", "", "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED"),
    ("  string server_id = 11;\n", "  reserved 11;\n", "FIELD_NO_DELETE_UNLESS_NAME_RESERVED"),
    ("string server_id = 11;", "string server_id = 99;", "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED"),
    ("string server_id = 11;", "string server_name = 11;", "FIELD_SAME_NAME"),
    ("string server_id = 11;", "bytes server_id = 11;", "FIELD_SAME_TYPE"),
    ("string server_id = 11;", "repeated string server_id = 11;", "FIELD_SAME_CARDINALITY"),
    ("string server_id = 11;", 'string server_id = 11 [json_name = "server"];', "FIELD_SAME_JSON_NAME"),
    ("optional int64 raw_timestamp_ms", "int64 raw_timestamp_ms", "FIELD_SAME_CARDINALITY"),
    ("  STATE_DOWN = 2;\n", "", "ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED"),
    ("STATE_DOWN = 2;", "STATE_GONE = 2;", "ENUM_VALUE_SAME_NAME"),
    ("ERROR_REASON_LIST_LIMIT = 14;", "ERROR_REASON_TOO_MANY_LISTS = 14;", "ENUM_VALUE_SAME_NAME"),
    ("ERROR_REASON_LIST_LIMIT = 14;", "ERROR_REASON_LIST_LIMIT = 99;", "ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED"),
    ("rpc ListNodes(", "rpc ListAllNodes(", "RPC_NO_DELETE"),
    ("returns (stream WatchStatusResponse)", "returns (WatchStatusResponse)", "RPC_SAME_SERVER_STREAMING"),
    ("rpc ListNodes(ListNodesRequest)", "rpc ListNodes(WatchStatusRequest)", "RPC_SAME_REQUEST_TYPE"),
    ("message Coprocessor {", "message Program {", "MESSAGE_NO_DELETE"),
    ("enum NodeView {", "enum View {", "ENUM_NO_DELETE"),
    ("service CoprocessorStatusService", "service StatusService", "SERVICE_NO_DELETE"),
    ("package rollcall.v1;", "package rollcall.v2;", "FILE_SAME_PACKAGE"),
    ('go_package = "rollcall/v1;rollcallv1"', 'go_package = "rollcall;rollcallv1"', "FILE_SAME_GO_PACKAGE"),
]
ALLOWED = [
    ("string server_id = 11;", "string server_id = 11;\n  string zone = 99;"),
    ("STATE_DOWN = 2;", "STATE_DOWN = 2;\n    STATE_DRAINING = 99;"),
    ("string server_id = 11;", "string server_id = 11 [deprecated = true];"),
    ("  string server_id = 11;\n", '  reserved 11;\n  reserved "server_id";\n'),
    ("rpc ListNodes(", "rpc WatchNodes(ListNodesRequest) returns (stream ListNodesResponse);\n  rpc ListNodes("),
]


class BreakingTest(unittest.TestCase):
    def setUp(self):
        work = tempfile.TemporaryDirectory()
        self.addCleanup(work.cleanup)
        self.before = buf_tool.copy_api(pathlib.Path(work.name) / "before")
        self.after = buf_tool.copy_api(pathlib.Path(work.name) / "after")

    def _breaking(self, old, new):
        """What buf says of the API in which the first `old` is `new`, compared with the API as it is."""
        file = self.after / buf_tool.API
        text = (self.before / buf_tool.API).read_text()
        self.assertIn(old, text)
        changed = text.replace(old, new, 1)
        if new.startswith("message ") or new.startswith("enum "):
            changed = changed.replace(old.split()[1] + " ", new.split()[1] + " ")
        file.write_text(changed)
        return buf_tool.run("breaking", self.after, "--against", self.before, "--error-format=json")

    def test_what_clients_rely_on_cannot_change(self):
        for old, new, rule in NOT_ALLOWED:
            with self.subTest(old=old, new=new):
                code, output = self._breaking(old, new)
                self.assertEqual(code, 100, output)
                self.assertIn(f'"type":"{rule}"', output)

    def test_additions_and_reserved_ends_are_allowed(self):
        for old, new in ALLOWED:
            with self.subTest(old=old, new=new):
                self.assertEqual(self._breaking(old, new), (0, ""))

    def test_lint_wants_comments(self):
        file = self.after / buf_tool.API
        file.write_text(file.read_text().replace("  string server_id", "\n  string zone = 99;\n  string server_id"))
        code, output = buf_tool.run("lint", self.after, "--error-format=json")
        self.assertEqual(code, 100, output)
        self.assertIn('"type":"COMMENT_FIELD"', output)


class RemovalsTest(unittest.TestCase):
    """A release is {name: whether it is deprecated}, the newest first."""

    def _too_early(self, now, *before):
        apis = [{name: _descriptor(deprecated) for name, deprecated in api.items()} for api in (now, *before)]
        return removals.too_early(apis[0], apis[1:])

    def test_what_was_deprecated_for_two_minor_releases_may_go(self):
        self.assertEqual(self._too_early({}, {"a": True}, {"a": True}), [])

    def test_nothing_else_may_go(self):
        self.assertEqual(self._too_early({}, {"a": True}, {"a": False}), ["a"])
        self.assertEqual(self._too_early({}, {"a": True}, {}), ["a"])
        self.assertEqual(self._too_early({}, {"a": True}), ["a"])
        self.assertEqual(self._too_early({"b": True}, {"a": False, "b": True}, {"a": True, "b": True}), ["a"])

    def test_patch_releases_do_not_count(self):
        names = ["v0.1.0", "v0.10.0", "v0.9.2", "v0.9.10", "v0.10.1"]
        self.assertEqual(removals.last_minor_releases(names), ["v0.10.1", "v0.9.10"])


def _descriptor(deprecated):
    descriptor = removals.descriptors.descriptor_pb2.FieldDescriptorProto()
    descriptor.options.deprecated = deprecated
    return descriptor


if __name__ == "__main__":
    unittest.main()
