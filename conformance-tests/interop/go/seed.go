package main

import (
	"encoding/json"
	"fmt"
	"os"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

func main() {
	clientID := "client-go-123"
	done := make(chan struct{})

	opts := mqtt.NewClientOptions()
	opts.AddBroker(fmt.Sprintf("tcp://%s:%s", env("MQTT_HOST", "localhost"), env("MQTT_PORT", "1883")))
	opts.SetClientID(clientID)
	opts.SetUsername("your-jwt-token")
	opts.SetPassword("")

	opts.SetDefaultPublishHandler(func(client mqtt.Client, msg mqtt.Message) {
		var message map[string]interface{}
		json.Unmarshal(msg.Payload(), &message)
		fmt.Printf("Received on %s: %+v\n", msg.Topic(), message)
		close(done)
	})

	opts.OnConnect = func(client mqtt.Client) {
		fmt.Println("Connected to MQTT broker")

		// Subscribe to responses
		client.Subscribe(fmt.Sprintf("spec/%s/response", clientID), 1, nil)

		// Read users
		readMsg := map[string]interface{}{
			"id":        "msg-1",
			"type":      "request",
			"operation": "read",
			"schema":    "public",
			"entity":    "users",
			"options": map[string]interface{}{
				"filters": []map[string]interface{}{
					{"column": "status", "operator": "eq", "value": "active"},
				},
			},
		}

		payload, _ := json.Marshal(readMsg)
		client.Publish(fmt.Sprintf("spec/%s/request", clientID), 1, false, payload)
	}

	client := mqtt.NewClient(opts)
	if token := client.Connect(); token.Wait() && token.Error() != nil {
		panic(token.Error())
	}

	// Keep running until the answer has come
	<-done
	client.Disconnect(250)
}

func env(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}
