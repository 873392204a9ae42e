package httpapi

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"

	"sartor/internal/httpapi/wire"
	"sartor/internal/retail"
)

// mostTills bounds the tills whose unknown fields are counted apart; beyond it
// they are counted together under an empty name.
const mostTills = 10_000

// TillCount says how many unknown fields a till has sent since the server
// started: a version of its program that does not fit ours.
type TillCount struct {
	Store  retail.StoreID
	Till   retail.TillID
	Fields int64
}

type place struct {
	store retail.StoreID
	till  retail.TillID
}

// tillCounts counts unknown fields per till.
type tillCounts struct {
	mu     sync.Mutex
	counts map[place]int64
}

func newTillCounts() *tillCounts { return &tillCounts{counts: map[place]int64{}} }

// UnknownFields lists the tills that sent fields nobody knows, most first.
func (a *API) UnknownFields() []TillCount {
	a.tills.mu.Lock()
	defer a.tills.mu.Unlock()
	out := make([]TillCount, 0, len(a.tills.counts))
	for p, n := range maps.All(a.tills.counts) {
		out = append(out, TillCount{Store: p.store, Till: p.till, Fields: n})
	}
	slices.SortFunc(out, func(x, y TillCount) int {
		return cmp.Or(cmp.Compare(y.Fields, x.Fields), cmp.Compare(x.Store, y.Store), cmp.Compare(x.Till, y.Till))
	})
	return out
}

// count counts the unknown fields a till sent.
func (a *API) count(warnings []string, store retail.StoreID, till retail.TillID) {
	n := 0
	for _, w := range warnings {
		if strings.HasPrefix(w, wire.UnknownField) {
			n++
		}
	}
	if n == 0 {
		return
	}
	a.cfg.Metrics.UnknownFields(n)
	p := place{store: retail.StoreID(wire.Clip(string(store))), till: retail.TillID(wire.Clip(string(till)))}
	a.tills.mu.Lock()
	defer a.tills.mu.Unlock()
	if _, known := a.tills.counts[p]; !known && len(a.tills.counts) >= mostTills {
		p = place{}
	}
	a.tills.counts[p] += int64(n)
}
