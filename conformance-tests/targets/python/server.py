"""An MQTTSpec 1.0 server: the tables of an SQLite file, behind an MQTT 5 broker. Numbers are clauses of protocol.md."""
import argparse, base64, ctypes, functools, json, logging, math, operator, re, socket, sqlite3, time, uuid
from collections import namedtuple
from datetime import date, datetime, time as clock, timezone
from decimal import Context, Decimal, setcontext
from paho.mqtt import client as mqtt
from paho.mqtt.properties import PacketTypes, Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

DEFAULTS = {"database": "mqttspec.db", "host": "127.0.0.1", "port": 1883, "prefix": "spec", "schema": "public",
            "response_qos": 1, "notification_qos": 1, "payload_bytes": 1_048_576, "json_depth": 32, "id_length": 256,
            "filters_per_request": 100, "values_per_list": 1_000, "rows_per_write": 1_000, "page_size_default": 100,
            "page_size_max": 1_000, "subscriptions_per_client": 1_000, "subscription_lease_seconds": 3_600}
FIELDS = {"id": str, "type": str, "operation": str, "schema": str, "entity": str, "record_id": (str, Decimal, dict),
          "data": (dict, list), "options": dict, "subscription_id": str}
OPERATIONS = {"request": "read create update delete meta".split(), "subscription": "subscribe unsubscribe".split()}
PLACES, PRELOAD = "cursor_forward cursor_backward fetch_row_number".split(), (
    "relation columns omit_columns filters sort limit recursive".split())
SQL = "computed_columns computedColumns custom_operators customOperators sql_joins computed_ql".split()

class Refused(Exception):
    def __init__(self, code, path=None, **details):
        details |= {"path": path} if path else {}
        message = code.replace("_", " ").capitalize() + (f": look at {path}." if path else ".")
        self.error = {"code": code, "message": message} | ({"details": details} if details else {})

def need(condition, code, path=None):
    if not condition:
        raise Refused(code, path)

def checked(code, path, convert, given, **details):
    try:
        return convert(given)
    except (ValueError, TypeError, ArithmeticError):
        raise Refused(code, path, **details)

def decode(text):
    """Strict JSON (2.1.1), its numbers as Decimals (2.6.1), NaN where even these have no room for the exponent."""
    def unique(pairs):
        return dict(pairs) if len(dict(pairs)) == len(pairs) else int("a name stands twice")
    number = functools.partial(Decimal, context=Context(traps=[]))
    return json.loads(text, parse_int=number, parse_float=number, parse_constant=int, object_pairs_hook=unique)

def encode(value):
    if isinstance(value, dict):
        return "{" + ",".join(f"{encode(name)}:{encode(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(encode, value)) + "]"
    if isinstance(value, Decimal):
        return format(value, "f") if abs(value.adjusted()) <= 1_000 else str(value)
    value = base64.b64encode(value).decode() if isinstance(value, bytes) else value
    return json.dumps({math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, value), ensure_ascii=False)

def depth(value):
    parts = value.values() if isinstance(value, dict) else value
    return 1 + max(map(depth, parts), default=0) if isinstance(value, (dict, list)) else 0

def number(column, given):
    found = Decimal(given)
    if not found.is_finite() or len(found.as_tuple().digits) > 1_000 or abs(found.adjusted()) > 1_000:
        raise ValueError
    return (found + 0).normalize()

def nearest(column, given):
    if str(given) in ("NaN", "Infinity", "-Infinity"):
        return math.nan if given == "NaN" else float(given)
    exact = number(column, given)
    found = ctypes.c_float(float(exact)).value if column.size == 32 else float(exact)
    return found if math.isfinite(found) else exact

def moment(column, given):
    """In UTC and with the column's digits, or with all where these are not the whole of it: texts in the order of time."""
    found = (clock if column.kind == "time" else datetime).fromisoformat(given)
    text = (found.astimezone(timezone.utc) if column.kind == "zoned" else found).isoformat(timespec="microseconds")
    text = text.removesuffix("+00:00")
    return text if text[len(text) - 6 + column.size:].strip("0") else text[:len(text) - 6 + column.size].rstrip(".")

