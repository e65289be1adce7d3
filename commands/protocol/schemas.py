"""JSON Schemas of commands and models, written from the declarations.

What HTTP takes at `POST /v1/actions` and what MCP offers as tools is the same grammar.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commands.protocol.action import ActionResult, StructuredAction, ValidationResult
from commands.protocol.guide import parameter_help
from commands.protocol.lexicon import Lexicon, default_lexicon
from commands.protocol.quoting import MAX_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commands.protocol.vocabulary.declaration import Command, Parameter

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TYPES: dict[str, Schema] = {
    "id": {"type": "string", "minLength": 1, "maxLength": 200},
    "text": {"type": "string"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "duration": {"type": "number", "description": "seconds"},
    "size": {"type": "integer", "description": "bytes"},
    "list": {"type": "array", "items": {"type": "string"}},
    "json": {},
}


def parameter_schema(parameter: Parameter) -> Schema:
    """Give the schema of one parameter's value."""
    schema = dict(_TYPES[parameter.kind])
    unit = schema.get("description")
    told = parameter_help(parameter)
    schema["description"] = f"{told}; in {unit}" if unit else told
    if parameter.choices:
        schema["enum"] = list(parameter.choices)
    if parameter.minimum is not None:
        schema["minimum"] = parameter.minimum
    return schema


def command_schema(command: Command) -> Schema:
    """Give the schema of an action of this command, as JSON."""
    modifiers: Schema = {"type": "array", "uniqueItems": True, "maxItems": 0}
    if command.modifiers:
        names = [one.name for one in command.modifiers]
        modifiers = {**modifiers, "items": {"enum": names}, "maxItems": len(names)}
    return {
        "title": command.name,
        "description": command.effect,
        "type": "object",
        "properties": {
            "verb": {"const": command.verb},
            "noun": {"const": command.noun},
            "modifiers": modifiers,
            "parameters": _parameters(command),
        },
        "required": ["verb", "noun"] + (["parameters"] if _required(command) else []),
        "additionalProperties": False,
    }


def _required(command: Command) -> list[str]:
    return [one.name for one in command.parameters if one.required]


def _parameters(command: Command) -> Schema:
    schema: Schema = {
        "type": "object",
        "properties": {one.name: parameter_schema(one) for one in command.parameters},
        "required": _required(command),
        "additionalProperties": False,
    }
    if command.either:
        schema["oneOf"] = [{"required": [name]} for name in command.either]
    return schema


def http_schema(lexicon: Lexicon | None = None) -> Schema:
    """Give the schema of a request body: a line of text, or an action as JSON."""
    commands = (lexicon or default_lexicon()).commands
    line = {
        "title": "a line of text",
        "type": "object",
        "properties": {"text": {"type": "string", "maxLength": MAX_LENGTH}},
        "required": ["text"],
        "additionalProperties": False,
    }
    people = [command_schema(one) for one in commands if one.audience == "people"]
    return {"$schema": DIALECT, "title": "Action", "oneOf": [line, *people]}


def mcp_tools(lexicon: Lexicon | None = None) -> list[Schema]:
    """Give one tool for each command of people: name, description, input schema."""
    commands = (lexicon or default_lexicon()).commands
    return [_tool(one) for one in commands if one.audience == "people"]


def _tool(command: Command) -> Schema:
    schema = _parameters(command)
    if command.modifiers:
        names = [one.name for one in command.modifiers]
        schema["properties"]["modifiers"] = {
            "type": "array",
            "items": {"enum": names},
            "uniqueItems": True,
            "description": "; ".join(f"{m.name}: {m.help}" for m in command.modifiers),
        }
    return {
        "name": f"{command.verb}_{command.noun}".replace("-", "_"),
        "description": command.effect,
        "inputSchema": schema,
    }


def model_schemas() -> dict[str, Schema]:
    """Give the schemas of the models, by file name without ending."""
    models: Iterable[tuple[str, Any]] = (
        ("structured-action", StructuredAction),
        ("action-result", ActionResult),
        ("validation-result", ValidationResult),
    )
    return {
        name: {"$schema": DIALECT, **model.model_json_schema()}
        for name, model in models
    }
