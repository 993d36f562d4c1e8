"""A message without a name may name whom a concern is about, and take it from who has it."""

from alembic import op

from migrations.insert_only import protect

revision = "0056_named_by_nobody"
down_revision = "0054_rights_of_the_log"
branch_labels = None
depends_on = None

_NAME = "ck_concern_event_reporter_has_no_name"


def upgrade() -> None:
    with op.batch_alter_table("concern_event") as table:
        table.drop_constraint(op.f(_NAME), type_="check")
        table.create_check_constraint(
            op.f(_NAME),
            "(act IN ('received', 'escalated')) = (actor_id IS NULL)"
            " OR act IN ('closed', 'person-named', 'put-back')",
        )
    if op.get_context().dialect.name == "sqlite":  # the table was made anew, without its triggers
        protect("concern_event", ("concern_id", "number"), ("concern_id", "form_key"))


def downgrade() -> None:
    raise NotImplementedError("What people raised is not forgotten by a downgrade.")
