# SPDX-License-Identifier: Apache-2.0
"""A minimal Debian system in a folder of its own, in which packages are installed."""

import contextlib
import os
import pathlib
import re
import subprocess

from support.paths import DEPS
from support.process import clean_environment

ROOTS = DEPS / "roots"

# What an installation may leave: caches, logs, and the databases of dpkg, apt and systemd.
_NOT_COMPARED = re.compile(
    r"/(proc|sys|dev|run|tmp|debs)(/.*)?|/var/(log|cache|tmp)(/.*)?|/var/lib/(apt|dpkg|systemd|dbus)(/.*)?"
    r"|/etc/(passwd|group|shadow|gshadow|subuid|subgid)-|/etc/(ld\.so\.cache|machine-id|\.updated|\.pwd\.lock)|/var/\.updated"
    r"|/root(/.*)?"
)


def run(*command, check=True, env=None, deadline_s=300):
    result = subprocess.run(
        [str(word) for word in command],
        check=False,
        text=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=env,
        timeout=deadline_s,
    )
    if check and result.returncode != 0:
        raise AssertionError(
            f"{' '.join(map(str, command))}: exit code {result.returncode}\n{result.stdout}{result.stderr}"
        )
    return result


def _mount(undo, *arguments):
    run("mount", *arguments)
    undo.callback(run, "umount", arguments[-1])


class Root:
    """Commands run by `chroot`. Use it in a `with`."""

    def __init__(self, release, folder):
        self.path = folder / release
        self.path.mkdir()
        run("tar", "-C", self.path, "-xpf", ROOTS / f"{release}.tar")
        (self.path / "etc/resolv.conf").write_bytes(pathlib.Path("/etc/resolv.conf").read_bytes())
        (self.path / "debs").mkdir()
        self._undo = None

    def __enter__(self):
        with contextlib.ExitStack() as undo:
            self._prepare(undo)
            self._undo = undo.pop_all()
        return self

    def __exit__(self, *_):
        self._undo.close()

    def _prepare(self, undo):
        """Puts on the stack at once what undoes each step: pytest deletes the folder with all that is mounted in it."""
        _mount(undo, "--bind", ROOTS / "archives", self.path / "var/cache/apt/archives")
        _mount(undo, "-t", "proc", "proc", self.path / "proc")
        _mount(undo, "--bind", "/dev", self.path / "dev")

    def command(self, *words):
        """The words of a command that runs inside."""
        return ["chroot", self.path, *words]

    def run(self, *words, check=True, **options):
        path = "/usr/sbin:/usr/bin:/sbin:/bin"
        env = clean_environment(DEBIAN_FRONTEND="noninteractive", LC_ALL="C.UTF-8", PATH=path)
        return run(*self.command(*words), check=check, env=env, **options)

    def apt(self, *words, **options):
        return self.run("apt-get", "-y", "-qq", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0", *words, **options)

    def install(self, debs, check=True):
        """Installs files; apt takes from the mirror what they depend on. Asks nothing, as an upgrade by night."""
        names = []
        for deb in debs:
            target = self.path / "debs" / deb.name
            target.write_bytes(deb.read_bytes())
            names.append(f"/debs/{deb.name}")
        return self.apt("-o", "Dpkg::Options::=--force-confold", "install", *names, check=check)

    def remove_what_nothing_needs(self):
        """Also what another package merely suggests: it came with ours."""
        kept = ("APT::AutoRemove::SuggestsImportant=false", "APT::AutoRemove::RecommendsImportant=false")
        return self.apt(*(word for option in kept for word in ("-o", option)), "autoremove", "--purge")

    def text(self, path):
        return (self.path / path.lstrip("/")).read_text()

    def write(self, path, text):
        (self.path / path.lstrip("/")).write_text(text)

    def exists(self, path):
        target = self.path / path.lstrip("/")
        return target.exists() or target.is_symlink()

    def files(self):
        """All files and folders, but for caches, logs and databases."""
        found = set()
        for folder, folders, files in os.walk(self.path):
            inside = "/" + str(pathlib.Path(folder).relative_to(self.path)).removeprefix(".")
            folders[:] = [name for name in folders if not _NOT_COMPARED.fullmatch(os.path.join(inside, name))]
            found |= {os.path.join(inside, name) for name in (*folders, *files)}
        return {path for path in found if not _NOT_COMPARED.fullmatch(path)}

    def users(self):
        return {line.split(":")[0] for line in self.text("/etc/passwd").splitlines()}
