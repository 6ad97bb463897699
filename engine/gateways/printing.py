"""The printer: a paper becomes a page, and the page a PDF.

Templates are filled with everything escaped, so that what an applicant typed
stays text. The same page is an HTML page for the browser's own printing where
the typesetting libraries are missing. WeasyPrint takes seconds to load and
wants pango, so it is only asked for when a PDF is. PDFs are tagged (PDF/UA-1),
so a screen reader reads a receipt in order.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from engine.errors import Refusal
from engine.gateways import paper_words
from engine.gateways.papers import Paper, PartyKind, ReceiptPaper
from engine.i18n import mark
from engine.rules import money_words

if TYPE_CHECKING:
    from weasyprint import Document
    from weasyprint.text.fonts import FontConfiguration

PAPERS = "papers"
FONTS_STYLE = "print-fonts.css"
PDF_VARIANT = "pdf/ua-1"
BAR_HEIGHT = 40
QUIET_BARS = 10


class PrinterMissing(Refusal):
    """PDFs can't be made on this machine; the page can still be printed from the browser."""

    code = "printer-missing"
    status: ClassVar[int] = 503
    default = mark("PDF files can't be made on this machine. Print the page from the browser.")


class Printer(Protocol):
    """What the office asks of its printer."""

    def pdf(self, paper: Paper) -> bytes:
        """Give the paper as a PDF; raises ``PrinterMissing`` where none can be made."""

    def html(self, paper: Paper, nonce: str = "") -> str:
        """Give the paper as a page for the browser; ``nonce`` lets its style in."""


class PagePrinter:
    """Fills the templates; both printers make their pages by it."""

    def html(self, paper: Paper, nonce: str = "") -> str:
        """Fill the template of the paper's form set."""
        template = _environment().get_template(f"form_set_{paper.form_set}/{paper.template}")
        more = _receipt_parts(paper) if isinstance(paper, ReceiptPaper) else {}
        return template.render(paper=paper, nonce=nonce, **more)


def _receipt_parts(paper: ReceiptPaper) -> dict[str, Any]:
    return {
        "qr": qr_svg(paper.lookup_url, "Mã QR tra cứu hồ sơ"),
        "bars": code128_svg(paper.case_code, f"Mã vạch {paper.case_code}"),
    }


class PdfPrinter(PagePrinter):
    """Sets pages with WeasyPrint, in the fonts of a folder or those of the machine.

    The folder has a ``print-fonts.css`` that names "Noto Serif", each face whole
    in one file: WeasyPrint tells the fonts of a PDF apart by family, weight and
    slant alone, and the letters of a face in several files would be mixed up.
    Fonts are read once and kept. Pango is not made for several threads at once,
    so one paper is set at a time.
    """

    def __init__(self, fonts: Path | None = None) -> None:
        self.fonts = fonts
        self._one_at_a_time = threading.Lock()

    def pdf(self, paper: Paper) -> bytes:
        """Set the paper; a receipt that won't go twice on a sheet takes a sheet a copy."""
        with self._one_at_a_time:
            document = self._set(paper)
            if isinstance(paper, ReceiptPaper) and len(document.pages) > 1:
                alone = [self._set(replace(paper, copies=(copy,))) for copy in paper.copies]
                document = alone[0].copy([page for copy in alone for page in copy.pages])
            content: bytes = document.write_pdf(pdf_variant=PDF_VARIANT)
            return content

    def _set(self, paper: Paper) -> Document:
        styles, fonts = self._typography
        html = _weasyprint().HTML(string=self.html(paper), url_fetcher=_refuse_fetching)
        return html.render(stylesheets=styles, font_config=fonts)

    @cached_property
    def _typography(self) -> tuple[list[Any], FontConfiguration]:
        fonts = _weasyprint().text.fonts.FontConfiguration()
        sheet = self.fonts / FONTS_STYLE if self.fonts else None
        if sheet is None or not sheet.is_file():
            return [], fonts
        return [_weasyprint().CSS(filename=sheet, font_config=fonts)], fonts


@dataclass
class MemoryPrinter(PagePrinter):
    """The tame twin: remembers what was printed; its PDFs are no more than a first line."""

    printed: list[Paper] = field(default_factory=list)

    def pdf(self, paper: Paper) -> bytes:
        """Remember the paper, having filled its template like the real one."""
        self.html(paper)
        self.printed.append(paper)
        return b"%PDF-1.7\n"


def qr_svg(text: str, title: str) -> Markup:
    """Draw a text as a QR code; it still reads when a seventh of it is soiled."""
    import segno

    code = segno.make(text, error="m", micro=False)
    path = "".join(
        f"M{column} {row}h1v1h-1z"
        for row, line in enumerate(code.matrix)
        for column, dark in enumerate(line)
        if dark
    )
    size = len(code.matrix)
    return _drawing("qr", title, f"-4 -4 {size + 8} {size + 8}", path)


def code128_svg(text: str, title: str) -> Markup:
    """Draw a text as a Code 128 bar code with its quiet zones, for the counter's scanner."""
    from barcode import Code128

    modules = Code128(text).build()[0]
    path = "".join(
        f"M{place} 0h1v{BAR_HEIGHT}h-1z" for place, bar in enumerate(modules) if bar == "1"
    )
    width = len(modules) + 2 * QUIET_BARS
    return _drawing("bars", title, f"-{QUIET_BARS} 0 {width} {BAR_HEIGHT}", path)


def _drawing(name: str, title: str, view: str, path: str) -> Markup:
    shape = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="{}" viewBox="{}" role="img"'
        ' preserveAspectRatio="none" shape-rendering="crispEdges">'
        '<title>{}</title><path d="{}"/></svg>'
    )
    return shape.format(name, view, title, path)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("engine", PAPERS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "money": money_words.in_figures,
        "money_in_words": money_words.in_words,
        "day": paper_words.day,
        "long_day": paper_words.long_day,
        "moment": paper_words.moment,
        "term": paper_words.term,
        "verdict": paper_words.verdict,
        "two_figures": paper_words.two_figures,
    }
    environment.globals["PartyKind"] = PartyKind
    return environment


def prove_printer() -> None:
    """Set one line; raises ``PrinterMissing`` where no PDF can be made."""
    _weasyprint().HTML(string="<p>ạ</p>").render()


def _weasyprint() -> Any:
    """Load the typesetter when it is first needed; without pango there is none."""
    try:
        import weasyprint
    except (ImportError, OSError) as missing:
        raise PrinterMissing from missing
    return weasyprint


def _refuse_fetching(url: str) -> Any:
    """A paper brings everything along; nothing is read from the net or the disk for it."""
    raise ValueError(f"a paper refers to {url}")
