"""A real Chromium that reports what a person would never see: console errors, CSP refusals."""

import shutil
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PACKAGE = "chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
# The answer's status is judged below, where it is known whether a page or its parts failed.
_STATUS_NOTE = "Failed to load resource"
_PARTS = frozenset({"script", "stylesheet", "font", "image"})
_REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", event =>
  window.reportViolation(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));
"""


def binary() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


@dataclass
class Witness:
    """Everything that went wrong on one page, in order; empty on a sound page."""

    problems: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.expose_function("reportViolation", lambda text: self._note("csp", text))
        page.add_init_script(_REPORT_VIOLATIONS)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._note("script", str(error)))
        page.on("response", self._response)

    def _console(self, message) -> None:
        if message.type == "error" and not message.text.startswith(_STATUS_NOTE):
            self._note("console", message.text)

    def _response(self, response) -> None:
        part = response.request.resource_type in _PARTS
        if response.status >= 500 or (part and response.status >= 400):
            self._note(str(response.status), response.url)

    def _note(self, kind: str, text: str) -> None:
        self.problems.append(f"{kind}: {text}")


def axe(page: Page) -> list[str]:
    """Accessibility violations of the page as it stands: ``["rule: impact: selectors", …]``."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {rule['impact']}: "
        + ", ".join(" ".join(map(str, node["target"])) for node in rule["nodes"])
        for rule in found
    ]
