package usersig_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"

	"github.com/teahouse-chat/teahouse/usersig"
)

// TestOthersUserSigs: what the public maker makes is accepted, and the same made
// here has the same contents, down to the signature.
func TestOthersUserSigs(t *testing.T) {
	const expire = 24 * 3600
	for what, row := range map[string]struct {
		user    string
		userbuf []byte
	}{
		"an admin":            {"administrator", nil},
		"a name of all signs": {`@RBT#a b"c\d<e>&f~`, nil},
		"32 bytes":            {"abcdefghijklmnopqrstuvwxyz012345", nil},
		"with userbuf":        {"alice", []byte("abc\x00\xff")},
	} {
		t.Run(what, func(t *testing.T) {
			theirs, err := tencentyun.GenUserSigWithBuf(app, key, row.user, expire, row.userbuf)
			if err != nil {
				t.Fatal(err)
			}
			token, err := usersig.Parse(theirs)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := usersig.CheckAt(theirs, key, usersig.Token{App: app, User: row.user, Userbuf: row.userbuf}, token.Made); err != nil {
				t.Error(err)
			}
			ours := token.Sign(key)
			if a, b := contents(t, ours), contents(t, theirs); !reflect.DeepEqual(a, b) {
				t.Errorf("ours is %v, theirs is %v", a, b)
			}
		})
	}
}

func contents(t *testing.T, sig string) map[string]any {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal([]byte(inflate(t, sig)), &all); err != nil {
		t.Fatal(err)
	}
	return all
}
