package demo

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"sartor/internal/intake"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/simulate"
	"sartor/internal/simulate/live"
	"sartor/internal/simulate/preset"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
)

// How the simulated past is played (SIMULATION.md 13.2).
const (
	perHolder    = 128  // households for each 100 card holders
	tillsAtOnce  = 32   // closes in flight while the past is played: a full group of the writer
	visitsAhead  = 256  // taken at once; a household's next visit comes after its answer
	secondsAhead = 3600 // of the chain's time among visits taken at once
	foldEvery    = 5000 // closes between two folds of profiles
	factsAtOnce  = 4096
)

// Where each part of the past begins, as a share of the whole.
const (
	factsBegin = .03
	learnBegin = .42
	tillsBegin = .52
)

// simulation is the demo's chain on its way from nothing to now.
type simulation struct {
	*Demo
	world   simulate.World
	chain   *simulate.Chain
	tale    story
	session *simulate.Session
	today   int // day number
	now     time.Time
	mu      sync.Mutex
	printed map[string]Voucher // issued and not used yet
	until   map[string]retail.BusinessDay
	closed  int
}

func (d *Demo) newSimulation(now time.Time) (*simulation, error) {
	kind, err := preset.Named(d.Preset)
	if err != nil {
		return nil, err
	}
	zone := live.ZoneFor(now)
	date := retail.DayOf(now, zone, retail.DefaultCut)
	origin := simulate.MondayOnOrBefore(date - retail.BusinessDay(d.Days))
	s := &simulation{Demo: d, now: now, tale: storyOf(kind), today: int(date - origin), printed: map[string]Voucher{}, until: map[string]retail.BusinessDay{}}
	s.world = simulate.World{
		Seed: simulate.OneSeed(d.Seed), Preset: kind, Origin: origin, Zone: zone,
		Scale:  simulate.Scale{Households: d.Customers * perHolder / 100, Stores: d.Stores, Days: s.today + cmp.Or(d.Ahead, usualAhead) + 1},
		Latent: d.Latent,
	}
	if d.Latent == nil {
		s.world.Latent = latents(kind)
	}
	if !d.Untailored {
		s.world.Recipe = simulate.Recipe{Promotion: s.tale.id, From: s.today - TillDays, Until: s.today - TillDays + promotionDays + 1}
	}
	s.chain, err = simulate.New(s.world)
	return s, err
}

// past brings the chain to this moment.
func (s *simulation) past(ctx context.Context) error {
	s.Line.Show(0, "Stores, products and %s card holders", grouped(s.Customers))
	if err := s.enrolChain(ctx); err != nil {
		return err
	}
	s.Line.Show(factsBegin, "%d days of receipts", s.opens())
	n, err := s.facts(ctx)
	if err != nil {
		return err
	}
	if s.Untailored {
		return errors.Join(s.open(ctx), s.App.CatchUp(ctx))
	}
	s.Line.Show(learnBegin, "%s receipts stand; learning the habits", grouped(n))
	if err := s.App.CatchUp(ctx); err != nil {
		return err
	}
	if err := s.App.LearnNow(ctx); err != nil {
		return err
	}
	if err := s.promote(ctx); err != nil {
		return err
	}
	s.Line.Show(tillsBegin, "The last %d days at the tills", TillDays)
	if err := s.open(ctx); err != nil {
		return err
	}
	if err := s.playUntilNow(ctx); err != nil {
		return err
	}
	if err := s.App.CatchUp(ctx); err != nil {
		return err
	}
	if err := s.App.LearnSoon(ctx); err != nil { // what stands was learned before the tills' days
		return err
	}
	s.Background(ctx)
	return nil
}

// opens is the day from which shoppers meet shelves, and tills Sartor.
func (s *simulation) opens() int {
	if s.Untailored {
		return s.today
	}
	return s.today - TillDays
}

// open opens the shelves.
func (s *simulation) open(ctx context.Context) (err error) {
	s.books = &books{chain: s.chain, known: s.App.DB.Catalogue}
	until := s.today + cmp.Or(s.Ahead, usualAhead)
	supply := simulate.Supply{Policy: s.newAsked(ctx), Book: s.books.hear, Truth: s.Truth}
	if s.session, err = s.chain.Closed(ctx, s.opens(), until, supply); err != nil {
		return err
	}
	return s.supply(ctx)
}

