# SPDX-License-Identifier: Apache-2.0
"""rollcall-agent redpanda, between an HTTP server that answers like Redpanda's admin API and a real Kafka."""

import base64
import json
import pathlib
import socket

import pytest

from support.certificates import Authority
from support.process import Child
from support.redpanda_admin import DISABLED, ENVIRONMENT, RedpandaAdmin, transform
from support.screen import table_rows
from support.tools import agent, program, rollcall
from support.waiting import wait_until

_RUNNING = transform("mask", {0: (1, "running"), 1: (2, "running")})


@pytest.fixture
def start_admin():
    admins = []

    def start(*arguments, **more):
        admins.append(RedpandaAdmin(*arguments, **more))
        return admins[-1]

    yield start
    for admin in admins:
        admin.close()


@pytest.fixture
def admin(start_admin):
    return start_admin()


@pytest.fixture
def start_agent(topic, tmp_path):
    """start_agent(admin or URL, *flags): a `rollcall-agent redpanda` in the background, which polls often."""
    agents = []

    def start(admin, *flags):
        command = [program("rollcall-agent"), "--brokers", topic.brokers, "--topic", topic.name, "redpanda"]
        command += ["--admin-url", getattr(admin, "url", admin), "--every", "100ms", *flags]
        agents.append(Child(command, tmp_path, f"agent-{len(agents)}"))
        return agents[-1]

    yield start
    for child in agents:
        child.kill()


def _once(topic, admin, *flags, **more):
    return agent(topic, "redpanda", "--once", "--admin-url", getattr(admin, "url", admin), *flags, **more)


def _statuses(topic):
    """{node id: its newest status without what each record adds; None if it was removed}"""
    newest = {}
    for record in topic.records():
        node_id = int.from_bytes(record.key, "little") if len(record.key) == 4 else int(record.key)
        value = None if record.value is None else json.loads(record.value)
        newest[node_id] = value and {k: v for k, v in value.items() if k not in ("instance", "lease_s")}
    return newest


def _up(node_id, **coprocessors):
    return {"node_id": node_id, "status": "up", "coprocessors": coprocessors}


def _mask(description="to out; 1 partition running", state="running"):
    return {"input_topics": ["in"], "description": description, "state": state}


def _wait_statuses(topic, child, expected):
    child.wait_for(lambda: _statuses(topic) == expected, f"{expected} is on the topic")


def _wait_polls(admin, child, count=5):
    """Waits until the agent has polled so often from now on, so that what it saw before has had its effect."""
    end = len(admin.requests) + count
    child.wait_for(lambda: len(admin.requests) >= end, "the agent polls")


def test_the_statuses_of_all_nodes_are_listed(topic, server, admin, start_agent):
    admin.report(
        transform("mask", {0: (1, "running"), 1: (1, "errored"), 2: (2, "running")}, outputs=("out-a", "out-b")),
        transform("copy", {0: (2, "running")}),
    )
    child = start_agent(admin)
    _wait_statuses(
        topic,
        child,
        {
            1: _up(1, mask=_mask("to out-a, out-b; 1 partition running, 1 errored", "errored")),
            2: _up(2, copy=_mask(), mask=_mask("to out-a, out-b; 1 partition running")),
        },
    )
    rows = table_rows(rollcall(server, "list", "--min-revision", topic.end() - 1).check().stdout)
    assert [row[:4] for row in rows[1:]] == [
        ["copy", "2", "running", "[in]"],
        ["mask", "1", "errored", "[in]"],
        ["mask", "2", "running", "[in]"],
    ]
    assert "1 errored" in rows[2][4], rows
    assert child.stop() == 0


def test_a_leadership_move_writes_nothing_until_it_is_known(topic, admin, start_agent):
    admin.report(_RUNNING)
    child = start_agent(admin, "--debounce", "1h")
    _wait_statuses(topic, child, {1: _up(1, mask=_mask()), 2: _up(2, mask=_mask())})
    end = topic.end()
    for unsure in (
        [transform("mask", {0: (1, "unknown"), 1: (2, "running")})],
        [transform("mask", {1: (2, "running")})],
        [],
    ):
        admin.report(*unsure)
        _wait_polls(admin, child)
    assert topic.end() == end, _statuses(topic)
    admin.report(transform("mask", {0: (2, "running"), 1: (2, "running")}))
    two = _mask("to out; 2 partitions running")
    _wait_statuses(topic, child, {1: _up(1), 2: _up(2, mask=two)})
    assert topic.end() == end + 2


