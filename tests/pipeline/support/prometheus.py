# SPDX-License-Identifier: Apache-2.0
"""Debian's Prometheus and its promtool: a Prometheus that scrapes programs of a test and evaluates expressions."""

import json
import shutil
import urllib.error
import urllib.parse
import urllib.request

from support.paths import DEPS, TOP
from support.ports import free_port, start_on_free_ports
from support.process import Child
from support.tools import run_tool
from support.waiting import DEADLINE_S, wait_until

MONITORING = TOP / "monitoring"
RULES = MONITORING / "rollcall.rules.yml"
RULE_TESTS = MONITORING / "rollcall.rules.test.yml"
DASHBOARD = MONITORING / "rollcall.dashboard.json"


def _program(name):
    return shutil.which(name) or DEPS / "prometheus" / "usr" / "bin" / name


def promtool(*arguments, stdin=None):
    return run_tool(_program("promtool"), *arguments, stdin=stdin)


def panels():
    """The dashboard's panels, without the headings of its rows."""
    return [panel for panel in json.loads(DASHBOARD.read_text())["panels"] if panel["type"] != "row"]


def with_values(expression, interval):
    """An expression of the dashboard with values in place of the variables, of which Grafana computes the interval."""
    return expression.replace("$instance", ".*").replace("$__rate_interval", interval)


def expressions(interval):
    """[(panel, expression)]"""
    return [
        (panel["title"], with_values(target["expr"], interval)) for panel in panels() for target in panel["targets"]
    ]


class Prometheus:
    """Scrapes each of {job: [HOST:PORT, ...]} twice a second, with the rules of monitoring/."""

    def __init__(self, folder, targets):
        self._folder = folder
        self._settings = folder / "prometheus.yml"
        self._settings.write_text(
            json.dumps(  # JSON is YAML, too
                {
                    "global": {"scrape_interval": "500ms", "scrape_timeout": "500ms", "evaluation_interval": "1s"},
                    "rule_files": [str(RULES)],
                    "scrape_configs": [
                        {"job_name": job, "static_configs": [{"targets": addresses}]}
                        for job, addresses in targets.items()
                    ],
                }
            )
        )
        start_on_free_ports(self._start, lambda: "address already in use" in self.child.report())

    def _start(self):
        self._address = f"127.0.0.1:{free_port()}"
        command = [
            _program("prometheus"),
            f"--config.file={self._settings}",
            f"--storage.tsdb.path={self._folder}/tsdb",
        ]
        self.child = Child([*command, f"--web.listen-address={self._address}"], self._folder, "prometheus")
        self.child.wait_for(self._is_ready, "Prometheus is ready")

    def _is_ready(self):
        try:
            return urllib.request.urlopen(f"http://{self._address}/-/ready", timeout=DEADLINE_S).status == 200
        except OSError:
            return False

    def _ask(self, path, **parameters):
        url = f"http://{self._address}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        try:
            with urllib.request.urlopen(url, timeout=DEADLINE_S) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path} {parameters}: {error.read().decode()}") from None

    def query(self, expression):
        """[(labels, value)] now. Fails if Prometheus cannot evaluate it."""
        data = self._ask("query", query=expression)
        assert data["resultType"] == "vector", f"{expression} is a {data['resultType']}"
        return [(one["metric"], float(one["value"][1])) for one in data["result"]]

    def query_range(self, expression, start_s, end_s, step_s):
        """[(labels, [(time, value)])]"""
        data = self._ask("query_range", query=expression, start=start_s, end=end_s, step=step_s)
        return [(one["metric"], [(time, float(value)) for time, value in one["values"]]) for one in data["result"]]

    def rules(self):
        """All alerting rules, as Prometheus tells of them."""
        return [rule for group in self._ask("rules", type="alert")["groups"] for rule in group["rules"]]

    def wait_up(self, count):
        wait_until(lambda: len(self.query("up == 1")) == count, f"{count} programs are scraped")

    def stop(self):
        self.child.kill()  # what it stored is deleted with the folder
