"""Write the table of elements."""

from tests.workflow.notation import TABLE, table

TABLE.write_text(table(), encoding="utf-8")
