"""Counters of a week, reports of wrong answers, and what is switched off."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "indicator",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "answered",
                "nothing_found",
                "fallback",
                "alarm",
                "human",
                "wrong_answer",
                "out_of_scope",
                "unsupported_language",
                "closed",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_indicator_counted")),
        sa.PrimaryKeyConstraint(
            "week", "topic", "language", "outcome", "channel", name=op.f("pk_indicator")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "wrong_answer_report",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("service_id", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_wrong_answer_report_counted")),
        sa.PrimaryKeyConstraint(
            "week", "service_id", "language", name=op.f("pk_wrong_answer_report")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "switch",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("off", sa.Boolean(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("CURRENT_TIMESTAMP"),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_switch")),
    )


def downgrade() -> None:
    op.drop_table("switch")
    op.drop_table("wrong_answer_report")
    op.drop_table("indicator")
