package live

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/web"
)

// The bounds of one stream.
const (
	rowEvery     = time.Second      // a row enters at most this often
	figuresEvery = 3                // rounds of rowEvery between looks at the figures
	pingEvery    = 20               // rounds of silence after which proxies are kept awake
	life         = 15 * time.Minute // then the browser comes again and its session is checked anew
	comeAgain    = 3 * time.Second
	comeLater    = 30 * time.Second // when there is no place: the page is true without
)

// Stream answers GET /today/tills: the receipts that close, as rows like those
// of the page, and the figures of the day. A reader names the last event it saw
// (Last-Event-ID, or ?after= of the page it opened) and gets the newest rows
// that came since, then one a second at most.
func Stream(c *shell.Call, s Source) error {
	leave, ended, ok := s.Recent.Join(c.Session.Key())
	if !ok {
		_, _ = web.NewEventStream(c.W, comeLater) // a reader that left is no fault
		return nil
	}
	defer leave()
	out, err := web.NewEventStream(c.W, comeAgain)
	if err != nil {
		return nil // the reader left before the first byte
	}
	r := reader{c: c, s: s, out: out, scope: c.Scope(), at: c.R.Header.Get("Last-Event-ID")}
	if r.at == "" {
		r.at = c.R.URL.Query().Get("after")
	}
	round := time.NewTicker(rowEvery)
	defer round.Stop()
	end := time.NewTimer(life)
	defer end.Stop()
	err = r.rows(MostRows)
	for err == nil {
		select {
		case <-round.C:
			err = r.round()
		case <-ended:
			return nil // the server stops: the browser comes again
		case <-end.C:
			return nil
		case <-c.R.Context().Done():
			return nil
		}
	}
	return nil // a reader that is gone is no fault
}

// reader is one open page.
type reader struct {
	c      *shell.Call
	s      Source
	out    *web.EventStream
	scope  view.Scope
	at     string // the last event it got
	shown  map[string]string
	rounds int
	silent int
}

// round looks once: a row, now and then the figures, else a sign of life.
func (r *reader) round() error {
	r.rounds++
	r.silent++
	r.c.Now()
	if err := r.rows(1); err != nil {
		return err
	}
	if r.rounds%figuresEvery == 1 {
		if err := r.figures(); err != nil {
			return err
		}
	}
	if r.silent < pingEvery {
		return nil
	}
	r.silent = 0
	return r.out.Ping()
}

// rows sends the newest receipts since the last ones, newest first.
func (r *reader) rows(most int) error {
	ticks, next := r.s.Recent.After(r.at, most, func(t view.Tick) bool { return r.scope.Allows(t.Store) })
	r.at = next
	if len(ticks) == 0 {
		return nil
	}
	var b strings.Builder
	for _, t := range slices.Backward(ticks) {
		if err := line(rowOf(r.c, t)).Render(r.c.R.Context(), &b); err != nil {
			return err
		}
	}
	r.silent = 0
	return r.out.Send(web.Event{ID: next, Name: "rows", Data: b.String()})
}

// figures sends the texts that changed since they were sent.
func (r *reader) figures() error {
	now := texts(r.c, r.s.Figures.Figures(r.scope))
	changed := maps.Clone(now)
	maps.DeleteFunc(changed, func(k, v string) bool { return r.shown[k] == v })
	if len(changed) == 0 {
		return nil
	}
	data, err := json.Marshal(changed)
	if err != nil {
		return err
	}
	r.shown, r.silent = now, 0
	return r.out.Send(web.Event{ID: r.at, Name: "figures", Data: string(data)})
}
