package web

import (
	"net/http"
	"net/netip"
	"strings"
)

// networkBits is what one household or shop holds of IPv6: counting single
// addresses would give each 2^64 tries.
const networkBits = 64

// AddressOf returns where a request came from, without its port: an address, or
// the network of an IPv6 one. Behind a proxy it is the last entry of
// X-Forwarded-For, the one the proxy itself wrote; without it all staff would
// share the proxy's address, and ten mistyped passwords would lock out everyone.
func (k Keeper) AddressOf(r *http.Request) string {
	if k.BehindTLS {
		all := r.Header.Values("X-Forwarded-For")
		last := strings.Join(all, ",")
		last = strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])
		if a, err := netip.ParseAddr(last); err == nil {
			return network(a)
		}
	}
	a, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return network(a.Addr())
}

func network(a netip.Addr) string {
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return a.String()
	}
	return netip.PrefixFrom(a, networkBits).Masked().String()
}

// Site is the address under which the caller reached this server, for links that
// are sent on.
func (k Keeper) Site(r *http.Request) string {
	if k.BehindTLS || r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
