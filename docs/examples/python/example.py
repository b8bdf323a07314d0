"""Reads, follows and creates users. Run: pip install -r requirements.txt && python3 example.py"""

import json
import os
import queue
import sys
import uuid

import paho.mqtt.client as mqtt

HOST = os.environ.get("MQTT_HOST", "localhost")
PORT = int(os.environ.get("MQTT_PORT", "1883"))
CLIENT_ID = os.environ.get("MQTT_CLIENT_ID", "example-python")
USER = os.environ.get("MQTT_USER", CLIENT_ID)
PASSWORD = os.environ.get("MQTT_PASSWORD", "")

RESPONSES = f"spec/{CLIENT_ID}/response"
USERS = {"schema": "public", "entity": "users"}


class Refused(Exception):
    """The server's error answer."""


class Requests:
    """Sends requests, and gives each the answer with its id."""

    def __init__(self):
        self.events = queue.Queue()
        self._waiting = {}  # request id -> queue for its answer
        self._ready = queue.Queue()
        self._client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=CLIENT_ID)
        self._client.username_pw_set(USER, PASSWORD)
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = self._on_message

    def __enter__(self):
        self._client.connect(HOST, PORT)
        self._client.loop_start()
        # Done only when the broker has confirmed: an answer can't come before somebody listens.
        refusal = self._ready.get(timeout=10)
        if refusal:
            raise ConnectionError(refusal)
        return self

    def __exit__(self, *_):
        self._client.disconnect()
        self._client.loop_stop()

    def ask(self, **fields):
        """The data of the answer; raises Refused with what the server says against it."""
        request_id = str(uuid.uuid4())
        answer = self._waiting[request_id] = queue.Queue()
        try:
            request = json.dumps({"id": request_id, **fields})
            self._client.publish(f"spec/{CLIENT_ID}/request", request, qos=1)
            message = answer.get(timeout=10)
        finally:
            del self._waiting[request_id]
        if not message["success"]:
            raise Refused(f"{message['error']['code']}: {message['error']['message']}")
        return message["data"]

    def _on_connect(self, client, userdata, flags, reason, properties):
        if reason.is_failure:
            self._ready.put(f"the broker refused the connection: {reason}")
        else:
            client.subscribe([(RESPONSES, 1), (f"spec/{CLIENT_ID}/notify/+", 1)])

    def _on_subscribe(self, client, userdata, mid, reasons, properties):
        refused = [reason for reason in reasons if reason.is_failure]
        self._ready.put(f"the broker refused a subscription: {refused[0]}" if refused else None)

    def _on_message(self, client, userdata, received):
        message = json.loads(received.payload)
        if received.topic != RESPONSES:
            self.events.put(message)
        elif message["id"] in self._waiting:
            self._waiting[message["id"]].put(message)


def main():
    active = {"filters": [{"column": "status", "operator": "eq", "value": "active"}]}
    with Requests() as requests:
        found = requests.ask(
            **USERS, type="request", operation="read",
            options={**active, "sort": [{"column": "name", "direction": "asc"}], "limit": 10},
        )
        print("active users:", ", ".join(user["name"] for user in found))

        subscription = requests.ask(
            **USERS, type="subscription", operation="subscribe", options=active
        )
        created = requests.ask(
            **USERS, type="request", operation="create",
            data={"name": "Python Example", "email": "py@example.com", "status": "active"},
        )
        print("created:", created["id"], created["name"])
        event = requests.events.get(timeout=10)
        print("event:", event["operation"], event["data"]["name"])

        try:
            requests.ask(
                **USERS, type="request", operation="update", record_id=-1,
                data={"status": "gone"},
            )
        except Refused as refused:
            print("refused:", refused)

        requests.ask(
            type="subscription", operation="unsubscribe",
            subscription_id=subscription["subscription_id"],
        )


if __name__ == "__main__":
    try:
        main()
    except queue.Empty:
        sys.exit("no answer within 10 seconds")
    except (Refused, OSError) as failure:
        sys.exit(str(failure))
