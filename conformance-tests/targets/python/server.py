"""An MQTTSpec 1.0 server: the tables of an SQLite file, behind an MQTT 5 broker. Numbers are clauses of protocol.md."""
import base64, ctypes, json, logging, math, operator, re, socket, sqlite3, sys, time, uuid
from collections import namedtuple
from datetime import date, datetime, time as clock, timezone
from decimal import Context, Decimal, setcontext
from paho.mqtt import client as mqtt, subscribeoptions

class settings:  # each can be given as name=value in the command line
    database, host, port, prefix, schema, response_qos, notification_qos = "mqttspec.db", "127.0.0.1", 1883, "spec", "public", 1, 1
    payload_bytes, json_depth, id_length, filters_per_request, values_per_list = 1_048_576, 32, 256, 100, 1_000
    rows_per_write, page_size_default, page_size_max = 1_000, 100, 1_000
    subscriptions_per_client, subscription_lease_seconds = 1_000, 3_600
FIELDS = {"id": str, "type": str, "operation": str, "schema": str, "entity": str, "record_id": (str, Decimal, dict),
          "data": (dict, list), "options": dict, "subscription_id": str}
OPERATIONS = {"request": "read create update delete meta".split(), "subscription": "subscribe unsubscribe".split()}
PLACES = "cursor_forward cursor_backward fetch_row_number".split()
NOT_HERE = "computed_columns computedColumns custom_operators customOperators sql_joins computed_ql".split()
VIOLATIONS = {"UNIQUE": "unique", "PRIMARYKEY": "unique", "FOREIGNKEY": "foreign_key", "NOTNULL": "not_null", "CHECK": "check"}

# What is refused, and JSON
class Refused(Exception):  # with a code and details (8.1.1)
    pass
def need(condition, code, path=None, **details):
    if not condition:
        raise Refused(code, details | ({"path": path} if path else {}))
def fit(condition):
    if not condition:
        raise ValueError
def checked(code, path, convert, *given, **details):
    try:
        return convert(*given)
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError):
        need(False, code, path, **details)
def take(code, path, shape, given):  # what a JSON value says, if it has the shape: a list, an object or a function
    if isinstance(shape, list):
        need(isinstance(given, list), code, path)
        return [take(code, f"{path}[{i}]", shape[0], one) for i, one in enumerate(given)]
    if isinstance(shape, dict):
        need(isinstance(given, dict), code, path)
        return {name: take(code, f"{path}.{name}", part, given.get(name, ...)) for name, part in shape.items()}
    return checked(code, path, shape, given)
def word(words, default=None):  # the meaning of a word in any ASCII case
    return lambda given: words[default if given is ... else given.lower() if given.isascii() else None]
def count(given):
    fit(isinstance(given, Decimal) and 0 <= given < 2**63 and given == int(given))
    return int(given)
def unique(pairs):
    fit(len(dict(pairs)) == len(pairs))
    return dict(pairs)
def decode(text):  # strict JSON (2.1.1), its numbers as Decimals (2.6.1), NaN where these have no room for the exponent
    number = lambda digits: Decimal(digits, Context(traps=[]))
    return json.loads(text, parse_int=number, parse_float=number, parse_constant=int, object_pairs_hook=unique)
def depth(value):
    parts = value.values() if isinstance(value, dict) else value
    return 1 + max(map(depth, parts), default=0) if isinstance(value, (dict, list)) else 0
def encode(value):
    if isinstance(value, dict):
        return "{" + ",".join(f"{encode(name)}:{encode(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(encode, value)) + "]"
    if isinstance(value, Decimal):
        return format(value, "f") if abs(value.adjusted()) <= 1_000 else str(value)
    value = {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, value)
    return json.dumps(value, ensure_ascii=False, default=lambda raw: base64.b64encode(raw).decode())

