"""A small MQTTSpec server: the tables of an SQLite file, behind an MQTT 5 broker. Numbers are clauses of docs/protocol.md."""
import argparse, base64, ctypes, functools, itertools, json, logging, math, operator, re, socket, sqlite3, time, uuid
from collections import namedtuple
from datetime import date, datetime, time as clock, timezone
from decimal import Context, Decimal, setcontext

from paho.mqtt import client as mqtt
from paho.mqtt.properties import PacketTypes, Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

EXTENSIONS = ["deleted_row", "event_columns", "is_distinct", "meta_all", "nulls_order", "preconditions", "total_option"]
LIMITS = {"payload_bytes": 1_048_576, "json_depth": 32, "filters_per_request": 100, "values_per_list": 1_000,
          "rows_per_write": 1_000, "page_size_default": 100, "page_size_max": 1_000, "id_length": 256,
          "subscriptions_per_client": 1_000, "subscription_lease_seconds": 3_600, "requests_in_flight_per_client": 1}
FIELDS = {"id": str, "type": str, "operation": str, "schema": str, "entity": str, "record_id": (str, Decimal, dict),
          "data": (dict, list), "options": dict, "subscription_id": str}
OPERATIONS = {"request": ("read", "create", "update", "delete", "meta"), "subscription": ("subscribe", "unsubscribe")}
PLACES = ("fetch_row_number", "cursor_forward", "cursor_backward")
SQL_OPTIONS = ("computed_columns", "computedColumns", "custom_operators", "customOperators", "sql_joins", "computed_ql")
COMPARISONS = {"eq": operator.eq, "neq": operator.ne, "gt": operator.gt, "gte": operator.ge, "lt": operator.lt,
               "lte": operator.le, "is_distinct": operator.ne, "is_not_distinct": operator.eq}
TEXT_OPERATORS = ("like", "ilike", "contains", "startswith", "endswith")
NULL_OPERATORS = ("is_null", "is_not_null", "empty", "not_empty")
LIST_OPERATORS = ("in", "not_in", "between", "between_inclusive")
ALIASES = {"=": "eq", "==": "eq", "!=": "neq", "<>": "neq", ">": "gt", ">=": "gte", "<": "lt", "<=": "lte",
           "null": "is_null", "isnull": "is_null", "notnull": "is_not_null", "isnotnull": "is_not_null",
           "notin": "not_in", "notempty": "not_empty", "betweeninclusive": "between_inclusive"}
VIOLATIONS = {"UNIQUE": "unique", "PRIMARYKEY": "unique", "FOREIGNKEY": "foreign_key", "NOTNULL": "not_null", "CHECK": "check"}
UNFIT = (ValueError, TypeError, ArithmeticError)  # what a column raises at a value that is none of its own


class Refused(Exception):
    def __init__(self, code, message, path=None, **details):
        details |= {"path": path} if path else {}
        self.error = {"code": code, "message": message} | ({"details": details} if details else {})


def need(condition, code, message, path=None):
    if not condition:
        raise Refused(code, message, path)


def decode(text):
    """Strict JSON (2.1.1). Each number is a Decimal (2.6.1), NaN where even that has no room for the exponent."""
    def unique(pairs):
        return dict(pairs) if len(dict(pairs)) == len(pairs) else [].index("a name that stands twice")

    def number(digits):
        return Decimal(digits, Context(traps=[]))
    return json.loads(text, parse_int=number, parse_float=number, parse_constant=[].index, object_pairs_hook=unique)


def encode(value):
    if isinstance(value, Decimal):
        return format(value, "f") if abs(value.adjusted()) <= 1_000 else str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{encode(part)}" for name, part in value.items()) + "}"
    return "[" + ",".join(map(encode, value)) + "]" if isinstance(value, list) else json.dumps(value)


def exact(column, value):
    number = decode(str(value))
    if number.is_nan() or len(number.as_tuple().digits) > 1_000 or abs(number.adjusted()) > 1_000:
        raise ValueError("this number has too many digits or too large an exponent")
    return number


def nearest(column, value):
    if str(value)[-1] in "Ny":
        return float(value)
    rounded = float(exact(column, value))
    rounded = ctypes.c_float(rounded).value if column.size == 32 else rounded
    return exact(column, value) if math.isinf(rounded) else rounded


