"""A small MQTTSpec server: the tables of an SQLite file, behind an MQTT 5 broker. Numbers: clauses of protocol.md."""
import argparse
import base64
import contextlib
import ctypes
import functools
import itertools
import json
import logging
import math
import re
import socket
import sqlite3
import time
import uuid
from datetime import date, datetime, time as clock, timezone
from decimal import Context, Decimal, setcontext

from paho.mqtt import client as mqtt
from paho.mqtt.properties import PacketTypes, Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

SETTINGS = {"database": "mqttspec.db", "host": "127.0.0.1", "port": 1883, "prefix": "spec", "schema": "public",
            "response_qos": 1, "notification_qos": 1, "payload_bytes": 1_048_576, "json_depth": 32, "id_length": 256,
            "filters_per_request": 100, "values_per_list": 1_000, "rows_per_write": 1_000, "page_size_default": 100,
            "page_size_max": 1_000, "subscriptions_per_client": 1_000, "subscription_lease_seconds": 3_600}
FIELDS = {"id": str, "type": str, "operation": str, "schema": str, "entity": str, "record_id": (str, Decimal, dict),
          "data": (dict, list), "options": dict, "subscription_id": str}
OPERATIONS = {"request": ("read", "create", "update", "delete", "meta"), "subscription": ("subscribe", "unsubscribe")}
ONLY_READ = ("fetch_row_number", "cursor_forward", "cursor_backward", "preload")
NOT_HERE = ("computed_columns", "computedColumns", "custom_operators", "customOperators", "sql_joins", "computed_ql")
OPERATORS = {
    "eq": "{e} = ?", "neq": "{e} <> ?", "gt": "{e} > ?", "gte": "{e} >= ?", "lt": "{e} < ?", "lte": "{e} <= ?",
    "in": "{e} IN ({marks})", "not_in": "{e} NOT IN ({marks})", "between": "({e} > ? AND {e} < ?)",
    "between_inclusive": "({e} >= ? AND {e} <= ?)", "is_null": "{c} IS NULL", "is_not_null": "{c} IS NOT NULL",
    "empty": "({c} IS NULL OR {e} = '')", "not_empty": "({c} IS NOT NULL AND {e} <> '')",
    **dict.fromkeys(("like", "ilike", "contains", "startswith", "endswith"), "holds('{kind}', '{name}', {c}, ?)")}
ALIASES = {"=": "eq", "==": "eq", "!=": "neq", "<>": "neq", ">": "gt", ">=": "gte", "<": "lt", "<=": "lte",
           "null": "is_null", "isnull": "is_null", "notnull": "is_not_null", "isnotnull": "is_not_null",
           "notin": "not_in", "notempty": "not_empty", "betweeninclusive": "between_inclusive"}
VIOLATIONS = {"UNIQUE": "unique", "PRIMARYKEY": "unique", "FOREIGNKEY": "foreign_key", "NOTNULL": "not_null",
              "CHECK": "check"}


LATER = re.compile("[\u1c89\u2c2f\ua7c0\ua7cb-\ua7dc\U00010570-\U00010595\U00010d50-\U00010d65\U00016ea0-\U00016eb8]")


class Refused(Exception):
    def __init__(self, code, message, path=None, **details):
        details |= {"path": path} if path else {}
        self.error = {"code": code, "message": message} | ({"details": details} if details else {})


def need(condition, code, message, path=None):
    if not condition:
        raise Refused(code, message, path)


def decode(text):
    """Strict JSON (2.1.1), its numbers as Decimals (2.6.1), NaN where even these have no room for the exponent."""
    def unique(pairs):
        if len(dict(pairs)) < len(pairs):
            raise ValueError("A name stands twice in an object.")
        return dict(pairs)

    def constant(name):
        raise ValueError(f"{name} is no JSON.")

    number = functools.partial(Decimal, context=Context(traps=[]))
    return json.loads(text, parse_int=number, parse_float=number, parse_constant=constant, object_pairs_hook=unique)


def encode(value):
    if isinstance(value, Decimal):
        return format(value, "f") if abs(value.adjusted()) <= 1_000 else str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{encode(part)}" for name, part in value.items()) + "}"
    return "[" + ",".join(map(encode, value)) + "]" if isinstance(value, list) else json.dumps(value)


