package server

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/webhook"
)

const webhooksFront = `# Webhooks

Generated from the table of webhooks by ` + "`make generate`" + `. How they are set up, and what becomes of them when the application's server is away,
[the guide](../guide/operating.md#webhooks) says.

Each is an HTTP POST of a JSON object to the application's URL, with this query:

| Parameter | |
|---|---|
| ` + "`SdkAppid`" + ` | the application |
| ` + "`CallbackCommand`" + ` | as in the body |
| ` + "`contenttype`" + ` | ` + "`json`" + ` |
| ` + "`ClientIP`" + ` | where the request came from that caused it, if one did and that is known |
| ` + "`OptPlatform`" + ` | ` + "`RESTAPI`, `Web`, `Android`, `iOS`, `Mac`, `iPad`, `Unknown`" + `, likewise |
| ` + "`RequestId`" + ` | the same for each attempt to deliver the same event |
| ` + "`RequestTime`, `Sign`" + ` | if there is a ` + "`webhook_token`" + `: the time in seconds, and lower-case hex of SHA-256 of the token followed by it |

Over REST the words ` + "`ForbidBeforeSendMsgCallback` and `ForbidAfterSendMsgCallback` of `ForbidCallbackControl`" + ` keep a message from its webhooks. What
` + "`batchsendmsg`" + ` and imports write has none.

Those that belong to features which this server does not have are not sent: ` + "`ContentCallback.ResultNotify`, `Push.*`," + `
` + "`Chatbot.OnC2CSignalMessage`, `Group.CallbackOnDailyGroupQuotaAlarm`" + `.
`

// TestReferenceWebhooks keeps the page of webhooks equal to their table.
func TestReferenceWebhooks(t *testing.T) {
	page := &strings.Builder{}
	page.WriteString(webhooksFront)
	all := slices.SortedFunc(slices.Values(webhook.All()), func(a, b webhook.Spec) int { return cmp.Compare(a.Name, b.Name) })
	for _, s := range all {
		fmt.Fprintf(page, "\n## %s\n\n%s", s.Name, docOf(t, webhookFile(t, s.Name), api.Listed{Spec: wire.Spec{Name: s.Name}}))
		fields(page, "Body", s.Body)
		webhookExample(t, page, "body", s.Name+".json")
		if s.Answer != nil {
			fields(page, "Answer", s.Answer)
			webhookExample(t, page, "answer", s.Name+".answer.json")
		}
	}
	compare(t, filepath.Join("..", "docs", "reference", "webhooks.md"), page.String())
}

func webhookFile(t *testing.T, name string) string {
	t.Helper()
	found, _ := filepath.Glob("../wire/webhook/*.go")
	for _, f := range found {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(f, "_test.go") && strings.Contains(string(text), `("`+name+`")`) {
			return f
		}
	}
	t.Errorf("no file of wire/webhook has %s", name)
	return ""
}

func webhookExample(t *testing.T, page *strings.Builder, what, file string) {
	raw, err := os.ReadFile(filepath.Join("..", "wire", "webhook", "testdata", file))
	if err != nil {
		t.Error(err)
		return
	}
	fmt.Fprintf(page, "\nExample of the %s:\n\n```json\n%s\n```\n", what, strings.TrimSpace(string(raw)))
}
