"""Where evidence and reports are kept: in a folder, or in the bucket of a server that speaks S3."""

from __future__ import annotations

from readiness import env


def of_files() -> dict[str, object]:
    """Django's setting. Nobody ever gets a bucket's address: files are handed on by the site, through their rows."""
    bucket = env.text("READINESS_S3_BUCKET", "")
    return _bucket(bucket) if bucket else {"BACKEND": "django.core.files.storage.FileSystemStorage"}


def _bucket(name: str) -> dict[str, object]:
    from botocore.config import Config

    endpoint = env.text("READINESS_S3_ENDPOINT", "")
    return {
        "BACKEND": "readiness.buckets.Bucket",
        "OPTIONS": {
            "bucket_name": name,
            "endpoint_url": endpoint or None,
            "region_name": env.text("READINESS_S3_REGION", "") or None,
            "access_key": env.text("READINESS_S3_KEY", "") or None,
            "secret_key": env.text("READINESS_S3_SECRET", "") or None,
            "file_overwrite": False,
            "client_config": Config(
                s3={"addressing_style": "path" if endpoint else "auto"},
                signature_version="s3v4",
                # A server other than Amazon's may not know the newer checksums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                connect_timeout=5,
                read_timeout=30,
                retries={"mode": "standard", "max_attempts": 3},
            ),
        },
    }
