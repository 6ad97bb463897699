"""The first office."""

import sqlalchemy as sa
from alembic import op

import engine.models.base

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "agency",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=35), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("policy", sa.String(length=20), nullable=False),
        sa.Column("ended_at", engine.models.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["agency.id"], name=op.f("fk_agency_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_code")),
    )
    op.create_table(
        "counter",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_counter")),
    )
    op.create_table(
        "procedure",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("folder", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("name_en", sa.String(length=500), nullable=False),
        sa.Column("folded", sa.String(length=700), nullable=False),
        sa.Column("field", sa.String(length=300), nullable=False),
        sa.Column("ended_at", engine.models.base.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure")),
        sa.UniqueConstraint("code", name=op.f("uq_procedure_code")),
        sa.UniqueConstraint("folder", name=op.f("uq_procedure_folder")),
    )
    op.create_table(
        "procedure_content",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_procedure_content")),
    )
    op.create_table(
        "audit_entry",
        sa.Column(
            "agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", engine.models.base.Moment(), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=100), nullable=False),
        sa.Column("on_behalf", sa.String(length=60), nullable=False),
        sa.Column("ip", sa.String(length=45), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("object", sa.String(length=100), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("before_hash", sa.String(length=64), nullable=False),
        sa.Column("after_hash", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reason_salt", sa.String(length=32), nullable=False),
        sa.Column("reason_digest", sa.String(length=64), nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_audit_entry_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "seq", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_object", ["agency_id", "object"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column(
            "agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at", engine.models.base.Moment(), nullable=False),
        sa.Column("alive_at", engine.models.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_audit_head_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "department",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("code", sa.String(length=50), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("ended_at", engine.models.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_department_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_department_agency_id_code")),
    )
    with op.batch_alter_table("department", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_department_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column(
            "agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("created_at", engine.models.base.Moment(), nullable=False),
        sa.Column("run_at", engine.models.base.Moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", engine.models.base.Moment(), nullable=True),
        sa.Column("done_at", engine.models.base.Moment(), nullable=True),
        sa.Column("dead_at", engine.models.base.Moment(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_job_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(
            "ix_job_waiting",
            ["run_at", "id"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )

    op.create_table(
        "offering",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "procedure_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "decides_agency_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("fee", sa.Integer(), nullable=True),
        sa.Column("cutoff", sa.Time(), nullable=True),
        sa.Column("policy", sa.String(length=20), nullable=True),
        sa.Column("ended_at", engine.models.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_offering_agency_id")),
        sa.ForeignKeyConstraint(
            ["decides_agency_id"], ["agency.id"], name=op.f("fk_offering_decides_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_offering_procedure_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offering")),
        sa.UniqueConstraint(
            "agency_id", "procedure_id", name=op.f("uq_offering_agency_id_procedure_id")
        ),
    )
    op.create_table(
        "procedure_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "procedure_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("published_at", engine.models.base.Moment(), nullable=False),
        sa.Column("published_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_procedure_version_procedure_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_version")),
        sa.UniqueConstraint(
            "procedure_id", "number", name=op.f("uq_procedure_version_procedure_id_number")
        ),
    )
    op.create_table(
        "lane_unit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("lane", sa.String(length=50), nullable=False),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_lane_unit_agency_id")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_lane_unit_department_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lane_unit")),
        sa.UniqueConstraint("agency_id", "lane", name=op.f("uq_lane_unit_agency_id_lane")),
    )
    op.create_table(
        "officer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=True),
        sa.Column("ended_at", engine.models.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_officer_agency_id")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_officer_department_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
        sa.UniqueConstraint("login", name=op.f("uq_officer_login")),
    )
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_officer_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_officer_department_id"), ["department_id"], unique=False
        )

    op.create_table(
        "version_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["sha256"], ["procedure_content.sha256"], name=op.f("fk_version_file_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["procedure_version.id"], name=op.f("fk_version_file_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version_file")),
        sa.UniqueConstraint("version_id", "path", name=op.f("uq_version_file_version_id_path")),
    )
    with op.batch_alter_table("version_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_version_file_version_id"), ["version_id"], unique=False
        )

    op.create_table(
        "case_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("code", sa.String(length=60), nullable=True),
        sa.Column(
            "procedure_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("finance_status", sa.String(length=20), nullable=False),
        sa.Column("delivery_status", sa.String(length=20), nullable=False),
        sa.Column("sync_status", sa.String(length=20), nullable=False),
        sa.Column("delivery", sa.String(length=20), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=False),
        sa.Column("sets", sa.Integer(), nullable=False),
        sa.Column("owner_name", sa.String(length=200), nullable=False),
        sa.Column("owner_folded", sa.String(length=200), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("secret", sa.String(length=12), nullable=True),
        sa.Column("created_at", engine.models.base.Moment(), nullable=False),
        sa.Column("received_at", engine.models.base.Moment(), nullable=True),
        sa.Column(
            "received_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("original_due", engine.models.base.Moment(), nullable=True),
        sa.Column("due", engine.models.base.Moment(), nullable=True),
        sa.Column("paused_at", engine.models.base.Moment(), nullable=True),
        sa.Column("finished_at", engine.models.base.Moment(), nullable=True),
        sa.Column("returned_at", engine.models.base.Moment(), nullable=True),
        sa.Column("closed_at", engine.models.base.Moment(), nullable=True),
        sa.Column("outcome", sa.String(length=30), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("holder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "approver_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "appraiser_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("next_timer", engine.models.base.Moment(), nullable=True),
        sa.Column("updated_at", engine.models.base.Moment(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_case_file_agency_id")),
        sa.ForeignKeyConstraint(
            ["appraiser_id"], ["officer.id"], name=op.f("fk_case_file_appraiser_id")
        ),
        sa.ForeignKeyConstraint(
            ["approver_id"], ["officer.id"], name=op.f("fk_case_file_approver_id")
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["department.id"], name=op.f("fk_case_file_holder_id")
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_case_file_procedure_id")
        ),
        sa.ForeignKeyConstraint(
            ["received_by_id"], ["officer.id"], name=op.f("fk_case_file_received_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["procedure_version.id"], name=op.f("fk_case_file_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("code", name=op.f("uq_case_file_code")),
    )
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.create_index(
            "ix_case_file_deadlines",
            ["agency_id", "closed_at", "procedure_id", "due"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_case_file_next_timer"), ["next_timer"], unique=False)
        batch_op.create_index(
            "ix_case_file_open_due",
            ["due", "id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_case_file_owner_folded"), ["owner_folded"], unique=False
        )
        batch_op.create_index(
            "ix_case_file_received", ["agency_id", "received_at", "closed_at"], unique=False
        )

    op.create_table(
        "kept_answer",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column(
            "officer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", engine.models.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_kept_answer_officer_id")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_kept_answer")),
    )
    with op.batch_alter_table("kept_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_answer_at"), ["at"], unique=False)

    op.create_table(
        "officer_role",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "officer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("ended_at", engine.models.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_officer_role_officer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_role")),
    )
    with op.batch_alter_table("officer_role", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_officer_role_officer_id"), ["officer_id"], unique=False
        )

    op.create_table(
        "stored_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("stored_at", engine.models.base.Moment(), nullable=False),
        sa.Column(
            "officer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_stored_file_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_stored_file_officer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stored_file_sha256"), ["sha256"], unique=False)

    op.create_table(
        "web_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "officer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("started_at", engine.models.base.Moment(), nullable=False),
        sa.Column("seen_at", engine.models.base.Moment(), nullable=False),
        sa.Column("ended_at", engine.models.base.Moment(), nullable=True),
        sa.Column("ip", sa.String(length=45), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_web_session_officer_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_web_session")),
    )
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_session_officer_id"), ["officer_id"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("paper_key", sa.String(length=60), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("added_at", engine.models.base.Moment(), nullable=False),
        sa.Column(
            "officer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_attachment_agency_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_attachment_case_id")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_attachment_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_attachment_officer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_state",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("codec", sa.Integer(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("path", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_state_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_state")),
    )
    op.create_table(
        "deadline_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", engine.models.base.Moment(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("due_before", engine.models.base.Moment(), nullable=True),
        sa.Column("due_after", engine.models.base.Moment(), nullable=True),
        sa.Column("term", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "officer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_deadline_event_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_deadline_event_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_deadline_event_officer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_event")),
    )
    with op.batch_alter_table("deadline_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deadline_event_case_id"), ["case_id"], unique=False)

    op.create_table(
        "document",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("register", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("notation", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("issued_at", engine.models.base.Moment(), nullable=False),
        sa.Column(
            "issued_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("signer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_document_agency_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_document_case_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_document_file_id")),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["officer.id"], name=op.f("fk_document_issued_by_id")
        ),
        sa.ForeignKeyConstraint(["signer_id"], ["officer.id"], name=op.f("fk_document_signer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint(
            "agency_id",
            "register",
            "year",
            "number",
            name=op.f("uq_document_agency_id_register_year_number"),
        ),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index("ix_document_case_kind", ["case_id", "kind"], unique=False)

    op.create_table(
        "handed_paper",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_handed_paper_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handed_paper")),
    )
    with op.batch_alter_table("handed_paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handed_paper_case_id"), ["case_id"], unique=False)

    op.create_table(
        "handoff",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "from_department_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "to_department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("sent_at", engine.models.base.Moment(), nullable=False),
        sa.Column(
            "sent_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("answered_at", engine.models.base.Moment(), nullable=True),
        sa.Column(
            "answered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("received", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_handoff_agency_id")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["officer.id"], name=op.f("fk_handoff_answered_by_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_handoff_case_id")),
        sa.ForeignKeyConstraint(
            ["from_department_id"], ["department.id"], name=op.f("fk_handoff_from_department_id")
        ),
        sa.ForeignKeyConstraint(["sent_by_id"], ["officer.id"], name=op.f("fk_handoff_sent_by_id")),
        sa.ForeignKeyConstraint(
            ["to_department_id"], ["department.id"], name=op.f("fk_handoff_to_department_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff")),
    )
    with op.batch_alter_table("handoff", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handoff_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_handoff_to_department_id"), ["to_department_id"], unique=False
        )

    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "officer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("due_at", engine.models.base.Moment(), nullable=True),
        sa.Column("at", engine.models.base.Moment(), nullable=False),
        sa.Column("read_at", engine.models.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_notice_agency_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_notice_case_id")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_notice_department_id")
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_notice_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_notice_department_id"), ["department_id"], unique=False
        )

    op.create_table(
        "party",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("id_number", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_party_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
    )
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_party_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_party_id_number"), ["id_number"], unique=False)

    op.create_table(
        "report_run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("claim", sa.String(length=120), nullable=False),
        sa.Column("period", sa.String(length=30), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        sa.Column("started_at", engine.models.base.Moment(), nullable=False),
        sa.Column("finished_at", engine.models.base.Moment(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_report_run_agency_id")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_report_run_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_run")),
        sa.UniqueConstraint("claim", name=op.f("uq_report_run_claim")),
    )
    with op.batch_alter_table("report_run", schema=None) as batch_op:
        batch_op.create_index("ix_report_run_list", ["agency_id", "started_at"], unique=False)

    op.create_table(
        "task",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("engine_task", sa.String(length=40), nullable=False),
        sa.Column("step", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("does", sa.String(length=30), nullable=False),
        sa.Column("lane", sa.String(length=50), nullable=False),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "assignee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("allowance", sa.String(length=40), nullable=False),
        sa.Column("started_at", engine.models.base.Moment(), nullable=False),
        sa.Column("due", engine.models.base.Moment(), nullable=True),
        sa.Column("claimed_at", engine.models.base.Moment(), nullable=True),
        sa.Column("completed_at", engine.models.base.Moment(), nullable=True),
        sa.Column(
            "completed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_task_agency_id")),
        sa.ForeignKeyConstraint(["assignee_id"], ["officer.id"], name=op.f("fk_task_assignee_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_task_case_id")),
        sa.ForeignKeyConstraint(
            ["completed_by_id"], ["officer.id"], name=op.f("fk_task_completed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_task_department_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "ix_task_inbox",
            ["department_id", "due", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'ready'"),
            postgresql_where=sa.text("state = 'ready'"),
        )
        batch_op.create_index(
            "ix_task_mine",
            ["assignee_id", "due", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'ready'"),
            postgresql_where=sa.text("state = 'ready'"),
        )

    op.create_table(
        "pause",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("started_at", engine.models.base.Moment(), nullable=False),
        sa.Column("ended_at", engine.models.base.Moment(), nullable=True),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_pause_agency_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_pause_case_id")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_pause_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
    )
    with op.batch_alter_table("pause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pause_case_id"), ["case_id"], unique=False)
