# SPDX-License-Identifier: Apache-2.0
"""SIGHUP reads the settings again: what can change changes, the rest is named, and a wrong file changes nothing."""

import signal

import grpc
import pytest

from support.api import pb
from support.certificates import Authority
from support.errors import Details
from support.fold import Watch
from support.http_port import SERVED
from support.metrics import scrape
from support.waiting import DEADLINE_S


class Configured:
    """A server with a settings file."""

    def __init__(self, start_server, topic, folder, **settings):
        self.file = folder / "rollcalld.toml"
        self._write(settings)
        self.server = start_server(topic, *SERVED, "--config", self.file)
        self.log = self.server.child.stderr

    def _write(self, settings):
        lines = (f"{name.replace('_', '-')} = {value}\n" for name, value in settings.items())
        self.file.write_text("[rollcalld]\n" + "".join(lines))

    def reload(self, expected="settings read again", **settings):
        """Returns what was logged by that."""
        self._write(settings)
        before = len(self.log())
        self.server.child.signal(signal.SIGHUP)
        self.server.child.wait_for(lambda: expected in self.log()[before:], f"the log says: {expected}")
        return self.log()[before:]


@pytest.fixture
def configured(start_server, topic, tmp_path):
    def start(**settings):
        return Configured(start_server, topic, tmp_path, **settings)

    topic.publish(1)
    return start


def _watch_fails(server):
    return Details(Watch(server.stub).failure()).ErrorInfo.reason


def test_a_limit_changes_and_running_watches_stay(configured, topic):
    it = configured(max_watchers=1)
    first = Watch(it.server.stub)
    first.next()
    assert _watch_fails(it.server) == "WATCHER_LIMIT"
    log = it.reload(max_watchers=2)
    assert f'msg="setting changed" name=--max-watchers before=1 after=2 place="{it.file}:2: max-watchers"' in log
    second = Watch(it.server.stub)
    second.next()
    it.reload(max_watchers=1)
    assert _watch_fails(it.server) == "WATCHER_LIMIT"
    revision = topic.publish(2)
    for watch in (first, second):
        watch.until_revision(revision)
        watch.stop()


def test_a_setting_that_is_left_out_gets_its_default_again(configured):
    it = configured(max_watchers=1)
    assert "name=--max-watchers before=1 after=20000" in it.reload()
    assert "changed=0 need_restart=0" in it.reload()


def test_the_level_of_the_log_changes(configured):
    it = configured(log_level='"info"')
    it.reload(log_level='"error"')
    it.reload("those before stay in force", log_level='"loud"')
    assert "before=error after=info" in it.reload(log_level='"info"')
    assert it.log().count("read again") == 2  # the first and the last time


def test_what_needs_a_restart_is_named_each_time(configured):
    it = configured(threads=1)
    for _ in range(2):
        log = it.reload(threads=2, topic='"elsewhere"', max_watchers=5)
        warning = 'level=warning msg="changed in the file, needs a restart" '
        assert warning + "name=--threads in_force=1 after_restart=2" in log
    assert "need_restart=1" in log  # --topic is a flag here, which wins over the file
    assert "needs a restart" not in it.reload(threads=1)


@pytest.mark.parametrize(
    "wrong, where",
    [
        ({"max_watchers": 0}, ":2: max-watchers"),
        ({"max_watchrs": 5}, "did you mean"),
        ({"max_watchers": 5, "log_level": '"loud"'}, ":3: log-level"),
        ({"max_watchers": "5 5"}, ":2"),
        ({"max_watchers": 5, "tls_cert": '"/nonexistent"'}, "--tls-key"),
        ({"max_watchers": 5, "token_file": '"/nonexistent"'}, "/nonexistent"),
    ],
)
def test_a_wrong_file_is_refused_whole(configured, wrong, where):
    it = configured(max_watchers=1)
    first = Watch(it.server.stub)
    first.next()
    log = it.reload("those before stay in force", **wrong)
    assert "level=error" in log and where in log, log
    assert "setting changed" not in log
    assert _watch_fails(it.server) == "WATCHER_LIMIT"
    first.stop()


def test_the_metrics_say_whether_the_settings_could_be_used(configured):
    it = configured(max_watchers=1)
    successful, at = ("rollcall_config_last_reload_" + end for end in ("successful", "success_timestamp_seconds"))
    before = scrape(it.server)
    assert before[successful] == 1 and before[at] >= before["process_start_time_seconds"] - 2
    it.reload("those before stay in force", max_watchers=0)
    failed = scrape(it.server)
    assert failed[successful] == 0 and failed[at] == before[at]
    it.reload(max_watchers=2)
    after = scrape(it.server)
    assert after[successful] == 1 and after[at] > before[at]


def _code(server, *metadata):
    try:
        server.stub.ListNodes(pb.ListNodesRequest(), metadata=metadata, timeout=DEADLINE_S)
    except grpc.RpcError as error:
        return error.code()
    return grpc.StatusCode.OK


def test_who_may_call_changes(configured, tmp_path):
    it = configured()
    # printf %s secret | sha256sum
    (tmp_path / "tokens").write_text("2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b ops\n")
    assert _code(it.server) == grpc.StatusCode.OK
    it.reload(token_file=f'"{tmp_path}/tokens"')
    assert _code(it.server) == grpc.StatusCode.UNAUTHENTICATED
    assert _code(it.server, ("authorization", "Bearer secret")) == grpc.StatusCode.OK
    it.reload("those before stay in force", token_file='"/nonexistent"')
    assert _code(it.server) == grpc.StatusCode.UNAUTHENTICATED


def test_tls_is_turned_on_by_a_restart_only(configured, tmp_path):
    issued = Authority(tmp_path, "ca").issue("server")
    it = configured()
    log = it.reload(tls_cert=f'"{issued.certificate}"', tls_key=f'"{issued.key}"')
    assert "needs a restart" in log and "name=--tls-cert" in log and "name=--tls-key" in log
    assert _code(it.server) == grpc.StatusCode.OK


def test_secrets_are_not_logged(configured):
    it = configured()
    log = it.reload(kafka_property='["sasl.password=hush"]')
    assert "name=--kafka-property" in log and "hush" not in log


def test_a_variable_wins_over_the_file_as_at_the_start(configured):
    it = configured()
    assert "drain" not in it.reload(drain='"3s"')  # the tests set ROLLCALL_DRAIN
