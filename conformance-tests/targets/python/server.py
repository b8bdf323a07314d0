"""An MQTTSpec 1.0 server: the tables of an SQLite file, behind an MQTT 5 broker. Numbers are clauses of protocol.md."""
import argparse, base64, ctypes, json, logging, math, operator, re, socket, sqlite3, time, uuid
from collections import namedtuple
from datetime import date, datetime, time as clock, timezone
from decimal import Context, Decimal, setcontext
from paho.mqtt import client as mqtt, subscribeoptions

PARSER = argparse.ArgumentParser(description=__doc__)
for name, default in {
        "database": "mqttspec.db", "host": "127.0.0.1", "port": 1883, "prefix": "spec", "schema": "public",
        "response_qos": 1, "notification_qos": 1, "payload_bytes": 1_048_576, "json_depth": 32, "id_length": 256,
        "filters_per_request": 100, "values_per_list": 1_000, "rows_per_write": 1_000, "page_size_default": 100,
        "page_size_max": 1_000, "subscriptions_per_client": 1_000, "subscription_lease_seconds": 3_600}.items():
    PARSER.add_argument("--" + name.replace("_", "-"), default=default, type=type(default))
SETTINGS = PARSER.parse_args()
setcontext(Context(prec=4_000))
FIELDS = {"id": str, "type": str, "operation": str, "schema": str, "entity": str, "record_id": (str, Decimal, dict),
          "data": (dict, list), "options": dict, "subscription_id": str}
OPERATIONS = {"request": "read create update delete meta".split(), "subscription": "subscribe unsubscribe".split()}
PLACES = "cursor_forward cursor_backward fetch_row_number".split()
NOT_HERE = "preload computed_columns computedColumns custom_operators customOperators sql_joins computed_ql".split()

class Refused(Exception):  # with code, path and further details (8.1.1)
    pass

def need(condition, code, path=None, **details):
    if not condition:
        raise Refused(code, details | ({"path": path} if path else {}))

def checked(code, path, convert, *given, **details):
    try:
        return convert(*given)
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError):
        raise Refused(code, details | ({"path": path} if path else {})) from None

def fit(condition, value):
    return value if condition else int("no such value")  # a ValueError

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
    return fit(0 <= given < 2**63 and given == int(given), int(given))

def decode(text):  # strict JSON (2.1.1), its numbers as Decimals (2.6.1), NaN where these have no room for the exponent
    number, unique = lambda digits: Decimal(digits, Context(traps=[])), lambda pairs: fit(len(dict(pairs)) == len(pairs), dict(pairs))
    return json.loads(text, parse_int=number, parse_float=number, parse_constant=int, object_pairs_hook=unique)

def depth(value):
    return 1 + max(map(depth, getattr(value, "values", value.__iter__)()), default=0) if isinstance(value, (dict, list)) else 0

def encode(value):
    if isinstance(value, dict):
        return "{" + ",".join(f"{encode(name)}:{encode(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(encode, value)) + "]"
    if isinstance(value, Decimal):
        return format(value, "f") if abs(value.adjusted()) <= 1_000 else str(value)
    value = {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, value)
    return json.dumps(value, ensure_ascii=False, default=lambda raw: base64.b64encode(raw).decode())

def number(column, given):
    found = Decimal(given)
    fits = found.is_finite() and len(found.as_tuple().digits) <= 1_000 and abs(found.adjusted()) <= 1_000
    return (fit(fits, found) + 0).normalize()

def nearest(column, given):
    found = float(given) if str(given)[-1] in "Ny" else float(number(column, given))
    if column.size == 32:  # the shortest number that reads back as the same
        single = ctypes.c_float(found).value
        found = next((near for n in range(6, 10) if ctypes.c_float(near := float(f"{single:.{n}g}")).value == single), found)
    return found if str(given)[-1] in "Ny" or math.isfinite(found) else number(column, given)

