"""Evidence and conversation through the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.responses.enums import Status
from assessments.responses.models import Evidence
from tests.factories import World, fill, submit_by

SignIn = Callable[..., Client]
PDF = b"%PDF-1.7\n%%EOF"
COMMON = {"title": "SK Tim", "dated": "2026-01-31", "place": "hlm. 4"}
KINDS = {
    "link": {"url": "https://contoh.example/a?b=c&d=<e>"},
    "interview": {"text": "Menjawab."},
    "observation": {"text": "Terlihat."},
}


def address(name: str, assessment: Any, *args: Any) -> str:
    return reverse(f"responses:{name}", args=[assessment.pk, *args])


def pdf(name: str = "sk.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/html")


def add(client: Client, assessment: Any, kind: str = "document", **fields: Any) -> Any:
    return client.post(address("evidence_add", assessment, "RE1"), {"kind": kind, **COMMON, **fields})


def test_a_document_is_added_and_comes_back_as_a_download_that_cannot_act(world: World, sign_in: SignIn) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    done = add(client, assessment, file=pdf('Surat "resmi"; é <1>.pdf'))
    assert done["Location"] == f"{address('element', assessment, 'RE')}#RE1"
    proof = Evidence.objects.get()
    answer = client.get(address("evidence_file", assessment, proof.pk))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("kind", list(KINDS))
def test_each_other_kind_is_added_with_what_it_needs(world: World, sign_in: SignIn, kind: str) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    assert client.get(address("evidence_add", assessment, "RE1"), {"kind": kind}).status_code == 200
    assert add(client, assessment, kind).status_code == 422
    assert add(client, assessment, kind, **KINDS[kind]).status_code == 302
    assert Evidence.objects.get().kind == kind
    assert client.get(address("element", assessment, "RE")).status_code == 200


def test_an_unknown_kind_is_missing(world: World, sign_in: SignIn) -> None:
    assert add(sign_in(world.staff), world.start(), "rumour").status_code == 404


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "bukan alamat"])
def test_a_link_leads_to_a_page_and_nowhere_else(world: World, sign_in: SignIn, url: str) -> None:
    assert add(sign_in(world.staff), world.start(), "link", url=url).status_code == 422


@pytest.mark.parametrize(
    "upload", [pdf(content=b""), pdf(content=b"<html>"), pdf("a.exe"), pdf("a.svg"), pdf("a.docx", b"PK\x03\x04")]
)
def test_a_file_that_is_not_what_it_says_is_refused_with_a_sentence(
    world: World, sign_in: SignIn, upload: SimpleUploadedFile
) -> None:
    upload.seek(0)
    page = add(sign_in(world.staff), world.start(), file=upload)
    assert page.status_code == 422
    assert page.context["form"].errors["file"]
    assert page.context["form"]["title"].value() == COMMON["title"]
    assert not Evidence.objects.exists()


def test_limits_and_the_warning_stand_before_the_choice(world: World, sign_in: SignIn) -> None:
    page = sign_in(world.staff).get(address("evidence_add", world.start(), "RE1")).content.decode()
    assert page.index("NIK") < page.index("10 MB") < page.index('type="file"')


def test_removing_asks_first_and_takes_the_file_away(world: World, sign_in: SignIn) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    add(client, assessment, file=pdf())
    proof = Evidence.objects.get()
    remove = address("evidence_remove", assessment, proof.pk)
    assert client.get(remove).status_code == 200
    assert Evidence.objects.in_use().exists()
    assert client.post(remove).status_code == 302
    assert not Evidence.objects.in_use().exists()
    assert client.get(address("evidence_file", assessment, proof.pk)).status_code == 404
    assert client.post(remove).status_code == 404


def test_who_may_read_a_file(world: World, other: World, sign_in: SignIn) -> None:
    assessment = world.start()
    add(sign_in(world.staff), assessment, file=pdf())
    file = address("evidence_file", assessment, Evidence.objects.get().pk)
    assert sign_in(world.evaluator).get(file).status_code == 404, "a draft is the agency's own"
    fill(assessment, world.staff)
    submit_by(assessment, world.coordinator)
    readers = [world.coordinator, world.evaluator, world.administrator]
    assert [sign_in(user).get(file).status_code for user in readers] == [200, 200, 200]
    strangers = [other.staff, other.evaluator, other.administrator]
    assert [sign_in(user).get(file).status_code for user in strangers] == [404, 404, 404]
    assert Client().get(file).status_code == 302


def test_a_file_is_reached_through_its_own_assessment_only(world: World, other: World, sign_in: SignIn) -> None:
    add(sign_in(world.staff), world.start(), file=pdf())
    wrong = address("evidence_file", other.start(), Evidence.objects.get().pk)
    assert sign_in(world.staff).get(wrong).status_code == 404


def test_after_the_submission_evidence_stays_as_it_is(world: World, sign_in: SignIn) -> None:
    assessment, client = world.at(Status.SUBMITTED), sign_in(world.staff)
    count = Evidence.objects.in_use().count()
    proof = assessment.responses.get(indicator__code="RE1").evidence.first()
    assert add(client, assessment, "interview", text="Terlambat.").status_code == 423
    assert client.post(address("evidence_remove", assessment, proof.pk)).status_code == 423
    assert Evidence.objects.in_use().count() == count


def test_a_reply_is_kept_and_an_empty_one_refused(world: World, sign_in: SignIn) -> None:
    assessment, client = world.at(Status.RETURNED), sign_in(world.staff)
    page = address("reply", assessment, "RE1")
    assert client.post(page, {"text": "  "}).status_code == 422
    assert client.post(page, {"text": "Pasal 12 & <13>."}).status_code == 302
    assert "Pasal 12 &amp; &lt;13&gt;." in client.get(page).content.decode()


def test_before_sending_there_is_nobody_to_write_to(world: World, sign_in: SignIn) -> None:
    page = sign_in(world.staff).post(address("reply", world.start(), "RE1"), {"text": "Halo."})
    assert page.status_code == 423
    assert page.context["form"]["text"].value() == "Halo."
