package people

import "sartor/internal/simulate/draw"

// Trip is one visit before anything is taken from the shelf.
type Trip struct {
	Entity   uint64
	N        int64
	Day      int32
	Second   int32 // of the store's local day
	Store    uint16
	Till     uint8
	Mission  uint8 // 0 quick, 1 top-up, 2 main
	Occasion int8  // −1 none
	Focus    int8  // −1 none
	Project  int8  // 0 none, else the kind + 1
	Breadth  draw.Nat
	Elapsed  int32 // hours since the last visit
	High     bool  // a basket of high value
	Card     uint8 // 0 none shown, 1 the first, 2 the second
}

// Slots of purpose 11; never renumbered.
const (
	tripMission = iota
	tripOccasion
	tripWhich
	tripFocus
	tripFocusWhich
	tripStore
	tripSecondStore
	tripWeb
	tripHour
	tripSecond
	tripTill
	tripCard
	tripCardWhich
	tripBreadth
	tripHigh
)

// Trip draws visit s.N, which Next has just dated.
func (t *Town) Trip(s *State) Trip {
	p, l := &s.Person, &t.law
	ty := &l.types[p.Type]
	k := draw.NewKey(t.Seed.Noise, draw.Trip, p.Entity, s.N)
	out := Trip{Entity: p.Entity, N: s.N, Day: s.Day, Occasion: -1, Focus: -1, Mission: 2}
	switch m := draw.Share(k.At(tripMission) >> 32); {
	case m < ty.quick:
		out.Mission = 0
	case m < ty.quick+ty.topup:
		out.Mission = 1
	}
	if k.Below(tripOccasion, l.occasion) {
		out.Occasion = int8(k.Pick(tripWhich, len(t.Preset.Occasions)))
	}
	if out.Mission == 0 && k.Below(tripFocus, l.focus) {
		out.Focus = int8(k.Pick(tripFocusWhich, len(t.Preset.Focuses)))
	}
	out.Store = t.store(p, k, s.Day)
	if _, closes := t.Open(out.Store, s.Day); s.again() && int32(closes)*3600 <= s.Second+minutesBetween {
		out.Store = s.Store // the other shop would be shut by then
	}
	out.Second = t.second(s, k, out.Store)
	out.Elapsed = max((s.Day-s.Last)*24+(out.Second-s.Second)/3600, 1)
	out.Project = t.working(s)
	out.Breadth = t.breadth(s, k, &out)
	out.Till = uint8(1 + k.Pick(tripTill, t.Stores[out.Store].Tills))
	if p.Member && (out.Store == t.Web() || k.Below(tripCard, p.Shown)) {
		out.Card = 1
		if p.SecondCard && k.At(tripCardWhich)>>63 == 1 {
			out.Card = 2
		}
	}
	return out
}

// minutesBetween is the least time between two visits on a day, in seconds.
const minutesBetween = 600

// again reports whether the visit in hand is the second of its day.
func (s *State) again() bool { return s.Today > 1 && s.Last == s.Day }

// store chooses where the household shops; a closed store means home.
func (t *Town) store(p *Person, k draw.Key, day int32) uint16 {
	if k.Below(tripWeb, t.law.types[p.Type].web) {
		return t.Web()
	}
	at := p.Stores[0]
	if !k.Below(tripStore, p.Loyalty) {
		at = p.Stores[1]
		if k.Below(tripSecondStore, draw.One32*4/10) {
			at = p.Stores[2]
		}
	}
	if open, shut := t.Open(at, day); open >= shut {
		return p.Stores[0]
	}
	return at
}

// Open returns the hours between which a store sells on a day; equal when it
// does not.
func (t *Town) Open(store uint16, day int32) (opens, closes int) {
	h := t.kinds[t.Stores[store].Kind]
	if t.Cal.Weekday(day) == 6 {
		return h.sundayOpens, h.sundayCloses
	}
	return h.opens, h.closes
}

// second draws the time of day; a second visit on a day comes after the first.
func (t *Town) second(s *State, k draw.Key, store uint16) int32 {
	opens, closes := t.Open(store, s.Day)
	if opens >= closes {
		opens, closes = 9, 18 // a rural household's Sunday errand in its own closed store cannot be; guards new presets
	}
	inside := k.At(tripSecond)
	if s.again() {
		from := max(min(s.Second+minutesBetween, int32(closes)*3600-2), s.Second)
		return from + int32(uint64(int32(closes)*3600-1-from)*(inside>>40)>>24)
	}
	var w [24]int32
	clock := &t.clocks[s.Person.Type]
	weekend := t.Cal.Weekday(s.Day) >= 5
	for h := opens; h < closes; h++ {
		f := draw.Nat(clock[h])
		switch {
		case weekend && h >= 10 && h < 13:
			f = f.Mul(t.law.weekendMorning)
		case weekend && h >= 17 && h < 20:
			f = f.Mul(t.law.weekendEvening)
		case !weekend && h == 12 && t.Stores[store].Kind == Urban:
			f = f.Mul(t.law.noon)
		}
		w[h] = int32(f)
	}
	return int32(pickHour(&w, k.At(tripHour)))*3600 + int32(3600*(inside>>40)>>24)
}

func pickHour(w *[24]int32, random uint64) int {
	sum := uint64(0)
	for _, x := range w {
		sum += uint64(x)
	}
	at := (random >> 32) * sum >> 32
	for h, x := range w {
		if at < uint64(x) {
			return h
		}
		at -= uint64(x)
	}
	return 12
}

// breadth is ln b of the trip: mission, household, time since the last visit,
// the month, and now and then a basket of high value.
func (t *Town) breadth(s *State, k draw.Key, trip *Trip) draw.Nat {
	p, l := &s.Person, &t.law
	ty := &l.types[p.Type]
	b := l.missions[trip.Mission] + p.Breadth + l.missionSD[trip.Mission].Mul(k.Normal(tripBreadth))
	since := draw.LnRatio(uint64(trip.Elapsed), 24) - p.Gap
	b += l.elapsedPower.Mul(since.Clip(l.elapsedLow, l.elapsedHigh))
	if trip.Mission == 2 {
		chance := l.highValue.Mul(draw.ExpNat(t.Cal.Wave(s.Day, ty.amplitude, ty.peak)))
		if k.Below(tripHigh, chance.Share()) {
			b += draw.Nat(2839) // ln 2
			trip.High = true
		}
	}
	if trip.Project > 0 {
		b += l.projects.breadth
	}
	if ty.monthStart != 0 && t.Cal.MonthStart(s.Day) {
		b += ty.monthStart
	}
	if t.NewVisit(s) {
		b += l.newcomerBreadth
	}
	return b
}