// enrolChain makes the chain's settings, stores, products and members.
func (s *simulation) enrolChain(ctx context.Context) error {
	settings := server.DefaultSettings()
	settings.Name, settings.OptOut, settings.Notice = s.world.Preset.Chain, s.world.Preset.Site, s.world.Notice()
	if err := s.App.PutSettings(ctx, settings); err != nil {
		return err
	}
	sink := s.App.Sink()
	if err := sink.Stores(ctx, s.chain.Stores); err != nil {
		return err
	}
	if err := sink.Products(ctx, s.chain.Products()); err != nil {
		return err
	}
	members := s.chain.Members(s.today + 1)
	list := make([]intake.Customer, len(members))
	for i := range members {
		list[i] = memberOf(&members[i])
	}
	if err := sink.Customers(ctx, list); err != nil {
		return err
	}
	return errors.Join(s.staff(ctx), s.App.Refresh(ctx))
}

func memberOf(m *simulate.Member) intake.Customer {
	c := intake.Customer{HomeStore: m.Home, Language: m.Language, Joined: m.Joined.String(), Consent: intake.Consent{Basis: intake.Answer, Proof: "membership form"}}
	for _, card := range m.Cards {
		c.Identifiers = append(c.Identifiers, retail.Identifier{Kind: retail.Card, Value: card})
	}
	if m.Email != "" {
		c.Identifiers = append(c.Identifiers, retail.Identifier{Kind: retail.Email, Value: m.Email})
	}
	for purpose, granted := range map[string]bool{
		"profile": m.Consent.Profile, "offers": m.Consent.Offers, "analytics": m.Consent.Analytics, "email": m.Consent.Email,
	} {
		if granted {
			c.Consent.Purposes = append(c.Consent.Purposes, purpose)
		}
	}
	return c
}

// facts files the older history, as an import would; the next batch is drawn
// while one is written.
func (s *simulation) facts(ctx context.Context) (int, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	batches := make(chan []till.Call, 2)
	go func() {
		defer close(batches)
		s.draw(ctx, batches)
	}()
	n := 0
	for batch := range batches {
		results, err := s.App.Desk.Facts(ctx, batch)
		if err != nil {
			return n, err
		}
		for i := range results {
			if results[i].Err == nil && !results[i].Duplicate {
				n++
			}
		}
		days := s.opens()
		day := s.chain.Day(retail.DayOf(batch[len(batch)-1].Receipt.At.Time(), s.world.Zone, retail.DefaultCut))
		s.Line.move(factsBegin+(learnBegin-factsBegin)*float64(day)/float64(days), "Day %d of %d: %s receipts filed", day, days, grouped(n))
	}
	return n, ctx.Err()
}

func (s *simulation) draw(ctx context.Context, to chan<- []till.Call) {
	batch := make([]till.Call, 0, factsAtOnce)
	send := func() bool {
		select {
		case to <- batch:
			batch = make([]till.Call, 0, factsAtOnce)
			return true
		case <-ctx.Done():
			return false
		}
	}
	for r := range s.chain.History(ctx, 0, s.opens()) {
		if batch = append(batch, till.Call{Receipt: r}); len(batch) == factsAtOnce && !send() {
			return
		}
	}
	if len(batch) > 0 {
		send()
	}
}

