package web

import (
	"net/http/httptest"
	"strings"
	"testing"
)

func TestAddressOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		says, remote string
		forwarded    []string
		proxy        Keeper
		want         string
	}{
		{"the connection's", "192.0.2.1:4711", nil, Keeper{}, "192.0.2.1"},
		{"a header of a stranger says nothing", "192.0.2.1:4711", []string{"203.0.113.9"}, Keeper{}, "192.0.2.1"},
		{"one IPv6 network is one place", "[2001:db8:1:2:3:4:5:6]:4711", nil, Keeper{}, "2001:db8:1:2::/64"},
		{"IPv4 in IPv6 is IPv4", "[::ffff:192.0.2.1]:4711", nil, Keeper{}, "192.0.2.1"},
		{"behind a proxy whom it saw", "127.0.0.1:4711", []string{"203.0.113.9"}, Keeper{BehindTLS: true}, "203.0.113.9"},
		{"what the client wrote before it does not count", "127.0.0.1:4711", []string{"6.6.6.6, 203.0.113.9"}, Keeper{BehindTLS: true}, "203.0.113.9"},
		{"nor in a header of its own", "127.0.0.1:4711", []string{"6.6.6.6", "203.0.113.9"}, Keeper{BehindTLS: true}, "203.0.113.9"},
		{"a proxy that says nothing", "127.0.0.1:4711", nil, Keeper{BehindTLS: true}, "127.0.0.1"},
		{"what is no address", "127.0.0.1:4711", []string{"203.0.113.9, unknown"}, Keeper{BehindTLS: true}, "127.0.0.1"},
		{"what is too long for one", "127.0.0.1:4711", []string{strings.Repeat("9", 65)}, Keeper{BehindTLS: true}, "127.0.0.1"},
		{"no connection", "pipe", nil, Keeper{}, "pipe"},
	} {
		r := httptest.NewRequest("POST", "/sign-in", nil)
		r.RemoteAddr = c.remote
		for _, f := range c.forwarded {
			r.Header.Add("X-Forwarded-For", f)
		}
		if got := c.proxy.AddressOf(r); got != c.want {
			t.Errorf("%s: got %s, want %s", c.says, got, c.want)
		}
	}
}