def plain(column, value):
    number = decode(str(value))
    if number.is_nan() or len(number.as_tuple().digits) > 1_000 or abs(number.adjusted()) > 1_000:
        raise ValueError("This number has too many digits or too large an exponent.")
    return encode((number + 0).normalize())


def nearest(column, value):
    if str(value) in ("NaN", "Infinity", "-Infinity"):
        return value if value == "NaN" else float(value)  # SQLite has no NaN, but each text is above its numbers
    number = float(plain(column, value))
    if column.size == 32:
        single = ctypes.c_float(number).value
        digits = (float(f"{single:.{count}g}") for count in range(6, 10))
        number = next(one for one in digits if ctypes.c_float(one).value == single)
    return number if math.isfinite(number) else plain(column, value)


def moment(column, value):
    """In UTC and with the column's digits, where that is the whole of it: texts in the order of time."""
    found = (clock if column.kind == "time" else datetime).fromisoformat(value)
    found = found.astimezone(timezone.utc).replace(tzinfo=None) if column.kind == "zoned" else found
    text = found.isoformat(timespec="microseconds")
    return text if text[column.size - 6 or 26:].strip("0") else text[:column.size - 6 or None].rstrip(".")


def holds(kind, operator, kept, operand):
    """Whether an operator on text (5.5) holds, unknown for NULL."""
    shown = None if kept is None else KINDS[kind][4](kept)
    text = shown if isinstance(shown, str) else encode(shown)
    text, operand = (text, operand) if operator == "like" else (fold(text), fold(operand))
    found = like(operand).fullmatch(text) is not None if "like" in operator else (
        operand in text if operator == "contains" else getattr(text, operator)(operand))
    return None if kept is None else found


def fold(text):
    """Each code point as its simple lower case of Unicode 13 (5.7.2)."""
    return "".join(point if LATER.match(point) else point.lower()[0] for point in text)


@functools.lru_cache
def like(pattern):
    """A regular expression, whose atomic groups keep its time from growing with the number of %."""
    points, parts = re.findall(r"(?s)\\.|.", pattern), [""]
    if points[-1:] == ["\\"] or len(pattern) > 1_000:
        raise ValueError("This pattern ends in a backslash or is too long.")
    for point in points:
        parts[-1:] = [parts[-1], ""] if point == "%" else [parts[-1] + ("." if point == "_" else re.escape(point[-1]))]
    last = ".*" + parts[-1] if parts[1:] else ""
    return re.compile("(?s)" + parts[0] + "".join(f"(?>.*?{part})" for part in parts[1:-1]) + last)


NUMBER, DATE, TIME = r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", r"\d{4}-\d\d-\d\d", r"\d\d:\d\d:\d\d(\.\d{1,6})?"
KINDS = {  # of columns (2.6): JSON types and their form, what SQLite keeps and compares, has room for, shows, and how
    "integer": ((Decimal, str), NUMBER, plain, lambda c, k: -2**c.size <= Decimal(k) < 2**c.size and "." not in k,
                Decimal, "CAST({} AS TEXT) COLLATE exact"),
    "decimal": ((Decimal, str), NUMBER, plain, lambda c, k: (
        abs(Decimal(k)) < 10**(c.size - c.scale) and len(k.partition(".")[2]) <= c.scale),
        lambda k: (Decimal(k) + 0).normalize(), "{} COLLATE exact"),
    "float": ((Decimal, str, float), NUMBER + "|NaN|-?Infinity", nearest, lambda c, k: isinstance(k, float),
              lambda k: k if math.isfinite(k) else f"{k}inity".replace("i", "I", 1), "{}"),
    "boolean": (bool, "True|False", lambda c, v: int(v), lambda c, k: True, lambda k: k + 0 != 0, "({} <> 0)"),
    "text": (str, "[^\0]*", lambda c, v: v, lambda c, k: len(k) <= c.size, lambda k: k, "{} COLLATE BINARY"),
    "char": (str, "[^\0]*", lambda c, v: v, lambda c, k: len(k) <= c.size, lambda k: k.rstrip(" "), "rtrim({}, ' ')"),
    "uuid": (str, r"[\da-fA-F]{8}(-[\da-fA-F]{4}){3}-[\da-fA-F]{12}", lambda c, v: v.lower(), lambda c, k: True,
             str.lower, "lower({})"),
    "binary": (str, r"([A-Za-z\d+/]{4})*([A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?", lambda c, v: base64.b64decode(v),
               lambda c, k: len(k) <= c.size, lambda k: base64.b64encode(k).decode(), "{}"),
    "json": (object, "(?s:.*)", lambda c, v: encode(v), lambda c, k: decode(k) is not None, decode, "{}"),
    "date": (str, DATE, lambda c, v: str(date.fromisoformat(v)), lambda c, k: True, lambda k: k, "{}"),
    "time": (str, TIME, moment, lambda c, k: len(k) <= 9 + c.size, lambda k: k, "{}"),
    "timestamp": (str, f"{DATE}T{TIME}", moment, lambda c, k: len(k) <= 20 + c.size, lambda k: k, "{}"),
    "zoned": (str, f"{DATE}T{TIME}" + r"(Z|[+-]\d\d:\d\d)", moment, lambda c, k: len(k) <= 20 + c.size,
              lambda k: k + "Z", "{}")}