LATER = re.compile("[\u1c89\u2c2f\ua7c0\ua7cb-\ua7dc\U00010570-\U00010595\U00010d50-\U00010d65\U00016ea0-\U00016eb8]")
def fold(text):
    """Each code point as its simple lower case of Unicode 13 (5.7.2)."""
    return "".join(point if LATER.match(point) else point.lower()[0] for point in text)

def pattern(name, given):
    """What an operator on text looks for (5.5); atomic groups keep the time from growing with the number of %."""
    text = given if name == "like" else fold(given)
    points = re.findall(r"(?s)\\.|.", text)
    if "\0" in text or "like" in name and (points[-1:] == ["\\"] or len(text) > 1_000):
        raise ValueError
    first, *parts = "".join({"%": "\0", "_": "."}.get(p, re.escape(p[-1])) for p in points).split("\0")
    last = ".*" + parts.pop() if parts else ""
    return re.compile("(?s)" + first + "".join(f"(?>.*?{part})" for part in parts) + last) if "like" in name else text

def rank(value):
    """What compares and sorts as 4.2.2 and 5.7.4 say: NaN above all numbers, NULL above all."""
    return value is None, value != value, value

NUMBER, DATE, TIME = r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", r"\d{4}-\d\d-\d\d", r"\d\d:\d\d:\d\d(\.\d{1,6})?"
FORBIDDEN = re.compile(r"[\ud800-\udfff]|(?<!\\)(\\\\)*\\u0000")  # in the JSON of data and of filters (2.6.3, 5.7.7)
TYPES = {"smallint": ("integer", 15), "int4": ("integer", 31), "integer": ("integer", 63), "bigint": ("integer", 63),
         "decimal_text": ("decimal", 999), "float4": ("float", 32), "real": ("float", 64), "boolean": ("boolean", 1),
         "double precision": ("float", 64), "char": ("char", 1), "varchar": ("text", 10**9), "text": ("text", 10**9),
         "varbinary": ("binary", 10**9), "blob": ("binary", 10**9), "uuid": ("uuid", 36), "json_text": ("json", 1),
         "date": ("date", 1), "time": ("time", 0), "timestamp": ("timestamp", 6), "timestamp with time zone": ("zoned", 6)}
KINDS = {"integer": (Decimal, str), "decimal": (Decimal, str), "float": (Decimal, str), "boolean": bool, "json": object}
FORMS = {"integer": NUMBER, "decimal": NUMBER, "float": NUMBER + "|NaN|-?Infinity", "date": DATE, "time": TIME,
         "timestamp": f"{DATE}T{TIME}", "zoned": rf"{DATE}T{TIME}(Z|[+-]\d\d:\d\d)",
         "uuid": r"[\da-fA-F]{8}(-[\da-fA-F]{4}){3}-[\da-fA-F]{12}",
         "binary": r"([A-Za-z\d+/]{4})*([A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?"}
VALUES = {"integer": number, "decimal": number, "float": nearest, "date": lambda c, v: str(date.fromisoformat(v)),
          "time": moment, "timestamp": moment, "zoned": moment, "uuid": lambda c, v: v.lower(),
          "binary": lambda c, v: base64.b64decode(v)}
ROOM = {"integer": lambda c, v: v == int(v) and -2**c.size <= v < 2**c.size, "json": lambda c, v: [decode(encode(v))],
        "decimal": lambda c, v: abs(v) < 10**(c.size - c.scale) and v == round(v, c.scale),
        "float": lambda c, v: isinstance(v, float) and v == v, "time": lambda c, v: len(v) <= 9 + c.size,
        **dict.fromkeys(("timestamp", "zoned"), lambda c, v: len(v) <= 20 + c.size),
        **dict.fromkeys(("text", "char", "binary"), lambda c, v: len(v) <= c.size)}
STORED = {"integer": Decimal, "float": lambda k: Decimal(str(k)), "char": lambda k: k.rstrip(" "), "json": decode,
          "boolean": lambda k: k + 0 != 0, "binary": lambda k: base64.b64encode(k).decode(), "zoned": lambda k: k + "Z"}

