"""The language of an account, and one-time links to set a password with."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("language", sa.String(length=12), nullable=True))
    op.create_table(
        "account_invitation",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_invitation_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_account_invitation")),
        sa.UniqueConstraint("account_id", name=op.f("uq_account_invitation_account_id")),
    )


def downgrade() -> None:
    op.drop_table("account_invitation")
    op.drop_column("account", "language")