def shortest(column, kept):
    digits = range(6, 10) if column.size == 32 else [17]
    return next(text for text in (float(f"{kept:.{n}g}") for n in digits) if nearest(column, text) == kept)


def room(fits, kept):
    return kept if fits else [].index("room")


def cut(column, moment):
    return moment.isoformat(timespec="microseconds")[:column.size - 6 or None].rstrip(".")


def same(column, value):
    return value


# A kind of column (2.6): the JSON types and the form of what it takes, and the ways from JSON to what is compared, on to what
# SQLite keeps, and from there to JSON.
Kind = namedtuple("Kind", "types form compared kept shown")
NUMBER, DATE, TIME = r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", r"\d{4}-\d\d-\d\d", r"\d\d:\d\d:\d\d(\.\d{1,6})?"
KINDS = {
    "integer": Kind((Decimal, str), NUMBER, exact, lambda c, v: room(-2 ** c.size <= v < 2 ** c.size, int(v)), lambda c, k: Decimal(k)),
    "decimal": Kind((Decimal, str), NUMBER, exact, lambda c, v: room(abs(v) < 10 ** (c.size - c.scale), encode(round(v, c.scale))),
                    lambda c, k: (Decimal(k) + 0).normalize()),
    "float": Kind((Decimal, str, float), NUMBER + "|NaN|-?Infinity", nearest, lambda c, v: room(isinstance(v, float), v),
                  lambda c, k: shortest(c, k) if math.isfinite(k) else str(k).replace("inf", "Infinity")),
    "boolean": Kind(bool, "True|False", same, lambda c, v: int(v), lambda c, k: k + 0 != 0),
    "text": Kind(str, "[^\0]*", same, lambda c, v: room(len(v) <= c.size, v), same),
    "char": Kind(str, "[^\0]*", same, lambda c, v: room(len(v) <= c.size, v), lambda c, k: k.rstrip(" ")),
    "uuid": Kind(str, r"[\da-fA-F]{8}(-[\da-fA-F]{4}){3}-[\da-fA-F]{12}", lambda c, v: v.lower(), same, lambda c, k: k.lower()),
    "binary": Kind(str, r"([A-Za-z\d+/]{4})*([A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?", lambda c, v: base64.b64decode(v),
                   lambda c, v: room(len(v) <= c.size, v), lambda c, k: base64.b64encode(k).decode()),
    "json": Kind(object, "[^\0]*", same, lambda c, v: encode(v), lambda c, k: decode(k)),
    "date": Kind(str, DATE, lambda c, v: date.fromisoformat(v), lambda c, v: str(v), same),
    "time": Kind(str, TIME, lambda c, v: clock.fromisoformat(v), cut, same),
    "timestamp": Kind(str, DATE + "T" + TIME, lambda c, v: datetime.fromisoformat(v), cut, same),
    "zoned": Kind(str, DATE + "T" + TIME + r"(Z|[+-]\d\d:\d\d)", lambda c, v: datetime.fromisoformat(v),
                  lambda c, v: cut(c, v.astimezone(timezone.utc).replace(tzinfo=None)) + "Z", same)}
TYPES = {"smallint": ("integer", 15), "int4": ("integer", 31), "integer": ("integer", 63), "bigint": ("integer", 63),
         "decimal_text": ("decimal", 1_000), "float4": ("float", 32), "real": ("float", 64), "double precision": ("float", 64),
         "boolean": ("boolean", 1), "char": ("char", 1), "varchar": ("text", 10**9), "text": ("text", 10**9),
         "varbinary": ("binary", 10**9), "blob": ("binary", 10**9), "uuid": ("uuid", 36), "json_text": ("json", 10**9),
         "date": ("date", 10), "time": ("time", 0), "timestamp": ("timestamp", 6), "timestamp with time zone": ("zoned", 6)}


