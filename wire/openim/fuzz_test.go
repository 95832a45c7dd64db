package openim_test

import (
	"testing"

	"github.com/teahouse-chat/teahouse/wire/openim"
)

// FuzzMsgKey reads MsgKeys: those that are taken name one message.
func FuzzMsgKey(f *testing.F) {
	for _, seed := range []string{"101_77123_1761000100", "", "_", "1_2", "1_2_3_4", "-1_2_3", "4294967296_1_1", "1_2_3\x00", "+1_2_3", "01_2_3"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		key, err := openim.ParseKey(text)
		if err != nil {
			return
		}
		if again, err := openim.ParseKey(key.String()); err != nil || again != key {
			t.Errorf("%q is %+v, and that is %+v %v", text, key, again, err)
		}
	})
}