class Column(namedtuple("Column", "name kind size scale required generated")):
    def value(self, given):
        """A JSON value as what compares with those of this column (5.7), which need not have room for it."""
        fits = isinstance(given, KINDS.get(self.kind, str)) and not FORBIDDEN.search(encode(given))
        if not fits or not re.fullmatch(FORMS.get(self.kind, ".*"), str(given), re.A | re.S):
            raise ValueError
        return VALUES.get(self.kind, lambda c, v: v)(self, given)

    def kept(self, given):
        """A JSON value as SQLite keeps it, never as another value (2.6.10)."""
        value = None if given is None else self.value(given)
        if self.generated or value is not None and not ROOM.get(self.kind, lambda c, v: True)(self, value):
            raise ValueError
        return encode(value) if given is not None and self.kind in ("integer", "decimal", "json") else value

class Row(dict):
    """The values of a row, each read when it is asked for: what has no form there (2.6.13) hurts nobody else."""
    def __init__(self, entity, kept):
        self.entity, self.kept = entity, kept

    def __missing__(self, name):
        column, kept, key = self.entity.columns[name], self.kept[name], [str(self.kept[part]) for part in self.entity.key]
        read = lambda kept: column.value(STORED.get(column.kind, lambda k: k)(kept))
        self[name] = None if kept is None else checked("read_error", None, read, kept, column=name, key=key)
        return self[name]

    def shown(self, name):
        return self[name] + "Z" if self.entity.columns[name].kind == "zoned" and self[name] else self[name]

TESTS = {"eq": operator.eq, "neq": operator.ne, "gt": operator.gt, "gte": operator.ge, "lt": operator.lt,
         "lte": operator.le, "in": lambda v, *them: v in them, "between": lambda v, a, b: a < v < b,
         "not_in": lambda v, *them: v not in them and (not them or rank(None) not in them),
         "between_inclusive": lambda v, a, b: a <= v <= b, "is_null": lambda v: False, "is_not_null": lambda v: True,
         "empty": lambda v: v == rank(""), "not_empty": lambda v: v != rank(""), "contains": operator.contains,
         "startswith": str.startswith, "endswith": str.endswith,
         **dict.fromkeys(("like", "ilike"), lambda v, p: p.fullmatch(v))}
ALONE, ON_TEXT = "is_null is_not_null empty not_empty".split(), "contains startswith endswith like ilike".split()
NAMES = {name: name for name in TESTS} | {
    "=": "eq", "==": "eq", "!=": "neq", "<>": "neq", ">": "gt", ">=": "gte", "<": "lt", "<=": "lte", "null": "is_null",
    "isnull": "is_null", "notnull": "is_not_null", "isnotnull": "is_not_null", "notin": "not_in",
    "notempty": "not_empty", "betweeninclusive": "between_inclusive"}

def pick(table, word, code, path):
    found = table.get(word.lower() if isinstance(word, str) and word.isascii() else None)
    need(found is not None, code, path)
    return found

def quoted(name):
    return "\"" + name.replace("\"", "\"\"") + "\""

