"""The scan of a sealed result, as a demo office has one: a one-page PDF that says so."""

from __future__ import annotations


def sealed_scan(number: str) -> bytes:
    """A PDF with the result's number; plain ASCII, because it stands for a picture."""
    plain = number.encode("ascii", "replace").decode("ascii")
    drawn = f"BT /F1 18 Tf 72 760 Td (DEMO - sealed result {plain}) Tj ET"
    parts = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
            " /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>"
        ),
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    content = "%PDF-1.4\n"
    places = []
    for number_of_part, part in enumerate(parts, start=1):
        places.append(len(content))
        content += f"{number_of_part} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(content)
    content += f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}"
    content += f"trailer << /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return content.encode("ascii")