# Values (2.6) as they compare and sort (5.7)
def number(column, given):
    found = Decimal(given)
    fit(found.is_finite() and len(found.as_tuple().digits) <= 1_000 and abs(found.adjusted()) <= 1_000)
    return (found + 0).normalize()
def nearest(column, given):  # among the numbers that read back as the same float the shortest
    found = float(given) if str(given)[-1] in "Ny" else float(number(column, given))
    single = lambda value: ctypes.c_float(value).value if column.size == 32 else value
    shorter = (float(f"{found:.{digits}g}") for digits in range(6, 17))
    found = next((one for one in shorter if single(one) == single(found)), found)
    return found if str(given)[-1] in "Ny" or math.isfinite(single(found)) else number(column, given)
def moment(column, given):  # in UTC and with the column's digits, further ones at the end: texts in the order of time
    found, zone = (clock if column.kind == "time" else datetime).fromisoformat(given), "Z" * (column.kind == "zoned")
    found = found.astimezone(timezone.utc).replace(tzinfo=None) if zone else found
    text, digits = found.isoformat(timespec="microseconds").split(".")
    return text + "." * (column.size > 0) + digits[:column.size] + zone + digits[column.size:].rstrip("0")
def rank(value):  # NaN is above all numbers, NULL sorts above all (4.2.2)
    return value is None, value != value, value
LATER = re.compile("[\u1c89\u2c2f\ua7c0\ua7cb-\ua7dc\U00010570-\U00010595\U00010d50-\U00010d65\U00016ea0-\U00016eb8]")
def fold(text):  # each code point as its simple lower case of Unicode 13 (5.7.2)
    return "".join(point if LATER.match(point) else point.lower()[0] for point in text)
def pattern(name, given):  # what an operator on text looks for (5.5); atomic groups bound the time that % takes
    text, points = given if name == "like" else fold(given), re.findall(r"(?s)\\.|[^\\]", given)
    fit("\0" not in text and ("like" not in name or "".join(points) == given and len(given) <= 1_000))
    points = [point if name == "like" else fold(point) for point in points]
    first, *parts = "".join({"%": "\0", "_": "."}.get(p, re.escape(p[-1])) for p in points).split("\0")
    last = ".*" + parts.pop() if parts else ""
    return re.compile("(?s)" + first + "".join(f"(?>.*?{part})" for part in parts) + last) if "like" in name else text

TYPES = {"smallint": ("integer", 15), "int4": ("integer", 31), "integer": ("integer", 63), "bigint": ("integer", 63),
         "decimal_text": ("decimal", 999), "float4": ("float", 32), "real": ("float", 64), "boolean": ("boolean", 1),
         "double precision": ("float", 64), "char": ("char", 1), "varchar": ("text", 10**9), "text": ("text", 10**9),
         "varbinary": ("binary", 10**9), "blob": ("binary", 10**9), "uuid": ("uuid", 36), "json_text": ("json", 1),
         "date": ("date", 1), "time": ("time", 0), "timestamp": ("timestamp", 6),
         "timestamp with time zone": ("zoned", 6)}
NUMBER, DATE, TIME = r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", r"\d{4}-\d\d-\d\d", r"\d\d:\d\d:\d\d(\.\d{1,6})?"
FORBIDDEN = re.compile(r"[\ud800-\udfff]|(?<!\\)(\\\\)*\\u0000")  # in the JSON of data and of filters (2.6.3, 5.7.7)
Kind = namedtuple("Kind", "types form value room stored", defaults=(  # room to keep a value, JSON of what SQLite keeps
    str, ".*", lambda c, v: v, lambda c, v: True, lambda k: k))
