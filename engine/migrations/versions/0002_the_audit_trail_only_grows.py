"""The audit trail only grows.

The database itself refuses an entry that does not follow its agency's last
one, moves the head when one is added, and refuses to change or drop what was
written. Only a reason may be blanked (erasure of personal data): the chain
holds its digest, not its text. On SQLite ``INSERT OR REPLACE`` would walk
around a DELETE trigger, so the house sets ``recursive_triggers`` and the check
before each insert asks for the next number exactly.
"""

from alembic import op

revision = "0002"
down_revision = "0001"

CHAINED = (
    "agency_id, seq, at, actor, unit, on_behalf, ip, action, object, details,"
    " before_hash, after_hash, reason_digest, prev, hash"
)

SQLITE = (
    """
    CREATE TRIGGER audit_entry_follows BEFORE INSERT ON audit_entry
    WHEN NOT EXISTS (
        SELECT 1 FROM audit_head
        WHERE agency_id = NEW.agency_id AND seq = NEW.seq - 1 AND hash = NEW.prev
    )
    BEGIN SELECT RAISE(ABORT, 'an audit entry must follow the last one'); END
    """,
    """
    CREATE TRIGGER audit_entry_moves_head AFTER INSERT ON audit_entry
    BEGIN
        UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash, at = NEW.at
        WHERE agency_id = NEW.agency_id;
    END
    """,
    f"""
    CREATE TRIGGER audit_entry_stays BEFORE UPDATE OF {CHAINED} ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'an audit entry is never changed'); END
    """,
    """
    CREATE TRIGGER audit_entry_is_kept BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'an audit entry is never dropped'); END
    """,
)

POSTGRESQL = (
    """
    CREATE FUNCTION audit_entry_follows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash, at = NEW.at
        WHERE agency_id = NEW.agency_id AND seq = NEW.seq - 1 AND hash = NEW.prev;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'an audit entry must follow the last one';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER audit_entry_follows BEFORE INSERT ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_follows()
    """,
    """
    CREATE FUNCTION audit_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'an audit entry is never changed or dropped';
    END $$
    """,
    f"""
    CREATE TRIGGER audit_entry_stays BEFORE UPDATE OF {CHAINED} ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_stays()
    """,
    """
    CREATE TRIGGER audit_entry_is_kept BEFORE DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_stays()
    """,
    """
    CREATE TRIGGER audit_trail_is_kept BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_stays()
    """,
)


def upgrade() -> None:
    """Set the triggers in the words of the database at hand."""
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)