@pytest.mark.parametrize("vanished", ["down", "retire"])
def test_a_vanished_node(topic, admin, start_agent, vanished):
    admin.report(_RUNNING)
    child = start_agent(admin, "--debounce", "300ms", "--vanished", vanished)
    _wait_statuses(topic, child, {1: _up(1, mask=_mask()), 2: _up(2, mask=_mask())})
    admin.report(transform("mask", {0: (1, "running")}))
    if vanished == "retire":
        _wait_statuses(topic, child, {1: _up(1, mask=_mask()), 2: None})
    else:
        child.wait_for(lambda: _statuses(topic)[2]["status"] == "down", "node 2 is down")
        assert "no data transform" in _statuses(topic)[2]["reason"]
    admin.report(_RUNNING)
    _wait_statuses(topic, child, {1: _up(1, mask=_mask()), 2: _up(2, mask=_mask())})


def _dead_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_the_second_url_is_asked_if_the_first_one_is_dead(topic, admin, start_agent):
    admin.report(_RUNNING)
    child = start_agent(f"http://127.0.0.1:{_dead_port()},{admin.url}")
    _wait_statuses(topic, child, {1: _up(1, mask=_mask()), 2: _up(2, mask=_mask())})


@pytest.mark.parametrize(
    "break_it",
    [
        lambda admin: admin.answer(500, {"message": "failed to generate transform report: timeout", "code": 500}),
        lambda admin: admin.answer(502, b"<html>Bad Gateway</html>"),
        lambda admin: admin.answer(200, b"<html>Log in</html>"),
        lambda admin: admin.answer(200, b'[{"name": "mask"}]'),
        lambda admin: admin.answer(200, b"[" + b" " * (16 << 20) + b"]"),
        lambda admin: admin.cut(),
    ],
    ids=["500", "502", "HTML", "incomplete", "too large", "cut"],
)
@pytest.mark.parametrize("flags", [(), ("--node-id", "1")], ids=["all", "one"])
def test_an_error_changes_nothing(topic, admin, start_agent, break_it, flags):
    admin.report(_RUNNING)
    child = start_agent(admin, "--debounce", "0", "--down-after", "1s", *flags)
    one = {1: _up(1, mask=_mask())}
    expected = one if flags else one | {2: _up(2, mask=_mask())}
    _wait_statuses(topic, child, expected)
    break_it(admin)
    child.wait_for(lambda: "the source gives no status" in child.stderr(), "the source is lost")
    assert f"{admin.url}/v1/transform" in child.stderr()
    assert _statuses(topic) == expected
    admin.report(transform("mask", {0: (1, "errored")}))
    child.wait_for(lambda: _statuses(topic)[1]["coprocessors"]["mask"]["state"] == "errored", "it goes on")


def test_a_dead_local_port_is_down_and_comes_back(topic, start_admin, start_agent):
    admin = start_admin()
    admin.report(_RUNNING)
    child = start_agent(admin, "--node-id", "1", "--down-after", "1s")
    _wait_statuses(topic, child, {1: _up(1, mask=_mask())})
    admin.close()
    child.wait_for(lambda: _statuses(topic)[1]["status"] == "down", "node 1 is down")
    assert "admin API has not answered" in _statuses(topic)[1]["reason"]
    restarted = start_admin(port=admin.port)
    restarted.answer(503, {"message": "starting"})
    _wait_polls(restarted, child)
    assert _statuses(topic)[1]["status"] == "down"
    restarted.report(_RUNNING)
    _wait_statuses(topic, child, {1: _up(1, mask=_mask())})


