// Package config is what an operator says to the chatbot: a TOML file, and variables of
// the environment, which win.
package config

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"github.com/teahouse-chat/teahouse/wire/account"
)

// Config is the whole configuration.
type Config struct {
	Listen string   `toml:"listen"` // address of the webhooks
	Store  string   `toml:"store"`  // SQLite file of what was said
	Grace  Duration `toml:"grace"`  // how long answers may go on after a stop; then they break off
	Server Server   `toml:"server"`
	Model  Model    `toml:"model"`
	Limits Limits   `toml:"limits"`
	Texts  Texts    `toml:"texts"`
	Robots []Robot  `toml:"robot"`
}

// Server is the chat server.
type Server struct {
	URL   string `toml:"url"`
	App   uint32 `toml:"app"`   // SDKAppID
	Key   string `toml:"key"`   // signs the calls
	Admin string `toml:"admin"` // who calls
	Token string `toml:"token"` // webhook_token of the application; "": requests are not signed
}

// Model is where answers come from. Sizes are in tokens, estimated (memory.Tokens).
type Model struct {
	URL      string   `toml:"url"` // what comes before /chat/completions
	Key      string   `toml:"key"`
	Name     string   `toml:"name"`
	Vision   bool     `toml:"vision"`         // takes pictures, by their addresses
	Context  int      `toml:"context_tokens"` // prompt, earlier messages and question
	Answer   int      `toml:"answer_tokens"`  // max_tokens; 0: the model's own limit
	Quiet    Duration `toml:"quiet"`          // how long nothing is shown of an answer that has not begun
	First    Duration `toml:"first_token"`    // until the answer begins, with all retries
	Stall    Duration `toml:"next_token"`     // between two tokens
	Retries  int      `toml:"retries"`        // after 429, 5xx and broken connections
	MaxPause Duration `toml:"max_pause"`      // between two attempts
	Calls    int      `toml:"calls"`          // at a time
}

// Limits are about one user, or one conversation.
type Limits struct {
	PerMinute int      `toml:"per_minute"` // questions of a user that are answered
	Burst     int      `toml:"burst"`      // of them at once
	Remember  Duration `toml:"remember"`   // how long what was said is kept
	TooOld    Duration `toml:"too_old"`    // a question that came so late is remembered, but not answered
}

// Texts are what robots say themselves.
type Texts struct {
	Waiting string `toml:"waiting"` // of an answer that has not begun
	Down    string `toml:"model_down"`
	Broken  string `toml:"broken_off"`
	Nothing string `toml:"no_answer"`
	TooFast string `toml:"too_fast"`
}

// Robot is an account that answers.
type Robot struct {
	ID     string `toml:"id"`
	Nick   string `toml:"nick"`
	Face   string `toml:"face_url"`
	Prompt string `toml:"prompt"` // what the model is told first
	Model  string `toml:"model"`  // another one than model.name
	Vision *bool  `toml:"vision"` // of that one
}

// Duration is a time such as "30s".
type Duration time.Duration

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	*d = Duration(parsed)
	return err
}

// Default returns what holds where nothing else is said.
func Default() Config {
	return Config{
		Listen: "127.0.0.1:9000",
		Store:  "aibot.db",
		Grace:  Duration(5 * time.Second),
		Server: Server{URL: "http://127.0.0.1:8080", Admin: "administrator"},
		Model: Model{Context: 4000, Quiet: Duration(2 * time.Second), First: Duration(time.Minute), Stall: Duration(30 * time.Second), Retries: 4,
			MaxPause: Duration(10 * time.Second), Calls: 16},
		Limits: Limits{PerMinute: 10, Burst: 5, Remember: Duration(30 * 24 * time.Hour), TooOld: Duration(time.Hour)},
		Texts: Texts{
			Waiting: "…",
			Down:    "Sorry, I cannot think right now. Please ask me again in a moment.",
			Broken:  "(Sorry, my answer broke off here.)",
			Nothing: "Sorry, I have no answer to that.",
			TooFast: "That was more than I can answer at once. Please write again in %s.",
		},
	}
}