class Column:
    def __init__(self, name, declared, required, generated):
        base, size, scale = re.fullmatch(r"(.*?)\s*(?:\((\d+)(?:,\s*(\d+))?\))?", declared.lower()).groups()
        self.name, self.declared, self.required, self.generated = name, declared, required, generated
        self.kind, self.size, self.scale = TYPES[base][0], int(size or TYPES[base][1]), int(scale or 0)

    def compared(self, value):
        """A JSON value as what it is compared as (5.7); SQLite need not have room for that."""
        kind = KINDS[self.kind]
        if not isinstance(value, kind.types) or not re.fullmatch(kind.form, str(value), re.ASCII):
            raise ValueError(f"a value of the type {self.declared} is wanted here")
        return kind.compared(self, value)

    def kept(self, value):
        """A JSON value as SQLite keeps it, never as another value (2.6.10)."""
        if value is None:
            return None
        json.dumps(value, ensure_ascii=False, default=str).encode()  # a lone surrogate has no UTF-8
        compared = self.compared(value)
        kept = KINDS[self.kind].kept(self, compared)
        return room(self.compared(KINDS[self.kind].shown(self, kept)) == compared, kept)

    @functools.lru_cache(100_000)
    def shown(self, kept):
        """The JSON value of what SQLite keeps, if that is one of this column (2.6.13)."""
        shown = None if kept is None else KINDS[self.kind].shown(self, kept)
        self.kept(shown)
        return shown


def quoted(names):
    return ["\"" + name.replace("\"", "\"\"") + "\"" for name in names]


class Entity:
    """A table or view. All names in its SQL are those of the database's own catalogue (3.7.2)."""

    def __init__(self, database, name, rowids):
        found = database.execute("SELECT * FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY pk, cid", (name,)).fetchall()
        self.database, self.name, self.key = database, name, [column["name"] for column in found if column["pk"]]
        automatic = rowids and [column["type"].lower() for column in found if column["pk"]] == ["integer"]
        self.columns = {c["name"]: Column(c["name"], c["type"], not c["dflt_value"] and c["hidden"] == 0 and (
            not automatic if c["pk"] else c["notnull"]), c["hidden"] > 1) for c in found}
        self.table, self.named = quoted([name])[0], ", ".join(quoted(self.columns))
        self.at_key = "WHERE " + " AND ".join(part + " = ? COLLATE BINARY" for part in quoted(self.key))

    def column(self, name, code, path):
        need(isinstance(name, str) and name in self.columns, code, "there is no such column", path)
        return self.columns[name]

    def rows(self, condition="", values=()):
        """The rows as JSON values."""
        for kept in self.database.execute(f"SELECT {self.named} FROM {self.table} {condition}", values):
            row = {}
            for name, column in self.columns.items():
                try:
                    row[name] = column.shown(kept[name])
                except UNFIT:
                    raise Refused("read_error", f"What is stored in {name} has no form.", column=name,
                                  key={part: str(kept[part]) for part in self.key})
            yield row

    def row(self, key):
        return next(self.rows(self.at_key, key), None)

    def kept(self, name, value, code, path):
        try:
            return self.column(name, code, path).kept(value)
        except UNFIT as unfit:
            raise Refused(code, str(unfit), path)

    def key_of(self, given, code="invalid_message", path=None):
        """The key in one of the forms of 2.4.1, as SQLite keeps it."""
        given = given if isinstance(given, dict) or len(self.key) != 1 else {self.key[0]: given}
        need(self.key and isinstance(given, dict) and all(given.get(part) is not None for part in self.key), code,
             "a value for each column of the primary key is wanted here", path)
        return [self.kept(part, given[part], code, path) for part in self.key]

    def named_key(self, message):
        """The key that a request names in its record_id or its data (2.4), or None."""
        record, data = message.get("record_id"), message.get("data")
        inside = {part: data[part] for part in self.key if part in data} if isinstance(data, dict) else {}
        if record is None:
            return self.key_of(inside) if self.key and len(inside) == len(self.key) else None
        key = self.key_of(record)
        record = record if isinstance(record, dict) else {self.key[0]: record}
        need(self.key_of(record | inside) == key, "invalid_message", "record_id and data name two different rows")
        return key

    def write(self, operation, item, key, matches, path):
        """Does one write and returns its row: the new one, for a delete the old one."""
        if operation != "create":
            row = self.row(key)
            need(row, "not_found", "There is no such row.", path)
            need(matches(row), "conflict", "The conditions of this write do not hold for the row.", "options.filters")
        if operation == "delete":
            self.database.execute(f"DELETE FROM {self.table} {self.at_key}", key)
            return row
        values = {}
        for name, value in item.items():
            column = self.column(name, "invalid_data", f"{path}.{name}")
            need(not column.generated, "invalid_data", "the database generates this column", f"{path}.{name}")
            if operation == "create" or name not in self.key:
                need(value is not None or name not in self.key or not column.required, "invalid_data", "no key is null", f"{path}.{name}")
                values[name] = self.kept(name, value, "invalid_data", f"{path}.{name}")
        if operation == "create":
            for name, column in self.columns.items():
                need(name in item or not column.required, "invalid_data", "this column is required", f"{path}.{name}")
            into = f"({', '.join(quoted(values))}) VALUES ({', '.join('?' * len(values))})" if values else "DEFAULT VALUES"
            key = self.database.execute(f"INSERT INTO {self.table} {into} RETURNING {', '.join(quoted(self.key))}",
                                        [*values.values()]).fetchall()[0]
        elif values:
            changes = ", ".join(name + " = ?" for name in quoted(values))
            self.database.execute(f"UPDATE {self.table} SET {changes} {self.at_key}", [*values.values(), *key])
        return self.row(key)


