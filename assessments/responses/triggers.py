"""What the database itself refuses, whoever asks. Each takes the assessment row FOR SHARE, so that a move in progress
and a late writer have one order."""

from __future__ import annotations

import pgtrigger

ANSWERS_OPEN = """
    SELECT a.status INTO found_status FROM responses_assessment a WHERE a.id = {assessment} FOR SHARE;
    IF found_status = 'DRAFT' OR (found_status = 'RETURNED' AND {reopened}) THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'this answer is not open: its assessment is %', found_status USING ERRCODE = 'check_violation';
"""


def answer_frozen() -> pgtrigger.Trigger:
    content = " AND ".join(
        f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}"
        for column in ("assessment_id", "indicator_id", "state", "level", "note", "finished", "version")
    )
    return pgtrigger.Trigger(
        name="answer_frozen",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        declare=[("found_status", "text")],
        func=f"IF {content} THEN RETURN NEW; END IF;"
        + ANSWERS_OPEN.format(assessment="OLD.assessment_id", reopened="OLD.reopened"),
    )


def answers_start_in_draft() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="answer_added_in_draft",
        operation=pgtrigger.Insert,
        when=pgtrigger.Before,
        declare=[("found_status", "text")],
        func=ANSWERS_OPEN.format(assessment="NEW.assessment_id", reopened="FALSE"),
    )


def evidence_frozen() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="evidence_frozen",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        declare=[("found_status", "text"), ("owner", "record")],
        func="SELECT r.assessment_id, r.reopened INTO owner FROM responses_response r WHERE r.id = NEW.response_id;"  # noqa: S608
        + ANSWERS_OPEN.format(assessment="owner.assessment_id", reopened="owner.reopened"),
    )


def status_follows_its_moves() -> pgtrigger.Trigger:
    """Moves are never changed or deleted, so a status that opens what was frozen leaves its row, by whatever hand."""
    return pgtrigger.Trigger(
        name="status_follows_its_moves",
        operation=pgtrigger.UpdateOf("status"),
        when=pgtrigger.Before,
        declare=[("last_move", "record")],
        condition=pgtrigger.Q(old__status__df=pgtrigger.F("new__status")),
        func="""
            SELECT c.from_status, c.to_status INTO last_move FROM responses_statuschange c
            WHERE c.assessment_id = OLD.id ORDER BY c.id DESC LIMIT 1;
            IF last_move.from_status = OLD.status AND last_move.to_status = NEW.status THEN RETURN NEW; END IF;
            RAISE EXCEPTION 'no move from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation';
        """,
    )


def comment_before_final() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="comment_before_final",
        operation=pgtrigger.Insert,
        when=pgtrigger.Before,
        condition=pgtrigger.Q(new__audience="AGENCY"),
        declare=[("found_status", "text")],
        func="""
            SELECT a.status INTO found_status FROM responses_assessment a
            JOIN responses_response r ON r.assessment_id = a.id WHERE r.id = NEW.response_id FOR SHARE OF a;
            IF found_status = 'FINAL' THEN
                RAISE EXCEPTION 'the assessment is final' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )
