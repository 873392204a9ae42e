package habit

import "fmt"

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