def lower(text):
    return text.lower() if isinstance(text, str) and text.isascii() else None


def fold(text):
    """Each code point as its simple lower case (5.7.2)."""
    return "".join(point.lower()[0] for point in text)


def like(pattern):
    """A regular expression; an atomic group after each % keeps its time linear in the text."""
    points, parts = re.findall(r"(?s)\\.|.", pattern), [""]
    if points[-1:] == ["\\"] or len(pattern) > 1_000:
        raise ValueError("this pattern ends in a backslash or is too long")
    for point in points:
        if point == "%":
            parts.append("")
        else:
            parts[-1] += "." if point == "_" else re.escape(point[-1])
    middle = "".join(f"(?>.*?{part})" for part in parts[1:-1])
    return re.compile("(?s)" + parts[0] + middle + (".*" + parts[-1] if parts[1:] else ""))


def rank(value):
    return value != value, 0 if value != value else value  # NaN equals itself and is above all (5.7.4)


def condition(entity, item, path):
    """A filter as a function of a row (5.1 to 5.7)."""
    need(isinstance(item, dict), "invalid_filter", "a filter is an object", path)
    column, name = entity.column(item.get("column"), "invalid_filter", path + ".column"), lower(item.get("operator"))
    name, value, path = ALIASES.get(name, name), item.get("value"), path + ".value"
    known = name in NULL_OPERATORS or column.kind != "json" and (name in COMPARISONS or name in LIST_OPERATORS) or (
        name in TEXT_OPERATORS and column.kind not in ("float", "binary", "json"))
    need(known, "invalid_filter", "this column has no such operator", path[:-5] + "operator")
    if name in NULL_OPERATORS:
        need(value is None or value is True, "invalid_filter", "no value is wanted here", path)
        blank = "" if "empty" in name and column.kind in ("text", "char") else None
        return lambda row: (row[column.name] is None or row[column.name] == blank) == ("not" not in name)
    need("value" in item, "invalid_filter", "a value is wanted here", path)
    several = isinstance(value, list) and name in LIST_OPERATORS
    need(several and len(value) == 2 or "between" not in name, "invalid_filter", "a list of two values is wanted here", path)
    need(not several or len(value) <= LIMITS["values_per_list"], "invalid_filter", "this list is too long", path)
    values = []
    for i, one in enumerate(value if several else [value]):
        try:
            nullable = one is None and name in ("eq", "neq", "is_distinct", "is_not_distinct", "in", "not_in")
            text = name in TEXT_OPERATORS and room(isinstance(one, str) and "\0" not in one, one if name == "like" else fold(one))
            values.append(None if nullable else text if text is not False else rank(column.compared(one)))
            pattern = like(values[0]) if "like" in name else None
        except UNFIT as unfit:
            raise Refused("invalid_filter", str(unfit), f"{path}[{i}]" if several else path)

    def test(row):
        shown = row[column.name]
        if not values:
            return name == "not_in"
        if shown is None or values == [None] and name in COMPARISONS:
            return {"eq": shown is None, "is_not_distinct": shown is None, "is_distinct": shown is not None, "neq": shown is not None,
                    "not_in": not values}.get(name) if values[:1] in ([None], []) or "distinct" in name else False
        if name in TEXT_OPERATORS:
            text = shown if isinstance(shown, str) else encode(shown)
            text = text if name == "like" else fold(text)
            return (pattern.fullmatch(text) is not None if pattern else values[0] in text if name == "contains"
                    else text.startswith(values[0]) if name == "startswith" else text.endswith(values[0]))
        compared = rank(column.compared(shown))
        if name in COMPARISONS:
            return COMPARISONS[name](compared, values[0])
        if name in ("in", "not_in"):
            return compared in values if name == "in" else None not in values and compared not in values
        return values[0] < compared < values[1] or name == "between_inclusive" and values[0] <= compared <= values[1]
    return test


