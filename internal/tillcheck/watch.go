package tillcheck

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Level says how bad a breach is.
type Level string

// The levels.
const (
	Wrong  Level = "wrong"  // money or vouchers go astray
	Advice Level = "advice" // allowed, and better otherwise
)

// Breach is one thing a till did that the contract does not allow.
type Breach struct {
	At      time.Time `json:"at"`
	Level   Level     `json:"level"`
	Rule    string    `json:"rule"` // stable word: retry_changed, sign, …
	Till    string    `json:"till"` // store/till, as far as it is known
	Receipt string    `json:"receipt,omitempty"`
	What    string    `json:"what"`
	Mend    string    `json:"mend"`
}

// Watch forwards a till's calls to a server and names what is wrong with them.
// What happens between answer and drawer it cannot see: whether the till
// deducted what redeemed says is for its own tests.
type Watch struct {
	base  string
	token string
	http  *http.Client
	now   func() time.Time
	say   func(Breach)

	mu    sync.Mutex
	tills map[string]*lane
	bound map[string][]string // codes redeemed for a receipt id that follows
	done  map[string]int      // what of the contract was seen, by name
}

// NewWatch returns a watch in front of the server. The options' token is used
// where the till sends none; say gets each breach when it is found.
func NewWatch(o Options, say func(Breach)) *Watch {
	w := &Watch{
		base: strings.TrimRight(o.URL, "/"), token: o.Token, http: o.Client, now: o.Now, say: say,
		tills: map[string]*lane{}, bound: map[string][]string{}, done: map[string]int{},
	}
	if w.http == nil {
		w.http = &http.Client{}
	}
	if w.now == nil {
		w.now = time.Now
	}
	return w
}

const mostCall = 8 << 20 // bytes of a call, the contract's largest

// ServeHTTP takes one call of a till.
func (w *Watch) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(out, r.Body, mostCall))
	if err != nil {
		http.Error(out, "the call could not be read: "+err.Error(), http.StatusBadRequest)
		return
	}
	e := w.arrive(r, body)
	res := w.forward(r, body)
	if res.err != nil && r.Context().Err() == nil {
		w.depart(e, res)
		http.Error(out, "the server does not answer: "+res.err.Error(), http.StatusBadGateway)
		return
	}
	w.depart(e, res)
	if res.err != nil {
		return // the till has gone
	}
	header := out.Header()
	maps.Copy(header, res.header)
	header.Del("Content-Length")
	out.WriteHeader(res.status)
	_, _ = out.Write(res.body) // a till that hung up repeats the call
}

// forward sends the call on as it is.
func (w *Watch) forward(r *http.Request, body []byte) reply {
	req, err := http.NewRequestWithContext(r.Context(), r.Method, w.base+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return reply{err: err}
	}
	req.Header = r.Header.Clone()
	req.Header.Del("Accept-Encoding") // so that the answer can be read
	if req.Header.Get("Authorization") == "" && w.token != "" {
		req.Header.Set("Authorization", "Bearer "+w.token)
	}
	res, err := w.http.Do(req)
	if err != nil {
		return reply{err: err}
	}
	defer res.Body.Close()
	out := reply{status: res.StatusCode, header: res.Header}
	out.body, out.err = io.ReadAll(io.LimitReader(res.Body, mostAnswer))
	return out
}

// exchange is one call and what came of it.
type exchange struct {
	ctx     context.Context
	path    string
	began   time.Time
	body    []byte
	receipt receipt
	lane    *lane
	repeat  *attempt // the close it repeats
	named   bool     // what is wrong with it was said before the server refused it
}

// arrive notes a call before it is sent on.
func (w *Watch) arrive(r *http.Request, body []byte) *exchange {
	w.mu.Lock()
	defer w.mu.Unlock()
	e := &exchange{ctx: r.Context(), path: r.URL.Path, began: w.now(), body: body}
	e.receipt, e.lane = w.read(e)
	if r.Header.Get("Authorization") == "" {
		w.find(e, Breach{
			Rule: "no_token", What: "the call has no Authorization",
			Mend: "send Authorization: Bearer TOKEN with every call",
		})
	}
	if until := e.lane.wait; e.began.Before(until) {
		w.find(e, Breach{
			Rule: "retry_after", What: fmt.Sprintf("called again %s before Retry-After was over", until.Sub(e.began).Round(time.Millisecond)),
			Mend: "after 429 or 503 wait as many seconds as Retry-After says",
		})
	}
	switch {
	case e.path == quotePath:
		w.done["quote"]++
	case e.path == closePath:
		w.closing(e)
	case isRedeem(e.path):
		w.done["redeem"]++
	}
	return e
}

// depart notes what came of a call.
func (w *Watch) depart(e *exchange, r reply) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if gone := e.ctx.Err() != nil; gone {
		w.hungUp(e)
		return
	}
	w.refusal(e, r)
	switch {
	case e.path == closePath:
		w.closed(e, r)
	case e.path == quotePath:
		w.quoted(e, r)
	case e.path == ackPath:
		w.acked(e)
	case e.path == voidPath:
		w.voided(e, r)
	case e.path == factsPath:
		w.filed(e, r)
	case isRedeem(e.path) && r.status == http.StatusOK:
		if len(w.bound) >= mostRemembered {
			clear(w.bound) // forgets; a code that is missing later is then not found
		}
		w.bound[e.receipt.Receipt] = append(w.bound[e.receipt.Receipt], codeOf(e.path))
	}
}

func isRedeem(path string) bool {
	return strings.HasPrefix(path, "/v1/vouchers/") && strings.HasSuffix(path, "/redeem")
}

func codeOf(path string) string {
	return plainCode(strings.TrimSuffix(strings.TrimPrefix(path, "/v1/vouchers/"), "/redeem"))
}

// plainCode is a code as it is compared: capitals without hyphens.
func plainCode(code string) string {
	return strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(code), "-", ""))
}

func (w *Watch) find(e *exchange, b Breach) {
	b.At, b.Till = e.began, e.lane.name
	b.Level = cmp.Or(b.Level, Wrong)
	b.Receipt = cmp.Or(b.Receipt, e.receipt.Receipt)
	e.named = e.named || b.Level == Wrong
	w.say(b)
}

// parts of the contract a till should show, in the order of docs/TILL.md.
func parts() []string {
	return []string{
		"quote", "close", "customer", "presented", "redeemed", "repeat", "ack printed", "ack not printed",
		"void", "offline", "unanswered", "receipts", "redeem",
	}
}

// Summary ends a watch: closes that were never answered nor repeated are found
// now, and what of the contract was seen, how often, and what was not.
func (w *Watch) Summary() (seen map[string]int, missing []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, name := range slices.Sorted(maps.Keys(w.tills)) {
		l := w.tills[name]
		w.lost(&exchange{began: w.now(), lane: l}, l.last)
	}
	for _, p := range parts() {
		if w.done[p] == 0 {
			missing = append(missing, p)
		}
	}
	return maps.Clone(w.done), missing
}
