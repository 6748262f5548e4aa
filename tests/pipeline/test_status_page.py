# SPDX-License-Identifier: Apache-2.0
"""The status page in a real browser."""

import contextlib
import re

import pytest

from support import topic_admin
from support.browser import DESKTOP, PHONE, Browser
from support.http_port import SERVED, ask, follow, http_address
from support.metrics import scrape
from support.paths import TOP
from support.stopped import stopped
from support.topic import little_endian, status_json
from support.waiting import wait_until

HOSTILE = (
    "</td><script>window.hacked=1</script><img src=x onerror=window.hacked=2>\"'&\u202e\u2066\x07\u200b" + "w" * 300
)
ASSETS = TOP / "server" / "page" / "assets"


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    browser = Browser(tmp_path_factory.mktemp("chromium"))
    yield browser
    browser.close()


@pytest.fixture(autouse=True)
def _begin_anew(browser):
    browser.driver.get("about:blank")
    browser.size(*DESKTOP)
    browser.problems()


@pytest.fixture
def served(topic, start_server):
    """A topic with a node of each kind, and its server."""
    for node in (1, 2, 3):
        topic.publish(node, {"audit": ["orders", "refunds"], "mask": ["payments"]})
    topic.publish(4, {"audit": ["orders"]})
    topic.publish(5, {"audit": {"input_topics": ["orders", "refunds"], "description": "x", "state": "errored"}})
    topic.publish(6, status="down", reason="maintenance")
    topic.produce(b"7", b"{broken")
    return start_server(topic, *SERVED)


def _marks(browser, name):
    """The marks of a coprocessor in the matrix, by node."""
    return browser.run(
        """
        const head = [...document.querySelectorAll('.matrix thead th a')].map((a) => a.textContent);
        const rows = [...document.querySelectorAll('.matrix tbody tr')];
        const row = rows.find((one) => one.querySelector('th').innerText === arguments[0]);
        const marks = row && [...row.querySelectorAll('td:not(.count)')].map((td, i) => [head[i], td.innerText]);
        return row && Object.fromEntries(marks);
        """,
        name,
    )


def _other_problems(browser):
    """All but that an answer was 400 or 404."""
    return [line for line in browser.problems() if "responded with a status of 4" not in line]


def _overflow(browser):
    return browser.run("return [document.documentElement.scrollWidth, innerWidth]")


def test_it_follows_without_being_loaded_again(browser, served, topic):
    browser.open(http_address(served))
    browser.wait_mode("live")
    assert _marks(browser, "audit")["4"] == "◐" and _marks(browser, "audit")["1"] == "●"
    browser.run("window.loadedOnce = true")
    topic.publish(4, {"audit": ["orders", "refunds"]})
    wait_until(lambda: _marks(browser, "audit")["4"] == "●", "the mark of node 4 changes")
    topic.publish(8, {"new <b>": ["t"]})
    browser.wait_text("new <b>", ".matrix")
    topic.publish(1, status="down", reason="rack is off")
    browser.wait_text("reason: rack is off")
    assert browser.text(".counts .down b") == "2"
    assert browser.run("return window.loadedOnce") and browser.driver.title.startswith("2 down, 1 invalid")
    assert browser.problems() == []


def test_a_node_s_page_follows_too(browser, served, topic):
    browser.open(f"{http_address(served)}/nodes/7")
    browser.wait_mode("live")
    assert "not JSON" in browser.text(".alert") and "{broken" in browser.text(".raw")
    browser.run("window.loadedOnce = true")
    topic.publish(7, {"audit": ["orders"]}, key=b"7")
    browser.wait_text('"node_id": 7', ".raw")
    assert browser.text(".state") == "up" and browser.run("return window.loadedOnce")
    topic.produce(b"7", None)
    browser.wait_text("No record of this node is on the topic")
    assert _other_problems(browser) == []


