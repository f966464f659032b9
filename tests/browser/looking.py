"""What is wrong with a page as it stands, on a desk and on a telephone."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

from tests.support.browser import axe

SIZES = {1366: 900, 390: 844}


@dataclass
class Gallery:
    """Looks at pages at both widths; ``PORTAL_TEST_PICTURES`` names where pictures are kept."""

    folder: str = field(default_factory=lambda: os.environ.get("PORTAL_TEST_PICTURES", ""))

    def look(self, page: Page, name: str, axe_at=tuple(SIZES)) -> list[str]:
        """Complaints (``"page 390: what"``); a sound page has none.

        Args:
            axe_at: The widths at which axe goes over the page, its dearest part.
        """
        found, walked_at = [], page.viewport_size
        for width, height in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("document.fonts.ready.then(() => true)")
            found += [
                f"{name} {width}: {problem}" for problem in complaints(page, width, axe_at)
            ]
            self._keep(page, f"{name}-{width}")
        page.set_viewport_size(walked_at)
        return found

    def _keep(self, page: Page, name: str) -> None:
        if self.folder:
            page.screenshot(path=Path(self.folder, f"{name}.png"), full_page=True)


def complaints(page: Page, width: int, axe_at) -> list[str]:
    heads = page.get_by_role("heading", level=1).count()
    wide = page.evaluate("document.documentElement.scrollWidth")
    found = axe(page) if width in axe_at else []
    if heads != 1:
        found.append(f"{heads} first headings")
    if wide > width:
        found.append(f"{wide} pixels wide")
    return found