def moment(column, given):  # in UTC and with the column's digits, further ones at the end: texts in the order of time
    found = (clock if column.kind == "time" else datetime).fromisoformat(given)
    found = found.astimezone(timezone.utc).replace(tzinfo=None) if column.kind == "zoned" else found
    text, digits = found.isoformat(timespec="microseconds").split(".")
    digits, further = digits[:column.size], digits[column.size:].rstrip("0")
    return text + ("." + digits if digits else "") + ("Z" if column.kind == "zoned" else "") + further

LATER = re.compile("[\u1c89\u2c2f\ua7c0\ua7cb-\ua7dc\U00010570-\U00010595\U00010d50-\U00010d65\U00016ea0-\U00016eb8]")
def fold(text):  # each code point as its simple lower case of Unicode 13 (5.7.2)
    return "".join(point if LATER.match(point) else point.lower()[0] for point in text)

def pattern(name, given):  # what an operator on text looks for (5.5); atomic groups bound the time that % takes
    text = fit("\0" not in given, given if name == "like" else fold(given))
    if "like" not in name:
        return text
    points = re.findall(r"(?s)\\.|.", fit(len(text) <= 1_000, text))
    points = fit(points[-1:] != ["\\"], points)
    first, *parts = "".join({"%": "\0", "_": "."}.get(p, re.escape(p[-1])) for p in points).split("\0")
    last = ".*" + parts.pop() if parts else ""
    return re.compile("(?s)" + first + "".join(f"(?>.*?{part})" for part in parts) + last)

def rank(value):  # what compares and sorts: NaN above all numbers (5.7.4), NULL above all (4.2.2)
    return value is None, value != value, value

TYPES = {"smallint": ("integer", 15), "int4": ("integer", 31), "integer": ("integer", 63), "bigint": ("integer", 63),
         "decimal_text": ("decimal", 999), "float4": ("float", 32), "real": ("float", 64), "boolean": ("boolean", 1),
         "double precision": ("float", 64), "char": ("char", 1), "varchar": ("text", 10**9), "text": ("text", 10**9),
         "varbinary": ("binary", 10**9), "blob": ("binary", 10**9), "uuid": ("uuid", 36), "json_text": ("json", 1),
         "date": ("date", 1), "time": ("time", 0), "timestamp": ("timestamp", 6), "timestamp with time zone": ("zoned", 6)}
NUMBER, DATE, TIME = r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", r"\d{4}-\d\d-\d\d", r"\d\d:\d\d:\d\d(\.\d{1,6})?"
FORBIDDEN = re.compile(r"[\ud800-\udfff]|(?<!\\)(\\\\)*\\u0000")  # in the JSON of data and of filters (2.6.3, 5.7.7)
Kind = namedtuple("Kind", "types form value room stored", defaults=(
    str, ".*", lambda c, v: v, lambda c, v: True, lambda k: k))  # what compares, what has room, JSON of what SQLite keeps
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
    "date": Kind(form=DATE, value=lambda c, v: str(date.fromisoformat(v))),
    "time": Kind(str, TIME, moment, lambda c, v: len(v) == 8 + c.size + (c.size > 0)),
    "timestamp": Kind(str, f"{DATE}T{TIME}", moment, lambda c, v: len(v) == 19 + c.size + (c.size > 0)),
    "zoned": Kind(str, rf"{DATE}T{TIME}(Z|[+-]\d\d:\d\d)", moment, lambda c, v: len(v) == 20 + c.size + (c.size > 0))}
TESTS = {"eq": operator.eq, "neq": operator.ne, "gt": operator.gt, "gte": operator.ge, "lt": operator.lt,
         "lte": operator.le, "in": lambda v, *them: v in them, "between": lambda v, a, b: a < v < b,
         "not_in": lambda v, *them: v not in them and rank(None) not in them,
         "between_inclusive": lambda v, a, b: a <= v <= b, "is_null": lambda v: False, "is_not_null": lambda v: True,
         "empty": lambda v: v == rank(""), "not_empty": lambda v: v != rank(""), "contains": operator.contains,
         "startswith": str.startswith, "endswith": str.endswith,
         **dict.fromkeys(("like", "ilike"), lambda v, p: p.fullmatch(v))}
