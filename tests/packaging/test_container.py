# SPDX-License-Identifier: Apache-2.0
"""The container image: its configuration, and its programs as a container's user runs them."""

import json

import pytest

from cluster import assert_listed, publish, serving
from root import run
from support.paths import TOP

MOST_MIB = 80  # to download


class Image:
    """An OCI layout, unpacked. Commands run as the image's user, in a root that cannot be written."""

    def __init__(self, layout, path):
        self.layout = layout
        self.path = path
        index = json.loads((layout / "index.json").read_text())
        self._manifest = self._blob(index["manifests"][0])
        self.config = self._blob(self._manifest["config"])["config"]
        path.mkdir()
        for layer in self._manifest["layers"]:
            run("tar", "-C", path, "-xpf", self._file(layer))

    def _file(self, descriptor):
        return self.layout / "blobs" / descriptor["digest"].replace(":", "/")

    def _blob(self, descriptor):
        return json.loads(self._file(descriptor).read_text())

    def command(self, *words):
        user, group = self.config["User"].split(":")
        environment = [f"{name}={value}" for name, value in (pair.split("=", 1) for pair in self.config["Env"])]
        mounts = (f"mount --bind {self.path} {self.path}", f"mount -o remount,bind,ro {self.path}")
        read_only = " && ".join((*mounts, f"mount -t proc proc {self.path}/proc"))
        inside = [
            "env",
            "-i",
            *environment,
            "chroot",
            f"--userspec={user}:{group}",
            "--groups=",
            str(self.path),
            *words,
        ]
        script = f'{read_only} && exec "$@"'
        return ["unshare", "--mount", "sh", "-c", script, "sh", *map(str, inside)]

    def run(self, *words):
        return run(*self.command(*words))

    def write(self, path, text):
        (self.path / path.lstrip("/")).write_text(text)

    def size_mib(self):
        return sum(file.stat().st_size for file in self.layout.rglob("*") if file.is_file()) / (1 << 20)


@pytest.fixture(scope="module")
def image(debs, tmp_path_factory):
    folder = tmp_path_factory.mktemp("image")
    packages = next(iter(debs.values())).parent
    run(TOP / "scripts/container-image", "--packages", packages, "--output", folder / "layout", deadline_s=600)
    return Image(folder / "layout", folder / "root")


def test_it_says_how_it_is_run(image):
    assert image.config["Entrypoint"] == ["/usr/bin/rollcalld"]
    assert image.config["User"] == "65532:65532"
    assert "50051/tcp" in image.config["ExposedPorts"]
    assert image.size_mib() < MOST_MIB


def test_it_serves_as_a_user_without_rights(image, tmp_path):
    image.write("/root/status.json", "")  # made here, because the root cannot be written inside
    words = (*image.config["Entrypoint"], "--embedded-broker", "--listen", "127.0.0.1:0")
    with serving(image, *words, folder=tmp_path, name="server") as (server, broker):
        (image.path / "root").chmod(0o755)
        offset = publish(image, broker)
        assert_listed(image, server, "--min-revision", offset)
        assert "SERVING" in image.run("rollcall", "--server", server, "health").stdout.upper()


def test_it_has_its_licenses_and_lists_its_contents(image):
    for package in ("rollcall-server", "rollcall-client", "rollcall-agent", "libssl3"):
        assert (image.path / "usr/share/doc" / package / "copyright").exists(), package
    assert (image.path / "usr/share/doc/rollcall-server/sbom.spdx.json").exists()
    assert "Package: rollcall-server" in (image.path / "var/lib/dpkg/status").read_text()


def test_without_brokers_it_says_what_is_missing(image):
    answer = run(*image.command(*image.config["Entrypoint"], "--listen", "127.0.0.1:0"), check=False)
    assert answer.returncode == 2
    assert "name them with --brokers" in answer.stderr
