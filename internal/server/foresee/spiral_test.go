package foresee_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/model/forecast"
	"sartor/internal/retail"
	"sartor/internal/server/foresee"
	"sartor/internal/server/servertest"
	"sartor/internal/server/tonight"
	"sartor/internal/stock"
)

// What customers of the store want of each product a day, for how many weeks before it
// counts its stock, and how many nights it then leaves to the autopilot.
const (
	wanted = 10.0
	weeks  = 8
	nights = 30
)

// TestNights_FreshGoodsHoldTheirDemand: a store that leaves fresh goods to the autopilot,
// night after night, gets about what its customers want, though what it sells is what it
// had, leftovers are thrown away in the evening, and deliveries come short, or not at all.
func TestNights_FreshGoodsHoldTheirDemand(t *testing.T) {
	t.Parallel()
	s := newStore(t, 1, 2, 5)
	for range nights {
		s.day()
	}
	for _, g := range s.goods {
		days := float64(nights - 7)
		asked, ordered, available := g.asked/days, g.ordered/days, g.sold/g.asked
		t.Logf("%d days to live: %.1f a day are wanted, %.1f ordered, %.1f thrown away, %.3f available", g.life, asked, ordered, g.wasted/days, available)
		if ordered < asked || ordered > 1.5*asked || available < .85 {
			t.Errorf("%d days to live: %.1f a day are ordered of %.1f that are wanted, %.3f available", g.life, ordered, asked, available)
		}
	}
}

// store is a store whose shelves are true, and the chain that is told of them.
type store struct {
	*servertest.Shop
	t      *testing.T
	desk   *tonight.Desk
	goods  []*good
	chance *rand.Rand
	serial int
	opens  time.Time // midnight of the day in hand
	played int
}

// good is a product on its shelf; its sums begin when a week has passed.
type good struct {
	id     retail.ProductID
	number uint32
	life   int
	lots   map[int]int // units by last day of sale
	due    map[int]int // by the morning they come
	came   int         // deliveries

	asked, sold, ordered, wasted float64
}

func newStore(t *testing.T, lives ...int) *store {
	s := &store{Shop: servertest.Open(t), t: t, chance: rand.New(rand.NewPCG(20261129, 1))}
	s.Must("PUT", "/v1/stores/S1", `{"name":"S1","region":"coast","kind":"urban","timezone":"Europe/Berlin","currency":"EUR"}`)
	var terms []stock.Terms
	for _, life := range lives {
		g := &good{id: retail.ProductID(fmt.Sprint("life-", life)), life: life, lots: map[int]int{}, due: map[int]int{}}
		s.Must("PUT", "/v1/products/"+string(g.id), fmt.Sprintf(`{"name":%q,"category":"fresh","price":250,"cost":150,"shelf_life_days":%d}`, g.id, life))
		g.number, _ = s.DB.Catalogue().ProductNumber(g.id)
		s.goods, terms = append(s.goods, g), append(terms, stock.Terms{Product: g.number, Supplier: "Dahl", LeadTime: 1})
	}
	s.need(s.DB.Shelf().PutTerms(t.Context(), "test", nil, terms...))
	s.desk = tonight.Of(s.Chain)
	set := tonight.DefaultSettings()
	set.Service = map[string]float64{"fresh": .9}
	set.Autopilot["fresh"] = tonight.Auto{On: true, MostUnits: 1000}
	s.need(s.desk.PutPlanSettings(t.Context(), set, "test"))
	now := s.Now()
	s.opens = time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 0, 0, now.Location())
	var past []map[*good]int
	for range 7 * weeks {
		day := map[*good]int{}
		for _, g := range s.goods {
			day[g] = s.draw()
		}
		past = append(past, day)
	}
	for back, day := range past {
		s.receipt(s.opens.AddDate(0, 0, -1-back), day)
	}
	s.move(stock.Count, 5*time.Hour, func(g *good) int { g.lots[g.life-1] = 12; return 12 })
	return s
}

