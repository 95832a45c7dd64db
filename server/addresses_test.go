package server

import (
	"net"
	"slices"
	"testing"
)

func TestAddresses(t *testing.T) {
	for _, row := range []struct {
		public string
		listen net.IP
		want   []string // nil: those of the machine
	}{
		{"", net.IPv4(127, 0, 0, 1), []string{"127.0.0.1"}},
		{"", net.ParseIP("2001:db8::1"), []string{"2001:db8::1"}},
		{"https://192.0.2.7:8443/chat", net.IPv4zero, []string{"192.0.2.7"}},
		{"https://[2001:db8::7]/", net.IPv4zero, []string{"2001:db8::7"}},
		{"https://no-such-host.invalid", net.IPv4(127, 0, 0, 1), []string{"127.0.0.1"}},
		{"", net.IPv6unspecified, nil},
	} {
		got, err := addresses(t.Context(), row.public, &net.TCPAddr{IP: row.listen, Port: 8080})
		if err != nil || row.want != nil && !slices.Equal(got, row.want) {
			t.Errorf("%+v: %q, %v", row, got, err)
		}
		for _, a := range got {
			if ip := net.ParseIP(a); ip == nil || ip.IsUnspecified() {
				t.Errorf("%+v: %q", row, got)
			}
		}
	}
}
