// Serves the conformance kit's fixture with the Go package that defined the
// protocol first, behind an external MQTT broker.
//
// Written against the sources of github.com/bitechdev/ResolveSpec as read at
// commit a81031b; it has never been compiled against the module itself, nor
// run. See README.md.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/bitechdev/ResolveSpec/pkg/mqttspec"
	"github.com/bitechdev/ResolveSpec/pkg/spectypes"
	"github.com/glebarez/sqlite"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// The fixture's tables. Pointers are nullable columns, so that NULL is shown as
// null and not as a zero value; dates, times and JSON have the package family's
// own types, which come nearest to the protocol's forms. No field has
// "omitempty": a column that is NULL is to be there.

// Item has a column of each type.
type Item struct {
	ID       int64                  `json:"id" gorm:"column:id;primaryKey"`
	Run      *string                `json:"run" gorm:"column:run"`
	Name     *string                `json:"name" gorm:"column:name"`
	Quantity *int32                 `json:"quantity" gorm:"column:quantity"`
	Volume   spectypes.SqlInt64     `json:"volume" gorm:"column:volume"`
	Price    *float64               `json:"price" gorm:"column:price"`
	Rating   *float32               `json:"rating" gorm:"column:rating"`
	Weight   *float64               `json:"weight" gorm:"column:weight"`
	Active   *bool                  `json:"active" gorm:"column:active;default:true"`
	Code     *string                `json:"code" gorm:"column:code"`
	Born     spectypes.SqlDate      `json:"born" gorm:"column:born"`
	Opens    spectypes.SqlTime      `json:"opens" gorm:"column:opens"`
	Seen     spectypes.SqlTimeStamp `json:"seen" gorm:"column:seen"`
	SeenZone *time.Time             `json:"seen_zone" gorm:"column:seen_zone"`
	UID      *string                `json:"uid" gorm:"column:uid"`
	Raw      []byte                 `json:"raw" gorm:"column:raw"`
	Doc      spectypes.SqlJSONB     `json:"doc" gorm:"column:doc"`
	Email    *string                `json:"email" gorm:"column:email"`
	Score    *int32                 `json:"score" gorm:"column:score"`
	Size     *string                `json:"size" gorm:"column:size"`
}

// Note refers to an item.
type Note struct {
	ID      int64   `json:"id" gorm:"column:id;primaryKey"`
	Run     *string `json:"run" gorm:"column:run"`
	ItemID  *int64  `json:"item_id" gorm:"column:item_id"`
	Body    *string `json:"body" gorm:"column:body"`
	ReplyTo *int64  `json:"reply_to" gorm:"column:reply_to"`
}

// StockLevel has a key of two columns.
type StockLevel struct {
	Warehouse string  `json:"warehouse" gorm:"column:warehouse;primaryKey"`
	Sku       string  `json:"sku" gorm:"column:sku;primaryKey"`
	Run       *string `json:"run" gorm:"column:run"`
	Amount    *int32  `json:"amount" gorm:"column:amount"`
}

// Mention relates notes and items.
type Mention struct {
	NoteID int64   `json:"note_id" gorm:"column:note_id;primaryKey;autoIncrement:false"`
	ItemID int64   `json:"item_id" gorm:"column:item_id;primaryKey;autoIncrement:false"`
	Run    *string `json:"run" gorm:"column:run"`
}

// Guarded is for cases about rows and columns that a client may not see. The
// kit asks for them of servers that say so in code; this one does not.
type Guarded struct {
	ID     int64   `json:"id" gorm:"column:id;primaryKey"`
	Run    *string `json:"run" gorm:"column:run"`
	Owner  *string `json:"owner" gorm:"column:owner"`
	ItemID *int64  `json:"item_id" gorm:"column:item_id"`
	Amount *int32  `json:"amount" gorm:"column:amount"`
	Secret *string `json:"secret" gorm:"column:secret;default:secret"`
}

// ItemName is a row of a view, which has no key.
type ItemName struct {
	Run      *string `json:"run" gorm:"column:run"`
	Name     *string `json:"name" gorm:"column:name"`
	Quantity *int32  `json:"quantity" gorm:"column:quantity"`
}

