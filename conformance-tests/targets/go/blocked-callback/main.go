// Shows what Paho does with a callback that publishes and waits, as the
// callback of pkg/mqttspec/broker.go does: several requests at once, counted
// answers. Needs a broker, and nothing of the package.
//
//	blocked-callback [-broker URL] [-qos 0|1] [-requests N]
package main

import (
	"flag"
	"fmt"
	"sync/atomic"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

func main() {
	broker := flag.String("broker", "tcp://127.0.0.1:1883", "broker to connect to")
	qos := flag.Int("qos", 1, "QoS of the answers")
	requests := flag.Int("requests", 50, "requests published at once")
	flag.Parse()

	server := connected(*broker, "blocked-server")
	server.Subscribe("blocked/+/request", 1, func(c mqtt.Client, m mqtt.Message) {
		time.Sleep(2 * time.Millisecond) // the database
		c.Publish("blocked/client/response", byte(*qos), false, m.Payload()).Wait()
	}).Wait()

	client := connected(*broker, "blocked-client")
	var answers atomic.Int64
	client.Subscribe("blocked/client/response", 1, func(mqtt.Client, mqtt.Message) {
		answers.Add(1)
	}).Wait()
	for i := 0; i < *requests; i++ {
		client.Publish("blocked/client/request", 1, false, fmt.Sprint(i))
	}
	time.Sleep(5 * time.Second)
	fmt.Printf("%d of %d requests were answered within 5 s\n", answers.Load(), *requests)
	client.Publish("blocked/client/request", 1, false, "late").Wait()
	time.Sleep(5 * time.Second)
	fmt.Printf("%d of %d after one more\n", answers.Load(), *requests+1)
}

func connected(broker, id string) mqtt.Client {
	options := mqtt.NewClientOptions().AddBroker(broker).SetClientID(id).SetCleanSession(true)
	client := mqtt.NewClient(options)
	if token := client.Connect(); token.Wait() && token.Error() != nil {
		panic(token.Error())
	}
	return client
}