def test_what_a_person_does_is_kept_while_it_follows(browser, served, topic):
    browser.size(*PHONE)
    topic.publish(1, {f"name_{number:03}" + "x" * 60: ["foo"] for number in range(5)})
    browser.open(http_address(served))
    browser.wait_mode("live")
    field = browser.find("input[name=node]")
    field.send_keys("1-")
    browser.run("document.getElementById('matrix-box').scrollLeft = 40")
    topic.publish(9, {"seen": ["t"]})
    browser.wait_text("seen", ".matrix")
    field.send_keys("5")
    assert browser.run("return document.querySelector('input[name=node]').value") == "1-5"
    assert browser.run("return document.getElementById('matrix-box').scrollLeft") == 40


def test_filters_are_in_the_address_and_those_of_the_client(browser, served):
    browser.open(http_address(served))
    browser.find("input[name=node]").send_keys("1-4")
    browser.find("input[name=name]").send_keys("a*")
    browser.follow("form.filter button")
    assert "node=1-4" in browser.driver.current_url
    assert list(_marks(browser, "audit")) == ["1", "2", "3", "4"] and _marks(browser, "mask") is None
    browser.open(f"{http_address(served)}/?state=down,invalid")
    assert browser.run("return [...document.querySelectorAll('.matrix thead a')].map((a) => a.textContent)") == [
        "6",
        "7",
    ]
    assert browser.text(".counts .up b") == "5", "the summary counts all nodes"
    browser.follow(".counts .down a")
    assert "state=down" in browser.driver.current_url


def test_it_needs_no_script(tmp_path, served, topic):
    browser = Browser(tmp_path / "chromium", script=False)
    with contextlib.closing(browser):
        browser.open(http_address(served))
        assert "reload for a newer page" in browser.find("#live").text
        assert "audit" in browser.find(".matrix").text and "maintenance" in browser.find(".notes").text
        browser.find("input[name=name]").send_keys("mask")
        browser.follow("form.filter button")
        assert "audit" not in browser.find(".matrix").text and "mask" in browser.find(".matrix").text
        browser.follow(".matrix thead a")
        assert "Node 1" in browser.find("h1").text and "payments" in browser.find(".raw").text


def test_hostile_names_do_nothing(browser, served, topic):
    topic.publish(1, {HOSTILE: {"input_topics": [HOSTILE], "description": HOSTILE, "state": HOSTILE}}, instance=HOSTILE)
    topic.publish(2, status=HOSTILE, reason=HOSTILE)
    topic.produce(b"3", HOSTILE.encode() + b"\xff\xfe\x00")
    topic.produce(HOSTILE.encode(), b"x")
    browser.open(http_address(served))
    browser.wait_text("belongs to no node")
    for address in (
        "",
        "/?name=%3Cscript%3Ewindow.hacked%3D3%3C%2Fscript%3E",
        "/nodes/1",
        "/nodes/2",
        "/nodes/3",
        "/?node=%3Cscript%3E",
    ):
        for size in (DESKTOP, PHONE):
            browser.size(*size)
            browser.open(http_address(served) + address)
            width, room = _overflow(browser)
            assert width <= room, f"{address} is {width} px wide at {room} px"
        assert browser.run("return window.hacked") is None, address
        assert browser.run("return document.querySelectorAll('script').length") <= 1
        assert browser.run("return document.querySelectorAll('main img').length") == 0
        assert "\u202e" not in browser.text() and "\x07" not in browser.text()
    assert _other_problems(browser) == []


def test_it_fits_a_phone(browser, served, topic):
    for node in range(20, 60):
        topic.publish(node, {"audit": ["orders", "refunds"], "a-coprocessor-with-quite-a-long-name": ["t" * 100]})
    browser.size(*PHONE)
    for address in ("", "/?node=20-30", "/nodes/20", "/nodes/7"):
        browser.open(http_address(served) + address)
        browser.wait_mode("live")
        assert _overflow(browser) == [PHONE[0], PHONE[0]], address
    browser.open(http_address(served))
    browser.wait_text("a-coprocessor", ".matrix")
    inner, outer = browser.run(
        "const box = document.getElementById('matrix-box'); return [box.scrollWidth, box.clientWidth]"
    )
    assert inner > outer, "the matrix scrolls within its own box"