class Entity:
    """A table or view. All names in its SQL are those of the database's own catalogue (3.7.2)."""
    def __init__(self, database, name, rowids):
        found = database.execute("SELECT * FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid", (name,)).fetchall()
        self.database, self.name, self.table, self.columns = database, name, quoted(name), {}
        self.key = [c["name"] for c in sorted(found, key=lambda c: c["pk"]) if c["pk"]]
        automatic = rowids and [c["type"].lower() for c in found if c["pk"]] == ["integer"]
        for c in found:
            base, size, scale = re.fullmatch(r"(.*?)\s*(?:\((\d+)(?:,\s*(\d+))?\))?", c["type"].lower()).groups()
            required = not c["dflt_value"] and not c["hidden"] and (not automatic if c["pk"] else c["notnull"])
            kind, usual = TYPES[base]
            self.columns[c["name"]] = Column(c["name"], kind, int(size or usual), int(scale or 0), required, c["hidden"])
        self.at_key = "WHERE " + " AND ".join(f"{quoted(part)} = ? COLLATE BINARY" for part in self.key)

    def column(self, name, code, path):
        need(isinstance(name, str) and name in self.columns, code, path)
        return self.columns[name]

    def rows(self, where="", values=()):
        return [Row(self, kept) for kept in self.database.execute(f"SELECT * FROM {self.table} {where}", [*values])]

    def find(self, key):
        return next(iter(self.rows(self.at_key, key.values())), None)

    def key_of(self, given, code="invalid_message", path="record_id"):
        """A primary key in one of the forms of 2.4.1, as SQLite keeps it."""
        parts = given if isinstance(given, dict) else dict(zip(self.key, [given]))
        need(self.key and all(parts.get(part) is not None for part in self.key), code, path)
        return {part: checked(code, path, self.columns[part].kept, parts[part]) for part in self.key}

    def named(self, message):
        """The key that a request names (2.4), or None."""
        record, data = message.get("record_id"), message.get("data")
        inside = {part: data[part] for part in self.key if isinstance(data, dict) and part in data}
        if record is None and len(inside) < (len(self.key) or 1):
            return None
        key = self.key_of(inside if record is None else record)
        agree = not inside or key == self.key_of(record | inside if isinstance(record, dict) else inside)
        need(agree, "invalid_message", "record_id")
        return key

    def write(self, operation, item, key, path, query):
        """Does one write. Returns the row: for a delete the old one, otherwise the new one."""
        old = None if operation == "create" else self.find(key)
        need(old is not None or operation == "create", "not_found", path)
        need(old is None or query.matches(old), "conflict", "options.filters")
        if operation == "delete":
            self.database.execute(f"DELETE FROM {self.table} {self.at_key}", [*key.values()])
            return old
        values = {}
        for name, given in item.items():
            column = self.column(name, "invalid_data", f"{path}.{name}")
            values[name] = checked("invalid_data", f"{path}.{name}", column.kept, given)
        if operation == "update":
            values |= key  # never nothing to set
            changes = ", ".join(f"{quoted(name)} = ?" for name in values)
            self.database.execute(f"UPDATE {self.table} SET {changes} {self.at_key}", [*values.values(), *key.values()])
            return self.find(key)
        for name, column in self.columns.items():
            absent = name not in values or name in self.key and values[name] is None
            need(not column.required or not absent, "invalid_data", f"{path}.{name}")
        into = f"({', '.join(map(quoted, values))}) VALUES ({', '.join('?' * len(values))})" if values else "DEFAULT VALUES"
        create = f"INSERT INTO {self.table} {into} RETURNING {', '.join(map(quoted, self.key))}"
        return self.find(dict(zip(self.key, self.database.execute(create, [*values.values()]).fetchall()[0])))

