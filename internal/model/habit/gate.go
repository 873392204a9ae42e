package habit

import (
	"fmt"

	"sartor/internal/model/basket"
)

// Rival is the model that stands, to be judged beside a new one.
type Rival struct {
	Model   *Model
	Knew    *basket.Corpus          // what stood when it was learned, at least of some touched customers
	Touched func(customer int) bool // something of theirs came since
}

// Match is a new model and the standing one, judged on the same customers.
type Match struct {
	Fresh    Score `json:"fresh"`
	Standing Score `json:"standing"`
}

// judged compares with the rival, like with like: before, which has not seen the
// held-out baskets, on customers who came since, whose last basket the rival has
// not seen either; without enough of them final, which has seen all, as the rival
// has. That shows a worse model. since, on the same customers, is their last
// basket now against the last one known then: it shows baskets that no longer fit
// those they are filed under.
func (r *Rival) judged(before, final *Model, held basket.View, seed uint64) (same, since Match) {
	match := func(fresh *Model, now, then []person) Match {
		s := scoresOf([]string{"new", "standing"}, [][]figures{fresh.judge(now), r.Model.judge(then)}, seed)
		return Match{s[0], s[1]}
	}
	if came := held.Chosen(testCustomers, func(u int) bool { return held.Able(u) && r.Touched(u) }); len(came) >= leastTest {
		fresh := peopleOf(held, came)
		same = match(before, fresh, fresh)
	} else {
		all := people(held, testCustomers)
		same = match(final, all, all)
	}
	then := r.Knew.Without(1, basket.Scorable)
	both := held.Chosen(testCustomers, func(u int) bool { return held.Able(u) && u < then.Customers() && then.Able(u) && r.Touched(u) })
	if len(both) >= leastTest {
		since = match(before, peopleOf(held, both), peopleOf(then, both))
	}
	return same, since
}

// Gate says whether a newly learned model may replace the standing one: its
// Recall@10 on held-out baskets must not lie below the standing one's by more
// than the half-width of the standing one's 90 % bootstrap interval. That
// interval, not the new one's, so that a batch cannot buy itself leniency by
// being small. Without a standing score (nobody was judged) anything may go.
func Gate(fresh, standing Score) (ok bool, why string) {
	if standing.Customers == 0 {
		return true, "there is no standing score to fall below"
	}
	least := standing.Recall.Value - standing.Recall.Half()
	said := fmt.Sprintf("Recall@10 %.4f over %d customers; standing %.4f over %d, least allowed %.4f",
		fresh.Recall.Value, fresh.Customers, standing.Recall.Value, standing.Customers, least)
	return fresh.Customers > 0 && fresh.Recall.Value >= least, said
}
