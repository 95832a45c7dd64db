package app_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
)

func open(t *testing.T, dir string, seal *app.Sealer) (*app.Apps, error) {
	t.Helper()
	db, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return app.Open(t.Context(), db, seal)
}

func TestCreate(t *testing.T) {
	apps, err := open(t, t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	first, err := apps.Create(t.Context(), app.New{Name: "a"})
	if err != nil || first.ID != app.First || len(first.Key) != 64 || !first.IsAdmin("administrator") {
		t.Fatalf("%+v %v", first, err)
	}
	second, err := apps.Create(t.Context(), app.New{Name: "b", Key: "k", ID: 1500000000})
	if err != nil || second.ID != 1500000000 || second.Key != "k" {
		t.Fatalf("%+v %v", second, err)
	}
	if _, err := apps.Create(t.Context(), app.New{ID: 1500000000}); !errors.Is(err, app.ErrTaken) {
		t.Errorf("a taken number gave %v", err)
	}
	if _, err := apps.Get(7); !errors.Is(err, wire.ErrNoSuchApp) {
		t.Errorf("an unknown number gave %v", err)
	}
}

func TestSettings(t *testing.T) {
	dir := t.TempDir()
	apps, err := open(t, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := apps.Create(t.Context(), app.New{})
	if err != nil {
		t.Fatal(err)
	}
	if a.Settings.RecallSeconds != 120 || a.Settings.MultiDevice != "class" || a.Settings.HelloSeconds != 60 {
		t.Errorf("defaults %+v", a.Settings)
	}
	beside, err := open(t, dir, nil) // another process
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []struct {
		values map[string]string
		says   string
	}{
		{map[string]string{"recal_seconds": "5"}, `"recall_seconds"`},
		{map[string]string{"hello_seconds": "0"}, "from 1 to 3600"},
		{map[string]string{"multi_device": "two"}, "class, one, any"},
		{map[string]string{"group_rate": "5", "nonsense": "1"}, "no such setting"},
		{map[string]string{strings.Repeat("x", 1<<20): "1"}, "no such setting"},
		{map[string]string{"group_rates": strings.Repeat("a=1,", 20_000)}, "at most 65536 bytes"},
		{map[string]string{"history_days": "6"}, "at least 7"},
		{map[string]string{"features_off": "counter"}, `"counters"`},
		{map[string]string{"group_members": "AVChatRoom=5"}, "types with a bound"},
		{map[string]string{"group_members": "Public=0"}, "from 1"},
		{map[string]string{"user_fields": "Tea1"}, "1 to 8 letters"},
		{map[string]string{"user_fields": "Tea:types=Public"}, "read or write"},
		{map[string]string{"user_fields": "Tea:write=anyone"}, "self, app"},
		{map[string]string{"friend_fields": "Tea:read=anyone"}, "self, app"},
		{map[string]string{"friend_fields": "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u"}, "at most 20"},
		{map[string]string{"group_rates": "Public"}, "TYPE=N"},
		{map[string]string{"group_rates": "Public=many"}, "a whole number"},
		{map[string]string{"group_rates": "a=b=1,a=b=2"}, "given twice"},
	} {
		if err := apps.Set(t.Context(), a.ID, bad.values); err == nil || !strings.Contains(err.Error(), bad.says) {
			t.Errorf("%v gave %v, want a text with %s", bad.values, err, bad.says)
		}
	}
	if err := apps.Set(t.Context(), a.ID, map[string]string{"recall_seconds": "7", "try_page": "on"}); err != nil {
		t.Fatal(err)
	}
	if err := beside.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, seen := range []*app.Apps{apps, beside} {
		got, err := seen.Get(a.ID)
		if err != nil || got.Settings.RecallSeconds != 7 || !got.Settings.TryPage || got.Settings.GroupRate != 40 {
			t.Errorf("%+v %v", got, err)
		}
	}
}

// Every row can be read back: what Values shows is what Set takes.
func TestValuesRoundTrip(t *testing.T) {
	apps, err := open(t, t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := apps.Create(t.Context(), app.New{})
	if err != nil {
		t.Fatal(err)
	}
	values, err := apps.Values(a.ID)
	if err != nil || len(values) != len(app.Rows) {
		t.Fatalf("%v %v", values, err)
	}
	for i, v := range values {
		if v.Value != app.Rows[i].Default || v.Meaning == "" {
			t.Errorf("%s = %q, default %q, meaning %q", v.Name, v.Value, app.Rows[i].Default, v.Meaning)
		}
		if err := apps.Set(t.Context(), a.ID, map[string]string{v.Name: v.Value}); err != nil {
			t.Errorf("%s: %v", v.Name, err)
		}
	}
}

func TestKeysAtRest(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(t.TempDir(), "master")
	if err := os.WriteFile(file, []byte("a master key of some length\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	seal, err := app.NewSealer(file)
	if err != nil {
		t.Fatal(err)
	}
	apps, err := open(t, dir, seal)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := apps.Create(t.Context(), app.New{Key: "the-secret-of-the-app"}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"records.db", "records.db-wal"} {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(raw), "the-secret-of-the-app") {
			t.Errorf("%s holds the key in the clear", name)
		}
	}
	again, err := open(t, dir, seal)
	if err != nil {
		t.Fatal(err)
	}
	if a, err := again.Get(app.First); err != nil || a.Key != "the-secret-of-the-app" {
		t.Errorf("%+v %v", a, err)
	}
	if _, err := open(t, dir, nil); err == nil {
		t.Error("opened without the master key")
	}
}