// playUntilNow closes visit by visit through the till, with clocks that show
// the time of the visit, until the present.
func (s *simulation) playUntilNow(ctx context.Context) error {
	tills := make([]*datedTill, tillsAtOnce)
	if s.InTurn {
		tills = tills[:1]
	}
	for i := range tills {
		tills[i] = s.newDatedTill()
	}
	for ctx.Err() == nil {
		visits := s.together()
		if len(visits) == 0 {
			return nil
		}
		if err := s.closeAll(ctx, tills, visits); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// together takes the next visits before this moment that may be at tills at once; none
// when all of them were taken.
func (s *simulation) together() (out []simulate.Visit) {
	local := s.now.In(s.world.Zone)
	day, second := s.today, local.Hour()*3600+local.Minute()*60+local.Second()
	for len(out) < visitsAhead {
		v, ok := s.session.Before(day, second)
		if !ok {
			break
		}
		if out = append(out, v); len(out) == 1 && 24*3600*(day-v.Day)+second-v.Second > secondsAhead {
			day, second = v.Day, v.Second+secondsAhead // who comes twice comes in order
		}
	}
	return out
}

// closeAll closes visits at several tills at once and tells the households.
func (s *simulation) closeAll(ctx context.Context, tills []*datedTill, visits []simulate.Visit) error {
	answers := make([]simulate.Answer, len(visits))
	failures := make([]error, len(tills))
	var wg sync.WaitGroup
	for k, t := range tills {
		wg.Go(func() {
			for i := k; i < len(visits); i += len(tills) {
				if answers[i], failures[k] = t.close(ctx, &visits[i]); failures[k] != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	for _, err := range failures {
		if err != nil {
			return err
		}
	}
	for i := range visits {
		s.session.Answer(visits[i], answers[i])
	}
	before := s.closed / foldEvery
	if err := s.Stock(ctx); err != nil {
		return err
	}
	if s.closed += len(visits); s.closed/foldEvery > before {
		return s.App.CatchUp(ctx)
	}
	day := visits[len(visits)-1].Day - s.today + TillDays
	if day == TillDays {
		s.Line.move(1, "Today at the tills: %s receipts closed", grouped(s.closed))
		return nil
	}
	s.Line.move(tillsBegin+(1-tillsBegin)*float64(day)/TillDays, "Day %d of the last %d at the tills: %s receipts closed", day+1, TillDays, grouped(s.closed))
	return nil
}

// present opens the live tills and gathers what scripts need.
func (s *simulation) present(ctx context.Context) (View, error) {
	view, err := s.view(ctx)
	if err != nil {
		return view, err
	}
	s.Today = s.today
	if !s.Untailored {
		if err := s.novelty(ctx); err != nil { // a chain without a proposal is still one to look at
			s.App.Log.Error("no new product is proposed", "err", err)
		}
	}
	s.Player = live.New(live.Config{
		Session: s.session, Pace: s.Pace, Log: s.App.Log, Clock: s.App.Clock, Patience: s.Patience, InTurn: s.InTurn,
		Till:       live.Client{Base: s.URL, Token: s.Tokens["till"]},
		Desk:       live.Client{Base: s.URL, Token: s.Tokens["admin"]},
		Watch:      s.worthWatching,
		Categories: s.tale.categoriesOf,
	})
	if !s.Paused {
		s.watch(ctx, s.Player)
		s.App.Go(func() { s.opening(ctx) })
		s.App.Go(func() { s.nights(ctx) })
	}
	return view, nil
}

// view gathers what the demo's one line of JSON names.
func (s *simulation) view(ctx context.Context) (View, error) {
	v := s.emptyView()
	v.Seed, v.Preset = s.Seed, s.world.Preset.Hash()
	day := s.chain.Date(s.today)
	for _, p := range s.chain.Members(s.today) {
		if len(v.Customers) == mostListed {
			break
		}
		if !p.Consent.Profile || !p.Consent.Offers || len(p.Cards) == 0 || p.Withdraws != 0 {
			continue
		}
		who := touchpoint.Customer{Identifiers: []retail.Identifier{{Kind: retail.Card, Value: p.Cards[0]}}}
		c, ok, err := findCustomer(ctx, s.App, who)
		if err != nil {
			return v, err
		}
		if ok {
			v.Customers = append(v.Customers, c)
		}
	}
	listed := map[string]bool{}
	for _, code := range slices.Sorted(maps.Keys(s.printed)) {
		if len(v.Vouchers) == mostVouchersListed {
			break
		}
		if s.until[code] > day && s.until[code]-day <= 13 {
			listed[code], v.Vouchers = true, append(v.Vouchers, s.printed[code])
		}
	}
	s.session.Lose(listed) // whoever reads the line holds the paper now
	return v, nil
}