def test_dead_ports_claim_nothing_about_all_nodes(topic, start_admin, start_agent, tmp_path):
    admin = start_admin()
    admin.report(_RUNNING)
    health = tmp_path / "healthy"
    child = start_agent(admin, "--down-after", "1s", "--health-file", health)
    _wait_statuses(topic, child, {1: _up(1, mask=_mask()), 2: _up(2, mask=_mask())})
    child.wait_for(health.exists, "the agent is healthy")
    end = topic.end()
    admin.close()
    child.wait_for(lambda: not health.exists(), "the agent is not healthy")
    assert topic.end() == end, _statuses(topic)


def test_one_node_is_up_if_it_runs_nothing(topic, admin, start_agent):
    admin.report(transform("mask", {0: (2, "running")}))
    child = start_agent(admin, "--node-id", "1")
    _wait_statuses(topic, child, {1: _up(1)})


def test_disabled_transforms_are_no_error(topic, admin, start_agent):
    admin.report(_RUNNING)
    child = start_agent(admin, "--debounce", "0")
    _wait_statuses(topic, child, {1: _up(1, mask=_mask()), 2: _up(2, mask=_mask())})
    admin.answer(*DISABLED)
    _wait_statuses(topic, child, {1: _up(1), 2: _up(2)})


def test_only_differences_are_published(topic, admin, start_agent):
    admin.report(_RUNNING)
    child = start_agent(admin)
    _wait_statuses(topic, child, {1: _up(1, mask=_mask()), 2: _up(2, mask=_mask())})
    end = topic.end()
    _wait_polls(admin, child, 10)
    assert topic.end() == end


def test_a_lease_is_kept(topic, admin, start_agent):
    admin.report(_RUNNING)
    child = start_agent(admin, "--lease", "1s")
    child.wait_for(lambda: topic.end() >= 6, "the statuses are published again and again")
    records = [json.loads(record.value) for record in topic.records()]
    assert all(record["lease_s"] == 1 and record["instance"].startswith("redpanda:") for record in records), records


def test_without_reports_leases_are_not_renewed(topic, server, admin, start_agent):
    """The statuses become stale, because nobody knows which nodes live. The next report revives them."""
    admin.report(_RUNNING)
    child = start_agent(admin, "--lease", "1s", "--down-after", "1s")
    child.wait_for(lambda: topic.end() >= 4, "the leases are renewed")
    admin.answer(500, {"message": "timeout"})
    child.wait_for(lambda: "stale" in rollcall(server, "nodes").check().stdout, "the nodes are stale")
    end = topic.end()
    _wait_polls(admin, child, 20)
    assert topic.end() == end
    admin.report(_RUNNING)
    child.wait_for(lambda: topic.end() >= end + 2, "the leases are renewed again")


def test_once_publishes_and_waits_for_the_acks(topic, admin):
    admin.report(_RUNNING)
    _once(topic, admin).check()
    assert _statuses(topic) == {1: _up(1, mask=_mask()), 2: _up(2, mask=_mask())}
    admin.report(transform("mask", {0: (1, "errored")}))
    _once(topic, admin, "--node-id", "1").check()
    assert _statuses(topic)[1] == _up(1, mask=_mask("to out; 1 partition errored", "errored"))


def test_once_without_a_report_ends_with_4(topic, admin):
    admin.answer(503, {"message": "not ready"})
    done = _once(topic, admin).check(4)
    assert f"{admin.url}/v1/transform: HTTP 503 (not ready)" in done.stderr, done
    _once(topic, f"http://127.0.0.1:{_dead_port()}", "--node-id", "1").check(4)
    assert topic.records() == []


def test_once_without_a_broker_ends_with_1(new_topic, admin):
    topic = new_topic(create=False)
    admin.report(_RUNNING)
    done = _once(topic, admin, "--timeout", "1s").check(1)
    assert "ended before the topic showed the last status" in done.stderr, done


def test_a_hanging_request_ends_with_the_agent(topic, admin, start_agent):
    admin.hang()
    child = start_agent(admin)
    child.wait_for(lambda: admin.requests, "the agent asks")
    assert child.stop() == 0


