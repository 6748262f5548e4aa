# SPDX-License-Identifier: Apache-2.0
"""A module of somebody else builds with the API beside it, as it is installed."""

import pathlib
import shutil
import tempfile
import unittest

import buf_tool


class ConsumerTest(unittest.TestCase):
    def setUp(self):
        work = tempfile.TemporaryDirectory()
        self.addCleanup(work.cleanup)
        self.folder = pathlib.Path(work.name) / "consumer"
        shutil.copytree(buf_tool.TOP / "tests" / "proto" / "consumer", self.folder)

    def test_it_builds_with_the_installed_folder(self):
        buf_tool.copy_api(self.folder / "rollcall")
        self.assertEqual(buf_tool.run("build", folder=self.folder), (0, ""))
        self.assertEqual(buf_tool.run("lint", folder=self.folder)[0], 0)

    def test_it_does_not_build_without(self):
        (self.folder / "rollcall").mkdir()
        (self.folder / "rollcall" / "other.proto").write_text('syntax = "proto3";\n')
        code, output = buf_tool.run("build", folder=self.folder)
        self.assertNotEqual(code, 0)
        self.assertIn("inventory.proto:7:1:imported file does not exist", output)

    def test_the_folder_of_the_sources_is_a_module_too(self):
        exported = self.folder / "exported"
        self.assertEqual(buf_tool.run("export", buf_tool.TOP / "proto", "-o", exported), (0, ""))
        files = sorted(str(path.relative_to(exported)) for path in exported.rglob("*.proto"))
        self.assertEqual(files, [str(buf_tool.API)])  # and nothing that others own


if __name__ == "__main__":
    unittest.main()
