"""Base catalogues that are followed, and their services."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "base_catalogue",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("version", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("role_names", sa.JSON(), nullable=False),
        sa.Column("local", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_base_catalogue")),
    )
    op.create_table(
        "base_service",
        sa.Column("base_id", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("service_id", sa.String(length=80), nullable=True),
        sa.Column(
            "verdict",
            sa.Enum(
                "open",
                "declined",
                "kept",
                name="baseverdict",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("taken", sa.JSON(), nullable=False),
        sa.Column("translations", sa.JSON(), nullable=False),
        sa.Column("seen_translations", sa.JSON(), nullable=False),
        sa.Column("decided_by", sa.String(length=120), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(
            ["base_id"], ["base_catalogue.id"], name=op.f("fk_base_service_base_id")
        ),
        sa.PrimaryKeyConstraint("base_id", "key", name=op.f("pk_base_service")),
        sa.UniqueConstraint("service_id", name=op.f("uq_base_service_service_id")),
    )


def downgrade() -> None:
    op.drop_table("base_service")
    op.drop_table("base_catalogue")
