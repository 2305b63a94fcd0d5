"""The first shape of the catalogue."""

import sqlalchemy as sa
from alembic import op

from services_catalog.models.record import REVISION_TRIGGERS

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalogue_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_catalogue_version_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_version")),
    )
    op.create_table(
        "hotline",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("alarms", sa.JSON(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline")),
    )
    op.create_table(
        "municipality",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("province", sa.String(length=60), nullable=False),
        sa.Column("postcode", sa.String(length=8), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("migration_office_id", sa.String(length=80), nullable=False),
        sa.Column("fictional", sa.Boolean(), nullable=False),
        sa.Column("neighbourhoods", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_municipality")),
    )
    op.create_table(
        "organization",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("email", sa.String(length=160), nullable=True),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_organization_name_not_empty")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("CURRENT_TIMESTAMP"),
            nullable=False,
        ),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("entity_id", sa.String(length=80), nullable=False),
        sa.Column("change", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    op.create_index(op.f("ix_revision_entity_id"), "revision", ["entity_id"], unique=False)
    op.create_table(
        "hotline_translation",
        sa.Column("hotline_id", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "machine",
                "in_review",
                "approved",
                name="translationstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("source_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["hotline_id"],
            ["hotline.id"],
            name=op.f("fk_hotline_translation_hotline_id"),
        ),
        sa.PrimaryKeyConstraint("hotline_id", "language", name=op.f("pk_hotline_translation")),
    )
    op.create_table(
        "location",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("organization_id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("postcode", sa.String(length=8), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("neighbourhood", sa.String(length=60), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column(
            "step_free",
            sa.Enum(
                "yes",
                "partly",
                "no",
                name="stepfree",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("directions", sa.Text(), nullable=True),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name=op.f("ck_location_latitude")),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name=op.f("ck_location_longitude")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_location_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
    )
    op.create_table(
        "service",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(length=80), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "review",
                "published",
                "archived",
                name="publicationstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "phase",
            sa.Enum(
                "toegang",
                "ontvangst",
                "verblijf",
                "vestiging",
                "verbinding",
                "vertrek",
                name="phase",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "scope",
            sa.Enum(
                "regardless",
                "rules",
                "unreviewed",
                name="scope",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "access",
            sa.Enum(
                "walk_in",
                "appointment",
                "walk_in_or_appointment",
                "phone",
                "online",
                "referral",
                name="access",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "interpreter",
            sa.Enum(
                "none",
                "phone",
                "on_request",
                "on_site",
                name="interpreter",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("age_min", sa.Integer(), nullable=True),
        sa.Column("age_max", sa.Integer(), nullable=True),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("email", sa.String(length=160), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column(
            "cost_kind",
            sa.Enum(
                "free",
                "fixed",
                "from",
                "reduced",
                "income",
                "unknown",
                name="costkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("cost_amount", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("cost_reduced", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column(
            "cost_per",
            sa.Enum(
                "once",
                "month",
                "year",
                "lesson",
                "day",
                "week",
                "person",
                name="costper",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("source_name", sa.String(length=160), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("check_every_days", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.String(length=400), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("hours_note", sa.Text(), nullable=True),
        sa.Column("cost_note", sa.Text(), nullable=True),
        sa.Column("warning", sa.Text(), nullable=True),
        sa.Column("asks", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "cost_kind <> 'free' OR cost_amount IS NULL",
            name=op.f("ck_service_free_has_no_price"),
        ),
        sa.CheckConstraint(
            "cost_kind NOT IN ('fixed', 'from', 'reduced') OR cost_amount IS NOT NULL",
            name=op.f("ck_service_price_has_amount"),
        ),
        sa.CheckConstraint(
            "age_max IS NULL OR age_min IS NULL OR age_max >= age_min",
            name=op.f("ck_service_ages_in_order"),
        ),
        sa.CheckConstraint("age_min IS NULL OR age_min >= 0", name=op.f("ck_service_age_min")),
        sa.CheckConstraint("check_every_days > 0", name=op.f("ck_service_check_interval")),
        sa.CheckConstraint(
            "cost_amount IS NULL OR cost_amount >= 0",
            name=op.f("ck_service_price_positive"),
        ),
        sa.CheckConstraint(
            "cost_reduced IS NULL OR cost_reduced <= cost_amount",
            name=op.f("ck_service_reduced_is_less"),
        ),
        sa.CheckConstraint("length(summary) > 0", name=op.f("ck_service_summary_not_empty")),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_service_title_not_empty")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_service_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("id", "scope", name=op.f("uq_service_id_scope")),
    )
    op.create_index(op.f("ix_service_state"), "service", ["state"], unique=False)
    op.create_table(
        "closure",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("location_id", sa.String(length=80), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_closure_days_in_order")),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_closure_location_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
    )
    op.create_table(
        "eligibility_rule",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("service_id", sa.String(length=80), nullable=False),
        sa.Column(
            "service_scope",
            sa.Enum(
                "regardless",
                "rules",
                "unreviewed",
                name="scope",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "belgian",
                "eu_long",
                "eu_short",
                "ibp_applicant",
                "refugee",
                "subsidiary",
                "temp_protection",
                "family_reunification",
                "student",
                "worker_permit",
                "regularised",
                "pending_other",
                "umm",
                "trafficking_victim",
                "stateless",
                "short_stay",
                "no_legal_stay",
                "unknown",
                name="residencestatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "effect",
            sa.Enum(
                "entitled",
                "conditional",
                "warned",
                "excluded",
                name="effect",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("review_by", sa.Date(), nullable=False),
        sa.Column("alternative_id", sa.String(length=80), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "effect <> 'excluded' OR alternative_id IS NOT NULL",
            name=op.f("ck_eligibility_rule_exclusion_names_alternative"),
        ),
        sa.CheckConstraint(
            "effect NOT IN ('conditional', 'warned') OR note IS NOT NULL",
            name=op.f("ck_eligibility_rule_condition_is_written"),
        ),
        sa.CheckConstraint(
            "service_scope = 'rules'",
            name=op.f("ck_eligibility_rule_only_services_with_rules"),
        ),
        sa.CheckConstraint(
            "alternative_id <> service_id",
            name=op.f("ck_eligibility_rule_alternative_is_another"),
        ),
        sa.ForeignKeyConstraint(
            ["alternative_id"],
            ["service.id"],
            name=op.f("fk_eligibility_rule_alternative_id"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id", "service_scope"],
            ["service.id", "service.scope"],
            name=op.f("fk_eligibility_rule_service_id_service_scope"),
            onupdate="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eligibility_rule")),
    )
    op.create_index(
        "uq_eligibility_rule_service_status",
        "eligibility_rule",
        ["service_id", "status"],
        unique=True,
    )
    op.create_table(
        "external_id",
        sa.Column("system", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("service_id", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_external_id_service_id")
        ),
        sa.PrimaryKeyConstraint("system", "value", name=op.f("pk_external_id")),
    )
    op.create_table(
        "location_translation",
        sa.Column("location_id", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("directions", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "machine",
                "in_review",
                "approved",
                name="translationstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("source_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["location.id"],
            name=op.f("fk_location_translation_location_id"),
        ),
        sa.PrimaryKeyConstraint("location_id", "language", name=op.f("pk_location_translation")),
    )
    op.create_table(
        "passage",
        sa.Column("service_id", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("part", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("encoder", sa.String(length=60), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name=op.f("fk_passage_service_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("service_id", "language", "part", name=op.f("pk_passage")),
    )
    op.create_index("ix_passage_service", "passage", ["service_id", "language"], unique=False)
    op.create_table(
        "required_document",
        sa.Column("service_id", sa.String(length=80), nullable=False),
        sa.Column("document", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_required_document_service_id")
        ),
        sa.PrimaryKeyConstraint("service_id", "document", name=op.f("pk_required_document")),
    )
    op.create_table(
        "service_at_location",
        sa.Column("service_id", sa.String(length=80), nullable=False),
        sa.Column("location_id", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("opening_hours", sa.Text(), nullable=True),
        sa.Column("by_appointment", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["location.id"],
            name=op.f("fk_service_at_location_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name=op.f("fk_service_at_location_service_id"),
        ),
        sa.PrimaryKeyConstraint("service_id", "location_id", name=op.f("pk_service_at_location")),
    )
    op.create_table(
        "service_language",
        sa.Column("service_id", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_service_language_service_id")
        ),
        sa.PrimaryKeyConstraint("service_id", "language", name=op.f("pk_service_language")),
    )
    op.create_table(
        "service_topic",
        sa.Column("service_id", sa.String(length=80), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_service_topic_service_id")
        ),
        sa.PrimaryKeyConstraint("service_id", "topic", name=op.f("pk_service_topic")),
    )
    op.create_index(op.f("ix_service_topic_topic"), "service_topic", ["topic"], unique=False)
    op.create_table(
        "service_translation",
        sa.Column("service_id", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "machine",
                "in_review",
                "approved",
                name="translationstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("source_hash", sa.String(length=64), nullable=False),
        sa.Column("reviewed_by", sa.String(length=120), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=600), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("how", sa.Text(), nullable=True),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("hours_note", sa.Text(), nullable=True),
        sa.Column("cost_note", sa.Text(), nullable=True),
        sa.Column("warning", sa.Text(), nullable=True),
        sa.Column("asks", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "language <> 'nl'", name=op.f("ck_service_translation_dutch_is_the_source")
        ),
        sa.CheckConstraint(
            "state <> 'approved' OR reviewed_by IS NOT NULL",
            name=op.f("ck_service_translation_approved_has_reviewer"),
        ),
        sa.CheckConstraint(
            "length(summary) > 0", name=op.f("ck_service_translation_summary_not_empty")
        ),
        sa.CheckConstraint(
            "length(title) > 0", name=op.f("ck_service_translation_title_not_empty")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name=op.f("fk_service_translation_service_id"),
        ),
        sa.PrimaryKeyConstraint("service_id", "language", name=op.f("pk_service_translation")),
    )
    for statement in REVISION_TRIGGERS.get(op.get_bind().dialect.name, ()):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("service_translation")
    op.drop_index(op.f("ix_service_topic_topic"), table_name="service_topic")
    op.drop_table("service_topic")
    op.drop_table("service_language")
    op.drop_table("service_at_location")
    op.drop_table("required_document")
    op.drop_index("ix_passage_service", table_name="passage")
    op.drop_table("passage")
    op.drop_table("location_translation")
    op.drop_table("external_id")
    op.drop_index("uq_eligibility_rule_service_status", table_name="eligibility_rule")
    op.drop_table("eligibility_rule")
    op.drop_table("closure")
    op.drop_index(op.f("ix_service_state"), table_name="service")
    op.drop_table("service")
    op.drop_table("location")
    op.drop_table("hotline_translation")
    op.drop_index(op.f("ix_revision_entity_id"), table_name="revision")
    op.drop_table("revision")
    op.drop_table("organization")
    op.drop_table("municipality")
    op.drop_table("hotline")
    op.drop_table("catalogue_version")
