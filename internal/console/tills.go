package console

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"sartor/internal/console/mark"
	"sartor/internal/console/phrase"
	"sartor/internal/console/view"
	"sartor/internal/web"
)

// The bounds of one live list.
const (
	tickerEvery  = time.Second      // rows enter at most this often
	tickerBuffer = 256              // receipts a reader may lag behind
	tickerLife   = 15 * time.Minute // then the browser comes again and its session is checked anew
	tickerPing   = 20 * time.Second
)

// tillsHandler streams receipts as they close: the same row as on the page, at
// most once a second, the newest few of what came in between.
func tillsHandler(c *call) error {
	feed, leave := c.site.cfg.Ticker.Subscribe(tickerBuffer)
	defer leave()
	stream, err := web.NewEventStream(c.W, 3*time.Second)
	if err != nil {
		return nil // the reader left before the first byte
	}
	every, ping := time.NewTicker(tickerEvery), time.NewTicker(tickerPing)
	defer every.Stop()
	defer ping.Stop()
	end := time.NewTimer(tickerLife)
	defer end.Stop()
	scope := c.Scope()
	var waiting []view.Tick
	for err == nil {
		select {
		case t, open := <-feed:
			if !open {
				return nil // too slow, or the server stops: the browser comes again
			}
			if scope.Allows(t.Store) {
				waiting = append(waiting[max(0, len(waiting)-tickerRows+1):], t)
			}
		case <-every.C:
			if len(waiting) > 0 {
				err = c.sendTicks(stream, waiting)
				waiting = nil
			}
		case <-ping.C:
			err = stream.Ping()
		case <-end.C:
			return nil
		case <-c.R.Context().Done():
			return nil
		}
	}
	return nil // a reader that is gone is no fault
}

// sendTicks writes the rows, newest first, as one event.
func (c *call) sendTicks(stream *web.EventStream, ticks []view.Tick) error {
	var b strings.Builder
	for _, t := range slices.Backward(ticks) {
		if err := tick(c.tickRow(t)).Render(c.R.Context(), &b); err != nil {
			return err
		}
	}
	return stream.Send(web.Event{ID: strconv.FormatInt(ticks[len(ticks)-1].Seq, 10), Name: "rows", Data: b.String()})
}

func (c *call) ticker(v view.Today, ticks []view.Tick) tickerPanel {
	w := c.F.W.Ticker
	p := tickerPanel{Stream: "/today/tills", Pause: "/today?ticker=paused", Button: w.Pause}
	if c.R.URL.Query().Get("ticker") == "paused" {
		p.Stream, p.Pause, p.Button = "", "/today", w.GoOn
	}
	rate := int64(0)
	if len(v.Minutes) > 0 {
		rate = v.Minutes[len(v.Minutes)-1]
		p.Bars = mark.NewBars(phrase.Fill(w.BarsTitle, phrase.Slot{Name: "n", Text: c.F.Count(rate)}), v.Minutes, nil, 40)
	}
	p.Rate = w.Rate.Of(c.F, rate)
	for _, t := range ticks {
		row := c.tickRow(t)
		if p.Follow == "" {
			p.Follow = row.URL
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

func (c *call) tickRow(t view.Tick) tickRow {
	w := c.F.W.Ticker
	row := tickRow{Seq: strconv.FormatInt(t.Seq, 10), Time: c.F.Seconds(t.At), Store: t.StoreName}
	switch t.Kind {
	case view.TickPrinted:
		row.Badge = badge{Text: w.Printed, Class: ""}
	case view.TickUsed:
		row.Badge = badge{Text: w.Used, Class: "good"}
	case view.TickVoided:
		row.Badge, row.What = badge{Text: w.Voided, Class: "warn"}, w.VoidedSay
		return row
	default:
		row.Badge, row.What = badge{Text: w.Silent, Class: ""}, w.SilentSay
		return row
	}
	row.What = c.offerText(t.Voucher, t.Product, t.Currency)
	if t.More > 0 {
		row.What += w.More.Of(c.F, int64(t.More))
	}
	if c.MayFollow() && t.Code != "" {
		row.URL = "/vouchers/" + t.Code
	}
	return row
}