ALONE, ON_TEXT = "is_null is_not_null empty not_empty".split(), "contains startswith endswith like ilike".split()
NAMES = {name: name for name in TESTS} | {
    "=": "eq", "==": "eq", "!=": "neq", "<>": "neq", ">": "gt", ">=": "gte", "<": "lt", "<=": "lte", "null": "is_null",
    "isnull": "is_null", "notnull": "is_not_null", "isnotnull": "is_not_null", "notin": "not_in",
    "notempty": "not_empty", "betweeninclusive": "between_inclusive"}

class Column(namedtuple("Column", "name kind size scale required generated")):
    def value(self, given):  # of JSON, as it compares with the column's (5.7), which need not have room for it
        kind = KINDS[self.kind]
        fits = isinstance(given, kind.types) and re.fullmatch(kind.form, str(given), re.A | re.S)
        return kind.value(self, fit(fits and not FORBIDDEN.search(encode(given)), given))
    def kept(self, given):  # a JSON value as SQLite keeps it, never as another one (2.6.10)
        value = None if given is None else self.value(given)
        fits = not self.generated and (value is None or KINDS[self.kind].room(self, value))
        return fit(fits, encode(value) if given is not None and self.kind in ("integer", "decimal", "json") else value)
    def stored(self, kept):
        return None if kept is None else self.value(KINDS[self.kind].stored(kept))

class Entity:  # a table or view; all names in its SQL are those of the database's own catalogue (3.7.2)
    def __init__(self, database, name, rowids):
        found = database.execute("SELECT * FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid", (name,)).fetchall()
        self.execute, self.name, self.columns = database.execute, name, {}
        self.key = [c["name"] for c in sorted(found, key=lambda c: c["pk"]) if c["pk"]]
        automatic = rowids and [c["type"].lower() for c in found if c["pk"]] == ["integer"]
        for c in found:
            base, size, scale = re.fullmatch(r"(.*?)\s*(?:\((\d+)(?:,\s*(\d+))?\))?", c["type"].lower()).groups()
            required = not c["dflt_value"] and not c["hidden"] and (not automatic if c["pk"] else c["notnull"])
            self.columns[c["name"]] = Column(c["name"], TYPES[base][0], int(size or TYPES[base][1]), int(scale or 0), required, c["hidden"])
        self.table, self.at_key = self.quoted([name]), "WHERE " + self.quoted(self.key, " = ? COLLATE BINARY", " AND ")
    def quoted(self, names, after="", between=", "):
        return between.join("\"" + name.replace("\"", "\"\"") + "\"" + after for name in names)
    def rows(self, where="", values=()):
        return [{name: checked("read_error", None, column.stored, row[name], column=name, key=[str(row[part]) for part in self.key])
                 for name, column in self.columns.items()} for row in self.execute(f"SELECT * FROM {self.table} {where}", [*values])]
    def find(self, key, path=None, code="not_found"):
        return checked(code, path, lambda: self.rows(self.at_key, key.values())[0])
    def key_of(self, given, code="invalid_message", path="record_id"):  # in one of the forms of 2.4.1
        parts = given if isinstance(given, dict) else dict(zip(self.key, [given]))
        need(self.key and all(parts.get(part) is not None for part in self.key), code, path)
        return {part: checked(code, path, self.columns[part].kept, parts[part]) for part in self.key}
    def named(self, message):  # the key that a request names (2.4), or None
        record, data = message.get("record_id"), message.get("data")
        inside = {part: data[part] for part in self.key if isinstance(data, dict) and part in data}
        if record is None and len(inside) < (len(self.key) or 1):
            return None
        key = self.key_of(inside if record is None else record)
        again = key if not inside else self.key_of(record | inside if isinstance(record, dict) else inside)
        need(key == again, "invalid_message", "record_id")
        return key
    def write(self, operation, item, key, path, query):  # answers the row: for a delete the old one, otherwise the new one
        old = None if operation == "create" else self.find(key, path)
        need(old is None or query.matches(old), "conflict", "options.filters")
        if operation == "delete":
            self.execute(f"DELETE FROM {self.table} {self.at_key}", [*key.values()])
            return old
        values = {name: checked("invalid_data", f"{path}.{name}", lambda: self.columns[name].kept(given)) for name, given in item.items()}
        if operation == "update":
            values |= key  # never nothing to set
            self.execute(f"UPDATE {self.table} SET {self.quoted(values, ' = ?')} {self.at_key}", [*values.values(), *key.values()])
            return self.find(key)
        for name, column in self.columns.items():
            absent = name not in values or name in self.key and values[name] is None
            need(not column.required or not absent, "invalid_data", f"{path}.{name}")
        into = f"({self.quoted(values)}) VALUES ({', '.join('?' * len(values))})" if values else "DEFAULT VALUES"
        create = f"INSERT INTO {self.table} {into} RETURNING {self.quoted(self.key)}"
        return self.find(dict(zip(self.key, self.execute(create, [*values.values()]).fetchall()[0])))

