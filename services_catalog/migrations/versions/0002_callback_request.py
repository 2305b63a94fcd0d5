"""Requests to be called back."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "callback_request",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=True),
        sa.Column(
            "preferred_time",
            sa.Enum(
                "any",
                "morning",
                "afternoon",
                "evening",
                name="preferredtime",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("handled_on", sa.Date(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("same", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "(handled_on IS NULL AND sealed IS NOT NULL AND same IS NOT NULL)"
            " OR (handled_on IS NOT NULL AND sealed IS NULL AND same IS NULL)",
            name=op.f("ck_callback_request_handled_is_empty"),
        ),
        sa.CheckConstraint(
            "expires_on > created_on", name=op.f("ck_callback_request_days_in_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback_request")),
        sa.UniqueConstraint("same", name=op.f("uq_callback_request_same")),
    )
    op.create_index(op.f("ix_callback_request_expires_on"), "callback_request", ["expires_on"])


def downgrade() -> None:
    op.drop_index(op.f("ix_callback_request_expires_on"), table_name="callback_request")
    op.drop_table("callback_request")
