# SPDX-License-Identifier: Apache-2.0
"""A real browser without a window: Debian's Chromium, driven by Selenium through Debian's chromedriver."""

import shutil

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from support.waiting import DEADLINE_S, wait_until

PHONE = (360, 740)
DESKTOP = (1280, 900)

_FLAGS = (
    "--headless=new",
    "--no-sandbox",  # root cannot have one, and the pages are this tree's own
    "--disable-quic",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


def _tool(name):
    path = shutil.which(name)
    assert path, f"{name} is not installed; scripts/install-deps installs it"
    return path


def _is_stale(use):
    """Whether the element that `use` uses is no part of the page any more: a live page replaces its contents."""
    try:
        use()
    except StaleElementReferenceException:
        return True
    return False


class Browser:
    """`any_certificate`: also of an authority that the browser does not know."""

    def __init__(self, profile, script=True, any_certificate=False):
        options = Options()
        options.accept_insecure_certs = any_certificate
        options.binary_location = _tool("chromium")
        for flag in (*_FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        if not script:
            options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
        self.driver = webdriver.Chrome(options, Service(_tool("chromedriver")))
        self.driver.set_page_load_timeout(DEADLINE_S)

    def close(self):
        self.driver.quit()

    def size(self, width, height, dark=False):
        """The size of the page, also one that is smaller than a window can be."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def open(self, address):
        self.driver.get(f"http://{address}")

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def text(self, selector="body"):
        return self.run("return document.querySelector(arguments[0])?.innerText ?? ''", selector)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def follow(self, selector):
        """Clicks on what leads to another page, and waits until that has taken the place of this one."""
        page = self.find("html")
        wait_until(lambda: not _is_stale(lambda: self.find(selector).click()), f"{selector} can be clicked on")
        wait_until(lambda: _is_stale(page.is_enabled), f"{selector} leads to another page")

    def mode(self):
        """Whether the page follows, as it says itself: live, polling, lost or still."""
        return self.run("return document.getElementById('live').dataset.mode")

    def wait_mode(self, mode):
        wait_until(lambda: self.mode() == mode, lambda: f"the page is {mode}; it says '{self.text('#live')}'")

    def wait_text(self, part, selector="main"):
        wait_until(
            lambda: part in self.text(selector), lambda: f"the page shows {part!r}; it shows {self.text(selector)}"
        )

    def problems(self):
        """What the console has had of errors since it was asked last, violations of the policy among them."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] != "INFO"]