class Query:  # what a request's options ask of an entity's rows (4.1 to 4.3, 5)
    def __init__(self, entity, options):
        named, sortable = entity.columns.__getitem__, {n: c for n, c in entity.columns.items() if c.kind != "json"}
        option = lambda name, shape, default: take("invalid_option", f"options.{name}", shape, options.get(name, default))
        omitted, self.entity, self.tests = option("omit_columns", [named], []), entity, []
        self.columns = [c.name for c in option("columns", [named], [*entity.columns]) if c not in omitted]
        sort = {"column": sortable.__getitem__, "direction": word({"asc": False, "desc": True}, "asc")}
        self.order = [(item["column"].name, item["direction"]) for item in option("sort", [sort], [])]
        self.limit = min(option("limit", count, Decimal(SETTINGS.page_size_default)), SETTINGS.page_size_max)
        self.offset = option("offset", count, Decimal(0))
        form = {"column": named, "operator": word(NAMES), "value": lambda given: given,
                "logic_operator": word({"and": False, "or": True}, "and")}
        filters = take("invalid_filter", "options.filters", [form], options.get("filters", []))
        need(len(filters) <= SETTINGS.filters_per_request, "invalid_filter", "options.filters")
        for i, (column, name, value, joins) in enumerate(item.values() for item in filters):
            group = self.tests.pop() if joins and i else []
            self.tests.append([*group, self.test(column, name, value, f"options.filters[{i}]")])
    def test(self, column, name, value, path):  # what tells whether a filter matches a row
        able = name in ALONE or column.kind not in (("json", "float", "binary") if name in ON_TEXT else ("json",))
        need(able, "invalid_filter", path + ".operator")
        name = {"eq": "is_null", "neq": "is_not_null"}.get(name, name) if value is None else name
        listed, ranged, on_text = name in ("in", "not_in"), "between" in name, name in ON_TEXT
        many = isinstance(value, list) and (listed or ranged)
        fits = many and len(value) == 2 if ranged else value is not ... and (not many or len(value) <= SETTINGS.values_per_list)
        need(fits if name not in ALONE else any(value is one for one in (..., None, True)), "invalid_filter", path + ".value")
        def operand(one):
            return pattern(name, one) if on_text else rank(None if one is None and listed else column.value(one))
        given = {} if name in ALONE else {f"[{i}]": one for i, one in enumerate(value)} if many else {"": value}
        operands = [checked("invalid_filter", f"{path}.value{at}", operand, one) for at, one in given.items()]
        def matches(row):
            value = row[column.name]
            if value is None:
                return name in ("is_null", "empty") or name == "not_in" and not operands
            text = value if not on_text or isinstance(value, str) else encode(value)
            return TESTS[name](rank(value) if not on_text else text if name == "like" else fold(text), *operands)
        return matches
    def matches(self, row):
        return all(any(test(row) for test in group) for group in self.tests)
    def sorted(self):
        rows = self.entity.rows()
        for name, descending in reversed(self.order + [(part, False) for part in self.entity.key]):
            rows.sort(key=lambda row: rank(row[name]), reverse=descending)
        return rows
    def show(self, row):
        return {name: row[name] for name in self.columns}

