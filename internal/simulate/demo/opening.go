package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"sartor/internal/console/phrase"
	"sartor/internal/outcome"
	"sartor/internal/retail"
	"sartor/internal/simulate/live"
)

// opening is the director's first row (SIMULATION.md 13.2): where the central
// promotion falls behind, as the chain itself reads it in the background, or that
// it has found nothing. It waits for that reading.
func (s *simulation) opening(ctx context.Context) {
	const every = time.Second
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		r, ok, err := s.central(ctx)
		if err != nil && ctx.Err() == nil {
			s.App.Log.Error("the central promotion is not spoken of", "err", err)
			return
		}
		if ok {
			s.worthWatching(live.Event{At: s.App.Clock(), Kind: live.Flop, Promotion: s.tale.id, Text: s.says(&r)})
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// central is how the central promotion works, as last read; ok is false before
// the first reading.
func (s *simulation) central(ctx context.Context) (r outcome.Report, ok bool, err error) {
	p, err := s.App.DB.Promotion(ctx, s.tale.id)
	if err != nil {
		return r, false, err
	}
	return s.App.DB.Readouts().Report(ctx, p.Number)
}

// says puts a report into a sentence, as the director's others are.
func (s *simulation) says(r *outcome.Report) string {
	if len(r.Findings) == 0 && r.Unseen.Yes {
		return s.tale.name + ": its customers are too few so far to see a group fall behind. Each store’s figures stand on its page."
	}
	if len(r.Findings) == 0 {
		return s.tale.name + ": no group of customers is found to fall behind so far. Each store’s figures stand on its page."
	}
	of := func(row outcome.Row) string {
		if row.By == outcome.ByStore {
			number, _ := s.App.DB.Catalogue().StoreNumber(retail.StoreID(row.Group))
			return s.App.DB.Catalogue().Store(number).Name
		}
		return row.Group
	}
	var f phrase.Formatter
	found := r.Findings[0]
	text := fmt.Sprintf("%s: %s customers buy %s more of its goods than those held out, %s ones %s.",
		s.tale.name, of(found.Than), f.Percent(found.Than.Sales.Estimate), of(found.Row), f.Percent(found.Row.Sales.Estimate))
	if len(found.Instead) > 0 {
		var names []string
		for _, t := range found.Instead {
			names = append(names, t.Name)
		}
		text += " Their baskets hold more " + strings.Join(names, ", ") + " than the chain’s."
	}
	if found.Swap != "" {
		text += " Its stores may put " + found.Swap + " in their place."
	}
	return text
}