def matcher(entity, options):
    given, groups = options.get("filters", []), []
    need(isinstance(given, list), "invalid_filter", "a list is wanted here", "options.filters")
    need(len(given) <= LIMITS["filters_per_request"], "invalid_filter", "these are too many filters", "options.filters")
    for i, item in enumerate(given):
        test = condition(entity, item, f"options.filters[{i}]")
        joined = lower(item.get("logic_operator", "and"))
        need(joined in ("and", "or"), "invalid_filter", "and or or is wanted here", f"options.filters[{i}].logic_operator")
        groups[-1:] = [groups[-1] + [test]] if joined == "or" and groups else [*groups[-1:], [test]]
    return lambda row: all(any(test(row) for test in group) for group in groups)


def option(options, name, default, kind=list):
    need(isinstance(options.get(name, default), kind), "invalid_option", f"this is no {kind.__name__}", f"options.{name}")
    return options.get(name, default)


def count(options, name, default):
    value = option(options, name, Decimal(default), Decimal)
    need(value.is_finite() and 0 <= value < 2 ** 63 and value == int(value), "invalid_option", "a count is wanted here", f"options.{name}")
    return int(value)


def names(entity, options):
    """The names of the columns to show (4.1)."""
    for option_name in ("columns", "omit_columns"):
        for i, name in enumerate(option(options, option_name, [])):
            entity.column(name, "invalid_option", f"options.{option_name}[{i}]")
    wanted, omitted = options.get("columns", entity.columns), options.get("omit_columns", [])
    return [name for name in entity.columns if name in wanted and name not in omitted]


def order(entity, options):
    """The columns to sort by, each with whether it descends and whether NULLs are first (4.2)."""
    found = []
    for i, item in enumerate(option(options, "sort", [])):
        path = f"options.sort[{i}]"
        need(isinstance(item, dict), "invalid_option", "an object is wanted here", path)
        column = entity.column(item.get("column"), "invalid_option", path + ".column")
        need(column.kind != "json", "invalid_option", "nothing sorts by this column", path + ".column")
        direction = lower(item.get("direction", "asc"))
        need(direction in ("asc", "desc"), "invalid_option", "asc or desc is wanted here", path + ".direction")
        nulls = lower(item.get("nulls", "first" if direction == "desc" else "last"))
        need(nulls in ("first", "last"), "invalid_option", "first or last is wanted here", path + ".nulls")
        found.append((column, direction == "desc", nulls == "first"))
    return found + [(entity.columns[name], False, False) for name in entity.key]