// env are the variables that change a value of the file.
var env = []struct {
	name string
	set  func(c *Config, value string) error
}{
	{"AIBOT_LISTEN", text(func(c *Config) *string { return &c.Listen })},
	{"AIBOT_STORE", text(func(c *Config) *string { return &c.Store })},
	{"AIBOT_SERVER_URL", text(func(c *Config) *string { return &c.Server.URL })},
	{"AIBOT_SERVER_KEY", text(func(c *Config) *string { return &c.Server.Key })},
	{"AIBOT_WEBHOOK_TOKEN", text(func(c *Config) *string { return &c.Server.Token })},
	{"AIBOT_APP", func(c *Config, value string) error {
		app, err := strconv.ParseUint(value, 10, 32)
		c.Server.App = uint32(app)
		return err
	}},
	{"MODEL_URL", text(func(c *Config) *string { return &c.Model.URL })},
	{"MODEL_KEY", text(func(c *Config) *string { return &c.Model.Key })},
	{"MODEL", text(func(c *Config) *string { return &c.Model.Name })},
}

func text(field func(*Config) *string) func(*Config, string) error {
	return func(c *Config, value string) error {
		*field(c) = value
		return nil
	}
}

// Load reads a file and the environment. A relative path of the store is beside the
// file. A key that is not known is an error.
func Load(file string) (Config, error) {
	c := Default()
	read, err := toml.DecodeFile(file, &c)
	if err != nil {
		return c, err
	}
	if more := read.Undecoded(); len(more) > 0 {
		return c, fmt.Errorf("%s: there is no setting %s", file, more[0])
	}
	if !filepath.IsAbs(c.Store) {
		c.Store = filepath.Join(filepath.Dir(file), c.Store)
	}
	for _, v := range env {
		if value := os.Getenv(v.name); value != "" {
			if err := v.set(&c, value); err != nil {
				return c, fmt.Errorf("%s: %w", v.name, err)
			}
		}
	}
	return c, c.Check()
}

// Check says what is wrong with a configuration, in one line.
func (c *Config) Check() error {
	for _, row := range []struct {
		wrong bool
		text  string
	}{
		{!isHTTP(c.Server.URL), "server.url is not http://HOST:PORT"},
		{c.Server.App == 0, "server.app is missing: the SDKAppID"},
		{c.Server.Key == "", "server.key is missing (or AIBOT_SERVER_KEY)"},
		{!isHTTP(c.Model.URL), "model.url is not http://HOST/PATH (or MODEL_URL)"},
		{c.Model.Name == "", "model.name is missing (or MODEL)"},
		{c.Model.Context < 100, "model.context_tokens is below 100"},
		{c.Model.Answer < 0 || c.Model.Retries < 0, "model.answer_tokens and model.retries are not negative"},
		{c.Model.Quiet <= 0 || c.Model.First <= 0 || c.Model.Stall <= 0 || c.Model.MaxPause <= 0, "times of model are above 0"},
		{c.Model.Calls < 1, "model.calls is below 1"},
		{c.Limits.PerMinute < 1 || c.Limits.Burst < 1, "limits.per_minute and limits.burst are at least 1"},
		{c.Grace < 0, "grace is not negative"},
		{c.Limits.Remember <= 0 || c.Limits.TooOld <= 0, "times of limits are above 0"},
		{strings.Count(c.Texts.TooFast, "%") != 1 || !strings.Contains(c.Texts.TooFast, "%s"), "texts.too_fast has one %s, for the time"},
		{c.Texts.Waiting == "" || c.Texts.Down == "" || c.Texts.Broken == "" || c.Texts.Nothing == "", "texts are not empty"},
		{len(c.Robots) == 0, "there is no [[robot]]"},
	} {
		if row.wrong {
			return errors.New(row.text)
		}
	}
	seen := map[string]bool{}
	for _, r := range c.Robots {
		if !strings.HasPrefix(r.ID, account.RobotPrefix) {
			return fmt.Errorf("robot %q: id begins with %s", r.ID, account.RobotPrefix)
		}
		if seen[r.ID] {
			return fmt.Errorf("robot %q is there twice", r.ID)
		}
		seen[r.ID] = true
	}
	return nil
}

func isHTTP(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
