"""Create the tables of the atlas"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from atlas import spatial

# As they were at this revision; later revisions keep lists of their own.
GEOMETRY_COLUMNS = (
    ("authority_point", "geom", "POINT"),
    ("authority_outline", "geom", "MULTIPOLYGON"),
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    spatial.initialise(op.get_bind())
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("reason_fr", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_table(
        "country",
        sa.Column("iso2", sa.String(), nullable=False),
        sa.Column("iso3", sa.String(), nullable=False),
        sa.Column("name_fr", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("article_fr", sa.String(), nullable=False),
        sa.Column("preposition_fr", sa.String(), nullable=False),
        sa.Column("continent", sa.String(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("iso2", name=op.f("pk_country")),
    )
    op.create_table(
        "data_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_revision")),
    )
    op.create_table(
        "dataset_version",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title_fr", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("description_fr", sa.String(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("licence_url", sa.String(), nullable=False),
        sa.Column("source_url", sa.String(), nullable=False),
        sa.Column("source_version", sa.String(), nullable=False),
        sa.Column("date", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_dataset_version")),
    )
    op.create_table(
        "era",
        sa.Column("year_from", sa.Integer(), nullable=True),
        sa.Column("year_to", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label_fr", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("definition_fr", sa.String(), nullable=False),
        sa.Column("definition_en", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_era")),
    )
    op.create_table(
        "funding_family",
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label_fr", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("definition_fr", sa.String(), nullable=False),
        sa.Column("definition_en", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_funding_family")),
    )
    op.create_table(
        "historical_state",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_fr", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("year_from", sa.Integer(), nullable=False),
        sa.Column("year_to", sa.Integer(), nullable=False),
        sa.Column("successors", sa.String(), nullable=False),
        sa.Column("admin1", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_historical_state")),
    )
    op.create_table(
        "landmark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("date", sa.String(), nullable=False),
        sa.Column("label_fr", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("era_hint", sa.String(), nullable=False),
        sa.Column("source_url", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_landmark")),
    )
    op.create_table(
        "link_type",
        sa.Column("rgre_term", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label_fr", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("definition_fr", sa.String(), nullable=False),
        sa.Column("definition_en", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_link_type")),
    )
    op.create_table(
        "load_count",
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("loaded", sa.Integer(), nullable=False),
        sa.Column("merged", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("file", name=op.f("pk_load_count")),
    )
    op.create_table(
        "motivation",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label_fr", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("definition_fr", sa.String(), nullable=False),
        sa.Column("definition_en", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_motivation")),
    )
    op.create_table(
        "network",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("scope_fr", sa.String(), nullable=False),
        sa.Column("governance_fr", sa.String(), nullable=False),
        sa.Column("means_fr", sa.String(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=True),
        sa.Column("founded", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_network")),
    )
    op.create_table(
        "reference_figure",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label_fr", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("date", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note_fr", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_reference_figure")),
    )
    op.create_table(
        "rejected_row",
        sa.Column("fact", sa.String(), nullable=False),
        sa.Column("french_name", sa.String(), nullable=False),
        sa.Column("foreign_name", sa.String(), nullable=False),
        sa.Column("country_iso2", sa.String(), nullable=False),
        sa.Column("reason_fr", sa.String(), nullable=False),
        sa.Column("source_url", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("fact", name=op.f("pk_rejected_row")),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("read_on", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("url", "title", name=op.f("uq_source_url")),
    )
    op.create_table(
        "status",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label_fr", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("definition_fr", sa.String(), nullable=False),
        sa.Column("definition_en", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_status")),
    )
    op.create_table(
        "territory",
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("article_fr", sa.String(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("level", "code", name=op.f("pk_territory")),
    )
    op.create_table(
        "theme",
        sa.Column("dac_purposes", sa.String(), nullable=False),
        sa.Column("sdgs", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label_fr", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("definition_fr", sa.String(), nullable=False),
        sa.Column("definition_en", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_theme")),
    )
    op.create_table(
        "zone",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label_fr", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("definition_fr", sa.String(), nullable=False),
        sa.Column("definition_en", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_zone")),
    )
    op.create_table(
        "zone_membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("state_code", sa.String(), nullable=False),
        sa.Column("year_from", sa.Integer(), nullable=False),
        sa.Column("year_to", sa.Integer(), nullable=False),
        sa.Column("explanation_fr", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone_membership")),
    )
    op.create_index(op.f("ix_zone_membership_zone"), "zone_membership", ["zone"], unique=False)
    op.create_table(
        "authority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_fr", sa.String(), nullable=False),
        sa.Column("folded_name", sa.String(), nullable=False),
        sa.Column("charniere_fr", sa.String(), nullable=False),
        sa.Column("country_iso2", sa.String(), nullable=False),
        sa.Column("insee_code", sa.String(), nullable=True),
        sa.Column("siren", sa.String(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("departement_code", sa.String(), nullable=True),
        sa.Column("region_code", sa.String(), nullable=True),
        sa.Column("epci_siren", sa.String(), nullable=True),
        sa.Column("admin1", sa.String(), nullable=True),
        sa.Column("valid_to", sa.String(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("geonames_id", sa.Integer(), nullable=True),
        sa.Column("location_method", sa.String(), nullable=False),
        sa.Column("location_precision", sa.String(), nullable=False),
        sa.CheckConstraint("side IN ('french', 'foreign')", name=op.f("ck_authority_side")),
        sa.ForeignKeyConstraint(
            ["country_iso2"], ["country.iso2"], name=op.f("fk_authority_country_iso2")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["authority.id"], name=op.f("fk_authority_successor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority")),
        sa.UniqueConstraint("code", name=op.f("uq_authority_code")),
    )
    op.create_index(op.f("ix_authority_country_iso2"), "authority", ["country_iso2"], unique=False)
    op.create_index(
        op.f("ix_authority_departement_code"), "authority", ["departement_code"], unique=False
    )
    op.create_index("ix_authority_folded_name", "authority", ["folded_name"], unique=False)
    op.create_index(op.f("ix_authority_insee_code"), "authority", ["insee_code"], unique=False)
    op.create_index(op.f("ix_authority_kind"), "authority", ["kind"], unique=False)
    op.create_index(op.f("ix_authority_region_code"), "authority", ["region_code"], unique=False)
    op.create_index(op.f("ix_authority_siren"), "authority", ["siren"], unique=False)
    op.create_index(op.f("ix_authority_successor_id"), "authority", ["successor_id"], unique=False)
    op.create_table(
        "era_rule",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("era_code", sa.String(), nullable=False),
        sa.Column("year_from", sa.Integer(), nullable=False),
        sa.Column("year_to", sa.Integer(), nullable=False),
        sa.Column("zones", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("explanation_fr", sa.String(), nullable=False),
        sa.Column("explanation_en", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["era_code"], ["era.code"], name=op.f("fk_era_rule_era_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_era_rule")),
    )
    op.create_table(
        "instrument",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("family_code", sa.String(), nullable=True),
        sa.Column("name_fr", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("year_from", sa.Integer(), nullable=True),
        sa.Column("year_to", sa.Integer(), nullable=True),
        sa.Column("eligible_bodies", sa.String(), nullable=False),
        sa.Column("eligible_countries", sa.String(), nullable=False),
        sa.Column("min_eur", sa.Integer(), nullable=True),
        sa.Column("max_eur", sa.Integer(), nullable=True),
        sa.Column("rate_max", sa.Double(), nullable=True),
        sa.Column("law", sa.String(), nullable=False),
        sa.Column("source_url", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["family_code"], ["funding_family.code"], name=op.f("fk_instrument_family_code")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_instrument")),
    )
    op.create_table(
        "partnership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_type_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("confidence", sa.String(), nullable=False),
        sa.Column("last_verified", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("status_code", sa.String(), nullable=False),
        sa.Column("primary_era_code", sa.String(), nullable=False),
        sa.Column("year_start", sa.Integer(), nullable=True),
        sa.Column("circa", sa.Boolean(), nullable=False),
        sa.Column("year_end", sa.Integer(), nullable=True),
        sa.Column("active_to", sa.Integer(), nullable=True),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("sort_french", sa.String(), nullable=False),
        sa.Column("sort_foreign", sa.String(), nullable=False),
        sa.Column("sort_country", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_type_code"], ["link_type.code"], name=op.f("fk_partnership_link_type_code")
        ),
        sa.ForeignKeyConstraint(
            ["primary_era_code"], ["era.code"], name=op.f("fk_partnership_primary_era_code")
        ),
        sa.ForeignKeyConstraint(
            ["status_code"], ["status.code"], name=op.f("fk_partnership_status_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership")),
    )
    op.create_index(
        op.f("ix_partnership_link_type_code"), "partnership", ["link_type_code"], unique=False
    )
    op.create_index(
        op.f("ix_partnership_primary_era_code"), "partnership", ["primary_era_code"], unique=False
    )
    op.create_index(
        op.f("ix_partnership_status_code"), "partnership", ["status_code"], unique=False
    )
    op.create_index(op.f("ix_partnership_year_start"), "partnership", ["year_start"], unique=False)
    op.create_table(
        "authority_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"],
            ["authority.id"],
            name=op.f("fk_authority_name_authority_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_name")),
        sa.UniqueConstraint("authority_id", "name", name="uq_authority_name_name"),
    )
    op.create_index(
        op.f("ix_authority_name_folded_name"), "authority_name", ["folded_name"], unique=False
    )
    op.create_table(
        "authority_outline",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"],
            ["authority.id"],
            name=op.f("fk_authority_outline_authority_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("authority_id", name=op.f("pk_authority_outline")),
    )
    op.create_table(
        "authority_point",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"],
            ["authority.id"],
            name=op.f("fk_authority_point_authority_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("authority_id", name=op.f("pk_authority_point")),
    )
    op.create_table(
        "funding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("family_code", sa.String(), nullable=True),
        sa.Column("instrument_code", sa.String(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("year_from", sa.Integer(), nullable=True),
        sa.Column("year_to", sa.Integer(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["family_code"], ["funding_family.code"], name=op.f("fk_funding_family_code")
        ),
        sa.ForeignKeyConstraint(
            ["instrument_code"], ["instrument.code"], name=op.f("fk_funding_instrument_code")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
            name=op.f("fk_funding_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_funding_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding")),
    )
    op.create_index(op.f("ix_funding_family_code"), "funding", ["family_code"], unique=False)
    op.create_index(op.f("ix_funding_partnership_id"), "funding", ["partnership_id"], unique=False)
    op.create_table(
        "network_membership",
        sa.Column("network_code", sa.String(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("year_from", sa.Integer(), nullable=True),
        sa.Column("year_to", sa.Integer(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_network_membership_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["network_code"], ["network.code"], name=op.f("fk_network_membership_network_code")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_network_membership_source_id")
        ),
        sa.PrimaryKeyConstraint("network_code", "authority_id", name=op.f("pk_network_membership")),
    )
    op.create_table(
        "partnership_era",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("era_code", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("rule_code", sa.String(), nullable=False),
        sa.Column("explanation_fr", sa.String(), nullable=False),
        sa.Column("explanation_en", sa.String(), nullable=False),
        sa.Column("override_reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "rule_code <> '' OR override_reason <> ''", name=op.f("ck_partnership_era_reasoned")
        ),
        sa.ForeignKeyConstraint(
            ["era_code"], ["era.code"], name=op.f("fk_partnership_era_era_code")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
            name=op.f("fk_partnership_era_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership_era")),
        sa.UniqueConstraint(
            "partnership_id", "era_code", name=op.f("uq_partnership_era_partnership_id")
        ),
    )
    op.create_index(
        op.f("ix_partnership_era_era_code"), "partnership_era", ["era_code"], unique=False
    )
    op.create_index(
        op.f("ix_partnership_era_partnership_id"),
        "partnership_era",
        ["partnership_id"],
        unique=False,
    )
    op.create_table(
        "partnership_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("date", sa.String(), nullable=True),
        sa.Column("circa", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
            name=op.f("fk_partnership_event_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_partnership_event_source_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership_event")),
    )
    op.create_index(
        op.f("ix_partnership_event_partnership_id"),
        "partnership_event",
        ["partnership_id"],
        unique=False,
    )
    op.create_table(
        "partnership_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_as_written", sa.String(), nullable=False),
        sa.Column("historical_state_code", sa.String(), nullable=True),
        sa.Column("historical_state_method", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_partnership_member_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["historical_state_code"],
            ["historical_state.code"],
            name=op.f("fk_partnership_member_historical_state_code"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
            name=op.f("fk_partnership_member_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership_member")),
        sa.UniqueConstraint(
            "partnership_id", "authority_id", name=op.f("uq_partnership_member_partnership_id")
        ),
    )
    op.create_index(
        op.f("ix_partnership_member_authority_id"),
        "partnership_member",
        ["authority_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_partnership_member_partnership_id"),
        "partnership_member",
        ["partnership_id"],
        unique=False,
    )
    op.create_table(
        "partnership_motivation",
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("motivation_code", sa.String(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["motivation_code"],
            ["motivation.code"],
            name=op.f("fk_partnership_motivation_motivation_code"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
            name=op.f("fk_partnership_motivation_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_partnership_motivation_source_id")
        ),
        sa.PrimaryKeyConstraint(
            "partnership_id", "motivation_code", name=op.f("pk_partnership_motivation")
        ),
    )
    op.create_table(
        "partnership_theme",
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("theme_code", sa.String(), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
            name=op.f("fk_partnership_theme_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["theme_code"], ["theme.code"], name=op.f("fk_partnership_theme_theme_code")
        ),
        sa.PrimaryKeyConstraint("partnership_id", "theme_code", name=op.f("pk_partnership_theme")),
    )
    op.create_index(
        op.f("ix_partnership_theme_theme_code"), "partnership_theme", ["theme_code"], unique=False
    )
    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("fact", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("original_value", sa.String(), nullable=False),
        sa.Column("confidence", sa.String(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
            name=op.f("fk_statement_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_statement_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
    )
    op.create_index(
        op.f("ix_statement_partnership_id"), "statement", ["partnership_id"], unique=False
    )
    op.create_index(op.f("ix_statement_source_id"), "statement", ["source_id"], unique=False)
    for table, column, kind in GEOMETRY_COLUMNS:
        spatial.add_geometry_column(op.get_bind(), table, column, kind)


def downgrade() -> None:
    for table, column, _ in GEOMETRY_COLUMNS:
        spatial.drop_geometry_column(op.get_bind(), table, column)
    op.drop_index(op.f("ix_statement_source_id"), table_name="statement")
    op.drop_index(op.f("ix_statement_partnership_id"), table_name="statement")
    op.drop_table("statement")
    op.drop_index(op.f("ix_partnership_theme_theme_code"), table_name="partnership_theme")
    op.drop_table("partnership_theme")
    op.drop_table("partnership_motivation")
    op.drop_index(op.f("ix_partnership_member_partnership_id"), table_name="partnership_member")
    op.drop_index(op.f("ix_partnership_member_authority_id"), table_name="partnership_member")
    op.drop_table("partnership_member")
    op.drop_index(op.f("ix_partnership_event_partnership_id"), table_name="partnership_event")
    op.drop_table("partnership_event")
    op.drop_index(op.f("ix_partnership_era_partnership_id"), table_name="partnership_era")
    op.drop_index(op.f("ix_partnership_era_era_code"), table_name="partnership_era")
    op.drop_table("partnership_era")
    op.drop_table("network_membership")
    op.drop_index(op.f("ix_funding_partnership_id"), table_name="funding")
    op.drop_index(op.f("ix_funding_family_code"), table_name="funding")
    op.drop_table("funding")
    op.drop_table("authority_point")
    op.drop_table("authority_outline")
    op.drop_index(op.f("ix_authority_name_folded_name"), table_name="authority_name")
    op.drop_table("authority_name")
    op.drop_index(op.f("ix_partnership_year_start"), table_name="partnership")
    op.drop_index(op.f("ix_partnership_status_code"), table_name="partnership")
    op.drop_index(op.f("ix_partnership_primary_era_code"), table_name="partnership")
    op.drop_index(op.f("ix_partnership_link_type_code"), table_name="partnership")
    op.drop_table("partnership")
    op.drop_table("instrument")
    op.drop_table("era_rule")
    op.drop_index(op.f("ix_authority_successor_id"), table_name="authority")
    op.drop_index(op.f("ix_authority_siren"), table_name="authority")
    op.drop_index(op.f("ix_authority_region_code"), table_name="authority")
    op.drop_index(op.f("ix_authority_kind"), table_name="authority")
    op.drop_index(op.f("ix_authority_insee_code"), table_name="authority")
    op.drop_index("ix_authority_folded_name", table_name="authority")
    op.drop_index(op.f("ix_authority_departement_code"), table_name="authority")
    op.drop_index(op.f("ix_authority_country_iso2"), table_name="authority")
    op.drop_table("authority")
    op.drop_index(op.f("ix_zone_membership_zone"), table_name="zone_membership")
    op.drop_table("zone_membership")
    op.drop_table("zone")
    op.drop_table("theme")
    op.drop_table("territory")
    op.drop_table("status")
    op.drop_table("source")
    op.drop_table("rejected_row")
    op.drop_table("reference_figure")
    op.drop_table("network")
    op.drop_table("motivation")
    op.drop_table("load_count")
    op.drop_table("link_type")
    op.drop_table("landmark")
    op.drop_table("historical_state")
    op.drop_table("funding_family")
    op.drop_table("era")
    op.drop_table("dataset_version")
    op.drop_table("data_revision")
    op.drop_table("country")
    op.drop_table("correction")
