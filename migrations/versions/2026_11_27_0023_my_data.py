"""Downloads of what is held on a person. Insert-only, held by the database itself."""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0023_my_data"
down_revision = "0021_event_rows"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_download",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("base_id", sa.Uuid(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_own_download_person_id"),
        sa.ForeignKeyConstraint(["base_id"], ["own_download.id"], name="fk_own_download_base_id"),
        sa.PrimaryKeyConstraint("id", name="pk_own_download"),
    )
    op.create_index("ix_own_download_person", "own_download", ["person_id", "id"])
    op.create_table(
        "own_download_end",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("download_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        _of_a_download("own_download_end"),
        sa.PrimaryKeyConstraint("id", name="pk_own_download_end"),
        sa.UniqueConstraint("download_id", name="uq_own_download_end_download_id"),
    )
    op.create_table(
        "own_download_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("download_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("handle", sa.LargeBinary(16), nullable=False),
        sa.Column("digest", sa.LargeBinary(16), nullable=False),
        _of_a_download("own_download_record"),
        sa.PrimaryKeyConstraint("id", name="pk_own_download_record"),
        sa.UniqueConstraint(
            "download_id", "part", "handle", name="uq_own_download_record_download_id_part_handle"
        ),
    )
    protect("own_download")
    protect("own_download_end", ("download_id",))
    protect("own_download_record", ("download_id", "part", "handle"))


def downgrade() -> None:
    raise NotImplementedError("What people took with them is not forgotten by a downgrade.")


def _of_a_download(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_download_id"
    return sa.ForeignKeyConstraint(["download_id"], ["own_download.id"], name=name)