class Server:
    def __init__(self):
        self.subscriptions, self.seen, self.entities = {}, {}, {}
        self.database = sqlite3.connect(SETTINGS.database, isolation_level=None)
        self.database.row_factory = sqlite3.Row
        self.database.execute("PRAGMA foreign_keys = ON")
        for found in self.database.execute("SELECT * FROM pragma_table_list WHERE schema = 'main'").fetchall():
            try:
                self.entities[found["name"]] = Entity(self.database, found["name"], found["type"] == "table" and not found["wr"])
            except KeyError as unknown:
                logging.warning("%s is not served, for a column of the type %s", found["name"], unknown)
        self.client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self.client.on_message = self.on_message
        self.client.on_socket_open = lambda *given: given[2].setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.client.on_connect = lambda *_: self.client.subscribe(
            f"{SETTINGS.prefix}/+/request", options=subscribeoptions.SubscribeOptions(2, False, True, 2))  # 1.3.2
    def on_message(self, client, userdata, packet):
        client_id = packet.topic[len(SETTINGS.prefix) + 1:-len("/request")]
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
            answer |= {"success": False, "error": {"code": code, "message": message} | ({"details": details} if details else {})}
        self.publish(f"{SETTINGS.prefix}/{client_id}/response", answer, SETTINGS.response_qos)
        for topic, event in events if answer["success"] else ():  # what failed did not happen (7.5.1)
            self.publish(topic, event, SETTINGS.notification_qos)
    def publish(self, topic, content, qos):
        content["timestamp"] = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self.client.publish(topic, encode(content).encode(errors="backslashreplace"), qos)
    def serve(self, client_id, payload, answer, events):
        need(len(payload) <= SETTINGS.payload_bytes, "too_large")
        message, deep = checked("invalid_message", None, lambda: [decode(payload.decode()), depth(decode(payload))])
        given = message.get("id", "" if message.get("type") == "ping" else None) if isinstance(message, dict) else None
        fits = isinstance(given, str) and len(given) <= SETTINGS.id_length and (given or "id" not in message)
        need(fits, "invalid_message", "id")
        answer["id"], kind, operation = given, message.get("type"), message.get("operation")
        need(deep <= SETTINGS.json_depth, "invalid_message")
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
        need(entity and message.get("schema", SETTINGS.schema) == SETTINGS.schema, "model_not_found", "entity")
        for name in NOT_HERE if operation == "read" else PLACES + NOT_HERE:
            need(options.get(name) in (None, []), "invalid_option", f"options.{name}")
        need(entity.key or operation in ("read", "meta"), "invalid_model", "entity")
        query = Query(entity, options)
        try:
            with self.database:
                self.database.execute("BEGIN" if operation in ("read", "meta") else "BEGIN IMMEDIATE")
                return getattr(self, operation, self.write)(entity, message, query, events, client_id)
        except sqlite3.Error as error:
            name = getattr(error, "sqlite_errorname", "").lower().removeprefix("sqlite_")
            need(not name.startswith(("busy", "locked")), "conflict", retry=True)
            need(name.startswith("constraint_"), f"{operation}_error")
            name = name.removeprefix("constraint_")
            columns = [part.split(".")[-1] for part in str(error).split(": ")[-1].split(", ")]
            need(False, "constraint_violation", columns=[name for name in columns if name in entity.columns],
                 kind={"primarykey": "unique", "foreignkey": "foreign_key", "notnull": "not_null"}.get(name, name))
    def meta(self, entity, *_):
        return {"data": {"schema": SETTINGS.schema, "entity": entity.name, "table_name": entity.name,
                         "primary_key": entity.key, "columns": [{"name": name} for name in entity.columns]}}
    def read(self, entity, message, query, *_):
        key, options, start = entity.named(message), message.get("options", {}), query.offset
        places = [name for name in PLACES if name in options]
        need(len(places) + bool(key) <= 1, "invalid_option", f"options.{'.'.join(places[:1])}")
        if key:
            row = entity.find(key, "record_id")
            need(query.matches(row), "not_found", "record_id")
            return {"data": query.show(row), "metadata": {"total": 1, "count": 1}}
        rows = query.sorted()
        page = matching = [row for row in rows if query.matches(row)]
        for place in places:
            code, path = "invalid_option" if place == "fetch_row_number" else "invalid_cursor", f"options.{place}"
            need(place == "fetch_row_number" or not str(options[place]).startswith("c1."), code, path)
            key = entity.key_of(options[place], code, path)
            row = entity.find(key, path, "not_found" if place == "fetch_row_number" else code)
            if place == "fetch_row_number":
                position = checked("not_found", path, matching.index, row) + 1
                return {"data": query.show(row), "metadata": {"total": len(matching), "count": 1, "row_number": position}}
            page = rows[:rows.index(row)] if place == "cursor_backward" else rows[rows.index(row) + 1:]
            page = [row for row in page if query.matches(row)]
            start = max(0, len(page) - query.limit) if place == "cursor_backward" else 0
        page = [query.show(row) for row in page[start:start + query.limit]]
        return {"data": page, "metadata": {"total": len(matching), "count": len(page), "limit": query.limit,
                                           "offset": 0 if places else start}}
    def write(self, entity, message, query, events, _):
        operation, data = message["operation"], message.get("data")
        many = isinstance(data, list)
        key = entity.named(message) if operation != "create" or "record_id" in message else None
        need("record_id" not in message if many else key or operation == "create", "invalid_message", "record_id")
        items, rows = {f"data[{i}]": item for i, item in enumerate(data)} if many else {"data": data}, []
        need(len(items) <= SETTINGS.rows_per_write, "invalid_data", "data")
        for path, item in items.items():
            need(isinstance(item, dict) or operation == "delete", "invalid_message", path)
            key = entity.key_of(item, path=path) if many and operation != "create" else key
            rows.append(entity.write(operation, item, key, path, query))
            events += self.events(operation, entity, rows[-1])
        if operation == "delete":
            return {"data": {"deleted": len(rows) if many else True}}
        shown = [query.show(row) for row in rows]
        return {"data": shown if many else shown[0]}
    def events(self, operation, entity, row):  # what a written row is to its subscriptions (7.3), if they live (7.6.1)
        oldest, notification = time.monotonic() - SETTINGS.subscription_lease_seconds, {"type": "notification", "operation": operation}
        self.subscriptions = {name: one for name, one in self.subscriptions.items() if self.seen[name[0]] > oldest}
        return [(topic, notification | about | {"data": query.show(row)}) for topic, about, query in self.subscriptions.values()
                if query.entity is entity and query.matches(row)]
    def subscribe(self, entity, message, query, events, client_id):
        taken = sum(owner == client_id for owner, _ in self.subscriptions)
        need(taken < SETTINGS.subscriptions_per_client, "rate_limited")
        about = {"subscription_id": uuid.uuid4().hex, "schema": SETTINGS.schema, "entity": entity.name}
        topic = f"{SETTINGS.prefix}/{client_id}/notify/{about['subscription_id']}"
        self.subscriptions[client_id, about["subscription_id"]] = topic, about, query
        return {"data": about | {"notify_topic": topic}, "metadata": {"lease_seconds": SETTINGS.subscription_lease_seconds}}
    def unsubscribe(self, client_id, message):
        data = message.get("data")
        name = message.get("subscription_id", data.get("subscription_id") if isinstance(data, dict) else None)
        need(isinstance(name, str), "invalid_message", "subscription_id")
        need(self.subscriptions.pop((client_id, name), None), "invalid_subscription", "subscription_id")
        return {"data": {"unsubscribed": True, "subscription_id": name}}

server = Server()
server.client.connect(SETTINGS.host, SETTINGS.port)
server.client.loop_forever()
