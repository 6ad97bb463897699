"""How alembic reaches the database and compares it with the models."""

from alembic import context

import engine.models  # noqa: F401  (maps every table)
from engine.gateways.database import plain_engine
from engine.models.base import Base

url = context.config.attributes["url"]

with plain_engine(url).connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
