package dbtest

import (
	"fmt"
	"sync"
	"testing"

	"sartor/internal/db"
	"sartor/internal/db/local"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// raceForLastMoney: two stores publish at once, and there is money for one.
func raceForLastMoney(t *testing.T, url string) {
	d := open(t, url)
	p := framed()
	p.Budget.Amount, p.Limits.Total = 90, 0
	sow(t, d, p)
	errs := make([]error, 2)
	for i := range errs {
		got(step(t, d, sharer{uint32(i + 1), 0}, promotion.Command{Do: promotion.Save, Changes: more(60)}))(t)
	}
	together(len(errs), func(i int) {
		_, errs[i] = step(t, d, sharer{uint32(i + 1), 80}, promotion.Command{Do: promotion.Publish})
	})
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case fault.CodeOf(err) != "no_budget":
			t.Errorf("the one without money was told: %v", err)
		}
	}
	if won != 1 {
		t.Errorf("%d of two went live on money for one", won)
	}
	must(t, books(t.Context(), d))
}

// raceOfSteps: many take the same step of one version at once, while head office
// changes its promotion; nothing is half done.
func raceOfSteps(t *testing.T, url string) {
	const many = 8
	d := open(t, url)
	sow(t, d, framed())
	got(step(t, d, sharer{1, 0}, promotion.Command{Do: promotion.Save, Changes: more(60)}))(t)
	errs := make([]error, many)
	together(many+1, func(i int) {
		if i == many {
			p := head(t, d).Promotion
			p.Priority = 5
			if _, err := d.PutPromotion(t.Context(), db.Edit{Promotion: p, Actor: "eve", At: retail.MicrosOf(noon())}); err != nil {
				t.Errorf("head office's change: %v", err)
			}
			return
		}
		_, errs[i] = step(t, d, sharer{1, 10_000}, promotion.Command{Do: promotion.Publish})
	})
	won := 0
	for _, err := range errs {
		switch code := fault.CodeOf(err); {
		case err == nil:
			won++
		case code != "stale" && code != "nothing_to_publish":
			t.Errorf("who came too late was told: %v", err)
		}
	}
	if won > 1 {
		t.Errorf("%d published the same version", won)
	}
	if won == 0 { // head office came between reading and writing
		got(step(t, d, sharer{1, 10_000}, promotion.Command{Do: promotion.Publish}))(t)
	}
	kin := got(d.Kin(t.Context(), 1))(t)
	if len(kin) != 1 || kin[0].Priority != 5 {
		t.Errorf("the version's promotion is %+v, want head office's change in it", kin)
	}
	must(t, books(t.Context(), d))
}

// raceOfTillsAndSteps: tills sell while versions come, go and pass money on.
func raceOfTillsAndSteps(t *testing.T, url string) {
	d := open(t, url)
	p := framed()
	p.Limits.Total = 0
	sow(t, d, p)
	live(t, d, sharer{1, 40_000}, 70)
	live(t, d, sharer{2, 40_000}, 60)
	c := desk(t, d)
	const lanes, sales = 4, 12
	together(lanes+2, func(lane int) {
		switch lane {
		case lanes:
			for range 6 {
				_ = stepOf(t, d, promotion.Withdraw) // it may be withdrawn already
				_ = stepOf(t, d, promotion.Publish)
			}
		case lanes + 1:
			for i := range 12 {
				from, to := uint32(i%3), uint32((i+1)%3)
				_ = d.Locals().Transfer(t.Context(), local.Move{Centre: 1, Version: 1, From: from, To: to, Amount: 500, Actor: "eve", At: retail.MicrosOf(noon())})
			}
		default:
			for i := range sales {
				call := c.sale(fmt.Sprintf("L%d-%d", lane, i), card(fmt.Sprint("c", lane, i)))
				if i%2 == 1 {
					call.Receipt.Store = "S2"
				}
				if a := c.ring(t, call); a.err != nil {
					t.Errorf("a close: %v", a.err)
				}
			}
		}
	})
	must(t, books(t.Context(), d))
}

func stepOf(t *testing.T, d *db.DB, do promotion.Do) error {
	_, err := step(t, d, sharer{1, 10_000}, promotion.Command{Do: do})
	return err
}

// together runs n at once.
func together(n int, run func(i int)) {
	gate := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-gate
			run(i)
		})
	}
	close(gate)
	all.Wait()
}