// FilterRow is a row of the table that the filter cases read.
type FilterRow struct {
	ID      int64                  `json:"id" gorm:"column:id;primaryKey;autoIncrement:false"`
	Label   *string                `json:"label" gorm:"column:label"`
	Code    *string                `json:"code" gorm:"column:code"`
	Small   *int16                 `json:"small" gorm:"column:small"`
	Whole   *int32                 `json:"whole" gorm:"column:whole"`
	Big     spectypes.SqlInt64     `json:"big" gorm:"column:big"`
	Price   *float64               `json:"price" gorm:"column:price"`
	Ratio   *float64               `json:"ratio" gorm:"column:ratio"`
	Ratio4  *float32               `json:"ratio4" gorm:"column:ratio4"`
	Active  *bool                  `json:"active" gorm:"column:active"`
	Born    spectypes.SqlDate      `json:"born" gorm:"column:born"`
	AtTime  spectypes.SqlTime      `json:"at_time" gorm:"column:at_time"`
	At      spectypes.SqlTimeStamp `json:"at" gorm:"column:at"`
	AtZone  *time.Time             `json:"at_zone" gorm:"column:at_zone"`
	UID     *string                `json:"uid" gorm:"column:uid"`
	Raw     []byte                 `json:"raw" gorm:"column:raw"`
	Doc     spectypes.SqlJSONB     `json:"doc" gorm:"column:doc"`
	Touched *int64                 `json:"touched" gorm:"column:touched"`
}

type settings struct {
	broker, clientID, user, password, prefix string
	database, dsn                            string
	answerQoS                                int
}

func main() {
	// What the package writes as a timestamp is time.Now() in the local zone.
	time.Local = time.UTC

	var s settings
	flag.StringVar(&s.broker, "broker", fromEnv("MQTT_BROKER_URL", "tcp://127.0.0.1:1883"), "broker to connect to (MQTT_BROKER_URL)")
	flag.StringVar(&s.clientID, "client-id", "mqttspec-go-target", "MQTT client id of this server")
	flag.StringVar(&s.user, "user", os.Getenv("MQTT_USER"), "MQTT user name (MQTT_USER)")
	flag.StringVar(&s.password, "password", os.Getenv("MQTT_PASSWORD"), "MQTT password (MQTT_PASSWORD)")
	flag.StringVar(&s.prefix, "prefix", "spec", "topic prefix")
	flag.StringVar(&s.database, "database", fromEnv("DATABASE", "postgres"), "postgres or sqlite (DATABASE)")
	flag.StringVar(&s.dsn, "dsn", os.Getenv("DATABASE_DSN"), "where the database is: a PostgreSQL URL, or a file of SQLite (DATABASE_DSN)")
	flag.IntVar(&s.answerQoS, "answer-qos", 1, "QoS of answers and notifications: 1 as the package has it, 0 to survey it with several requests at once")
	flag.Parse()

	if err := serve(s); err != nil {
		log.Fatal(err)
	}
}

func fromEnv(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func serve(s settings) error {
	db, err := open(s)
	if err != nil {
		return fmt.Errorf("the database can't be opened: %w", err)
	}
	if s.answerQoS < 0 || s.answerQoS > 2 {
		return fmt.Errorf("-answer-qos is 0, 1 or 2, not %d", s.answerQoS)
	}
	qos := byte(s.answerQoS)
	handler, err := mqttspec.NewHandlerWithGORM(db,
		// The option replaces the whole configuration, defaults included.
		mqttspec.WithExternalBroker(mqttspec.ExternalBrokerConfig{
			BrokerURL:      s.broker,
			ClientID:       s.clientID,
			Username:       s.user,
			Password:       s.password,
			CleanSession:   true,
			KeepAlive:      60 * time.Second,
			ConnectTimeout: 30 * time.Second,
			ReconnectDelay: 5 * time.Second,
		}),
		mqttspec.WithTopicPrefix(s.prefix),
		mqttspec.WithQoS(1, qos, qos),
	)
	if err != nil {
		return fmt.Errorf("no handler: %w", err)
	}
	if err := register(handler); err != nil {
		return err
	}
	if err := handler.Start(); err != nil {
		return fmt.Errorf("the handler does not start: %w", err)
	}

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	<-stop
	return handler.Shutdown()
}

func open(s settings) (*gorm.DB, error) {
	config := &gorm.Config{Logger: logger.Default.LogMode(logger.Silent)}
	switch s.database {
	case "postgres":
		return gorm.Open(postgres.Open(s.dsn), config)
	case "sqlite":
		return gorm.Open(sqlite.Open(s.dsn), config)
	default:
		return nil, fmt.Errorf("no such database: %s", s.database)
	}
}

// register names the models in the schema public only: a model that is also
// registered without a schema would be served under every schema's name.
func register(handler *mqttspec.Handler) error {
	models := map[string]interface{}{
		"items":        &Item{},
		"notes":        &Note{},
		"stock_levels": &StockLevel{},
		"mentions":     &Mention{},
		"guarded":      &Guarded{},
		"item_names":   &ItemName{},
		"filter_rows":  &FilterRow{},
	}
	for name, model := range models {
		if err := handler.Registry().RegisterModel("public."+name, model); err != nil {
			return fmt.Errorf("%s can't be registered: %w", name, err)
		}
	}
	return nil
}