TYPES = {"smallint": ("integer", 15), "int4": ("integer", 31), "integer": ("integer", 63), "bigint": ("integer", 63),
         "decimal_text": ("decimal", 999), "float4": ("float", 32), "real": ("float", 64), "boolean": ("boolean", 1),
         "double precision": ("float", 64), "char": ("char", 1), "varchar": ("text", 10**9), "text": ("text", 10**9),
         "varbinary": ("binary", 10**9), "blob": ("binary", 10**9), "uuid": ("uuid", 36), "json_text": ("json", 1),
         "date": ("date", 1), "time": ("time", 0), "timestamp": ("timestamp", 6),
         "timestamp with time zone": ("zoned", 6)}


class Column:
    def __init__(self, name, declared, required, generated):
        base, size, scale = re.fullmatch(r"(.*?)\s*(?:\((\d+)(?:,\s*(\d+))?\))?", declared.lower()).groups()
        self.kind, self.size, self.scale = TYPES[base][0], int(size or TYPES[base][1]), int(scale or 0)
        self.name, self.declared, self.required, self.generated = name, declared, required, generated
        self.types, self.form, self.keep, self.room, self.show, expression = KINDS[self.kind]
        self.compared = expression.format(quoted(name))

    def operand(self, value):
        """A JSON value as SQLite compares it with this column (5.7), which need not have room for it."""
        if not isinstance(value, self.types) or not re.fullmatch(self.form, str(value), re.ASCII):
            raise ValueError(f"A value of the type {self.declared} is wanted here.")
        return self.keep(self, value)

    def kept(self, value):
        """A JSON value as SQLite keeps it, never as another value (2.6.10)."""
        text = json.dumps(value, ensure_ascii=False, default=str).encode()  # raises at a lone surrogate
        kept = None if value is None else self.operand(value)
        if re.search(rb"(?<!\\)(\\\\)*\\u0000", text) or kept is not None and not self.room(self, kept):
            raise ValueError("The column has no room for this value as it is.")
        return kept

    def shown(self, kept):
        """What SQLite keeps as a JSON value, if it is one of this column's (2.6.13)."""
        shown = None if kept is None else self.show(kept)
        self.kept(shown)
        return shown


def quoted(name):
    return "\"" + name.replace("\"", "\"\"") + "\""


