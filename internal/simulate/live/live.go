// Package live plays the rest of a simulated day on a running chain: tills
// that are clients of the till contract, at a pace, and a director who makes
// the first minutes worth watching without inventing anything.
//
// It owns no truth that a chain would not have: it sends receipts, deducts what
// it is told, acknowledges and voids. Every receipt is stamped with the moment
// it is sent, so that time never runs ahead (TestFirstMinutes).
// Everything it starts ends with its context.
package live

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"sartor/internal/retail"
	"sartor/internal/simulate"
)

// Config is what a player needs.
type Config struct {
	Session *simulate.Session // stands at the moment that is now
	Till    Client            // with a token that acts for every till
	Desk    Client            // with a token that may set consent
	Pace    float64           // simulated seconds a second; 20 unless set
	Watch   func(Event)       // called for everything worth watching, one at a time
	Log     *slog.Logger

	Clock    func() time.Time // the chain's; nil: the real one
	Patience time.Duration    // how long a till waits for an answer; 800 ms unless set
	InTurn   bool             // of Days: one visit is at a till at a time

	// Categories names the categories a promotion is for, for vouchers without
	// a product; nil: such vouchers count as good for anything.
	Categories func(retail.PromotionID) []string
	// Training reports which receipts a cashier follows with a training one.
	Training func(retail.ReceiptID) bool
}

// The limits of a player.
const (
	defaultPace = 20
	patience    = 800 * time.Millisecond // a till waits no longer for an answer, unless told
	tillsAStore = 3
	mostOpen    = 64               // visits at tills at once; the queue outside waits
	mostFacts   = 10_000           // receipts held back while nothing is reached
	retryEvery  = 5 * time.Second  // of facts that did not get through
	lookAhead   = 2 * time.Hour    // simulated: how far the director may move a visit
	idle        = 90 * time.Minute // simulated: longer gaps between visits are skipped
	factsTime   = 10 * time.Second // for sending facts, desk calls and voids
)

// Player runs the tills of one chain.
type Player struct {
	cfg   Config
	chain *simulate.Chain

	mu      sync.Mutex // guards all below
	session *simulate.Session
	queue   []simulate.Visit // by simulated time; taken from the session, not yet at a till
	base    moment
	facts   []wire // receipts that could not be delivered yet
	held    []wire // of the store whose line is down
	down    retail.StoreID
	sent    int64
	hasty   bool // strips that came out are not acknowledged

	watch sync.Mutex
	tills map[tillKey]*sync.Mutex // read only after New
	say   *director
}

type tillKey struct {
	store retail.StoreID
	till  retail.TillID
}

// moment ties simulated time to real time: at wall it was sim.
type moment struct {
	wall time.Time
	sim  time.Duration // since day 0, local
}

// New prepares a player; nothing moves before Run.
func New(cfg Config) *Player {
	if cfg.Pace <= 0 {
		cfg.Pace = defaultPace
	}
	if cfg.Watch == nil {
		cfg.Watch = func(Event) {}
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Till.patience = cfg.Patience; cfg.Patience <= 0 {
		cfg.Till.patience = patience
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	p := &Player{cfg: cfg, session: cfg.Session, chain: cfg.Session.Chain(), tills: map[tillKey]*sync.Mutex{}}
	for _, s := range p.chain.Stores {
		for _, till := range p.chain.Tills(s.ID) {
			p.tills[tillKey{s.ID, till}] = &sync.Mutex{}
		}
	}
	p.say = newDirector(p)
	return p
}

// Chain returns the world that is played.
func (p *Player) Chain() *simulate.Chain { return p.chain }

// Sent returns how many receipts have been sent so far.
func (p *Player) Sent() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sent
}

// Run plays until the context ends or the world has no more days. All that it
// started has ended when it returns.
func (p *Player) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	p.start(p.cfg.Clock())
	wg.Go(func() { p.say.run(ctx) })
	wg.Go(func() { p.redeliver(ctx) })
	open := make(chan struct{}, mostOpen)
	for {
		v, wait, ok := p.next(p.cfg.Clock())
		if !ok {
			<-ctx.Done()
			return ctx.Err()
		}
		if wait > 0 {
			if !sleep(ctx, min(wait, time.Second)) {
				return ctx.Err()
			}
			continue // the director may have moved another visit before it
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case open <- struct{}{}:
		}
		wg.Go(func() {
			defer func() { <-open }()
			p.serve(ctx, v)
		})
	}
}

// start ties the session's next appointment, or the present local time of the
// last simulated day, to now.
func (p *Player) start(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	day, second, ok := p.session.Peek()
	if ok {
		p.base = moment{now, simTime(day, second)}
	}
}

func simTime(day, second int) time.Duration {
	return time.Duration(day)*24*time.Hour + time.Duration(second)*time.Second
}

// sim is the simulated time of a real moment. Callers hold mu.
func (p *Player) sim(now time.Time) time.Duration {
	return p.base.sim + time.Duration(float64(now.Sub(p.base.wall))*p.cfg.Pace)
}

// next returns the visit that is due, or how long it is till then.
func (p *Player) next(now time.Time) (simulate.Visit, time.Duration, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.prefetch(now)
	if len(p.queue) == 0 {
		return simulate.Visit{}, 0, false
	}
	v := p.queue[0]
	ahead := simTime(v.Day, v.Second) - p.sim(now)
	if ahead > idle { // the shops are shut: begin the next day
		p.base = moment{now, simTime(v.Day, v.Second)}
		ahead = 0
	}
	if ahead > 0 {
		return v, time.Duration(float64(ahead) / p.cfg.Pace), true
	}
	p.queue = p.queue[1:]
	return v, 0, true
}

// prefetch takes the visits that the director may look at. Callers hold mu.
func (p *Player) prefetch(now time.Time) {
	p.session.Today(retail.DayOf(now, p.chain.World.Zone, retail.DefaultCut))
	for {
		day, second, ok := p.session.Peek()
		if !ok || len(p.queue) > 0 && simTime(day, second) > p.sim(now)+lookAhead {
			return
		}
		v, ok := p.session.Next()
		if !ok {
			return
		}
		p.insert(v)
	}
}

// insert keeps the queue in the order of time. Callers hold mu.
func (p *Player) insert(v simulate.Visit) {
	at := len(p.queue)
	for at > 0 && simTime(p.queue[at-1].Day, p.queue[at-1].Second) > simTime(v.Day, v.Second) {
		at--
	}
	p.queue = append(p.queue, simulate.Visit{})
	copy(p.queue[at+1:], p.queue[at:])
	p.queue[at] = v
}

// sleep waits; it reports false when the context ends first.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
