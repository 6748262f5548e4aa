# SPDX-License-Identifier: Apache-2.0
"""docs/metrics.md, the dashboard and the alerts, against programs that run and a Prometheus that scrapes them."""

import re

import pytest

from support.http_port import http_address
from support.metrics import read, samples
from support.metrics_page import documented, headings, names_in, rows, served
from support.prometheus import RULE_TESTS, RULES, Prometheus, expressions, promtool
from support.site import Site
from support.topic import little_endian
from support.waiting import wait_until

_BASE_UNITS = {"seconds": ("_seconds", "_seconds_total"), "bytes": ("_bytes", "_bytes_total")}


@pytest.fixture(scope="module")
def site(new_topic, start_module_server, tmp_path_factory):
    site = Site(new_topic(), tmp_path_factory.mktemp("site"), start_module_server)
    yield site
    site.stop()


@pytest.fixture(scope="module")
def prometheus(site, tmp_path_factory):
    prometheus = Prometheus(tmp_path_factory.mktemp("prometheus"), site.addresses())
    prometheus.wait_up(4)
    yield prometheus
    prometheus.stop()


def test_the_page_lists_what_is_served_and_nothing_else(site):
    wait_until(
        lambda: served(*site.texts()) == documented(),
        lambda: f"differences: {sorted(served(*site.texts()).items() ^ documented().items(), key=str)}",
    )


def test_units_are_base_units_and_names_end_with_them():
    assert len(rows()) > 60
    for name, kind, unit, _, text in rows():
        assert unit.strip() not in _BASE_UNITS or name.endswith(_BASE_UNITS[unit.strip()]), name
        assert (kind == "counter") == name.endswith("_total"), name
        assert text.strip(), name


def test_promtool_accepts_the_names(site):
    for text in site.texts():
        promtool("check", "metrics", stdin=text).check()


def test_a_deleted_node_has_no_series_any_more(site):
    site.topic.publish(77, {"gone_soon": ["foo"]})
    address = http_address(site.servers[0])
    has = lambda label, value: any(labels.get(label) == value for _, labels, _ in samples(read(address)))  # noqa: E731
    wait_until(lambda: has("node_id", "77") and has("coprocessor", "gone_soon"), "the node has series")
    site.topic.produce(little_endian(77), None)
    wait_until(lambda: not has("node_id", "77") and not has("coprocessor", "gone_soon"), "the series end")


def test_the_alerts_are_rules_and_behave_as_their_tests_say():
    promtool("check", "rules", RULES).check()
    promtool("test", "rules", RULE_TESTS).check()


def test_each_alert_is_tested_both_ways_and_says_what_to_do(prometheus):
    cases = re.findall(r"^  - name: '(no )?(\w+)", RULE_TESTS.read_text(), re.MULTILINE)
    rules = wait_until(prometheus.rules, "the rules are loaded")
    assert len(rules) >= 20
    for rule in rules:
        name = rule["name"]
        assert ("", name) in cases and ("no ", name) in cases, f"{name} has no test"
        assert name in headings(), f"docs/metrics.md says nothing about {name}"
        assert rule["annotations"]["runbook"] == f"docs/metrics.md#{name.lower()}"
        assert rule["annotations"]["summary"] and rule["annotations"]["action"].endswith((".", "?"))
        assert rule["labels"]["severity"] in ("critical", "warning", "info")
        assert names_in(rule["query"]) <= documented().keys(), f"{name} uses a metric that is not served"


def test_prometheus_evaluates_each_alert(prometheus):
    wait_until(
        lambda: all(rule["health"] == "ok" for rule in prometheus.rules()),
        lambda: f"{[(rule['name'], rule.get('lastError')) for rule in prometheus.rules() if rule['health'] != 'ok']}",
    )


def test_each_panel_of_the_dashboard_has_data(prometheus):
    assert len(expressions("5s")) > 30
    for panel, expression in expressions("5s"):
        assert names_in(expression) <= documented().keys(), f"{panel}: {expression}"
        wait_until(
            lambda query=expression: [value for _, value in prometheus.query(query) if value == value],
            f"the panel '{panel}' has data for {expression}",
        )
