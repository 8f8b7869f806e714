"""A package as one YAML file: reading it again gives an equal package."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from assessments.questionnaires.shape import schema


def as_yaml(document: Mapping[str, Any]) -> str:
    """Names stand in the order of the schema, since the database keeps its own."""
    plain = _ordered(document, schema())
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=120)


def _ordered(value: Any, rule: Mapping[str, Any]) -> Any:
    if "$ref" in rule:
        rule = schema()["$defs"][rule["$ref"].rpartition("/")[2]]
    if isinstance(value, list):
        return [_ordered(item, rule.get("items", {})) for item in value]
    if not isinstance(value, Mapping):
        return value
    known = list(rule.get("properties", {}))
    names = sorted(value, key=lambda name: known.index(name) if name in known else len(known))
    return {name: _ordered(value[name], _child(rule, name)) for name in names}


def _child(rule: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    child = rule.get("properties", {}).get(name) or rule.get("additionalProperties")
    return child if isinstance(child, Mapping) else {}
