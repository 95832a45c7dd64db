package operate_test

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/operate"
	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

func TestSettings(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		apps, err := app.Open(t.Context(), w.DB, nil)
		if err != nil {
			t.Fatal(err)
		}
		operate.New(operate.Parts{DB: w.DB, Apps: apps, Log: slog.Default()}, w.Events).Register(w.Registry)
		const get, set = "teahouse_setting_svc.get_settings", "teahouse_setting_svc.set_settings"

		all, described := w.REST(get, `{}`, 0), w.REST("teahouse_setting_svc.describe_settings", `{}`, 0)
		if all.Len("Settings") != len(app.Rows) || described.Len("Settings") != len(app.Rows) {
			t.Errorf("%d and %d settings, there are %d", all.Len("Settings"), described.Len("Settings"), len(app.Rows))
		}
		for i, r := range app.Rows {
			if all.Text("Settings", i, "Value") != r.Default || described.Text("Settings", i, "Default") != r.Default ||
				described.Text("Settings", i, "Meaning") != r.Meaning {
				t.Errorf("%s: %v %v", r.Name, all.At("Settings", i), described.At("Settings", i))
			}
		}
		w.REST(set, `{"Settings":[{"Name":"recall_seconds","Value":"7"},{"Name":"webhook_events","Value":"C2C.*"}]}`, 0)
		some := w.REST(get, `{"Names":["webhook_events","recall_seconds"]}`, 0)
		if some.Len("Settings") != 2 || some.Text("Settings", 0, "Value") != "C2C.*" || some.Text("Settings", 1, "Value") != "7" {
			t.Errorf("after they were set: %v", some)
		}
		for _, row := range []struct {
			command, body string
			code          int
			says          string
		}{
			{get, `{"Names":["recal_seconds"]}`, 190001, `"recall_seconds"`},
			{get, `{"Names":[""]}`, 190001, "no such setting"},
			{set, `{"Settings":[{"Name":"recall_seconds","Value":"9"},{"Name":"grouprate","Value":"1"}]}`, 190001, `"group_rate"`},
			{set, `{"Settings":[{"Name":"recall_seconds","Value":"9"},{"Name":"multi_device","Value":"two"}]}`, 190002, "class, one, any"},
			{set, `{"Settings":[{"Name":"recall_seconds","Value":"9"},{"Name":"recall_seconds","Value":"8"}]}`, 190003, "given twice"},
			{set, `{"Settings":[{"Name":"webhook_events","Value":"C2C.CallbackBeforSendMsg"}]}`, 190002, "C2C.CallbackBeforeSendMsg"},
			{set, `{"Settings":[]}`, 190003, "1 to 200"},
			{set, `{}`, 190003, "1 to 200"},
		} {
			if said := w.REST(row.command, row.body, row.code).Text("ErrorInfo"); !strings.Contains(said, row.says) {
				t.Errorf("%s said %q, want %s", row.body, said, row.says)
			}
		}
		if now := w.REST(get, `{"Names":["recall_seconds"]}`, 0).Text("Settings", 0, "Value"); now != "7" {
			t.Errorf("a refused request changed it to %s", now)
		}
		w.Login("ana").Do(set, `{"Settings":[{"Name":"recall_seconds","Value":"9"}]}`, 60003)
	})
}
