"""Field notes of colleagues on services."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "field_note",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("service_id", sa.String(length=80), nullable=False),
        sa.Column("text", sa.String(length=280), nullable=False),
        sa.Column("author", sa.String(length=120), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "length(text) > 0 AND length(text) <= 280",
            name=op.f("ck_field_note_text_is_short"),
        ),
        sa.CheckConstraint("length(author) > 0", name=op.f("ck_field_note_author_is_named")),
        sa.CheckConstraint("expires_on > created_on", name=op.f("ck_field_note_days_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_note")),
    )
    op.create_index(op.f("ix_field_note_service_id"), "field_note", ["service_id"])
    op.create_index(op.f("ix_field_note_expires_on"), "field_note", ["expires_on"])


def downgrade() -> None:
    op.drop_index(op.f("ix_field_note_expires_on"), table_name="field_note")
    op.drop_index(op.f("ix_field_note_service_id"), table_name="field_note")
    op.drop_table("field_note")
