"""An MQTTSpec 1.0 server: the tables of an SQLite file, behind an MQTT 5 broker. Numbers are clauses of protocol.md."""
import base64, ctypes, itertools, json, logging, math, operator, re, socket, sqlite3, sys, time, uuid
from collections import namedtuple
from datetime import date, datetime, time as clock, timezone
from decimal import Context, Decimal, setcontext
from paho.mqtt import client as mqtt, packettypes, properties, subscribeoptions

class settings:  # each can be given as name=value in the command line
    database, host, port, prefix, schema = "mqttspec.db", "127.0.0.1", 1883, "spec", "public"
    response_qos, notification_qos, lease_seconds, subscriptions_per_client = 1, 1, 3_600, 1_000
    payload_bytes, json_depth, id_length, filters_per_request, values_per_list = 1_048_576, 32, 256, 100, 1_000
    rows_per_write, page_size_default, page_size_max = 1_000, 100, 1_000
for name, given in (a.split("=", 1) for a in sys.argv[1:]): setattr(settings, name, type(vars(settings)[name])(given))
FIELDS = {"id": str, "type": str, "operation": str, "schema": str, "entity": str, "record_id": (str, Decimal, dict),
          "data": (dict, list), "options": dict, "subscription_id": str}
PLACES = ["cursor_forward", "cursor_backward", "fetch_row_number"]
NOT_HERE = "computed_columns computedColumns custom_operators customOperators sql_joins computed_ql".split()
VIOLATIONS = {"UNIQUE": "unique", "PRIMARYKEY": "unique", "FOREIGNKEY": "foreign_key", "NOTNULL": "not_null"}
setcontext(Context(prec=4_000))

class Refused(Exception): pass  # with the answer's error
def need(condition, code, path=None, **details):
    details |= {"path": path} if path else {}
    if not condition: raise Refused({"code": code, "message": f"Look at {path or 'the request'}.", "details": details})
def fit(condition, value=None): return {True: value}[bool(condition)]  # or a LookupError, for checked
def checked(code, path, convert, *given, **details):
    try: return convert(*given)
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError):
        need(False, code, path, **details)
def take(code, path, shape, given):  # what a value says, if of this shape: a list, an object or a function; ... is none
    if callable(shape): return checked(code, path, shape, given)
    need(isinstance(given, type(shape)), code, path)
    if isinstance(shape, list): return [take(code, f"{path}[{i}]", shape[0], one) for i, one in enumerate(given)]
    return {name: take(code, f"{path}.{name}", part, given.get(name, ...)) for name, part in shape.items()}
def word(words): return lambda given: words[given.lower() if isinstance(given, str) and given.isascii() else given]
def count(given): return int(fit(isinstance(given, Decimal) and 0 <= given < 2**63 and given == int(given), given))

def decode(text):  # strict JSON (2.1.1), its numbers as Decimals (2.6.1), NaN where these have no room for the exponent
    def number(digits): return Decimal(digits, Context(traps=[]))
    def unique(pairs): return fit(len(dict(pairs)) == len(pairs), dict(pairs))
    return json.loads(text, parse_int=number, parse_float=number, parse_constant=int, object_pairs_hook=unique)
def encode(value):
    if isinstance(value, list): return "[" + ",".join(map(encode, value)) + "]"
    if isinstance(value, dict): return "{" + ",".join(encode(n) + ":" + encode(v) for n, v in value.items()) + "}"
    if isinstance(value, Decimal): return format(value, "f") if abs(value.adjusted()) <= 1_000 else str(value)
    if isinstance(value, float) and math.isinf(value): return '"Infinity"' if value > 0 else '"-Infinity"'
    return json.dumps(value, ensure_ascii=False, default=lambda raw: base64.b64encode(raw).decode())
def number(column, given):
    found = Decimal(given)
    return fit(len(found.as_tuple().digits) <= 1_000 and abs(found.adjusted()) <= 1_000, (found + 0).normalize())
