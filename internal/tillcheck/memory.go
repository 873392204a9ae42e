package tillcheck

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"time"
)

// lane is what is remembered of one till.
type lane struct {
	name     string
	wait     time.Time // Retry-After
	quoted   *attempt  // the last quote that would redeem
	last     *attempt  // the last close
	attempts map[string]*attempt
	order    []string    // of attempts, the oldest first
	bad      []time.Time // unknown codes
	warned   map[string]bool
}

// Bounds of what is remembered: one vendor tries a few tills, and a day of one
// has about a thousand receipts.
const (
	mostRemembered = 2_000 // closes of a till, codes redeemed ahead of their receipts
	mostLanes      = 100   // tills
)

// attempt is a close, or a quote, as the till sent it first.
type attempt struct {
	body     receipt
	answer   answer
	answered bool // a 2xx or 4xx was handed to the till
	sold     bool // it was a 200
	voided   bool
	acked    bool
	told     bool // a breach about it was said
}

// read decodes the receipt of a call as far as there is one, and finds its till.
func (w *Watch) read(e *exchange) (receipt, *lane) {
	var r receipt
	_ = json.Unmarshal(e.body, &r) // what cannot be read is refused by the server, and then named
	name := r.Store + "/" + r.Till
	if r.Store == "" {
		name = w.owner(r.Receipt)
	}
	l := w.tills[name]
	if l == nil && len(w.tills) >= mostLanes {
		name = "" // the tills beyond share what is remembered
		l = w.tills[name]
	}
	if l == nil {
		l = &lane{name: name, attempts: map[string]*attempt{}, warned: map[string]bool{}}
		w.tills[name] = l
	}
	return r, l
}

// owner is the till of a receipt that an ack or a void names.
func (w *Watch) owner(id string) string {
	for name, l := range w.tills {
		if l.attempts[id] != nil {
			return name
		}
	}
	return ""
}

// remember keeps a close as it was sent first.
func (l *lane) remember(r receipt) *attempt {
	a := &attempt{body: r}
	if _, known := l.attempts[r.Receipt]; !known {
		l.order = append(l.order, r.Receipt)
	}
	l.attempts[r.Receipt] = a
	if len(l.order) > mostRemembered {
		delete(l.attempts, l.order[0])
		l.order = l.order[1:]
	}
	return a
}

// changes names what differs between two sendings of one receipt, as far as it
// is content: print and deadline may differ.
func changes(was, is receipt) []string {
	var out []string
	note := func(name string, a, b any) {
		if !reflect.DeepEqual(a, b) {
			out = append(out, fmt.Sprintf("%s was %s, is %s", name, short(a), short(b)))
		}
	}
	note("store", was.Store, is.Store)
	note("till", was.Till, is.Till)
	note("at", instant(was.At), instant(is.At))
	note("currency", was.Currency, is.Currency)
	note("customer", was.Customer, is.Customer)
	note("vouchers", plainCodes(was.Vouchers), plainCodes(is.Vouchers))
	note("lines", was.Lines, is.Lines)
	return out
}

// instant compares times by what they mean.
func instant(s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return s
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func plainCodes(codes []string) []string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = plainCode(c)
	}
	return out
}

func short(v any) string {
	const most = 120
	b, err := json.Marshal(v)
	if err != nil {
		return "?"
	}
	if len(b) > most {
		return string(b[:most]) + "…"
	}
	return string(b)
}

// sameGoods reports whether two receipts sell the same to the same.
func sameGoods(a, b receipt) bool {
	return len(a.Lines) > 0 && slices.Equal(a.Lines, b.Lines) && reflect.DeepEqual(a.Customer, b.Customer) &&
		slices.Equal(plainCodes(a.Vouchers), plainCodes(b.Vouchers))
}
