"""Where an answer goes that is sent, how the one that was approved goes out; searches by hand."""

import sqlalchemy as sa
from alembic import op

from migrations.insert_only import protect

revision = "0034_delivery"
down_revision = "0033_every_change"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "subject_request", sa.Column("send_to", sa.Text(), nullable=False, server_default="")
    )
    op.add_column("subject_request_proposal", sa.Column("delivery", sa.String(40), nullable=True))
    op.create_table(
        "hand_search",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(60), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("searched", sa.Text(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("searched_on", sa.Date(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_hand_search_counts_from_one")),
        sa.CheckConstraint("searched <> ''", name=op.f("ck_hand_search_says_what")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["subject_request.id"], name=op.f("fk_hand_search_request_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_hand_search_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_search")),
        sa.UniqueConstraint("request_id", "number", name=op.f("uq_hand_search_request_id_number")),
        sa.UniqueConstraint(
            "request_id", "form_key", name=op.f("uq_hand_search_request_id_form_key")
        ),
    )
    op.create_table(
        "hand_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("search_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("size > 0", name=op.f("ck_hand_file_is_not_empty")),
        sa.ForeignKeyConstraint(
            ["search_id"], ["hand_search.id"], name=op.f("fk_hand_file_search_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_file")),
    )
    op.create_index("ix_hand_file_search_id", "hand_file", ["search_id"])
    op.create_index("ix_hand_file_file_id", "hand_file", ["file_id"])
    protect("hand_search", ("request_id", "number"), ("request_id", "form_key"))


def downgrade() -> None:
    op.drop_table("hand_file")
    op.drop_table("hand_search")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION hand_search_is_insert_only()")
    op.drop_column("subject_request_proposal", "delivery")
    op.drop_column("subject_request", "send_to")