def nearest(column, given):  # the column's float, in its shortest form; a number beyond all floats stays itself
    if str(given)[-1] in "Ny": return float(given)  # NaN and both Infinity
    exact, float_type = number(column, given), ctypes.c_float if column.size == 32 else ctypes.c_double
    found = float_type(float(exact)).value
    shorter = (float(f"{found:.{digits}g}") for digits in range(6, 18))
    return next(one for one in shorter if float_type(one).value == found) if math.isfinite(found) else exact
def moment(column, given):  # in UTC and with the column's digits, further ones at the end: texts in the order of time
    found, zone = (clock if column.kind == "time" else datetime).fromisoformat(given), "Z" * (column.kind == "zoned")
    found = found.astimezone(timezone.utc).replace(tzinfo=None) if zone else found
    text, digits = found.isoformat(timespec="microseconds").split(".")
    return text + "." * (column.size > 0) + digits[:column.size] + zone + digits[column.size:].rstrip("0")
def rank(value): return value is None, value != value, value  # NaN above all numbers, NULL above all (4.2.2, 5.7.4)
def fold(text): return "".join(point.lower()[0] for point in text)  # each code point on its own (5.7.2)
def pattern(name, given):  # what an operator on text looks for (5.5)
    fit("\0" not in given and ("like" not in name or re.fullmatch(r"(?s)(\\.|[^\\]){0,1000}", given)))
    return given if name == "like" else fold(given)
def like(text, pattern): return DATABASE.execute("SELECT ? LIKE ? ESCAPE '\\'", (text, pattern)).fetchone()[0]
NUMBER, DATE, TIME = r'("?)-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?\1', r"\d{4}-\d\d-\d\d", r"\d\d:\d\d:\d\d(\.\d{1,6})?"
FORBIDDEN = re.compile(r"[\ud800-\udfff]|(?<!\\)(\\\\)*\\u0000")  # in the JSON of data and of filters (2.6.3, 5.7.7)
def short(column, value): return len(value) <= column.size
def whole(column, value): return len(value) - column.size - (column.size > 0) in (8, 19 + (column.kind == "zoned"))
Kind = namedtuple("Kind", "declared form value room stored", defaults=(  # stored: JSON of what SQLite keeps
    lambda c, v: v, lambda c, v: True, lambda kept: decode(encode(kept))))
KINDS = {  # of columns: declared types with their sizes, the form in JSON, what compares, if it has room (2.6)
    "integer": Kind({"smallint": 15, "int4": 31, "integer": 63, "bigint": 63}, NUMBER, number,
                    lambda c, v: v == int(v) and -2**c.size <= v < 2**c.size),
    "decimal": Kind({"decimal_text": 999}, NUMBER, number,
                    lambda c, v: abs(v) < 10**(c.size - c.scale) and v == round(v, c.scale)),
    "float": Kind({"float4": 32, "real": 64, "double precision": 64}, NUMBER + '|"(NaN|-?Infinity)"', nearest,
                  lambda c, v: isinstance(v, float) and v == v),
    "boolean": Kind({"boolean": 1}, "true|false", stored=lambda kept: kept + 0 != 0),
    "text": Kind({"varchar": 1e9, "text": 1e9}, '".*"', room=short),
    "char": Kind({"char": 1}, '".*"', room=short, stored=lambda kept: kept.rstrip(" ")),
    "binary": Kind({"varbinary": 1e9, "blob": 1e9}, '"(....)*"', lambda _, v: base64.b64decode(v, None, True), short),
    "uuid": Kind({"uuid": 1}, r'"[\da-fA-F]{8}(-[\da-fA-F]{4}){3}-[\da-fA-F]{12}"', lambda c, v: v.lower()),
    "json": Kind({"json_text": 1}, ".*", room=lambda c, v: [decode(encode(v))], stored=decode),
    "date": Kind({"date": 1}, f'"{DATE}"', lambda c, v: str(date.fromisoformat(v))),
    "time": Kind({"time": 0}, f'"{TIME}"', moment, whole),
    "timestamp": Kind({"timestamp": 6}, f'"{DATE}T{TIME}"', moment, whole),
    "zoned": Kind({"timestamp with time zone": 6}, rf'"{DATE}T{TIME}(Z|[+-]\d\d:\d\d)"', moment, whole)}
