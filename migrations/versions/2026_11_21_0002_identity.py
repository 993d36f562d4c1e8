"""People and their history, establishments, roles, sources."""

import sqlalchemy as sa
from alembic import op

revision = "0002_identity"
down_revision = "0001_core"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _people()
    _preferences()
    _establishments()
    _roles()
    _sources()


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("employee_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("unit", sa.String(120), nullable=False),
        sa.Column("role_title", sa.String(120), nullable=False),
        sa.Column("manager_employee_id", sa.String(64), nullable=True),
        sa.Column("establishment", sa.String(64), nullable=False),
        sa.Column("work_setting", sa.String(40), nullable=False),
        sa.Column("devices", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("employee_id", name="uq_person_employee_id"),
        sa.CheckConstraint("employee_id <> ''", name="ck_person_has_employee_id"),
        sa.CheckConstraint(
            "manager_employee_id IS NULL OR manager_employee_id <> employee_id",
            name="ck_person_is_not_own_manager",
        ),
    )
    for column in ("name", "unit", "manager_employee_id"):
        op.create_index(f"ix_person_{column}", "person", [column])
    op.create_table(
        "person_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("unit", sa.String(120), nullable=False),
        sa.Column("role_title", sa.String(120), nullable=False),
        sa.Column("manager_employee_id", sa.String(64), nullable=True),
        sa.Column("establishment", sa.String(64), nullable=False),
        sa.Column("work_setting", sa.String(40), nullable=False),
        sa.Column("devices", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person_version"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_person_version_person_id"),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to > valid_from", name="ck_person_version_ends_after_start"
        ),
    )
    op.create_index(
        "ix_person_version_manager_employee_id", "person_version", ["manager_employee_id"]
    )
    op.create_index(
        "ix_person_version_person_from", "person_version", ["person_id", "valid_from"], unique=True
    )
    _unique_where("uq_person_version_open", "person_version", ["person_id"], "valid_to IS NULL")


def _preferences() -> None:
    op.create_table(
        "preference",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("theme", sa.String(40), nullable=False),
        sa.Column("text_size", sa.String(40), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=True),
        sa.Column("email_digest", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_preference"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_preference_person_id"),
    )
    op.create_table(
        "visit_mark",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_visit_mark"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_visit_mark_person_id"),
    )
    op.create_index("ix_visit_mark_last_day", "visit_mark", ["last_day"])


def _establishments() -> None:
    op.create_table(
        "establishment",
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("jurisdiction", sa.String(12), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("working_hours", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_establishment"),
        sa.CheckConstraint("code <> ''", name="ck_establishment_has_code"),
    )


def _roles() -> None:
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_role_grant"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_role_grant_person_id"),
        sa.ForeignKeyConstraint(["granted_by"], ["person.id"], name="fk_role_grant_granted_by"),
        sa.ForeignKeyConstraint(["revoked_by"], ["person.id"], name="fk_role_grant_revoked_by"),
        sa.CheckConstraint(
            "role IN ('officer', 'representative', 'auditor', 'administrator', 'authoriser')",
            name="ck_role_grant_is_a_role",
        ),
        sa.CheckConstraint(
            "revoked_by IS NULL OR revoked_at IS NOT NULL",
            name="ck_role_grant_revoked_has_moment",
        ),
        sa.CheckConstraint(
            "granted_by IS NULL OR granted_by <> person_id",
            name="ck_role_grant_is_not_granted_to_oneself",
        ),
    )
    op.create_index("ix_role_grant_person_id", "role_grant", ["person_id"])
    _unique_where("uq_role_grant_held", "role_grant", ["person_id", "role"], "revoked_at IS NULL")
    _unique_where(
        "uq_role_grant_kept_apart",
        "role_grant",
        ["person_id"],
        "revoked_at IS NULL AND role IN ('officer', 'auditor', 'administrator')",
    )


def _sources() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("system", sa.String(120), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=True),
        sa.Column("key_made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("every_seconds", sa.Integer(), nullable=True),
        sa.Column("webhook_url", sa.String(500), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("covers", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_source"),
        sa.UniqueConstraint("name", name="uq_source_name"),
        sa.UniqueConstraint("key_hash", name="uq_source_key_hash"),
        sa.CheckConstraint("name <> ''", name="ck_source_has_name"),
        sa.CheckConstraint("every_seconds > 0", name="ck_source_every_is_positive"),
        sa.CheckConstraint(
            "revoked_at IS NULL OR key_hash IS NULL", name="ck_source_revoked_has_no_key"
        ),
        sa.CheckConstraint(
            "key_hash IS NULL OR length(key_hash) = 64", name="ck_source_key_hash_is_sha256"
        ),
    )


def _unique_where(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(
        name, table, columns, unique=True, sqlite_where=condition, postgresql_where=condition
    )


def downgrade() -> None:
    for table in (
        "source",
        "role_grant",
        "establishment",
        "visit_mark",
        "preference",
        "person_version",
        "person",
    ):
        op.drop_table(table)
