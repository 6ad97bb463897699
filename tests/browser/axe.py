"""What axe-core finds wrong on the page in a browser, in words.

Its script is put into the page by the browser's driver and by nobody else: it
is a tool of these tests and no part of what users load.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

SCRIPT = Path(__file__).resolve().parents[2] / "web/assets/node_modules/axe-core/axe.min.js"
# WCAG 2.2 at level AA holds everything of the versions and levels before it.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_RUN = """async (rules) => {
  const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  return found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")}: ${node.html.slice(0, 160)}`));
}"""


def violations(page: Page) -> list[str]:
    """The violations of WCAG 2.2 AA that axe finds on the page, each with its element."""
    found: list[str] = page.evaluate(_RUN, RULES)
    return found
