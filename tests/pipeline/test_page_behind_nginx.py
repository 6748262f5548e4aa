# SPDX-License-Identifier: Apache-2.0
"""The status page through an nginx with TLS and a login, below a path, in a real browser."""

import base64
import contextlib
import http.client
import ssl

import pytest

from support.browser import Browser
from support.http_port import SERVED
from support.page_proxy import PASSWORD, USER, PageProxy
from support.stopped import stopped
from support.waiting import DEADLINE_S


@pytest.fixture
def server(topic, start_server):
    topic.publish(1, {"audit": ["orders"]})
    return start_server(topic, *SERVED)


@pytest.fixture
def proxy(server, tmp_path):
    proxy = PageProxy(tmp_path, server)
    yield proxy
    proxy.stop()


@pytest.fixture
def browser(tmp_path):
    browser = Browser(tmp_path / "chromium", any_certificate=True)
    yield browser
    browser.close()


def _open(browser, proxy, page=""):
    browser.driver.get(f"https://{USER}:{PASSWORD}@{proxy.address}/rollcall/{page}")


def _status(proxy, page, **headers):
    context = ssl.create_default_context(cafile=proxy.authority)
    connection = http.client.HTTPSConnection(proxy.address, timeout=DEADLINE_S, context=context)
    with contextlib.closing(connection):
        connection.request("GET", f"/rollcall/{page}", headers=headers)
        return connection.getresponse().status


def test_without_the_login_nothing_is_shown(proxy):
    login = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    wrong = base64.b64encode(f"{USER}:wrong".encode()).decode()
    for page in ("", "live", "nodes/1", "nodes/1/raw", "metrics", "style.css"):
        assert _status(proxy, page) == 401, page
        assert _status(proxy, page, Authorization=f"Basic {wrong}") == 401, page
        assert _status(proxy, page, Authorization=f"Basic {login}") == 200, page


def test_a_page_follows_through_it(browser, proxy, server, topic):
    _open(browser, proxy)
    browser.wait_mode("live")
    topic.publish(1, {"mask": ["payments"]})
    browser.wait_text("mask", ".matrix")
    with stopped(server):
        browser.wait_mode("lost")
    browser.wait_mode("live")
    browser.follow(".matrix thead th a")
    assert "/rollcall/nodes/1" in browser.driver.current_url and "mask" in browser.text()
    browser.wait_mode("live")
    assert browser.problems() == []


def test_its_end_is_seen(browser, proxy):
    _open(browser, proxy, "?name=audit")
    browser.wait_mode("live")
    proxy.kill()
    browser.wait_mode("lost")
    proxy.start()
    browser.wait_mode("live")
    browser.wait_text("audit", ".matrix")