class Entity:
    """A table or view. All names in its SQL are those of the database's own catalogue (3.7.2)."""

    def __init__(self, database, name, rowids):
        catalogue = "SELECT * FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid"
        found = database.execute(catalogue, (name,)).fetchall()
        self.database, self.name = database, name
        self.key = [c["name"] for c in sorted(found, key=lambda c: c["pk"]) if c["pk"]]
        automatic = rowids and [c["type"].lower() for c in found if c["pk"]] == ["integer"]
        self.columns = {c["name"]: Column(c["name"], c["type"], not c["dflt_value"] and not c["hidden"] and (
            not automatic if c["pk"] else c["notnull"]), c["hidden"]) for c in found}
        self.table, self.listed = quoted(name), ", ".join(map(quoted, self.columns))
        self.at_key = " AND ".join(f"{quoted(part)} = ? COLLATE BINARY" for part in self.key)

    def column(self, name, code, path):
        need(isinstance(name, str) and name in self.columns, code, "There is no such column.", path)
        return self.columns[name]

    def select(self, source, rest, values):
        """Rows as JSON objects."""
        rows = []
        for kept in self.database.execute(f"SELECT {self.listed} FROM {source} WHERE {rest}", values):
            rows.append({})
            for name, column in self.columns.items():
                with refusing("read_error", None, column=name, key=[str(kept[part]) for part in self.key]):
                    rows[-1][name] = column.shown(kept[name])
        return rows

    def find(self, key, condition="TRUE", values=()):
        return next(iter(self.select(self.table, f"{self.at_key} AND {condition}", [*key, *values])), None)

    def kept(self, item, code, path):
        """The values of a JSON object as SQLite keeps them."""
        found = {}
        for name, value in item.items():
            with refusing(code, f"{path}.{name}"):
                found[name] = self.column(name, code, f"{path}.{name}").kept(value)
        return found

    def key_of(self, given, code="invalid_message", path="data"):
        """A primary key in one of the forms of 2.4.1, as SQLite keeps it."""
        given = given if isinstance(given, dict) or len(self.key) != 1 else {self.key[0]: given}
        whole = self.key and isinstance(given, dict) and all(given.get(part) is not None for part in self.key)
        need(whole, code, "A value for each column of the primary key is wanted here.", path)
        return [*self.kept({part: given[part] for part in self.key}, code, path).values()]

    def named_key(self, record, data):
        """The key that a request names (2.4), or None."""
        inside = {part: data[part] for part in self.key if part in data} if isinstance(data, dict) else {}
        if record is None:
            return self.key_of(inside) if self.key and len(inside) == len(self.key) else None
        key = self.key_of(record, path="record_id")
        agree = self.kept(inside, "invalid_message", "data").items() <= dict(zip(self.key, key)).items()
        need(agree, "invalid_message", "record_id and data name two different rows.")
        return key

    def condition(self, item, path):
        """A filter (5.1 to 5.7) as SQL and its values."""
        need(isinstance(item, dict), "invalid_filter", "A filter is an object.", path)
        column, name = self.column(item.get("column"), "invalid_filter", f"{path}.column"), lower(item.get("operator"))
        name, value, kind = ALIASES.get(name, name), item.get("value"), column.kind
        on_null, on_text = name in ("is_null", "is_not_null", "empty", "not_empty"), "holds" in OPERATORS.get(name, "")
        known = name in OPERATORS and (on_null or kind != "json") and not (on_text and kind in ("float", "binary"))
        need(known, "invalid_filter", "This column has no such operator.", f"{path}.operator")
        several = isinstance(value, list) and name in ("in", "not_in", "between", "between_inclusive")
        fits = (value is None or value is True if on_null else several and len(value) == 2 if "between" in name
                else "value" in item and (not several or len(value) <= SETTINGS["values_per_list"]))
        need(fits, "invalid_filter", "This operator wants another number of values.", f"{path}.value")
        if value is None and name in ("eq", "neq") or on_null and kind not in ("text", "char"):
            name, on_null = "is_not_null" if name in ("neq", "is_not_null", "not_empty") else "is_null", True
        operands = []
        for i, one in enumerate([] if on_null else value if several else [value]):
            with refusing("invalid_filter", f"{path}.value[{i}]" if several else f"{path}.value"):
                operands.append(text_operand(name, one) if on_text else None if one is None and "in" in name.split("_")
                                else column.operand(one))
        return OPERATORS[name].format(c=quoted(column.name), e=column.compared, marks=", ".join("?" * len(operands)),
                                      kind=kind, name=name), operands

    def filters(self, options):
        """All filters as SQL and its values (5.8)."""
        given, groups, values = options.get("filters", []), ["TRUE"], []
        need(isinstance(given, list), "invalid_filter", "A list is wanted here.", "options.filters")
        few = len(given) <= SETTINGS["filters_per_request"]
        need(few, "invalid_filter", "These are too many filters.", "options.filters")
        for i, item in enumerate(given):
            sql, operands = self.condition(item, f"options.filters[{i}]")
            joined = lower(item.get("logic_operator", "and"))
            need(joined in ("and", "or"), "invalid_filter", "and or or.", f"options.filters[{i}].logic_operator")
            if joined == "or" and i > 0:
                groups[-1] += " OR " + sql
            else:
                groups.append(sql)
            values += operands
        return "(" + ") AND (".join(groups) + ")", values

    def order(self, options):
        """The columns to sort by as SQL (4.2), the primary key as last tie-break."""
        found = []
        for i, item in enumerate(option(options, "sort", [])):
            path = f"options.sort[{i}]"
            need(isinstance(item, dict), "invalid_option", "An object is wanted here.", path)
            column = self.column(item.get("column"), "invalid_option", f"{path}.column")
            need(column.kind != "json", "invalid_option", "Nothing sorts by this column.", f"{path}.column")
            direction = lower(item.get("direction", "asc"))
            need(direction in ("asc", "desc"), "invalid_option", "This is asc or desc.", f"{path}.direction")
            found.append(column.compared + {"asc": " ASC NULLS LAST", "desc": " DESC NULLS FIRST"}[direction])
        return ", ".join(found + [self.columns[part].compared for part in self.key] or ["TRUE"])

    def shown(self, options):
        """The names of the columns to show (4.1)."""
        named = {name: option(options, name, []) for name in ("columns", "omit_columns") if name in options}
        for which, names in named.items():
            for i, name in enumerate(names):
                self.column(name, "invalid_option", f"options.{which}[{i}]")
        return [name for name in named.get("columns", self.columns) if name not in named.get("omit_columns", [])]

    def write(self, operation, item, key, filters, path):
        """Does one write. Returns the row: for a delete the old one, otherwise the new one."""
        row = None if operation == "create" else self.find(key)
        need(row or operation == "create", "not_found", "There is no such row.", path)
        met = operation == "create" or self.find(key, *filters)
        need(met, "conflict", "The row is there, but the conditions of this write do not hold.", "options.filters")
        if operation == "delete":
            self.database.execute(f"DELETE FROM {self.table} WHERE {self.at_key}", key)
            return row
        values = self.kept(item, "invalid_data", path)
        for name, column in self.columns.items():
            absent = name not in item or name in self.key and item[name] is None
            wanted = operation == "create" and column.required
            need(not (wanted and absent), "invalid_data", "A value is wanted here.", f"{path}.{name}")
            free = name not in item or not column.generated
            need(free, "invalid_data", "The database generates this.", f"{path}.{name}")
        if operation == "create":
            into = f"({', '.join(map(quoted, values))}) VALUES ({', '.join('?' * len(values))})"
            returned = ", ".join(map(quoted, self.key))
            sql = f"INSERT INTO {self.table} {into if values else 'DEFAULT VALUES'} RETURNING {returned}"
            key = self.database.execute(sql, [*values.values()]).fetchall()[0]
        else:
            values |= dict(zip(self.key, key))  # not moved (3.4.3), and never nothing to set
            changes = ", ".join(f"{quoted(name)} = ?" for name in values)
            self.database.execute(f"UPDATE {self.table} SET {changes} WHERE {self.at_key}", [*values.values(), *key])
        return self.find(key)