func (s *store) need(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// draw is what customers want of a product on one day: Poisson.
func (s *store) draw() (n int) {
	for left := s.chance.ExpFloat64(); left < wanted; left += s.chance.ExpFloat64() {
		n++
	}
	return n
}

// turn sets the clock to a moment of the day in hand.
func (s *store) turn(at time.Duration) { s.Wait(s.opens.Add(at).Sub(s.Now())) }

// day plays a day: a plan at dawn, what comes, what is sold, what is thrown away, and in
// the evening what was agreed on goes out.
func (s *store) day() {
	ctx := s.t.Context()
	s.turn(5*time.Hour + time.Minute)
	s.need(s.CatchUp(ctx))
	s.need(foresee.Keeper{Chain: s.Chain, Options: forecast.Options{Rows: 3000, Only: []string{"ses+7", "pooled"}}}.Now(ctx))
	_, err := s.desk.Make(ctx, "test", func(string) error { return nil })
	s.need(err)
	s.turn(6 * time.Hour)
	s.move(stock.Delivery, 5*time.Hour+30*time.Minute, s.comes)
	s.turn(13 * time.Hour)
	day := map[*good]int{}
	for _, g := range s.goods {
		day[g] = s.sells(g)
	}
	s.receipt(s.opens, day)
	s.turn(22*time.Hour + 30*time.Minute)
	s.move(stock.Waste, 22*time.Hour, s.ends)
	s.evening()
	s.opens = s.opens.AddDate(0, 0, 1)
	s.played++
}

// comes is what a product's supplier brings this morning: each fifth time two thirds of
// it, each eleventh nothing.
func (s *store) comes(g *good) int {
	n := g.due[s.played]
	if n == 0 {
		return 0
	}
	switch g.came++; {
	case g.came%11 == 0:
		n = 0
	case g.came%5 == 0:
		n -= n / 3
	}
	g.lots[s.played+g.life-1] += n
	return n
}

// sells takes what is wanted from the oldest lots, as far as they go.
func (s *store) sells(g *good) (sold int) {
	asked := s.draw()
	for last := s.played; last < s.played+g.life; last++ {
		n := min(g.lots[last], asked-sold)
		g.lots[last] -= n
		sold += n
	}
	if s.played >= 7 {
		g.asked, g.sold = g.asked+float64(asked), g.sold+float64(sold)
	}
	return sold
}

// ends is what of a product is past its day tonight.
func (s *store) ends(g *good) int {
	n := g.lots[s.played]
	if s.played >= 7 {
		g.wasted += float64(n)
	}
	return n
}

// evening lets out what was agreed on: it comes in the morning it was planned for.
func (s *store) evening() {
	ctx := s.t.Context()
	agreed, err := s.DB.Plans().Pending(ctx)
	s.need(err)
	for _, r := range agreed {
		at := slices.IndexFunc(s.goods, func(g *good) bool { return g.number == r.Product })
		g := s.goods[at]
		g.due[s.played+int(r.Due-s.Today(1))] += int(r.Agreed)
		if s.played >= 7 {
			g.ordered += float64(r.Agreed)
		}
	}
	if len(agreed) > 0 {
		_, err = s.desk.Send(ctx, tonight.Parcel{ID: fmt.Sprint("evening-", s.played), Actor: "test"})
		s.need(err)
	}
}

// receipt tells what was sold on a day.
func (s *store) receipt(day time.Time, units map[*good]int) {
	s.t.Helper()
	var lines []string
	for _, g := range s.goods {
		if n := units[g]; n > 0 {
			lines = append(lines, fmt.Sprintf(`{"product":%q,"quantity":%d,"amount":%d}`, g.id, n, 250*n))
		}
	}
	if len(lines) == 0 {
		return
	}
	s.serial++
	body := fmt.Sprintf(`{"receipt":"R%d","store":"S1","till":"T1","at":"%sT12:00:00+01:00","currency":"EUR","lines":[%s]}`+"\n", s.serial, day.Format(time.DateOnly), strings.Join(lines, ","))
	a := s.Do(servertest.Call{As: access.Owner, Path: "/v1/receipts", Body: body, Header: map[string]string{"Content-Type": "application/x-ndjson"}})
	if a.Status != 200 || strings.Contains(a.Body, `"code"`) {
		s.t.Fatalf("%d %s", a.Status, a.Body)
	}
}

// move tells of goods that moved at a moment of the day in hand.
func (s *store) move(kind stock.Kind, at time.Duration, units func(*good) int) {
	s.t.Helper()
	moment := retail.MicrosOf(s.opens.Add(at))
	m := stock.Movement{ID: stock.MovementID(fmt.Sprint(kind, "-", s.played)), Kind: kind, Store: 1, At: moment, Day: retail.DayOf(moment.Time(), s.opens.Location(), retail.DefaultCut)}
	for _, g := range s.goods {
		n := units(g)
		if n == 0 {
			continue
		}
		line := stock.Line{Product: g.number, Quantity: retail.Quantity(n) * retail.One}
		if kind != stock.Waste {
			line.Expires = m.Day + retail.BusinessDay(g.life-1)
		}
		m.Lines = append(m.Lines, line)
	}
	if len(m.Lines) > 0 {
		_, err := s.DB.Shelf().Record(s.t.Context(), []stock.Movement{m})
		s.need(err)
	}
}