KINDS = {
    "integer": Kind((Decimal, str), NUMBER, number, lambda c, v: v == int(v) and -2**c.size <= v < 2**c.size, Decimal),
    "decimal": Kind((Decimal, str), NUMBER, number, lambda c, v: abs(v) < 10**(c.size - c.scale) and v == round(v, c.scale)),
    "float": Kind((Decimal, str), NUMBER + "|NaN|-?Infinity", nearest, lambda c, v: isinstance(v, float) and v == v,
                  lambda k: Decimal(str(k))),
    "boolean": Kind(bool, stored=lambda k: k + 0 != 0),
    "text": Kind(room=lambda c, v: len(v) <= c.size),
    "char": Kind(room=lambda c, v: len(v) <= c.size, stored=lambda k: k.rstrip(" ")),
    "binary": Kind(str, r"([A-Za-z\d+/]{4})*([A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?", lambda c, v: base64.b64decode(v),
                   lambda c, v: len(v) <= c.size, lambda k: base64.b64encode(k).decode()),
    "uuid": Kind(form=r"[\da-fA-F]{8}(-[\da-fA-F]{4}){3}-[\da-fA-F]{12}", value=lambda c, v: v.lower()),
    "json": Kind(object, room=lambda c, v: [decode(encode(v))], stored=decode),
    "unknown": Kind(object, room=lambda c, v: False),
    "date": Kind(form=DATE, value=lambda c, v: str(date.fromisoformat(v))),
    "time": Kind(str, TIME, moment, lambda c, v: len(v) == 8 + c.size + (c.size > 0)),
    "timestamp": Kind(str, f"{DATE}T{TIME}", moment, lambda c, v: len(v) == 19 + c.size + (c.size > 0)),
    "zoned": Kind(str, rf"{DATE}T{TIME}(Z|[+-]\d\d:\d\d)", moment, lambda c, v: len(v) == 20 + c.size + (c.size > 0))}
TESTS = {  # operators (5.1), which never see a NULL
    "eq": operator.eq, "neq": operator.ne, "gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le,
    "in": lambda v, *them: v in them, "not_in": lambda v, *them: v not in them and rank(None) not in them,
    "between": lambda v, a, b: a < v < b, "between_inclusive": lambda v, a, b: a <= v <= b, "is_null": lambda v: False,
    "is_not_null": lambda v: True, "empty": lambda v: v == rank(""), "not_empty": lambda v: v != rank(""),
    "contains": operator.contains, "startswith": str.startswith, "endswith": str.endswith,
    "like": lambda v, p: p.fullmatch(v), "ilike": lambda v, p: p.fullmatch(v)}
ALONE, ON_TEXT = "is_null is_not_null empty not_empty".split(), "contains startswith endswith like ilike".split()
NAMES = {name: name for name in TESTS} | {
    "=": "eq", "==": "eq", "!=": "neq", "<>": "neq", ">": "gt", ">=": "gte", "<": "lt", "<=": "lte", "null": "is_null",
    "isnull": "is_null", "notnull": "is_not_null", "isnotnull": "is_not_null", "notin": "not_in",
    "notempty": "not_empty", "betweeninclusive": "between_inclusive"}

class Column(namedtuple("Column", "name kind size scale required generated")):
    def value(self, given):  # of JSON; the column need not have room for it
        kind = KINDS[self.kind]
        fit(isinstance(given, kind.types) and re.fullmatch(kind.form, str(given), re.A | re.S))
        fit(not FORBIDDEN.search(encode(given)))
        return kind.value(self, given)
    def kept(self, given):  # a JSON value as SQLite keeps it, never as another one (2.6.10)
        value = None if given is None else self.value(given)
        fit(not self.generated and (value is None or KINDS[self.kind].room(self, value)))
        return encode(value) if given is not None and self.kind in ("integer", "decimal", "json") else value
    def stored(self, kept):
        return None if kept is None else self.value(KINDS[self.kind].stored(kept))

