package operate_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/blob"
	"github.com/teahouse-chat/teahouse/server/internal/bus"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/media"
	"github.com/teahouse-chat/teahouse/server/internal/operate"
	"github.com/teahouse-chat/teahouse/server/internal/profile"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/store/storetest"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire"
	vocabulary "github.com/teahouse-chat/teahouse/wire/operate"
)

// office is the service with real parts around it, and a clock.
type office struct {
	t        *testing.T
	apps     *app.Apps
	app      *app.App
	log      *timeline.Log
	files    *media.Service
	service  *operate.Service
	registry *api.Registry
	now      time.Time
	random   uint32
}

func newOffice(t *testing.T, where string) *office {
	ctx, quiet := t.Context(), slog.New(slog.DiscardHandler)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	o := &office{t: t, registry: api.NewRegistry(quiet), now: time.Now().Truncate(time.Hour).Add(time.Minute)}
	db, err := store.Open(ctx, where)
	must(err)
	t.Cleanup(func() { db.Close() })
	o.apps, err = app.Open(ctx, db, nil)
	must(err)
	o.app, err = o.apps.Create(ctx, app.New{Settings: map[string]string{"message_log": "on", "rest_rate": "0"}})
	must(err)
	var engine timeline.Engine
	if store.IsURL(where) {
		config, err := store.ParseURL(where)
		must(err)
		engine, err = timeline.OpenPostgres(ctx, config, 0)
		must(err)
	} else {
		engine, err = timeline.OpenPebble(t.TempDir(), nil)
		must(err)
	}
	o.log, err = timeline.Open(engine, &event.Hub{}, timeline.Options{Log: quiet, Now: func() time.Time { return o.now }})
	must(err)
	t.Cleanup(func() { o.log.Close() })
	hub := deliver.New(bus.NewLocal(), deliver.Options{})
	t.Cleanup(hub.Close)
	blobs, err := blob.OpenDisk(t.TempDir())
	must(err)
	accounts := account.New(db, hub, &event.Hub{}, quiet, profile.SetCards)
	o.files = media.New(db, o.apps, accounts, blobs, media.Options{Log: quiet, PublicURL: "https://chat.example"})
	o.service = operate.New(operate.Parts{DB: db, Apps: o.apps, Timeline: o.log, Files: o.files, Log: quiet,
		GroupName: func(_ context.Context, c id.Conv) (string, string) { return fmt.Sprint("g", c.A), "" }}, &event.Hub{})
	o.service.Register(o.registry)
	return o
}

func (o *office) says(conv id.Conv, text string, flags timeline.Flags) {
	o.t.Helper()
	o.random++
	_, _, err := o.log.Append(o.t.Context(), timeline.Message{Conv: conv, From: 10, FromAccount: "ann", ToAccount: "bob", Seq: uint64(o.random),
		Random: o.random, Flags: flags, Body: fmt.Appendf(nil, `[{"MsgType":"TIMTextElem","MsgContent":{"Text":%q}}]`, text)}, timeline.Repeat{})
	if err != nil {
		o.t.Fatal(err)
	}
}