class Server:
    def __init__(self, settings):
        self.settings, self.subscriptions, self.seen = settings, {}, {}
        self.database = sqlite3.connect(settings.database, isolation_level=None)
        self.database.row_factory = sqlite3.Row
        self.database.execute("PRAGMA foreign_keys = ON")
        self.entities = {}
        for found in self.database.execute("SELECT * FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'").fetchall():
            try:
                self.entities[found["name"]] = Entity(self.database, found["name"], found["type"] == "table" and not found["wr"])
            except KeyError as unknown:
                logging.warning("%s is not served: no column type %s is known here", found["name"], unknown)
        self.client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, settings.client_id, protocol=mqtt.MQTTv5)
        self.client.username_pw_set(settings.username, settings.password)
        self.client.on_socket_open = lambda client, userdata, sock: sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.client.on_connect, self.client.on_message = self.on_connect, self.on_message

    def run(self):
        self.client.connect(self.settings.host, self.settings.port)
        self.client.loop_forever()

    def on_connect(self, client, *_):
        client.subscribe(self.settings.prefix + "/+/request", options=SubscribeOptions(
            qos=2, retainAsPublished=True, retainHandling=SubscribeOptions.RETAIN_DO_NOT_SEND))
        logging.info("serving %s", ", ".join(self.entities))

    def on_message(self, client, userdata, packet):
        client_id = packet.topic[len(self.settings.prefix) + 1:-len("/request")]
        if packet.retain or not client_id or client_id.startswith("$") or len(client_id) > 128:
            return  # 1.1.3, 1.1.4, 1.3.2
        self.seen[client_id] = time.monotonic()
        own, answer, events = f"{self.settings.prefix}/{client_id}/response", {"id": "", "type": "response", "success": True}, []
        topic = getattr(packet.properties, "ResponseTopic", own)
        try:
            message = self.envelope(packet.payload, answer)
            foreign, topic = topic != own and not topic.startswith(own + "/"), own if not topic.startswith(own + "/") else topic
            need(not foreign, "invalid_option", "The Response Topic is not one of this client's.")
            self.serve(client_id, message, answer, events)
        except Refused as refused:
            answer |= {"success": False, "error": refused.error}
        except Exception:
            logging.exception("a request of %s", client_id)
            answer |= {"success": False, "error": {"code": "internal_error", "message": "The server failed."}}
        self.publish(topic, answer, self.settings.response_qos, getattr(packet.properties, "CorrelationData", None))
        for operation, entity, row in events:
            self.notify(operation, entity, row)

    def publish(self, topic, content, qos, correlation=None):
        properties = Properties(PacketTypes.PUBLISH)
        properties.ContentType, properties.PayloadFormatIndicator = "application/json", 1
        if correlation is not None:
            properties.CorrelationData = correlation
        content["timestamp"] = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self.client.publish(topic, encode(content), qos, properties=properties)

    def envelope(self, payload, answer):
        need(len(payload) <= LIMITS["payload_bytes"], "too_large", "The payload is larger than this server takes.")
        try:
            message = decode(payload.decode())
        except (ValueError, RecursionError):
            raise Refused("invalid_message", "This is no strict JSON.")
        need(isinstance(message, dict), "invalid_message", "A request is a JSON object.")
        given = message.get("id", "" if message.get("type") == "ping" else None)
        need(isinstance(given, str) and len(given) <= LIMITS["id_length"], "invalid_message", "An id has 1 to 256 characters.", "id")
        answer["id"] = given
        need(given or "id" not in message, "invalid_message", "An id has 1 to 256 characters.", "id")
        brackets = re.sub(r"\"(\\.|[^\"\\])*\"", "", payload.decode())
        depth = max(itertools.accumulate((point in "[{") - (point in "]}") for point in brackets))
        need(depth <= LIMITS["json_depth"], "invalid_message", "This is nested too deep.")
        for name, kinds in FIELDS.items():
            need(name not in message or isinstance(message[name], kinds), "invalid_message", f"{name} is of a wrong type.", name)
        need("type" in message, "invalid_message", "A type is missing.", "type")
        return message

    def serve(self, client_id, message, answer, events):
        kind, operation, options = message["type"], message.get("operation"), message.get("options", {})
        need(kind == "ping" or kind in OPERATIONS, "invalid_message_type", "The type is request, subscription or ping.", "type")
        if kind == "ping":
            server = {"name": "mqttspec-python", "version": "1.0"}
            answer |= {"type": "pong", "data": {"protocol_version": "1.0", "server": server, "extensions": EXTENSIONS, "limits": LIMITS}}
            return
        need(operation is not None, "invalid_message", "An operation is missing.", "operation")
        need(operation in OPERATIONS[kind], "invalid_operation" if kind == "request" else "invalid_subscription_operation",
             "There is no such operation.", "operation")
        if operation == "unsubscribe":
            data = message.get("data")
            given = message.get("subscription_id", data.get("subscription_id") if isinstance(data, dict) else None)
            need(isinstance(given, str), "invalid_message", "A subscription_id is missing.", "subscription_id")
            need(self.subscriptions.pop((client_id, given), None), "invalid_subscription", "There is no such subscription.")
            answer["data"] = {"unsubscribed": True, "subscription_id": given}
            return
        need("entity" in message, "invalid_message", "An entity is missing.", "entity")
        if operation == "meta" and message["entity"] == "*":
            answer["data"] = [self.meta(entity) for entity in self.entities.values()]
            return
        known = message.get("schema", self.settings.schema) == self.settings.schema and message["entity"] in self.entities
        need(known, "model_not_found", "There is no such entity.", "entity")
        entity = self.entities[message["entity"]]
        for name in SQL_OPTIONS:
            need(not options.get(name), "invalid_option", "This server has none of these, and takes no SQL.", f"options.{name}")
        for i, item in enumerate(option(options, "preload", [])):
            unknown = isinstance(item, dict) and set(item) - {"relation", "columns", "omit_columns", "filters", "sort", "limit", "recursive"}
            raise Refused("invalid_option", "There is no such relation.", f"options.preload[{i}].{[*(unknown or ['relation'])][0]}")
        for name in (*PLACES, "preload"):
            need(operation == "read" or name not in options, "invalid_option", "This belongs to a read.", f"options.{name}")
        shown, matches = names(entity, options), matcher(entity, options)
        need(entity.key or operation in ("read", "meta"), "invalid_model", "Without a primary key this can only be read.")
        try:
            if operation == "meta":
                answer["data"] = self.meta(entity)
            elif operation == "read":
                answer["data"], answer["metadata"] = self.read(entity, message, options, shown, matches)
            elif operation == "subscribe":
                answer["data"], answer["metadata"] = self.subscribe(client_id, entity, shown, matches)
            else:
                self.write(operation, entity, message, shown, matches, answer, events)
        except sqlite3.Error as error:
            name = getattr(error, "sqlite_errorname", "")
            need("BUSY" not in name and "LOCKED" not in name, "unavailable", "")
            violated = VIOLATIONS.get(name.removeprefix("SQLITE_CONSTRAINT_"))
            need(violated, operation + "_error", "The database refused this.")
            columns = [part.split(".")[-1] for part in str(error).split(": ")[-1].split(", ")]
            raise Refused("constraint_violation", "A constraint of the database forbids this.", kind=violated,
                          columns=[name for name in columns if name in entity.columns])

    def meta(self, entity):
        return {"schema": self.settings.schema, "entity": entity.name, "table_name": entity.name, "primary_key": entity.key,
                "columns": [{"name": name} for name in entity.columns]}

    def read(self, entity, message, options, shown, matches):
        key, sorting, places = entity.named_key(message), order(entity, options), [name for name in PLACES if name in options]
        limit, offset = count(options, "limit", LIMITS["page_size_default"]), count(options, "offset", 0)
        limit, total = min(limit, LIMITS["page_size_max"]), option(options, "total", True, bool)
        alone = not key and entity.key and len(places) == 1 and ("offset" not in options or places[0] == "fetch_row_number")
        need(not places or alone, "invalid_option", "This goes with no other way to name a row.", f"options.{''.join(places[:1])}")
        if key:
            row = entity.row(key)
            need(row and matches(row), "not_found", "There is no such row.")
            return {name: row[name] for name in shown}, {"total": 1, "count": 1}
        anchor = None
        if places:
            code, given = "invalid_option" if places[0] == "fetch_row_number" else "invalid_cursor", options[places[0]]
            need(not (isinstance(given, str) and given.startswith("c1.")), code, "This server has no such cursors.", f"options.{places[0]}")
            kept = entity.key_of(given, code, f"options.{places[0]}")
            anchor = entity.row(kept)
            need(anchor or code == "invalid_option", code, "No row has this key.", f"options.{places[0]}")
        rows = [row for row in entity.rows() if row == anchor or matches(row)]
        for column, descends, first in reversed(sorting):
            rows.sort(key=lambda row: ((row[column.name] is None) != (first != descends),
                                       row[column.name] is not None and rank(column.compared(row[column.name]))), reverse=descends)
        metadata = {"total": len(rows) - (anchor is not None and not matches(anchor))}
        at = rows.index(anchor) if anchor in rows else None
        if places == ["fetch_row_number"]:
            need(at is not None and matches(anchor), "not_found", "There is no such row.")
            return {name: anchor[name] for name in shown}, metadata | {"count": 1, "row_number": at + 1}
        if places == ["cursor_backward"]:
            page = rows[max(at - limit, 0):at]
        else:
            page = rows[at + 1:][:limit] if places else rows[offset:][:limit]
        metadata |= {"count": len(page), "limit": limit, "offset": offset}
        return [{name: row[name] for name in shown} for row in page], {k: v for k, v in metadata.items() if k != "total" or total}

    def write(self, operation, entity, message, shown, matches, answer, events):
        data, key = message.get("data"), entity.named_key(message)
        if isinstance(data, list):
            need("record_id" not in message, "invalid_message", "A record_id names one row, not several.", "record_id")
            need(len(data) <= LIMITS["rows_per_write"], "invalid_data", "These are too many rows for one write.", "data")
            items = [(item, f"data[{i}]") for i, item in enumerate(data)]
        else:
            items = [(data, "data")]
            need(operation == "create" or key, "invalid_message", "This write names no row.")
        for item, path in items:
            need(isinstance(item, dict) or operation == "delete", "invalid_message", "An object is wanted here.", path)
        if operation != "create" and isinstance(data, list):
            keys = [entity.key_of(item, path=path) for item, path in items]
        else:
            keys = [key] * len(items)
        self.database.execute("BEGIN IMMEDIATE")
        try:
            rows = [entity.write(operation, item, key, matches, path) for (item, path), key in zip(items, keys)]
            self.database.execute("COMMIT")
        finally:
            if self.database.in_transaction:
                self.database.execute("ROLLBACK")
        events += [(operation, entity, row) for row in rows]
        picked = [{name: row[name] for name in shown} for row in rows]
        answer["data"] = picked if isinstance(data, list) else picked[0]
        if operation == "delete":
            answer |= {"data": {"deleted": len(rows) if isinstance(data, list) else True}, "metadata": {"deleted": answer["data"]}}

    def subscribe(self, client_id, entity, shown, matches):
        taken = sum(owner == client_id for owner, _ in self.subscriptions)
        need(taken < LIMITS["subscriptions_per_client"], "rate_limited", "This client has too many subscriptions.")
        name = uuid.uuid4().hex
        topic = f"{self.settings.prefix}/{client_id}/notify/{name}"
        self.subscriptions[client_id, name] = topic, entity, shown, matches
        return ({"subscription_id": name, "notify_topic": topic, "schema": self.settings.schema, "entity": entity.name},
                {"lease_seconds": LIMITS["subscription_lease_seconds"]})

    def notify(self, operation, changed, row):
        oldest = time.monotonic() - LIMITS["subscription_lease_seconds"]
        self.subscriptions = {key: kept for key, kept in self.subscriptions.items() if self.seen[key[0]] > oldest}
        for (_, name), (topic, entity, shown, matches) in self.subscriptions.items():
            if entity is changed and matches(row):
                self.publish(topic, {"type": "notification", "operation": operation, "subscription_id": name, "schema": self.settings.schema,
                                     "entity": entity.name, "data": {name: row[name] for name in shown}}, self.settings.notification_qos)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=1883)
    parser.add_argument("--prefix", default="spec")
    parser.add_argument("--schema", default="public")
    parser.add_argument("--client-id", default="mqttspec-server")
    parser.add_argument("--username")
    parser.add_argument("--password")
    parser.add_argument("--response-qos", type=int, default=1)
    parser.add_argument("--notification-qos", type=int, default=1)
    logging.basicConfig(level=logging.INFO)
    setcontext(Context(prec=4_000))
    Server(parser.parse_args()).run()


if __name__ == "__main__":
    main()
