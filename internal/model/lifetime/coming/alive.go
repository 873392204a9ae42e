package coming

import (
	"errors"

	"sartor/internal/model/lifetime"
	"sartor/internal/model/lifetime/chance"
	"sartor/internal/model/lifetime/contest"
)

// mostOff is how far P(alive) may lie from what came, on average, to be shown.
const mostOff = .03

// leastAlive and mostAlive bound the days, in the past, on which P(alive) is looked at.
const (
	leastAlive = 84
	mostAlive  = 364
)

// Alive says whether the chain's own last days bear P(alive) out. Who has left for good
// cannot be seen; who bought within a long time can. Where customers come often, both
// are the same, and P(alive) is checked like any chance. Where they are not, receipts
// cannot tell somebody who has left from one who comes rarely, whatever the model says,
// and what it says is not for people to read.
//
//	Computes  P(alive) as of h days ago, half of what is known but at most a year, set beside who bought
//	          within those days; it holds where the calibration error is at most .03
func Alive(b *contest.Book, a Ask) (holds bool, out *chance.Judged, err error) {
	people, _ := b.Sample(mostPeople)
	first, _, ok := people.Span()
	days := min(mostAlive, int(a.Until-first)/2)
	if !ok || days < leastAlive {
		return false, nil, nil
	}
	day := a.Until - int32(days)
	rows, err := lifetime.Count(people.Histories(day), a.Workers)
	if err != nil {
		return false, nil, err
	}
	fit, err := rows.FitNear(a.Base, a.Workers)
	if errors.Is(err, lifetime.ErrTooFew) || errors.Is(err, lifetime.ErrNotConverged) {
		return false, nil, nil
	}
	if err != nil {
		return false, nil, err
	}
	var told []chance.Told
	for _, c := range people.Cases(day, days) {
		if alive, speaks := fit.Model.Posterior(c.History).Alive(); speaks {
			told = append(told, chance.Told{Chance: alive, Bought: c.Bought > 0})
		}
	}
	if len(told) == 0 {
		return false, nil, nil
	}
	j := chance.Judge(told)
	return j.ECE <= mostOff, &j, nil
}