@contextlib.contextmanager
def refusing(code, path, **details):
    try:
        yield
    except (ValueError, TypeError, ArithmeticError) as unfit:
        raise Refused(code, str(unfit), path, **details)


def lower(text):
    return text.lower() if isinstance(text, str) and text.isascii() else None


def text_operand(name, value):
    if not isinstance(value, str) or "\0" in value:
        raise ValueError("A string without U+0000 is wanted here.")
    return like(value) and value if "like" in name else value


def option(options, name, default, kind=list):
    need(isinstance(options.get(name, default), kind), "invalid_option", "This is of a wrong type.", f"options.{name}")
    return options.get(name, default)


def count(options, name, default):
    value = option(options, name, Decimal(default), Decimal)
    fits = value.is_finite() and 0 <= value < 2**63 and value == int(value)
    need(fits, "invalid_option", "An integer of 0 or more is wanted here.", f"options.{name}")
    return int(value)


class Server:
    def __init__(self):
        self.subscriptions, self.seen, self.entities = {}, {}, {}
        self.database = sqlite3.connect(SETTINGS["database"], isolation_level=None)
        self.database.row_factory = sqlite3.Row
        self.database.execute("PRAGMA foreign_keys = ON")
        self.database.create_function("holds", 4, holds)
        self.database.create_collation("exact", lambda a, b: (Decimal(a) > Decimal(b)) - (Decimal(a) < Decimal(b)))
        tables = "SELECT * FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
        for found in self.database.execute(tables).fetchall():
            try:
                rowids = found["type"] == "table" and not found["wr"]
                self.entities[found["name"]] = Entity(self.database, found["name"], rowids)
            except KeyError as unknown:
                logging.warning("%s is not served, for a column of the type %s", found["name"], unknown)
        self.client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self.client.on_connect, self.client.on_message = self.on_connect, self.on_message
        self.client.on_socket_open = lambda *given: given[2].setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def on_connect(self, client, *_):
        client.subscribe(SETTINGS["prefix"] + "/+/request", options=SubscribeOptions(
            qos=2, retainAsPublished=True, retainHandling=SubscribeOptions.RETAIN_DO_NOT_SEND))
        logging.info("serving %s", ", ".join(self.entities))

    def on_message(self, client, userdata, packet):
        client_id = packet.topic[len(SETTINGS["prefix"]) + 1:-len("/request")]
        if packet.retain or not client_id or client_id[0] == "$" or len(client_id) > 128:
            return  # 1.1.3, 1.1.4, 1.3.2
        own, events, self.seen[client_id] = f"{SETTINGS['prefix']}/{client_id}/response", [], time.monotonic()
        answer = {"id": "", "type": "response", "success": True}
        topic = getattr(packet.properties, "ResponseTopic", own)
        foreign = topic != own and not topic.startswith(own + "/")
        try:
            message = self.envelope(packet.payload, answer)
            need(not foreign, "invalid_option", "The Response Topic is not one of this client's.")
            self.serve(client_id, message, answer, events)
        except Refused as refused:
            answer |= {"success": False, "error": refused.error}
        except Exception:
            logging.exception("a request of %s failed", client_id)
            answer |= {"success": False, "error": {"code": "internal_error", "message": "The server failed."}}
        correlation = getattr(packet.properties, "CorrelationData", None)
        self.publish(own if foreign else topic, answer, SETTINGS["response_qos"], correlation)
        for topic, event in events if answer["success"] else ():  # what failed did not happen (7.5.1)
            self.publish(topic, event, SETTINGS["notification_qos"])

    def publish(self, topic, content, qos, correlation=None):
        properties = Properties(PacketTypes.PUBLISH)
        properties.ContentType, properties.PayloadFormatIndicator = "application/json", 1
        if correlation is not None:
            properties.CorrelationData = correlation
        content["timestamp"] = datetime.now(timezone.utc).isoformat(timespec="milliseconds")[:-6] + "Z"
        self.client.publish(topic, encode(content), qos, properties=properties)

    def envelope(self, payload, answer):
        """Checks a request (2.1) as far as its entity does not matter."""
        need(len(payload) <= SETTINGS["payload_bytes"], "too_large", "The payload is above this server's limit.")
        try:
            text = payload.decode()
            message = decode(text)
        except (ValueError, RecursionError):
            raise Refused("invalid_message", "This is no strict JSON.")
        need(isinstance(message, dict), "invalid_message", "A request is a JSON object.")
        given = message.get("id", "" if message.get("type") == "ping" else None)
        fits = isinstance(given, str) and len(given) <= SETTINGS["id_length"] and (given or "id" not in message)
        need(fits, "invalid_message", "An id of 1 to 256 characters is wanted.", "id")
        answer["id"] = given
        brackets = re.sub(r'"(\\.|[^"\\])*"', "", text)
        depth = max(itertools.accumulate((point in "[{") - (point in "]}") for point in brackets))
        need(depth <= SETTINGS["json_depth"], "invalid_message", "This is nested too deep.")
        for name, types in FIELDS.items():
            fits = name not in message or isinstance(message[name], types)
            need(fits, "invalid_message", f"The type of {name} is wrong.", name)
        need("type" in message, "invalid_message", "A type is missing.", "type")
        known = message["type"] in (*OPERATIONS, "ping")
        need(known, "invalid_message_type", "The type is request, subscription or ping.", "type")
        return message

    def serve(self, client_id, message, answer, events):
        kind, operation, options = message["type"], message.get("operation"), message.get("options", {})
        if kind == "ping":
            answer["type"] = "pong"
            return
        need(operation is not None, "invalid_message", "An operation is missing.", "operation")
        code = "invalid_operation" if kind == "request" else "invalid_subscription_operation"
        need(operation in OPERATIONS[kind], code, "There is no such operation.", "operation")
        if operation == "unsubscribe":
            answer["data"] = self.unsubscribe(client_id, message)
            return
        need("entity" in message, "invalid_message", "An entity is missing.", "entity")
        here = message.get("schema", SETTINGS["schema"]) == SETTINGS["schema"] and message["entity"] in self.entities
        need(here, "model_not_found", "There is no such entity.", "entity")
        entity = self.entities[message["entity"]]
        for name in NOT_HERE:
            need(not options.get(name), "invalid_option", "This server has none of these.", f"options.{name}")
        for name in ONLY_READ:
            fits = operation == "read" or name not in options
            need(fits, "invalid_option", "This belongs to a read.", f"options.{name}")
        for item in option(options, "preload", []):
            known = {"relation", "columns", "omit_columns", "filters", "sort", "limit", "recursive"}
            wrong = [name for name in item if name not in known] if isinstance(item, dict) else []
            place = f"options.preload[0].{[*wrong, 'relation'][0]}"
            raise Refused("invalid_option", "There is no such relation.", place)
        able = entity.key or operation in ("read", "meta")
        need(able, "invalid_model", "Without a primary key this can only be read.")
        try:
            with self.database:
                self.database.execute("BEGIN" if operation in ("read", "meta") else "BEGIN IMMEDIATE")
                serve = {"meta": self.meta, "read": self.read, "subscribe": self.subscribe}.get(operation, self.write)
                serve(entity, message, options, answer, events, client_id)
        except sqlite3.Error as error:
            name = getattr(error, "sqlite_errorname", "")
            if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise Refused("conflict", "The database is locked by another writer.", retry=True)
            violated = VIOLATIONS.get(name.removeprefix("SQLITE_CONSTRAINT_"))
            need(violated, f"{operation}_error", "The database refused this.")
            columns = [part.split(".")[-1] for part in str(error).split(": ")[-1].split(", ")]
            raise Refused("constraint_violation", "A constraint of the database forbids this.", kind=violated,
                          columns=[name for name in columns if name in entity.columns])

    def meta(self, entity, message, options, answer, *_):
        answer["data"] = {"schema": SETTINGS["schema"], "entity": entity.name, "table_name": entity.name,
                          "primary_key": entity.key, "columns": [{"name": name} for name in entity.columns]}

    def read(self, entity, message, options, answer, *_):
        key = entity.named_key(message.get("record_id"), message.get("data"))
        names, order = entity.shown(options), entity.order(options)
        condition, values = entity.filters(options)
        limit = min(count(options, "limit", SETTINGS["page_size_default"]), SETTINGS["page_size_max"])
        offset, places = count(options, "offset", 0), [name for name in ONLY_READ[:3] if name in options]
        if places:
            alone = len(places) == 1 and not key and ("offset" not in options or places[0] == "fetch_row_number")
            path = f"options.{places[0]}"
            need(alone and entity.key, "invalid_option", "This goes with no other key, cursor or offset.", path)
        total = self.database.execute(f"SELECT count(*) FROM {entity.table} WHERE {condition}", values).fetchone()[0]
        placed = f'(SELECT *, row_number() OVER (ORDER BY {order}) AS "row number" FROM {entity.table})'
        if places:
            code = "invalid_option" if places[0] == "fetch_row_number" else "invalid_cursor"
            need(not str(options[places[0]]).startswith("c1."), code, "This server has no such cursors.", path)
            anchor = entity.key_of(options[places[0]], code, path)
            place = f'(SELECT "row number" FROM {placed} WHERE {entity.at_key})'
            beyond = {"cursor_forward": ">", "cursor_backward": "<", "fetch_row_number": "<="}[places[0]]
            need(entity.find(anchor) or code == "invalid_option", code, "No row has this key.", path)
        if key or places == ["fetch_row_number"]:
            row = entity.find(key or anchor, condition, values)
            need(row, "not_found", "There is no such row.")
            answer["data"], answer["metadata"] = {name: row[name] for name in names}, {"total": 1, "count": 1}
            if places:
                before = f'SELECT count(*) FROM {placed} WHERE {condition} AND "row number" <= {place}'
                number = self.database.execute(before, [*values, *anchor]).fetchone()[0]
                answer["metadata"] = {"total": total, "count": 1, "row_number": number}
            return
        if places:
            condition, values = f'{condition} AND "row number" {beyond} {place}', [*values, *anchor]
        backward = "DESC" if places == ["cursor_backward"] else "ASC"
        page = f'{condition} ORDER BY "row number" {backward} LIMIT ? OFFSET ?'
        rows = entity.select(placed, page, [*values, limit, offset])
        rows = rows[::-1] if backward == "DESC" else rows
        answer["data"] = [{name: row[name] for name in names} for row in rows]
        answer["metadata"] = {"total": total, "count": len(rows), "limit": limit, "offset": offset}

    def write(self, entity, message, options, answer, events, client_id):
        operation, data = message["operation"], message.get("data")
        names, filters = entity.shown(options), entity.filters(options)
        many, names_row = isinstance(data, list), operation != "create" or "record_id" in message
        key = entity.named_key(message.get("record_id"), data) if names_row else None
        items = [(item, f"data[{i}]") for i, item in enumerate(data)] if many else [(data, "data")]
        need(len(items) <= SETTINGS["rows_per_write"], "invalid_data", "These are too many rows for one write.", "data")
        need(not many or "record_id" not in message, "invalid_message", "A record_id names one row only.", "record_id")
        need(many or key or operation == "create", "invalid_message", "This names no row.")
        rows = []
        for item, path in items:
            need(isinstance(item, dict) or operation == "delete", "invalid_message", "An object is wanted here.", path)
            key = entity.key_of(item, path=path) if many and operation != "create" else key
            if operation == "delete":
                events += self.events(operation, entity, key)
            row = entity.write(operation, item, key, filters, path)
            rows.append({name: row[name] for name in names})
            if operation != "delete":
                events += self.events(operation, entity, entity.key_of(row))
        answer["data"] = rows if many else rows[0]
        if operation == "delete":
            answer["data"] = {"deleted": len(rows) if many else True}

    def events(self, operation, entity, key):
        """What a written row is to its subscriptions (7.3), those that are still alive (7.6.1)."""
        oldest = time.monotonic() - SETTINGS["subscription_lease_seconds"]
        self.subscriptions = {name: one for name, one in self.subscriptions.items() if self.seen[name[0]] > oldest}
        for (_, name), (topic, watched, names, filters) in self.subscriptions.items():
            row = watched is entity and entity.find(key, *filters)
            if row:
                yield topic, {"type": "notification", "operation": operation, "subscription_id": name,
                              "schema": SETTINGS["schema"], "entity": entity.name,
                              "data": {name: row[name] for name in names}}

    def subscribe(self, entity, message, options, answer, events, client_id):
        taken = sum(owner == client_id for owner, _ in self.subscriptions)
        need(taken < SETTINGS["subscriptions_per_client"], "rate_limited", "This client has too many subscriptions.")
        name = uuid.uuid4().hex
        topic = f"{SETTINGS['prefix']}/{client_id}/notify/{name}"
        self.subscriptions[client_id, name] = topic, entity, entity.shown(options), entity.filters(options)
        answer["data"] = {"subscription_id": name, "notify_topic": topic, "schema": SETTINGS["schema"],
                          "entity": entity.name}
        answer["metadata"] = {"lease_seconds": SETTINGS["subscription_lease_seconds"]}

    def unsubscribe(self, client_id, message):
        data = message.get("data")
        name = message.get("subscription_id", data.get("subscription_id") if isinstance(data, dict) else None)
        need(isinstance(name, str), "invalid_message", "A subscription_id is missing.", "subscription_id")
        need(self.subscriptions.pop((client_id, name), None), "invalid_subscription", "There is no such subscription.")
        return {"unsubscribed": True, "subscription_id": name}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in SETTINGS.items():
        parser.add_argument("--" + name.replace("_", "-"), default=default, type=type(default))
    SETTINGS = vars(parser.parse_args())
    logging.basicConfig(level=logging.INFO)
    setcontext(Context(prec=4_000))
    server = Server()
    server.client.connect(SETTINGS["host"], SETTINGS["port"])
    server.client.loop_forever()