TESTS = {  # operators (5.1), which never see a NULL
    "eq": operator.eq, "neq": operator.ne, "gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le,
    "in": lambda v, *them: v in them, "not_in": lambda v, *them: v not in them and rank(None) not in them,
    "between": lambda v, a, b: a < v < b, "between_inclusive": lambda v, a, b: a <= v <= b,
    "is_null": lambda v: False, "is_not_null": lambda v: True, "empty": rank("").__eq__, "not_empty": rank("").__ne__,
    "like": like, "ilike": like, "contains": operator.contains, "startswith": str.startswith, "endswith": str.endswith}
ALONE, ON_TEXT = "is_null is_not_null empty not_empty".split(), "contains startswith endswith like ilike".split()
ABLE = {"json": ALONE, "float": {*TESTS} - {*ON_TEXT}, "binary": {*TESTS} - {*ON_TEXT}}
NAMES = {n: n for n in TESTS} | {n.replace("_", ""): n for n in TESTS} | {"=": "eq", "==": "eq", "!=": "neq",
    "<>": "neq", ">": "gt", ">=": "gte", "<": "lt", "<=": "lte", "null": "is_null", "notnull": "is_not_null"}

class Column(namedtuple("Column", "name kind size scale")):
    def value(self, given):  # a JSON value as it compares; the column need not have room for it
        text = encode(given)
        fit(re.fullmatch(KINDS[self.kind].form, text, re.A | re.S) and not FORBIDDEN.search(text))
        return KINDS[self.kind].value(self, given)
    def kept(self, given):  # a JSON value as SQLite keeps it, never as another one (2.6.10)
        value = None if given is None else self.value(given)
        fit(value is None or KINDS[self.kind].room(self, value))
        return encode(value) if value is not None and self.kind in ("integer", "decimal", "json") else value
    def stored(self, kept): return None if kept is None else self.value(KINDS[self.kind].stored(kept))
def quoted(names, after="", between=", "): return between.join('"' + n.replace('"', '""') + '"' + after for n in names)
class Entity:  # a table or view; all names in its SQL are those of the database's own catalogue (3.7.2)
    def __init__(self, name):
        found = DATABASE.execute(f"PRAGMA table_info({quoted([name])})").fetchall()  # cid name type notnull default pk
        self.name, self.columns, self.required = name, {}, [c[1] for c in found if c[3] and c[4] is None]
        self.key = [c[1] for c in sorted(found, key=lambda c: c[5]) if c[5]]
        for _, column, declared, *_ in found:
            base, size, scale = re.fullmatch(r"(.*?)\s*(?:\((\d+)(?:,\s*(\d+))?\))?", declared.lower()).groups()
            kind = next(name for name, kind in KINDS.items() if base in kind.declared)
            self.columns[column] = Column(column, kind, int(size or KINDS[kind].declared[base]), int(scale or 0))
        self.table, self.at_key = quoted([name]), " WHERE " + quoted(self.key, " = ?", " AND ")
    def rows(self, key={}):
        at, size = self.at_key if key else "", len(self.key)
        found = DATABASE.execute(f"SELECT {quoted(self.key + [*self.columns])} FROM {self.table}{at}", [*key.values()])
        return [{name: checked("read_error", None, column.stored, kept, column=name, key=[*map(str, row[:size])])
                 for (name, column), kept in zip(self.columns.items(), row[size:])} for row in found]
    def find(self, key, path, code="not_found"): return checked(code, path, lambda: self.rows(key)[0])
    def key_of(self, given, code="invalid_message", path="record_id"):  # in a form of 2.4.1, as SQLite keeps it
        parts = given if isinstance(given, dict) else dict(zip(self.key, [given]))
        need(self.key and all(parts.get(part) is not None for part in self.key), code, path)
        return {part: checked(code, path, self.columns[part].kept, parts[part]) for part in self.key}
    def named(self, message):  # the key that a request names (2.4), or None
        record, data = message.get("record_id"), message.get("data")
        inside = {part: data[part] for part in self.key if isinstance(data, dict) and part in data}
        if record is None: return self.key_of(inside) if self.key and len(inside) == len(self.key) else None
        key, parts = self.key_of(record), record if isinstance(record, dict) else {}
        need(not inside or key == self.key_of(parts | inside), "invalid_message", "record_id")
        return key