class Query:
    """What a request's options ask of an entity's rows (4.1 to 4.3, 5)."""
    def __init__(self, entity, options):
        self.entity, self.options, self.groups = entity, options, []
        self.order = [(part, False) for part in entity.key]
        for name, kind in {"columns": list, "omit_columns": list, "sort": list, "limit": Decimal, "offset": Decimal}.items():
            need(isinstance(options.get(name, kind()), kind), "invalid_option", f"options.{name}")
        for name in ("columns", "omit_columns"):
            for i, one in enumerate(options.get(name, [])):
                entity.column(one, "invalid_option", f"options.{name}[{i}]")
        self.columns = [one for one in options.get("columns", entity.columns) if one not in options.get("omit_columns", [])]
        for i, item in enumerate(options.get("sort", [])):
            need(isinstance(item, dict), "invalid_option", f"options.sort[{i}]")
            column = entity.column(item.get("column"), "invalid_option", f"options.sort[{i}].column")
            need(column.kind != "json", "invalid_option", f"options.sort[{i}].column")
            descending = pick({"asc": False, "desc": True}, item.get("direction", "asc"), "invalid_option", f"options.sort[{i}].direction")
            self.order.insert(i, (column.name, descending))
        filters = options.get("filters", [])
        need(isinstance(filters, list) and len(filters) <= SETTINGS.filters_per_request, "invalid_filter", "options.filters")
        for i, item in enumerate(filters):
            path = f"options.filters[{i}]"
            test = self.test(item, path)
            joins = pick({"and": False, "or": True}, item.get("logic_operator", "and"), "invalid_filter", path + ".logic_operator")
            self.groups.append((self.groups.pop() if joins and i else []) + [test])

    def count(self, name, default):
        value = self.options.get(name, Decimal(default))
        fits = value.is_finite() and 0 <= value < 2**63 and value == int(value)
        need(fits, "invalid_option", f"options.{name}")
        return int(value)

    def test(self, item, path):
        """What tells whether a filter matches a row (5.1 to 5.7)."""
        need(isinstance(item, dict), "invalid_filter", path)
        column = self.entity.column(item.get("column"), "invalid_filter", path + ".column")
        name, value = pick(NAMES, item.get("operator"), "invalid_filter", path + ".operator"), item.get("value")
        able = name in ALONE or column.kind not in (("json", "float", "binary") if name in ON_TEXT else ("json",))
        need(able, "invalid_filter", path + ".operator")
        many = isinstance(value, list) and ("in" in name.split("_") or "between" in name)
        few = many and len(value) == 2 if "between" in name else not many or len(value) <= SETTINGS.values_per_list
        fits = value is None or value is True if name in ALONE else "value" in item and few
        need(fits, "invalid_filter", path + ".value")
        if value is None and name in ("eq", "neq"):
            name = {"eq": "is_null", "neq": "is_not_null"}[name]
        prepare = functools.partial(pattern, name) if name in ON_TEXT else lambda one: rank(
            None if one is None and "in" in name.split("_") else column.value(one))
        given = {} if name in ALONE else {f"[{i}]": one for i, one in enumerate(value)} if many else {"": value}
        operands = [checked("invalid_filter", f"{path}.value{at}", prepare, one) for at, one in given.items()]
        on_null = name in ("is_null", "empty") or name == "not_in" and not operands

        def matches(row):
            if row[column.name] is None or name not in ON_TEXT:
                return on_null if row[column.name] is None else TESTS[name](rank(row[column.name]), *operands)
            shown = row.shown(column.name)
            text = shown if isinstance(shown, str) else encode(shown)
            return TESTS[name](text if name == "like" else fold(text), *operands)
        return matches

    def matches(self, row):
        return all(any(test(row) for test in group) for group in self.groups)

    def sorted(self):
        rows = self.entity.rows()
        for name, descending in reversed(self.order):
            rows.sort(key=lambda row: rank(row[name]), reverse=descending)
        return rows

    def show(self, row):
        return {name: row.shown(name) for name in self.columns}