def test_tls_with_a_client_certificate(topic, start_admin, tmp_path):
    authority, stranger = Authority(tmp_path, "ca"), Authority(tmp_path, "stranger")
    admin = start_admin(authority.issue("admin"), client_authority=authority)
    admin.report(_RUNNING)
    client, wrong = authority.issue("client"), stranger.issue("wrong")
    ca = ("--admin-ca", authority.certificate)
    _once(topic, admin, *ca, "--admin-cert", client.certificate, "--admin-key", client.key).check()
    assert set(_statuses(topic)) == {1, 2}
    assert "--admin-ca" in _once(topic, admin).check(4).stderr
    for flags in ((), ("--admin-cert", wrong.certificate, "--admin-key", wrong.key)):
        _once(topic, admin, *ca, *flags).check(4)


def test_a_refused_client_certificate_is_no_dead_port(topic, start_admin, start_agent, tmp_path):
    authority = Authority(tmp_path, "ca")
    admin = start_admin(authority.issue("admin"), client_authority=authority)
    child = start_agent(admin, "--node-id", "1", "--down-after", "1s", "--admin-ca", authority.certificate)
    child.wait_for(lambda: "the source gives no status" in child.stderr(), "the source is lost")
    wait_until(lambda: child.stop() == 0, "the agent ends")
    assert topic.records() == []


def _secret(tmp_path, text):
    path = tmp_path / "secret"
    path.write_text(text + "\n")
    return f"@{path}"


def test_basic_authentication(topic, admin, tmp_path):
    admin.report(_RUNNING)
    admin.require("Basic " + base64.b64encode(b"me:s3cret").decode())
    assert "--admin-user" in _once(topic, admin).check(4).stderr
    _once(topic, admin, "--admin-user", "me", "--admin-password", _secret(tmp_path, "s3cret")).check()
    _once(topic, admin, "--admin-user", "me", ROLLCALL_ADMIN_PASSWORD="s3cret").check()


def test_a_bearer_token(topic, admin, tmp_path):
    admin.report(_RUNNING)
    admin.require("Bearer s3cret")
    _once(topic, admin, "--admin-token", _secret(tmp_path, "wrong")).check(4)
    _once(topic, admin, "--admin-token", _secret(tmp_path, "s3cret")).check()


def test_redirects_lead_to_named_hosts_only(topic, start_admin, tmp_path):
    first, second = start_admin(), start_admin()
    second.report(_RUNNING)
    first.answer(307, b"", Location=f"{second.url}/v1/transform")
    token = ("--admin-token", _secret(tmp_path, "s3cret"))
    done = _once(topic, first, *token).check(4)
    assert f"redirects to {second.url}" in done.stderr and second.requests == [], done
    _once(topic, f"{first.url},{second.url}", *token).check()
    assert len(second.requests) == 1 and second.requests[0]["Authorization"] == "Bearer s3cret"
    first.answer(307, b"", Location="/v1/transform")
    assert "again and again" in _once(topic, first).check(4).stderr


def test_secrets_and_environments_appear_nowhere(topic, admin, start_agent):
    admin.report(_RUNNING)
    admin.require("Basic " + base64.b64encode(b"me:hunter2").decode())
    child = start_agent(admin, "--admin-user", "me", "--admin-password=hunter2", "--lease", "1s", "-v")
    child.wait_for(lambda: len(_statuses(topic)) == 2, "both nodes are published")
    shown = pathlib.Path(f"/proc/{child.process.pid}/cmdline").read_bytes().decode()
    assert "--admin-password=***" in shown, shown
    admin.answer(500, {"message": "no", "environment": ENVIRONMENT})
    child.wait_for(lambda: "HTTP 500" in child.stderr(), "the error is logged")
    admin.answer(200, [{"environment": ENVIRONMENT}])
    child.wait_for(lambda: "not a whole report" in child.stderr(), "the wrong answer is logged")
    assert child.stop() == 0
    on_topic = b"".join(record.key + (record.value or b"") for record in topic.records()).decode(errors="replace")
    for text in (shown, child.stdout(), child.stderr(), on_topic):
        assert "hunter2" not in text and ENVIRONMENT[0]["value"] not in text, text
    assert "PASSWORD" not in on_topic and "lag" not in on_topic
