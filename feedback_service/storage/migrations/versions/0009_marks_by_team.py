"""Marks are counted by team with what they are counted by beside it, in the order of an index: no sorting."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("audience", "band", "moment"):
        op.drop_index(op.f(f"ix_theme_marks_{name}_theme_id_month_team_id"), table_name="theme_marks")
        columns = [name, "theme_id", "team_id", "month"]
        op.create_index(op.f(f"ix_theme_marks_{name}_theme_id_team_id_month"), "theme_marks", columns)