class Server:
    def __init__(self):
        self.subscriptions, self.seen, self.entities = {}, {}, {}
        self.database = sqlite3.connect(SETTINGS.database, isolation_level=None)
        self.database.row_factory = sqlite3.Row
        self.database.execute("PRAGMA foreign_keys = ON")
        tables = "SELECT * FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
        for found in self.database.execute(tables).fetchall():
            try:
                self.entities[found["name"]] = Entity(self.database, found["name"], found["type"] == "table" and not found["wr"])
            except KeyError as unknown:
                logging.warning("%s is not served, for a column of the type %s", found["name"], unknown)
        self.client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self.client.on_connect, self.client.on_message = self.on_connect, self.on_message
        self.client.on_socket_open = lambda *given: given[2].setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def on_connect(self, client, *_):
        client.subscribe(f"{SETTINGS.prefix}/+/request", options=SubscribeOptions(
            qos=2, retainAsPublished=True, retainHandling=SubscribeOptions.RETAIN_DO_NOT_SEND))

    def on_message(self, client, userdata, packet):
        client_id = packet.topic[len(SETTINGS.prefix) + 1:-len("/request")]
        if packet.retain or not 1 <= len(client_id) <= 128 or client_id[0] == "$":
            return  # 1.1.3, 1.1.4, 1.3.2
        self.seen[client_id], events = time.monotonic(), []
        answer = {"id": "", "type": "response", "success": True}
        own = f"{SETTINGS.prefix}/{client_id}/response"
        topic = getattr(packet.properties, "ResponseTopic", own)
        try:
            message = self.envelope(packet.payload, answer)
            need(topic == own or topic.startswith(own + "/"), "invalid_option")  # 9.1.2
            answer |= self.serve(client_id, message, events)
        except Exception as failure:
            if not isinstance(failure, Refused):
                logging.exception("a request of %s failed", client_id)
            error = getattr(failure, "error", {"code": "internal_error", "message": "The server failed."})
            answer |= {"success": False, "error": error}
        topic = topic if topic.startswith(own + "/") else own
        self.publish(topic, answer, SETTINGS.response_qos, getattr(packet.properties, "CorrelationData", b""))
        for topic, event in events if answer["success"] else ():  # what failed did not happen (7.5.1)
            self.publish(topic, event, SETTINGS.notification_qos)

    def publish(self, topic, content, qos, correlation=b""):
        properties = Properties(PacketTypes.PUBLISH)
        properties.ContentType, properties.PayloadFormatIndicator = "application/json", 1
        if correlation:
            properties.CorrelationData = correlation
        content["timestamp"] = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self.client.publish(topic, encode(content).encode(errors="backslashreplace"), qos, properties=properties)

    def envelope(self, payload, answer):
        """Checks a request (2.1) as far as its entity does not matter."""
        need(len(payload) <= SETTINGS.payload_bytes, "too_large")
        try:
            message = decode(payload.decode())
            deep = depth(message)
        except (ValueError, RecursionError):
            raise Refused("invalid_message")
        need(isinstance(message, dict), "invalid_message")
        given = message.get("id", "" if message.get("type") == "ping" else None)
        fits = isinstance(given, str) and len(given) <= SETTINGS.id_length and (given or "id" not in message)
        need(fits, "invalid_message", "id")
        answer["id"] = given
        need(deep <= SETTINGS.json_depth, "invalid_message")
        for name, types in FIELDS.items():
            need(name not in message or isinstance(message[name], types), "invalid_message", name)
        need("type" in message, "invalid_message", "type")
        need(message["type"] in (*OPERATIONS, "ping"), "invalid_message_type", "type")
        return message

    def serve(self, client_id, message, events):
        kind, operation, options = message["type"], message.get("operation"), message.get("options", {})
        if kind == "ping":
            return {"type": "pong"}
        need(operation is not None, "invalid_message", "operation")
        code = "invalid_operation" if kind == "request" else "invalid_subscription_operation"
        need(operation in OPERATIONS[kind], code, "operation")
        if operation == "unsubscribe":
            return self.unsubscribe(client_id, message)
        need("entity" in message, "invalid_message", "entity")
        entity = self.entities.get(message["entity"])
        need(entity and message.get("schema", SETTINGS.schema) == SETTINGS.schema, "model_not_found", "entity")
        for name in options:
            wrong = name in SQL and options[name] or operation != "read" and name in (*PLACES, "preload")
            need(not wrong, "invalid_option", f"options.{name}")
        need(isinstance(options.get("preload", []), list), "invalid_option", "options.preload")
        for item in options.get("preload", []):
            wrong = [name for name in item if name not in PRELOAD] if isinstance(item, dict) else []
            raise Refused("invalid_option", f"options.preload[0].{[*wrong, 'relation'][0]}")
        need(entity.key or operation in ("read", "meta"), "invalid_model", "entity")
        query = Query(entity, options)
        if operation == "meta":
            return {"data": {"schema": SETTINGS.schema, "entity": entity.name, "table_name": entity.name,
                             "primary_key": entity.key, "columns": [{"name": name} for name in entity.columns]}}
        if operation == "subscribe":
            return self.subscribe(client_id, query)
        try:
            with self.database:
                self.database.execute("BEGIN" if operation == "read" else "BEGIN IMMEDIATE")
                return self.read(entity, message, query) if operation == "read" else self.write(entity, message, query, events)
        except sqlite3.Error as error:
            name = getattr(error, "sqlite_errorname", "")
            if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise Refused("conflict", retry=True)
            need(name.startswith("SQLITE_CONSTRAINT"), f"{operation}_error")
            violated = name.removeprefix("SQLITE_CONSTRAINT_").lower()
            violated = {"primarykey": "unique", "foreignkey": "foreign_key", "notnull": "not_null"}.get(violated, violated)
            columns = [part.split(".")[-1] for part in str(error).split(": ")[-1].split(", ")]
            raise Refused("constraint_violation", kind=violated, columns=[name for name in columns if name in entity.columns])

    def read(self, entity, message, query):
        key, options = entity.named(message), query.options
        limit, offset = min(query.count("limit", SETTINGS.page_size_default), SETTINGS.page_size_max), query.count("offset", 0)
        places = [name for name in PLACES if name in options]
        if key:
            need(not places, "invalid_option", f"options.{places[:1]}")
            row = entity.find(key)
            need(row is not None and query.matches(row), "not_found", "record_id")
            return {"data": query.show(row), "metadata": {"total": 1, "count": 1}}
        rows = query.sorted()
        page = matching = [row for row in rows if query.matches(row)]
        if places:
            place, path = places[0], f"options.{places[0]}"
            alone = len(places) == 1 and ("offset" not in options or place == "fetch_row_number") and entity.key
            need(alone, "invalid_option", path)
            code = "invalid_option" if place == "fetch_row_number" else "invalid_cursor"
            need(not str(options[place]).startswith("c1."), code, path)
            anchor = entity.find(entity.key_of(options[place], code, path))
            need(anchor is not None, "not_found" if place == "fetch_row_number" else code, path)
            at = [all(row[part] == anchor[part] for part in entity.key) for row in rows].index(True)
            page = [row for row in (rows[at + 1:] if place == "cursor_forward" else rows[:at]) if query.matches(row)]
            if place == "fetch_row_number":
                need(query.matches(anchor), "not_found", path)
                return {"data": query.show(anchor),
                        "metadata": {"total": len(matching), "count": 1, "row_number": len(page) + 1}}
            offset = max(0, len(page) - limit) if place == "cursor_backward" else 0
        page = [query.show(row) for row in page[offset:offset + limit]]
        metadata = {"total": len(matching), "count": len(page), "limit": limit, "offset": 0 if places else offset}
        return {"data": page, "metadata": metadata}

    def write(self, entity, message, query, events):
        operation, data = message["operation"], message.get("data")
        many = isinstance(data, list)
        key = entity.named(message) if operation != "create" or "record_id" in message else None
        names_row = "record_id" not in message if many else key or operation == "create"
        need(names_row, "invalid_message", "record_id")
        items = {f"data[{i}]": item for i, item in enumerate(data)} if many else {"data": data}
        need(len(items) <= SETTINGS.rows_per_write, "invalid_data", "data")
        rows = []
        for path, item in items.items():
            need(isinstance(item, dict) or operation == "delete", "invalid_message", path)
            own = entity.key_of(item, path=path) if many and operation != "create" else key
            rows.append(entity.write(operation, item, own, path, query))
            events += self.events(operation, rows[-1])
        if operation == "delete":
            return {"data": {"deleted": len(rows) if many else True}}
        shown = [query.show(row) for row in rows]
        return {"data": shown if many else shown[0]}

    def events(self, operation, row):
        """What a written row is to its subscriptions (7.3), those that are still alive (7.6.1)."""
        oldest = time.monotonic() - SETTINGS.subscription_lease_seconds
        self.subscriptions = {name: one for name, one in self.subscriptions.items() if self.seen[name[0]] > oldest}
        return [(topic, {"type": "notification", "operation": operation, "subscription_id": name,
                         "schema": SETTINGS.schema, "entity": row.entity.name, "data": query.show(row)})
                for (_, name), (topic, query) in self.subscriptions.items()
                if query.entity is row.entity and query.matches(row)]

    def subscribe(self, client_id, query):
        taken = sum(owner == client_id for owner, _ in self.subscriptions)
        need(taken < SETTINGS.subscriptions_per_client, "rate_limited")
        name = uuid.uuid4().hex
        topic = f"{SETTINGS.prefix}/{client_id}/notify/{name}"
        self.subscriptions[client_id, name] = topic, query
        return {"data": {"subscription_id": name, "notify_topic": topic, "schema": SETTINGS.schema,
                         "entity": query.entity.name}, "metadata": {"lease_seconds": SETTINGS.subscription_lease_seconds}}

    def unsubscribe(self, client_id, message):
        data = message.get("data")
        name = message.get("subscription_id", data.get("subscription_id") if isinstance(data, dict) else None)
        need(isinstance(name, str), "invalid_message", "subscription_id")
        need(self.subscriptions.pop((client_id, name), None), "invalid_subscription", "subscription_id")
        return {"data": {"unsubscribed": True, "subscription_id": name}}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in DEFAULTS.items():
        parser.add_argument("--" + name.replace("_", "-"), default=default, type=type(default))
    SETTINGS = parser.parse_args()
    logging.basicConfig(level=logging.INFO)
    setcontext(Context(prec=4_000))
    server = Server()
    server.client.connect(SETTINGS.host, SETTINGS.port)
    server.client.loop_forever()
