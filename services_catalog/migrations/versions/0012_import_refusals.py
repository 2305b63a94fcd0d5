"""What an import says of its file and what was chosen for it; who decided on a record, when."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Imports of before kept nothing of this.
    for name, empty in (("remarks", "[]"), ("choices", "{}")):
        column = sa.Column(name, sa.JSON(), nullable=False, server_default=empty)
        op.add_column("import_run", column)
    op.add_column("import_item", sa.Column("decided_by", sa.String(length=120), nullable=True))
    op.add_column(
        "import_item", sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True)
    )
    with op.batch_alter_table("import_run") as table:
        table.alter_column("remarks", server_default=None)
        table.alter_column("choices", server_default=None)


def downgrade() -> None:
    op.drop_column("import_item", "decided_at")
    op.drop_column("import_item", "decided_by")
    op.drop_column("import_run", "choices")
    op.drop_column("import_run", "remarks")