class Entity:  # a table or view; all names in its SQL are those of the database's own catalogue (3.7.2)
    def __init__(self, name, database):
        found = database.execute("SELECT * FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid", (name,)).fetchall()
        self.execute, self.name, self.columns = database.execute, name, {}
        self.key = [c["name"] for c in sorted(found, key=lambda c: c["pk"]) if c["pk"]]
        automatic = [c["type"].lower() for c in found if c["pk"]] == ["integer"]
        for c in found:
            base, size, scale = re.fullmatch(r"(.*?)\s*(?:\((\d+)(?:,\s*(\d+))?\))?", c["type"].lower()).groups()
            required = not c["dflt_value"] and not c["hidden"] and (not automatic if c["pk"] else c["notnull"])
            kind, usual = TYPES.get(base, ("unknown", 0))
            self.columns[c["name"]] = Column(c["name"], kind, int(size or usual), int(scale or 0), required, c["hidden"])
        self.table, self.at_key = self.quoted([name]), "WHERE " + self.quoted(self.key, " = ? COLLATE BINARY", " AND ")
    def quoted(self, names, after="", between=", "):
        return between.join("\"" + name.replace("\"", "\"\"") + "\"" + after for name in names)
    def rows(self, where="", values=()):
        return [{name: checked("read_error", None, column.stored, row[name], column=name,
                               key=[str(row[part]) for part in self.key]) for name, column in self.columns.items()}
                for row in self.execute(f"SELECT * FROM {self.table} {where}", [*values])]
    def find(self, key, path=None, code="not_found"):
        return checked(code, path, lambda: self.rows(self.at_key, key.values())[0])
    def key_of(self, given, code="invalid_message", path="record_id"):  # in one of the forms of 2.4.1, as SQLite keeps it
        parts = given if isinstance(given, dict) else dict(zip(self.key, [given]))
        need(self.key and all(parts.get(part) is not None for part in self.key), code, path)
        return {part: checked(code, path, self.columns[part].kept, parts[part]) for part in self.key}
    def named(self, message):  # the key that a request names (2.4), or None
        record, data = message.get("record_id"), message.get("data")
        inside = {part: data[part] for part in self.key if isinstance(data, dict) and part in data}
        if record is None:
            return self.key_of(inside) if self.key and len(inside) == len(self.key) else None
        key, parts = self.key_of(record), record if isinstance(record, dict) else {}
        need(not inside or key == self.key_of(parts | inside), "invalid_message", "record_id")
        return key

