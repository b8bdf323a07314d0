// Reads, follows and creates users. Run: go run .
package main

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

const deadline = 10 * time.Second

var (
	clientID      = env("MQTT_CLIENT_ID", "example-go")
	responseTopic = "spec/" + clientID + "/response"
	active        = object{"filters": []object{{"column": "status", "operator": "eq", "value": "active"}}}
)

type object = map[string]any

type user struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

type answer struct {
	ID      string          `json:"id"`
	Success bool            `json:"success"`
	Data    json.RawMessage `json:"data"`
	Error   struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

type event struct {
	Operation string `json:"operation"`
	Data      user   `json:"data"`
}

// requests gives each request the answer with its id.
type requests struct {
	client  mqtt.Client
	events  chan event
	mutex   sync.Mutex
	waiting map[string]chan answer
}

func connect() (*requests, error) {
	r := &requests{events: make(chan event, 100), waiting: map[string]chan answer{}}
	options := mqtt.NewClientOptions().
		AddBroker("tcp://" + env("MQTT_HOST", "localhost") + ":" + env("MQTT_PORT", "1883")).
		SetClientID(clientID).
		SetUsername(env("MQTT_USER", clientID)).
		SetPassword(env("MQTT_PASSWORD", ""))
	r.client = mqtt.NewClient(options)
	if err := finish(r.client.Connect()); err != nil {
		return nil, err
	}
	// Done only when the broker has confirmed: an answer can't come before somebody listens.
	topics := map[string]byte{responseTopic: 1, "spec/" + clientID + "/notify/+": 1}
	subscribed := r.client.SubscribeMultiple(topics, r.received)
	if err := finish(subscribed); err != nil {
		return nil, err
	}
	for topic, code := range subscribed.(*mqtt.SubscribeToken).Result() {
		if code >= 0x80 {
			return nil, fmt.Errorf("the broker refused the subscription to %s", topic)
		}
	}
	return r, nil
}

func (r *requests) close() {
	r.client.Disconnect(250)
}

func (r *requests) received(_ mqtt.Client, message mqtt.Message) {
	if message.Topic() != responseTopic {
		var e event
		if json.Unmarshal(message.Payload(), &e) == nil {
			r.events <- e
		}
		return
	}
	var a answer
	if json.Unmarshal(message.Payload(), &a) == nil {
		if waiting, ok := r.take(a.ID); ok {
			waiting <- a
		}
	}
}

func (r *requests) take(id string) (chan answer, bool) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	waiting, ok := r.waiting[id]
	delete(r.waiting, id)
	return waiting, ok
}

// ask sends a request and reads its answer's data into result. The error is what the server says against it.
func (r *requests) ask(request object, result any) error {
	id := newID()
	request["id"] = id
	payload, err := json.Marshal(request)
	if err != nil {
		return err
	}
	waiting := make(chan answer, 1)
	r.mutex.Lock()
	r.waiting[id] = waiting
	r.mutex.Unlock()
	defer r.take(id)
	if err := finish(r.client.Publish("spec/"+clientID+"/request", 1, false, payload)); err != nil {
		return err
	}
	select {
	case a := <-waiting:
		if !a.Success {
			return errors.New(a.Error.Code + ": " + a.Error.Message)
		}
		return json.Unmarshal(a.Data, result)
	case <-time.After(deadline):
		return errors.New("no answer within " + deadline.String())
	}
}

func run() error {
	r, err := connect()
	if err != nil {
		return err
	}
	defer r.close()

	var found []user
	err = r.ask(object{
		"type": "request", "operation": "read", "schema": "public", "entity": "users",
		"options": object{
			"filters": active["filters"],
			"sort":    []object{{"column": "name", "direction": "asc"}},
			"limit":   10,
		},
	}, &found)
	if err != nil {
		return err
	}
	for _, u := range found {
		fmt.Println("active user:", u.Name)
	}

	var subscription struct {
		ID string `json:"subscription_id"`
	}
	err = r.ask(object{
		"type": "subscription", "operation": "subscribe", "schema": "public", "entity": "users",
		"options": active,
	}, &subscription)
	if err != nil {
		return err
	}
	var created user
	err = r.ask(object{
		"type": "request", "operation": "create", "schema": "public", "entity": "users",
		"data": object{"name": "Go Example", "email": "go@example.com", "status": "active"},
	}, &created)
	if err != nil {
		return err
	}
	fmt.Println("created:", created.ID, created.Name)
	select {
	case e := <-r.events:
		fmt.Println("event:", e.Operation, e.Data.Name)
	case <-time.After(deadline):
		return errors.New("no event within " + deadline.String())
	}

	var updated user
	err = r.ask(object{
		"type": "request", "operation": "update", "schema": "public", "entity": "users",
		"record_id": -1, "data": object{"status": "gone"},
	}, &updated)
	if err != nil {
		fmt.Println("refused:", err)
	}

	return r.ask(object{
		"type": "subscription", "operation": "unsubscribe", "subscription_id": subscription.ID,
	}, &object{})
}

func finish(token mqtt.Token) error {
	if !token.WaitTimeout(deadline) {
		return errors.New("the broker did not answer within " + deadline.String())
	}
	return token.Error()
}

func newID() string {
	random := make([]byte, 16)
	if _, err := rand.Read(random); err != nil {
		panic(err)
	}
	return hex.EncodeToString(random)
}

func env(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