def test_it_says_that_it_is_not_live(browser, topic, start_server):
    """A server that is stopped, or killed. When it is back, the page follows again, with what happened meanwhile."""
    topic.publish(1, {"audit": ["orders"]})
    server = start_server(topic, *SERVED)
    address = http_address(server)
    browser.open(address)
    browser.wait_mode("live")
    with stopped(server):
        browser.wait_mode("lost")
        assert re.search(
            r"NOT LIVE: the server has not answered since 20\S+Z\. Shown is the state at 20\S+Z\.",
            browser.text("#live"),
        )
        assert browser.run("return document.body.classList.contains('lost')")
    browser.wait_mode("live")
    server.close()
    browser.wait_mode("lost")
    topic.publish(2, {"mask": ["payments"]})
    start_server(topic, "--http-listen", address)
    browser.wait_mode("live")
    browser.wait_text("mask", ".matrix")


def test_one_viewer_too_many_fetches_instead(browser, topic, start_server):
    topic.publish(1, {"audit": ["orders"]})
    server = start_server(topic, *SERVED, "--max-page-viewers", "1")
    with follow(server)[0]:
        browser.open(http_address(server))
        browser.wait_mode("polling")
        assert "fetched every 10 s" in browser.text("#live")
        metrics = scrape(server)
        assert metrics["rollcall_page_viewers"] == 1
        assert metrics[("rollcall_refused_total", "max_page_viewers")] >= 1
        topic.publish(1, {"mask": ["payments"]})
        browser.wait_text("mask", ".matrix")
    browser.wait_mode("live")


def test_a_source_that_is_not_current_is_seen(browser, new_topic, start_server):
    topic = new_topic()
    topic.publish(1, {"audit": ["orders"]})
    server = start_server(topic, *SERVED)
    browser.open(http_address(server))
    browser.wait_mode("live")
    topic_admin.delete(topic)
    browser.wait_text("the topic does not exist now", ".alert")
    assert "STALE" in browser.text(".alert") and "audit" in browser.text(".matrix")


def test_ten_thousand_nodes_are_a_page_that_says_what_it_leaves_out(browser, topic, start_server):
    topic.produce_many((little_endian(node), status_json(node, {"audit": ["orders"]})) for node in range(10_000))
    topic.publish(7777, status="down", reason="broken fan")
    server = start_server(topic, *SERVED)
    browser.open(http_address(server))
    browser.wait_mode("live")
    assert "100 of 10000 nodes" in browser.text() and "Filter by node" in browser.text()
    assert _marks(browser, "audit")["7777"] == "", "what needs attention comes first"
    assert len(ask(server, "/").text) < 300_000
    topic.publish(7777, {"audit": ["orders"]})
    wait_until(lambda: "7777" not in (_marks(browser, "audit") or {}), "the page follows")


def _luminance(color):
    digits = "".join(digit * 2 for digit in color) if len(color) == 3 else color
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one, other):
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", (0, 1), ids=("light", "dark"))
def test_its_colors_can_be_read(scheme):
    """WCAG 2 asks for 4.5 between text and what is behind it."""
    blocks = re.findall(r":root \{(.*?)\n\s*\}", (ASSETS / "style.css").read_text(), re.DOTALL)
    colors = dict(re.findall(r"--([\w-]+): #([0-9a-f]{3,6})", blocks[scheme]))
    pairs = [(ink, back) for ink in ("ink", "soft", "link", "good", "warn", "bad", "odd") for back in ("back", "card")]
    pairs += [(kind, f"{kind}-back") for kind in ("good", "warn", "bad", "odd")] + [
        ("ink", "bad-back"),
        ("card", "bad"),
    ]
    for ink, back in pairs:
        assert _contrast(colors[ink], colors[back]) >= 4.5, (ink, back)
