package api_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire"
)

type filter struct{ Names []string }

type leafRequest struct {
	Name   string
	Filter *filter
	Attrs  map[string]string
	Items  []filter
}

type leafResponse struct{ Got string }

// TestEmptyLists: PHP writes an empty object as an empty list.
func TestEmptyLists(t *testing.T) {
	r := api.NewRegistry(slog.New(slog.DiscardHandler))
	leaf := wire.Define[leafRequest, leafResponse]("openim.leaf")
	api.Handle(r, leaf, api.Admin, func(_ context.Context, _ *api.Caller, req *leafRequest) (*leafResponse, error) {
		return &leafResponse{fmt.Sprint(req.Name, req.Filter != nil, req.Attrs != nil, len(req.Items))}, nil
	})
	for body, want := range map[string]string{
		`[]`: "false false 0", " [ ]\n": "false false 0", `{"Name":"[]","Filter":[]}`: "[]true false 0",
		`{"Filter":[ ],"Attrs":[],"Items":[],"Name":"x"}`: "xtrue true 0",
		`{"Items":[[],{"Names":["a[]"]},[]],"Attrs":[]}`:  "false true 3",
		`{"Items":[` + strings.Repeat(`[],`, 15) + `[]]}`: "false false 16",
		`[1]`: "60003", `[`: "60003", `[{}]`: "60003", `{"Filter":[1]}`: "90001", `{"Filter":[[]]}`: "90001", `{"Attrs":[{}]}`: "90001",
		`{"Name":[]}`: "90001", `{"Items":[` + strings.Repeat(`[],`, 40) + `[]]}`: "90001",
	} {
		resp, err := r.Do(t.Context(), caller(api.REST, "admin"), "openim.leaf", []byte(body))
		got := fmt.Sprint(wire.CodeOf(err))
		if err == nil {
			got = resp.(*leafResponse).Got
		}
		if got != want {
			t.Errorf("%s: %s (%v), want %s", body, got, err, want)
		}
	}
}