class Query:  # what a request's options ask of an entity's rows (4.1 to 4.3, 5)
    def __init__(self, entity, options):
        def option(name, shape, default):
            return take("invalid_option", f"options.{name}", shape, options.get(name, default))
        column = entity.columns.__getitem__
        sort = [{"column": {name: name for name, c in entity.columns.items() if c.kind not in ("json", "unknown")}.__getitem__,
                 "direction": word({"asc": False, "desc": True}, "asc")}]
        omitted, self.entity, self.groups = option("omit_columns", [column], []), entity, []
        self.columns = [c.name for c in option("columns", [column], [*entity.columns]) if c not in omitted]
        self.order = [item.values() for item in option("sort", sort, [])] + [(part, False) for part in entity.key]
        self.limit = min(option("limit", count, Decimal(settings.page_size_default)), settings.page_size_max)
        self.offset = option("offset", count, Decimal(0))
        filters = [{"column": column, "operator": word(NAMES), "value": lambda given: given,
                    "logic_operator": word({"and": False, "or": True}, "and")}]
        filters = take("invalid_filter", "options.filters", filters, options.get("filters", []))
        need(len(filters) <= settings.filters_per_request, "invalid_filter", "options.filters")
        for i, (column, name, value, joins) in enumerate(item.values() for item in filters):
            group = self.groups.pop() if joins and i else []
            self.groups.append([*group, self.test(column, name, value, f"options.filters[{i}]")])
    def test(self, column, name, value, path):  # what tells whether a filter matches a row
        able = {"json": ALONE, "unknown": ALONE, "float": {*TESTS} - {*ON_TEXT}, "binary": {*TESTS} - {*ON_TEXT}}
        need(name in able.get(column.kind, TESTS), "invalid_filter", path + ".operator")
        name = {"eq": "is_null", "neq": "is_not_null"}.get(name, name) if value is None else name
        listed, ranged, on_text = name in ("in", "not_in"), "between" in name, name in ON_TEXT
        many = isinstance(value, list) and (listed or ranged)
        fits = many and len(value) == 2 if ranged else value is not ... and not (many and len(value) > settings.values_per_list)
        fits = value is ... or value is None or value is True if name in ALONE else fits
        need(fits, "invalid_filter", path + ".value")
        def operand(one):
            return pattern(name, one) if on_text else rank(None if one is None and listed else column.value(one))
        given = {} if name in ALONE else {f"[{i}]": one for i, one in enumerate(value)} if many else {"": value}
        operands = [checked("invalid_filter", f"{path}.value{at}", operand, one) for at, one in given.items()]
        def seen(value):
            text = value if not on_text or isinstance(value, str) else encode(value)
            return rank(value) if not on_text else text if name == "like" else fold(text)
        on_null = name in ("is_null", "empty") or name == "not_in" and not operands
        return lambda row: on_null if row[column.name] is None else TESTS[name](seen(row[column.name]), *operands)
    def matching(self, rows):
        return [row for row in rows if all(any(test(row) for test in group) for group in self.groups)]
    def sorted(self, rows):
        for name, descending in reversed(self.order):
            rows = sorted(rows, key=lambda row: rank(row[name]), reverse=descending)
        return rows
    def shown(self, rows):
        return [{name: row[name] for name in self.columns} for row in rows]

