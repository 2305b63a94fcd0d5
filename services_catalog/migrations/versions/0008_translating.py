"""Who wrote and who checked a translation, and from which Dutch each sentence was made."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

PLACES = ("location_translation", "hotline_translation")


def upgrade() -> None:
    for table in ("service_translation", *PLACES):
        op.add_column(table, sa.Column("written_by", sa.String(length=120), nullable=True))
        op.add_column(table, sa.Column("written_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "service_translation",
        sa.Column("made_from", sa.JSON(), server_default="{}", nullable=False),
    )
    for table in PLACES:
        op.add_column(table, sa.Column("reviewed_by", sa.String(length=120), nullable=True))
        op.add_column(table, sa.Column("reviewed_on", sa.Date(), nullable=True))
    # "<service>/<language>" is longer than the id of a service; SQLite keeps to no length.
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("revision", "entity_id", type_=sa.String(length=120))


def downgrade() -> None:
    # The history's wider names stay: what it holds is never cut.
    for table in PLACES:
        op.drop_column(table, "reviewed_on")
        op.drop_column(table, "reviewed_by")
    op.drop_column("service_translation", "made_from")
    for table in ("service_translation", *PLACES):
        op.drop_column(table, "written_at")
        op.drop_column(table, "written_by")