class Query:  # what a request's options ask of an entity's rows (4.1 to 4.3, 5)
    def __init__(self, entity, options):
        def option(name, shape, none): return take("invalid_option", f"options.{name}", shape, options.get(name, none))
        column, sortable = entity.columns.__getitem__, {n: n for n, c in entity.columns.items() if c.kind != "json"}
        sort = {"column": sortable.__getitem__, "direction": word({"asc": False, "desc": True, ...: False})}
        omitted, self.entity, self.groups = option("omit_columns", [column], []), entity, []
        self.columns = [c.name for c in option("columns", [column], [*entity.columns]) if c not in omitted]
        self.order = [item.values() for item in option("sort", [sort], [])] + [(part, False) for part in entity.key]
        self.limit = min(option("limit", count, Decimal(settings.page_size_default)), settings.page_size_max)
        self.offset = option("offset", count, Decimal(0))
        option("preload", [{"where": word({...: None}), "relation": {}.__getitem__}], [])  # no relation is known here
        filters = take("invalid_filter", "options.filters", [{
            "column": column, "operator": word(NAMES), "value": lambda given: given,
            "logic_operator": word({"and": False, "or": True, ...: False})}], options.get("filters", []))
        need(len(filters) <= settings.filters_per_request, "invalid_filter", "options.filters")
        for i, item in enumerate(filters):
            group = self.groups.pop() if item.pop("logic_operator") and i else []
            self.groups.append([*group, test(*item.values(), f"options.filters[{i}]")])
    def matching(self, rows): return [r for r in rows if all(any(test(r) for test in group) for group in self.groups)]
    def shown(self, rows): return [{name: row[name] for name in self.columns} for row in rows]
def test(column, name, value, path):  # what tells whether a filter matches a row
    need(name in ABLE.get(column.kind, TESTS), "invalid_filter", path + ".operator")
    name = {"eq": "is_null", "neq": "is_not_null"}.get(name, name) if value is None else name
    listed, ranged, alone, on_text = name in ("in", "not_in"), "between" in name, name in ALONE, name in ON_TEXT
    many = isinstance(value, list) and (listed or ranged)
    given = {f"[{i}]": one for i, one in enumerate(value)} if many else {"": value}
    size = len(given) == 2 if ranged else value is not ... and len(given) <= settings.values_per_list
    need(any(value is none for none in (..., None, True)) if alone else size, "invalid_filter", path + ".value")
    def use(one): return pattern(name, one) if on_text else rank(one if one is None and listed else column.value(one))
    operands = [checked("invalid_filter", f"{path}.value{at}", use, one) for at, one in given.items() if not alone]
    def text(value): return (str if name == "like" else fold)(value if isinstance(value, str) else encode(value))
    compared, on_null = text if on_text else rank, name in ("is_null", "empty") or name == "not_in" and not operands
    return lambda row: on_null if row[column.name] is None else TESTS[name](compared(row[column.name]), *operands)