// make makes what is due, a while later.
func (o *office) make(later time.Duration) {
	o.t.Helper()
	o.now = o.now.Add(later)
	if err := o.service.Histories(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) file(kind string, hour time.Time, code int) *vocabulary.HistoryFile {
	o.t.Helper()
	c := &api.Caller{App: o.app, Admin: true, Account: id.Account{App: o.app.ID, Name: "administrator"}}
	resp, err := o.registry.Do(o.t.Context(), c, "open_msg_svc.get_history", fmt.Appendf(nil, `{"ChatType":%q,"MsgTime":%q}`, kind, hour.UTC().Format("2006010215")))
	if wire.CodeOf(err) != code {
		o.t.Fatalf("%s of %s: %v, want %d", kind, hour, err, code)
	}
	if err != nil {
		return nil
	}
	return &resp.(*vocabulary.GetHistoryResponse).File[0]
}

// read gets a file and holds it against what is said of it.
func (o *office) read(f *vocabulary.HistoryFile) string {
	o.t.Helper()
	u, err := url.Parse(f.URL)
	if err != nil {
		o.t.Fatal(err)
	}
	ref, err := media.ParseRef(strings.TrimPrefix(u.Path, media.Folder), u.RawQuery)
	if err != nil {
		o.t.Fatal(err)
	}
	c, err := o.files.Open(o.t.Context(), ref)
	if err != nil {
		o.t.Fatal(err)
	}
	defer c.Close()
	zipped, err := io.ReadAll(c)
	if err != nil || int64(len(zipped)) != f.GzipSize || sum(zipped) != f.GzipMD5 {
		o.t.Errorf("%d bytes %s, %v; said was %+v", len(zipped), sum(zipped), err, f)
	}
	z, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		o.t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil || int64(len(plain)) != f.FileSize || sum(plain) != f.FileMD5 {
		o.t.Errorf("%d bytes %s, %v; said was %+v", len(plain), sum(plain), err, f)
	}
	if !json.Valid(plain) {
		o.t.Errorf("no JSON: %s", plain)
	}
	return string(plain)
}

func sum(b []byte) string { s := md5.Sum(b); return hex.EncodeToString(s[:]) }

func TestGetHistory(t *testing.T) {
	storetest.EachPlace(t, func(t *testing.T, where string) {
		o := newOffice(t, where)
		pair, group := id.Pair(o.app.ID, 10, 11), id.GroupConv(o.app.ID, 4)
		o.make(0)
		hour := o.now.Truncate(time.Hour)
		o.says(pair, "one <b>", 0)
		o.says(pair, "two", 0)
		o.says(pair, "of old", timeline.FlagImported)
		o.file("C2C", hour, 1004)
		o.make(59 * time.Minute) // it is over, but others may not be known yet
		o.file("C2C", hour, 1004)
		o.says(group, "next hour", 0)
		o.make(2 * time.Minute)
		got := o.read(o.file("C2C", hour, 0))
		lines := strings.Split(strings.TrimSpace(got), "\n")
		want := fmt.Sprintf(`{"SdkAppId":%d,"ChatType":"C2C","MsgTime":%q,"MsgList":[`, o.app.ID, hour.UTC().Format("2006010215"))
		if len(lines) != 4 || lines[0] != want || lines[3] != "]}" || !strings.HasSuffix(lines[1], `"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"one <b>"}}]},`) ||
			!strings.HasPrefix(lines[2], `{"From_Account":"ann","To_Account":"bob","MsgTimestamp":`) {
			t.Errorf("file %s", got)
		}
		o.file("Group", hour, 1004)
		o.make(2 * time.Hour)
		if got := o.read(o.file("Group", hour.Add(time.Hour), 0)); !strings.Contains(got, `"GroupId":"g4"`) || strings.Count(got, "\n") != 3 {
			t.Errorf("file %s", got)
		}
		o.file("C2C", hour.Add(time.Hour), 1004)
		if held := o.service.Hold(o.app.ID); held != o.now.Truncate(time.Hour).UnixMilli() {
			t.Errorf("held from %d", held)
		}

		f := o.file("C2C", hour, 0)
		o.make(8 * 24 * time.Hour)
		o.file("C2C", hour, 1005)
		u, _ := url.Parse(f.URL)
		ref, _ := media.ParseRef(strings.TrimPrefix(u.Path, media.Folder), u.RawQuery)
		if _, err := o.files.Open(t.Context(), ref); err == nil {
			t.Error("the file is still there")
		}
		for _, body := range []string{`{}`, `{"ChatType":"C2C"}`, `{"ChatType":"x","MsgTime":"2026010521"}`, `{"ChatType":"C2C","MsgTime":"20260105"}`, `{"ChatType":5}`} {
			c := &api.Caller{App: o.app, Admin: true, Account: id.Account{App: o.app.ID, Name: "administrator"}}
			if _, err := o.registry.Do(t.Context(), c, "open_msg_svc.get_history", []byte(body)); wire.CodeOf(err) != 1002 {
				t.Errorf("%s: %v", body, err)
			}
		}
		if err := o.apps.Set(t.Context(), o.app.ID, map[string]string{"message_log": "off"}); err != nil {
			t.Fatal(err)
		}
		o.make(0)
		if held := o.service.Hold(o.app.ID); held != 0 {
			t.Errorf("held from %d, though it is off", held)
		}
	})
}
