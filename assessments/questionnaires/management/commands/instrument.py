from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.common.errors import Denied
from assessments.questionnaires.aging import left_behind
from assessments.questionnaires.differences import differences
from assessments.questionnaires.models import Version
from assessments.questionnaires.package import Package, PackageError, named_package
from assessments.questionnaires.publishing import publish_package
from assessments.questionnaires.writing import as_yaml

PACKAGE = "the code of a shipped package, or the path of a package"


class Command(BaseCommand):
    help = "Checks, publishes, writes out and compares instruments. The format: docs/instrument-format.md."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        validate = actions.add_parser("validate", help="names each thing to mend, by file and line; needs no server")
        validate.add_argument("packages", nargs="+", help=PACKAGE)
        validate.add_argument(
            "--since", metavar="PACKAGE", help="the version before: names translations that its source has left behind"
        )
        load = actions.add_parser("load", help="publishes a package; loading it again changes nothing")
        load.add_argument("package", help=PACKAGE)
        load.add_argument("--reason", default="loaded", help="why, as it is kept with the version")
        export = actions.add_parser("export", help="writes a published version as one YAML file")
        export.add_argument("code")
        export.add_argument("version", nargs="?", help="the newest where none is named")
        diff = actions.add_parser(
            "diff", help="what a second package, or a package since it was published, has changed"
        )
        diff.add_argument("package", help=PACKAGE)
        diff.add_argument("other", nargs="?", help="a second package; without it, the newest published version")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        try:
            getattr(self, action)(options)
        except (PackageError, Denied) as refusal:
            raise CommandError(str(refusal)) from refusal

    def validate(self, options: dict[str, Any]) -> None:
        since = named_package(options["since"]) if options["since"] else None
        findings = [finding for name in options["packages"] for finding in self._findings(name, since)]
        if findings:
            raise PackageError(findings)

    def _findings(self, name: str, since: Package | None) -> Sequence[str]:
        try:
            package = named_package(name)
        except PackageError as refusal:
            return refusal.findings
        late = list(left_behind(since.document(), package.document())) if since else []
        if not late:
            self.stdout.write(f"{package.code} {package.version} is in order; indicators: {len(package.indicators)}.")
        return late

    def load(self, options: dict[str, Any]) -> None:
        package = named_package(options["package"])
        existing = Version.objects.filter(instrument__code=package.code, number=package.version).first()
        try:
            version = publish_package(package, actor=None, reason=options["reason"], now=timezone.now())
        except Denied as refusal:
            changed = differences(existing.document, package.document()) if existing else []
            raise CommandError("\n".join([str(refusal), *changed])) from refusal
        self.stdout.write(f"{package.code} {version.number} is published.")

    def export(self, options: dict[str, Any]) -> None:
        version = _published(options["code"], options["version"])
        self.stdout.write(as_yaml(version.document), ending="")

    def diff(self, options: dict[str, Any]) -> None:
        package, other = named_package(options["package"]), options["other"]
        if other:
            lines = differences(package.document(), named_package(other).document())
        else:
            lines = differences(_published(package.code, None).document, package.document())
        self.stdout.write("\n".join(lines) or "There is no difference.")


def _published(code: str, number: str | None) -> Version:
    versions = Version.objects.filter(instrument__code=code, published_at__isnull=False)
    version = (versions.filter(number=number) if number else versions).order_by("-pk").first()
    if version is None:
        raise CommandError(
            f"No version {number} of {code!r} is published." if number else f"{code!r} is not published."
        )
    return version
