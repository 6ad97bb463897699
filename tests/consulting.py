"""The shipped procedure with its tax step drawn as a consultation that silence may answer."""

from __future__ import annotations

from engine.office import Office
from tests.redrawn import publish

SILENT = {
    '<bpmn:userTask id="tax_code" name="Cấp mã số thuế">\n      <bpmn:extensionElements>\n'
    "        <spiffworkflow:properties>\n": (
        '<bpmn:userTask id="tax_code" name="Cấp mã số thuế">\n      <bpmn:extensionElements>\n'
        "        <spiffworkflow:properties>\n"
        '          <spiffworkflow:property name="silence" value="consent" />\n'
    ),
}
LAW = "khoản 3 Điều 102 Luật Xây dựng"
STATED = f"""
[deemed_consent]
runs = "domain_notes"
[deemed_consent.stated.domain_notes]
law = "{LAW}"
confirmed = false
where = "a test"
"""
FORM = {
    "forms/tax_code.toml": """
title = "Ý kiến của cơ quan thuế"
title_en = "Opinion of the tax authority"

[[fields]]
key = "opinion"
kind = "choice"
label = "Ý kiến"
label_en = "Opinion"
required = true
choices = [
    { value = "agree", label = "Đồng ý", label_en = "Agree" },
    { value = "disagree", label = "Không đồng ý", label_en = "Disagree" },
    { value = "deemed_consent", label = "Coi như đồng ý", label_en = "Deemed consent" },
]

[[fields]]
key = "tax_code"
kind = "text"
label = "Mã số thuế"
label_en = "Tax code"

[[fields]]
key = "tax_note"
kind = "long_text"
label = "Nội dung ý kiến"
label_en = "What it says"
"""
}


def let_silence_consent(office: Office, *, stated: bool = True) -> None:
    """Publish it so; without the statement only the diagram would have it."""
    publish(office, SILENT, stated=STATED if stated else "", more=FORM)