SUBSCRIPTIONS, SEEN = {}, {}  # by client and id, and when each client was last heard of (7.6.1)
DATABASE = sqlite3.connect(settings.database, isolation_level=None)
DATABASE.executescript("PRAGMA foreign_keys = ON; PRAGMA case_sensitive_like = ON")
ENTITIES = {t[1]: Entity(t[1]) for t in DATABASE.execute("PRAGMA main.table_list").fetchall() if t[1][:7] != "sqlite_"}
def publish(topic, content, qos, asked={}):
    content |= {"timestamp": datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")}
    about = properties.Properties(packettypes.PacketTypes.PUBLISH)
    vars(about).update({name: asked[name] for name in ["CorrelationData"] if name in asked})
    about.ContentType, about.PayloadFormatIndicator = "application/json", 1
    client.publish(topic, encode(content).encode(errors="backslashreplace"), qos, properties=about)
def on_message(client, userdata, packet):
    client_id, now, events = packet.topic[len(settings.prefix) + 1:-len("/request")], time.monotonic(), []
    if packet.retain or not 1 <= len(client_id) <= 128 or client_id[0] == "$": return  # 1.1.3, 1.1.4, 1.3.2
    for old in [one for one in SUBSCRIPTIONS if SEEN[one[0]] < now - settings.lease_seconds]: del SUBSCRIPTIONS[old]
    SEEN[client_id], answer = now, {"id": "", "type": "response", "success": True}
    asked, own = vars(packet.properties), f"{settings.prefix}/{client_id}/response"
    allowed = (asked.get("ResponseTopic", own) + "/").startswith(own + "/")
    try: answer |= serve(client_id, packet.payload, answer, events, allowed)
    except Refused as refused: answer |= {"success": False, "error": refused.args[0]}
    except Exception:
        logging.exception("a request of %s failed", client_id)
        answer |= {"success": False, "error": {"code": "internal_error", "message": "The server failed."}}
    publish(asked.get("ResponseTopic", own) if allowed else own, answer, settings.response_qos, asked)
    for topic, event in events * answer["success"]: publish(topic, event, settings.notification_qos)
def serve(client_id, payload, answer, events, allowed):
    need(len(payload) <= settings.payload_bytes, "too_large")
    message = checked("invalid_message", None, lambda: decode(payload.decode()) | {})  # an object and nothing else
    name, kind, operation = message.get("id"), message.get("type"), message.get("operation")
    named = isinstance(name, str) and 1 <= len(name) <= settings.id_length
    need(named or kind == "ping" and "id" not in message, "invalid_message", "id")
    answer["id"] = name or ""
    depths = itertools.accumulate((c in b"[{") - (c in b"]}") for c in re.sub(rb'"(\\.|[^"\\])*"', b"", payload))
    need(max(depths) <= settings.json_depth, "invalid_message")
    need(allowed, "invalid_option", "ResponseTopic")
    wanted = ["type"] if kind == "ping" else ["type", "operation"] + ["entity"] * (operation != "unsubscribe")
    for name, types in FIELDS.items():
        need(isinstance(message[name], types) if name in message else name not in wanted, "invalid_message", name)
    if kind == "ping": return {"type": "pong"}
    need(kind in HANDLERS, "invalid_message_type", "type")
    need(operation in HANDLERS[kind], f"invalid_{kind}_operation".replace("request_", ""), "operation")
    if operation == "unsubscribe": return unsubscribe(client_id, message)
    entity, options = ENTITIES.get(message["entity"]), message.get("options", {})
    need(entity and message.get("schema", settings.schema) == settings.schema, "model_not_found", "entity")
    need(entity.key or operation in ("read", "meta"), "invalid_model", "entity")
    for name in NOT_HERE if operation == "read" else NOT_HERE + PLACES:
        need(options.get(name) in (None, []), "invalid_option", f"options.{name}")
    try:
        with DATABASE:
            DATABASE.execute("BEGIN IMMEDIATE")
            return HANDLERS[kind][operation](entity, message, Query(entity, options), events, client_id)
    except sqlite3.Error as error:
        name, columns = getattr(error, "sqlite_errorname", ""), re.findall(r"\.(\w+)", str(error))
        need("BUSY" not in name and "LOCKED" not in name, "conflict", retry=True)
        need("CONSTRAINT" in name, f"{operation}_error")
        need(False, "constraint_violation", kind=VIOLATIONS.get(name[18:], "check"), columns=columns)

def meta(entity, *_):
    return {"data": {"schema": settings.schema, "entity": entity.name, "table_name": entity.name,
                     "primary_key": entity.key, "columns": [{"name": name} for name in entity.columns]}}
def read(entity, message, query, *_):
    key, options, offset = entity.named(message), message.get("options", {}), query.offset
    place = next((name for name in PLACES if name in options), "")
    path, cursor = f"options.{place}" if place else "record_id", place.startswith("cursor")
    need(not place or not key and len({*PLACES} & {*options}) == 1, "invalid_option", path)
    key = entity.key_of(options[place], "invalid_cursor" if cursor else "invalid_option", path) if place else key
    row = key and entity.find(key, path, "invalid_cursor" if cursor else "not_found")
    rows = entity.rows() if place or not key else [row]
    for name, descending in reversed(query.order): rows.sort(key=lambda row: rank(row[name]), reverse=descending)
    page = matching = query.matching(rows)
    if key and not cursor:
        number = checked("not_found", path, matching.index, row) + 1
        metadata = {"total": len(matching), "count": 1} | ({"row_number": number} if place else {})
        return {"data": query.shown([row])[0], "metadata": metadata}
    if cursor:
        at, offset = rows.index(row), 0
        page = query.matching(rows[at + 1:]) if place == "cursor_forward" else query.matching(rows[:at])[-query.limit:]
    page = query.shown(page[offset:offset + query.limit])
    metadata = {"total": len(matching), "count": len(page), "limit": query.limit, "offset": offset}
    return {"data": page, "metadata": metadata}
def write(entity, message, query, events, _):
    operation, data, rows = message["operation"], message.get("data"), []
    many, create, delete = isinstance(data, list), operation == "create", operation == "delete"
    named = entity.named(message) if not create or "record_id" in message else {}
    need("record_id" not in message if many else named or create, "invalid_message", "record_id")
    need(not many or len(data) <= settings.rows_per_write, "invalid_data", "data")
    for path, item in [(f"data[{i}]", item) for i, item in enumerate(data)] if many else [("data", data)]:
        need(isinstance(item, dict) or delete, "invalid_message", path)
        key = entity.key_of(item, path=path) if many and not create else named
        old = None if create else entity.find(key, path)
        need(create or query.matching([old]), "conflict", "options.filters")
        values = {} if delete else key | {n: checked("invalid_data", f"{path}.{n}", lambda: entity.columns[n].kept(v))
                                          for n, v in item.items()}
        missing = [n for n in entity.required if n not in values or values[n] is None and n in entity.key]
        need(not create or not missing, "invalid_data", f"{path}.{min(missing, default='')}")
        into = f"({quoted(values)}) VALUES ({', '.join('?' * len(values))})" if values else "DEFAULT VALUES"
        sql = {"create": f"INSERT INTO {entity.table} {into}", "delete": f"DELETE FROM {entity.table}{entity.at_key}",
               "update": f"UPDATE {entity.table} SET {quoted(values, ' = ?')}{entity.at_key}"}[operation]
        values = [*values.values(), *([] if create else key.values())]
        key = dict(zip(entity.key, *DATABASE.execute(f"{sql} RETURNING {quoted(entity.key)}", values)))
        rows.append(old if delete else entity.find(key, path, "invalid_data"))
    events += [(topic, {"type": "notification", "operation": operation, "data": event} | about) for row in rows
               for topic, about, watched in SUBSCRIPTIONS.values() if watched.entity is entity
               for event in watched.shown(watched.matching([row]))]
    data = {"deleted": len(rows) if many else True} if delete else query.shown(rows)
    return {"data": data if many or delete else data[0]}
def subscribe(entity, message, query, events, client_id):
    need([owner for owner, _ in SUBSCRIPTIONS].count(client_id) < settings.subscriptions_per_client, "rate_limited")
    about = {"subscription_id": uuid.uuid4().hex, "schema": settings.schema, "entity": entity.name}
    topic = f"{settings.prefix}/{client_id}/notify/{about['subscription_id']}"
    SUBSCRIPTIONS[client_id, about["subscription_id"]] = topic, about, query
    return {"data": about | {"notify_topic": topic}, "metadata": {"lease_seconds": settings.lease_seconds}}
def unsubscribe(client_id, message):
    name = ({**message["data"]} | message if isinstance(message.get("data"), dict) else message).get("subscription_id")
    need(isinstance(name, str), "invalid_message", "subscription_id")
    need(SUBSCRIPTIONS.pop((client_id, name), None), "invalid_subscription", "subscription_id")
    return {"data": {"unsubscribed": True, "subscription_id": name}}

HANDLERS = {"request": {"read": read, "create": write, "update": write, "delete": write, "meta": meta},
            "subscription": {"subscribe": subscribe, "unsubscribe": unsubscribe}}
client, topic = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5), f"{settings.prefix}/+/request"
client.on_message = on_message
client.on_connect = lambda *_: client.subscribe(topic, options=subscribeoptions.SubscribeOptions(2, False, True, 2))
client.on_socket_open = lambda *given: given[2].setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
client.connect(settings.host, settings.port)
client.loop_forever()