class Server:
    def __init__(self):
        self.subscriptions, self.seen = {}, {}
        self.database = sqlite3.connect(settings.database, isolation_level=None)
        self.database.row_factory = sqlite3.Row
        self.database.execute("PRAGMA foreign_keys = ON")
        tables = self.database.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite%'")
        self.entities = {name: Entity(name, self.database) for name, in tables.fetchall()}
        self.client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self.client.on_message = self.on_message
        self.client.on_socket_open = lambda *given: given[2].setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.client.on_connect = lambda *_: self.client.subscribe(
            f"{settings.prefix}/+/request", options=subscribeoptions.SubscribeOptions(2, False, True, 2))  # 1.3.2
    def on_message(self, client, userdata, packet):
        client_id = packet.topic[len(settings.prefix) + 1:-len("/request")]
        if packet.retain or not 1 <= len(client_id) <= 128 or client_id[0] == "$":
            return  # 1.1.3, 1.1.4, 1.3.2
        self.seen[client_id], events, answer = time.monotonic(), [], {"id": "", "type": "response", "success": True}
        try:
            answer |= self.serve(client_id, packet.payload, answer, events)
        except Exception as failure:
            if not isinstance(failure, Refused):
                logging.exception("a request of %s failed", client_id)
            code, details = failure.args if isinstance(failure, Refused) else ("internal_error", {})
            message = f"{code.replace('_', ' ').capitalize()}: look at {details.get('path', 'the request')}."
            details = {"details": details} if details else {}
            answer |= {"success": False, "error": {"code": code, "message": message} | details}
        self.publish(f"{settings.prefix}/{client_id}/response", answer, settings.response_qos)
        for topic, event in events if answer["success"] else ():  # what failed did not happen (7.5.1)
            self.publish(topic, event, settings.notification_qos)
    def publish(self, topic, content, qos):
        content["timestamp"] = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self.client.publish(topic, encode(content).encode(errors="backslashreplace"), qos)
    def serve(self, client_id, payload, answer, events):
        need(len(payload) <= settings.payload_bytes, "too_large")
        message = checked("invalid_message", None, lambda: decode(payload.decode()))
        given = message.get("id", "" if message.get("type") == "ping" else None) if isinstance(message, dict) else None
        fits = isinstance(given, str) and len(given) <= settings.id_length and (given or "id" not in message)
        need(fits, "invalid_message", "id")
        answer["id"], kind, operation = given, message.get("type"), message.get("operation")
        need(checked("invalid_message", None, depth, message) <= settings.json_depth, "invalid_message")
        wanted = ["type"] if kind == "ping" else ["type", "operation"] + ["entity"] * (operation != "unsubscribe")
        for name, types in FIELDS.items():
            need(isinstance(message[name], types) if name in message else name not in wanted, "invalid_message", name)
        need(kind in (*OPERATIONS, "ping"), "invalid_message_type", "type")
        if kind == "ping":
            return {"type": "pong"}
        code = "invalid_operation" if kind == "request" else "invalid_subscription_operation"
        need(operation in OPERATIONS[kind], code, "operation")
        if operation == "unsubscribe":
            return self.unsubscribe(client_id, message)
        entity, options = self.entities.get(message["entity"]), message.get("options", {})
        need(entity and message.get("schema", settings.schema) == settings.schema, "model_not_found", "entity")
        for name in NOT_HERE if operation == "read" else NOT_HERE + PLACES + ["preload"]:
            need(options.get(name) in (None, []), "invalid_option", f"options.{name}")
        for unknown in take("invalid_option", "options.preload", [dict.keys], options.get("preload", [])):
            wrong = unknown - {"relation", "columns", "omit_columns", "filters", "sort", "limit", "recursive"}
            need(False, "invalid_option", f"options.preload[0].{min(wrong, default='relation')}")  # there are no relations
        need(entity.key or operation in ("read", "meta"), "invalid_model", "entity")
        query = Query(entity, options)
        try:
            with self.database:
                self.database.execute("BEGIN" if operation in ("read", "meta") else "BEGIN IMMEDIATE")
                return getattr(self, operation, self.write)(entity, message, query, events, client_id)
        except sqlite3.Error as error:
            name = getattr(error, "sqlite_errorname", "")
            need(not name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")), "conflict", retry=True)
            violated = VIOLATIONS.get(name.removeprefix("SQLITE_CONSTRAINT_"))
            need(violated, f"{operation}_error")
            columns = [name for name in re.findall(r"\.(\w+)", str(error)) if name in entity.columns]
            need(False, "constraint_violation", kind=violated, columns=columns)
    def meta(self, entity, *_):
        return {"data": {"schema": settings.schema, "entity": entity.name, "table_name": entity.name,
                         "primary_key": entity.key, "columns": [{"name": name} for name in entity.columns]}}
    def read(self, entity, message, query, *_):
        key, options, start = entity.named(message), message.get("options", {}), query.offset
        places = [name for name in PLACES if name in options]
        need(len(places) + bool(key) <= 1, "invalid_option", f"options.{'.'.join(places[:1])}")
        if key:
            found = checked("not_found", "record_id", lambda: query.matching(entity.rows(entity.at_key, key.values()))[0])
            return {"data": query.shown([found])[0], "metadata": {"total": 1, "count": 1}}
        rows = query.sorted(entity.rows())
        page = matching = query.matching(rows)
        for place in places:
            code, path = "invalid_option" if place == "fetch_row_number" else "invalid_cursor", f"options.{place}"
            need(place == "fetch_row_number" or not str(options[place]).startswith("c1."), code, path)
            key = entity.key_of(options[place], code, path)
            row = entity.find(key, path, "not_found" if place == "fetch_row_number" else code)
            if place == "fetch_row_number":
                number = checked("not_found", path, matching.index, row) + 1
                return {"data": query.shown([row])[0], "metadata": {"total": len(matching), "count": 1, "row_number": number}}
            at = rows.index(row)
            page = query.matching(rows[:at] if place == "cursor_backward" else rows[at + 1:])
            start = max(0, len(page) - query.limit) if place == "cursor_backward" else 0
        page = query.shown(page[start:start + query.limit])
        return {"data": page, "metadata": {"total": len(matching), "count": len(page), "limit": query.limit,
                                           "offset": 0 if places else start}}
    def write(self, entity, message, query, events, _):
        operation, data, rows = message["operation"], message.get("data"), []
        many, create, delete = isinstance(data, list), operation == "create", operation == "delete"
        key = entity.named(message) if not create or "record_id" in message else None
        need("record_id" not in message if many else key or create, "invalid_message", "record_id")
        need(not many or len(data) <= settings.rows_per_write, "invalid_data", "data")
        for path, item in [(f"data[{i}]", item) for i, item in enumerate(data)] if many else [("data", data)]:
            need(isinstance(item, dict) or delete, "invalid_message", path)
            key = entity.key_of(item, path=path) if many and not create else key
            old = None if create else entity.find(key, path)
            need(create or query.matching([old]), "conflict", "options.filters")
            values = {name: checked("invalid_data", f"{path}.{name}", lambda: entity.columns[name].kept(given))
                      for name, given in ({} if delete else item).items()}
            for name, column in entity.columns.items() if create else ():
                absent = name not in values or name in entity.key and values[name] is None
                need(not column.required or not absent, "invalid_data", f"{path}.{name}")
            values |= key if operation == "update" else {}  # never nothing to set
            into = f"({entity.quoted(values)}) VALUES ({', '.join('?' * len(values))})" if values else "DEFAULT VALUES"
            sql = {"create": f"INSERT INTO {entity.table} {into}", "delete": f"DELETE FROM {entity.table} {entity.at_key}",
                   "update": f"UPDATE {entity.table} SET {entity.quoted(values, ' = ?')} {entity.at_key}"}[operation]
            sql, values = f"{sql} RETURNING {entity.quoted(entity.key)}", [*values.values(), *(() if create else key.values())]
            key = dict(zip(entity.key, self.database.execute(sql, values).fetchall()[0]))
            rows.append(old if delete else entity.find(key))
        oldest = time.monotonic() - settings.subscription_lease_seconds  # 7.6.1
        self.subscriptions = {name: one for name, one in self.subscriptions.items() if self.seen[name[0]] > oldest}
        events += [(topic, {"type": "notification", "operation": operation, "data": event} | about) for row in rows
                   for topic, about, watched in self.subscriptions.values() if watched.entity is entity
                   for event in watched.shown(watched.matching([row]))]
        data = query.shown(rows)
        return {"data": {"deleted": len(rows) if many else True} if delete else data if many else data[0]}
    def subscribe(self, entity, message, query, events, client_id):
        taken = sum(owner == client_id for owner, _ in self.subscriptions)
        need(taken < settings.subscriptions_per_client, "rate_limited")
        about = {"subscription_id": uuid.uuid4().hex, "schema": settings.schema, "entity": entity.name}
        topic = f"{settings.prefix}/{client_id}/notify/{about['subscription_id']}"
        self.subscriptions[client_id, about["subscription_id"]] = topic, about, query
        return {"data": about | {"notify_topic": topic}, "metadata": {"lease_seconds": settings.subscription_lease_seconds}}
    def unsubscribe(self, client_id, message):
        data = message.get("data")
        name = message.get("subscription_id", data.get("subscription_id") if isinstance(data, dict) else None)
        need(isinstance(name, str), "invalid_message", "subscription_id")
        need(self.subscriptions.pop((client_id, name), None), "invalid_subscription", "subscription_id")
        return {"data": {"unsubscribed": True, "subscription_id": name}}

for name, given in (argument.split("=", 1) for argument in sys.argv[1:]):
    setattr(settings, name, type(getattr(settings, name))(given))
setcontext(Context(prec=4_000))
server = Server()
server.client.connect(settings.host, settings.port)
server.client.loop_forever()
