package foresee

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/foresight"
	"sartor/internal/job"
	"sartor/internal/retail"
	"sartor/internal/server/servertest"
)

// shops are two stores that sold for weeks: bread ten a day and twice that on Saturdays,
// soup five; the second one is closed on Sundays.
func shops(t *testing.T, weeks int) *servertest.Shop {
	t.Helper()
	s := servertest.Open(t)
	for _, store := range []string{"S1", "S2"} {
		s.Must("PUT", "/v1/stores/"+store, `{"name":"`+store+`","region":"coast","kind":"urban","timezone":"Europe/Berlin","currency":"EUR"}`)
	}
	for _, product := range []string{"bread", "soup"} {
		s.Must("PUT", "/v1/products/"+product, `{"name":"`+product+`","category":"food","price":200,"cost":150}`)
	}
	var rows strings.Builder
	yesterday := s.Now().AddDate(0, 0, -1)
	for d := range 7 * weeks {
		day := yesterday.AddDate(0, 0, -d)
		bread := 10
		if day.Weekday() == time.Saturday {
			bread = 20
		}
		for _, store := range []string{"S1", "S2"} {
			if store == "S2" && day.Weekday() == time.Sunday {
				continue
			}
			fmt.Fprintf(&rows, `{"receipt":"%s-%d","store":"%s","till":"T1","at":"%sT12:00:00+01:00","currency":"EUR","lines":[{"product":"bread","quantity":%d,"amount":%d},{"product":"soup","quantity":5,"amount":1000}]}`+"\n",
				store, d, store, day.Format(time.DateOnly), bread, 200*bread)
		}
	}
	a := s.Do(servertest.Call{As: access.Owner, Path: "/v1/receipts", Body: rows.String(), Header: map[string]string{"Content-Type": "application/x-ndjson"}})
	if a.Status != 200 || strings.Contains(a.Body, `"code"`) {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if err := s.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func (k Keeper) of(t *testing.T, store, product string) (foresight.Forecast, foresight.Sheet) {
	t.Helper()
	chain := k.DB.Catalogue()
	at, _ := chain.StoreNumber(retail.StoreID(store))
	n, _ := chain.ProductNumber(retail.ProductID(product))
	sheet, found, err := k.DB.Forecasts().Of(t.Context(), at, n)
	if err != nil || !found {
		t.Fatalf("%s in %s: %v, %v", product, store, found, err)
	}
	f, there := sheet.Of(n)
	if !there {
		t.Fatalf("%s is not in %+v", product, sheet)
	}
	return *f, sheet
}

// TestKeeper_LeavesForecasts: what is left is what was sold, by weekday; a day on which the
// store is never open asks for nothing.
func TestKeeper_LeavesForecasts(t *testing.T) {
	t.Parallel()
	s := shops(t, 16)
	k := Keeper{Chain: s.Chain}
	if err := k.Now(t.Context()); err != nil {
		t.Fatal(err)
	}
	yesterday := k.Today(1) - 1
	f, sheet := k.of(t, "S1", "bread")
	if sheet.Day != yesterday || f.Days != 7*16 || f.Basis != foresight.Own || f.Model == "" {
		t.Errorf("as of %s: %+v", sheet.Day, f)
	}
	for n := 1; n <= foresight.Horizon; n++ {
		want := 10.0
		if (yesterday + retail.BusinessDay(n)).Time().Weekday() == time.Saturday {
			want = 20
		}
		if math.Abs(f.On(n)-want) > .15*want {
			t.Errorf("day %d is %v, want about %v", n, f.On(n), want)
		}
	}
	f, _ = k.of(t, "S2", "soup")
	for n := 1; n <= foresight.Horizon; n++ {
		sunday := (yesterday + retail.BusinessDay(n)).Time().Weekday() == time.Sunday
		if sunday != (f.On(n) == 0) {
			t.Errorf("day %d (Sunday: %v) is %v", n, sunday, f.On(n))
		}
	}
	a := s.Do(servertest.Call{As: access.Owner, Method: "GET", Path: "/v1/stock/forecast?store=S1&product=bread"})
	if a.Status != 200 || !strings.Contains(a.Body, `"known":true`) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

var errKilled = errors.New("killed")

// TestKeeper_GoesOnAfterADeath: what was saved is where the next one begins, and all
// stores are there in the end.
func TestKeeper_GoesOnAfterADeath(t *testing.T) {
	t.Parallel()
	k := Keeper{Chain: shops(t, 8).Chain}
	var saved progress
	die := func(_ context.Context, p progress, _ string) error {
		if saved = p; p.Store == 2 {
			return errKilled
		}
		return nil
	}
	if err := k.night(t.Context(), progress{}, die); !errors.Is(err, errKilled) {
		t.Fatal(err)
	}
	if _, found, err := k.DB.Forecasts().Of(t.Context(), 2, 1); found || err != nil {
		t.Fatalf("the second store is done: %v, %v", found, err)
	}
	first, _ := k.of(t, "S1", "bread")
	stores := []int{}
	goOn := func(_ context.Context, p progress, _ string) error {
		stores = append(stores, p.Store)
		saved = p
		return nil
	}
	if err := k.night(t.Context(), saved, goOn); err != nil {
		t.Fatal(err)
	}
	second, _ := k.of(t, "S2", "bread")
	if first.Level == 0 || second.Level == 0 || stores[0] != 2 || saved.Store != 3 || saved.Products != 4 || saved.Day != k.Today(1)-1 {
		t.Errorf("went on with %v, saved %+v", stores, saved)
	}
}

// TestKeeper_Rests: it is due once a day, and not before anything was sold.
func TestKeeper_Rests(t *testing.T) {
	t.Parallel()
	s := shops(t, 4)
	k := Keeper{Chain: s.Chain}
	due := func() bool {
		t.Helper()
		if err := k.askWhenDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		j, err := k.DB.FindJob(t.Context(), forecasting)
		return err == nil && j.State == job.Waiting
	}
	if !due() {
		t.Fatal("nothing was forecast yet, and it is not due")
	}
	k.finish(t)
	if due() {
		t.Error("it is due twice a day")
	}
	s.Wait(24 * time.Hour)
	if due() {
		t.Error("it is due although nothing was sold since")
	}
	empty := Keeper{Chain: servertest.Open(t).Chain}
	if err := empty.askWhenDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := empty.DB.FindJob(t.Context(), forecasting); err == nil {
		t.Error("it is due although nothing was ever sold")
	}
}

// finish works on the job that waits until it is done.
func (k Keeper) finish(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	r := job.Runner{Store: k.DB, Owner: "test", Now: k.Clock, Poll: time.Millisecond, Works: map[string]job.Work{forecasting: k.work}}
	r.Told = func(j job.Job, err error) {
		if err != nil || j.State != job.Done {
			t.Errorf("%+v: %v", j, err)
		}
		stop()
	}
	r.Run(ctx)
}

// TestKeeper_Backtest: every way is judged on the same days, the way that is used is
// marked, and with too little it says so.
func TestKeeper_Backtest(t *testing.T) {
	t.Parallel()
	k := Keeper{Chain: shops(t, 20).Chain}
	if _, found, err := k.LastBacktest(t.Context(), "demand"); found || err != nil {
		t.Errorf("before the first: %v, %v", found, err)
	}
	out, err := k.Backtest(t.Context())
	if err != nil || out.Kind != "demand" || out.Stores != 2 || out.Series != 4 || len(out.Origins) < 3 || out.Cases == 0 {
		t.Fatalf("%+v, %v", out, err)
	}
	used, best := map[string]int{}, map[string]int{}
	for _, c := range out.Candidates {
		if c.Used {
			used[c.Class]++
		}
		if c.Best {
			best[c.Class]++
		}
		if c.Score < 0 || c.Beyond.Low > c.Beyond.Value || c.Beyond.Value > c.Beyond.High {
			t.Errorf("%+v", c)
		}
	}
	if len(best) == 0 || used["all"]+used["smooth"] == 0 {
		t.Errorf("best %v, used %v of %+v", best, used, out.Candidates)
	}
	last, found, err := k.LastBacktest(t.Context(), "demand")
	if err != nil || !found || last.Kind != "demand" || last.At != out.At || last.Cases == 0 || len(last.Candidates) < 2 || last.Candidates[0].Name != last.Best || last.Used == "" {
		t.Errorf("kept as %+v, %v, %v", last, found, err)
	}
	for i, c := range last.Candidates {
		if c.Score.Low > c.Score.Value || c.Score.Value > c.Score.High || c.Score.Value < last.Candidates[0].Score.Value {
			t.Errorf("candidate %d is %+v", i, c)
		}
	}
	_, err = Keeper{Chain: servertest.Open(t).Chain}.Backtest(t.Context())
	if err == nil || !strings.Contains(err.Error(), "not enough data") {
		t.Errorf("nothing was sold: %v", err)
	}
}
