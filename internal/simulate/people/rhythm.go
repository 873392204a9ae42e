package people

import "sartor/internal/simulate/draw"

// State is where a slot of the population stands after a visit. The zero State
// has not begun; Begin starts it.
type State struct {
	Person Person
	N      int64 // the number of the next visit
	Day    int32 // day the clock stands at
	Used   draw.Nat
	Today  uint8    // visits on Day so far
	Last   int32    // day of the last visit
	Second int32    // its second of the day
	Store  uint16   // where it was
	Fade   uint8    // visits left at doubled gaps, then the end
	Quiet  int32    // first day after a pause, or of the newcomer
	Left   bool     // the present person is gone; a newcomer follows
	Owing  bool     // the gap to visit N has been drawn
	Owed   draw.Nat // what of it has still to run, in days
	Mood   Mood
	work   project
}

// Pull is a voucher in the purse that speeds the clock up while it is good.
type Pull struct {
	From, Until int32
	Add         draw.Nat
}

// Begin starts a slot before day 0, or on the day it joins a growing chain.
func (t *Town) Begin(slot uint32, joins int32) State {
	old := int32(t.Preset.Rhythm.NewDays)
	if joins > 0 {
		return State{Person: t.Person(slot, 0, joins), Day: joins, Last: joins, Quiet: joins}
	}
	start := -int32(t.Preset.Rhythm.BurnIn)
	s := State{Person: t.Person(slot, 0, start-old-1), Day: start, Last: start}
	if t.Preset.Rhythm.Lived {
		s.Quiet = start
	}
	phase := draw.NewKey(t.Seed.Traits, draw.Trait, s.Person.Entity, 0).U32(traitPhase)
	s.Last -= int32(int64(draw.ExpNat(s.Person.Gap)) * int64(phase) >> 44)
	return s
}

// Next advances the clock to the next visit and returns its day; ok is false
// when there is none before day until, and the state then stands there.
func (t *Town) Next(s *State, until int32, pulls []Pull) (day int32, ok bool) {
	if s.Left {
		t.replace(s)
	}
	if !s.Owing {
		s.Owing, s.Owed = true, t.gap(s)
	}
	for s.Day < until {
		speed := t.speed(s, pulls)
		left := speed - s.Used
		if s.Today < uint8(t.Preset.Rhythm.VisitsADay) && left > 0 && s.Owed <= left {
			s.Used += s.Owed
			s.Owing = false
			s.Today++
			return s.Day, true
		}
		s.Owed -= max(left, 0)
		s.Day, s.Used, s.Today = s.Day+1, 0, 0
	}
	return 0, false
}

// gap is the operational time to visit N, in days.
func (t *Town) gap(s *State) draw.Nat {
	p := &s.Person
	if s.N == 0 && s.Quiet > 0 {
		return 0 // a newcomer comes on the day it joins
	}
	g := draw.ExpNat(p.Gap).Mul(draw.NewKey(t.Seed.Noise, draw.Gap, p.Entity, s.N).Gamma(0, p.K))
	if s.N == 0 {
		g = max(g-draw.Nat(s.Day-s.Last)*draw.One, 0) // the base is met in the midst of its gaps
	}
	if s.Fade > 0 {
		g *= 2
	}
	return g
}

// speed is ν of the day the clock stands at.
func (t *Town) speed(s *State, pulls []Pull) draw.Nat {
	p := &s.Person
	if s.Day < s.Quiet || t.Cal.YearDay(s.Day)-p.Away[0] < p.Away[1] {
		return 0
	}
	v := p.Dow[t.Cal.Weekday(s.Day)].Mul(t.Cal.Feast(s.Day))
	if t.law.types[p.Type].projectDays > 0 && t.working(s) > 0 {
		v += v.Mul(s.work.add)
	}
	if s.Mood.S != 0 {
		v = v.Mul(draw.ExpNat(t.law.clockMood.Mul(s.Mood.S)))
	}
	if over := s.Mood.Annoy - t.law.annoyedFrom; p.Style == Irritated && over > 0 {
		v = v.Mul(max(draw.One-t.law.clockAnnoyed.Mul(over), draw.One/4))
	}
	if p.Style == Persuadable && len(pulls) > 0 {
		v = v.Mul(draw.One + t.pull(s.Day, pulls))
	}
	return v
}

func (t *Town) pull(day int32, pulls []Pull) draw.Nat {
	var sum draw.Nat
	for _, q := range pulls {
		if day >= q.From && day <= q.Until {
			sum += q.Add
		}
	}
	return min(sum, draw.NatOf(t.Preset.Response.ClockMost))
}

// Slots of purpose 15.
const (
	leaveNow = iota
	leavePause
	leavePauseLength
	leaveFades
	leaveNewcomer
)

// After settles what a finished visit leaves behind: the household may leave,
// pause or begin to fade.
func (t *Town) After(s *State, second int32, store uint16) {
	p, l := &s.Person, &t.law
	s.Last, s.Second, s.Store = s.Day, second, store
	k := draw.NewKey(t.Seed.Noise, draw.Leave, p.Entity, s.N)
	s.N++
	if s.Fade > 0 {
		if s.Fade--; s.Fade == 0 {
			s.leave(k, l)
		}
		return
	}
	chance := max(p.Leave.Mul(draw.ExpNat(-l.leaveMood.Mul(s.Mood.S))), p.Leave/4)
	if s.Day-p.Joined < int32(t.Preset.Rhythm.NewDays) {
		chance = chance.Mul(l.newLeave)
	}
	switch {
	case !k.Below(leaveNow, chance.Share()):
	case k.Below(leavePause, l.pause):
		s.Quiet = s.Day + 1 + int32(l.pauseDays.Mul(k.Exponential(leavePauseLength))>>12)
	case k.Below(leaveFades, l.fades):
		s.Fade = uint8(t.Preset.Rhythm.FadeVisits)
	default:
		s.leave(k, l)
	}
}

func (s *State) leave(k draw.Key, l *law) {
	s.Left = true
	s.Quiet = s.Day + 1 + int32(l.newcomerDays.Mul(k.Exponential(leaveNewcomer))>>12)
}

// replace puts the newcomer who follows a leaver into the slot.
func (t *Town) replace(s *State) {
	slot, generation := Slot(s.Person.Entity), uint8(s.Person.Entity>>24)+1
	*s = State{Person: t.Person(slot, generation, s.Quiet), Day: s.Day, Last: s.Quiet, Quiet: s.Quiet}
}

// NewVisit reports whether the next visit is one of a newcomer's first.
func (t *Town) NewVisit(s *State) bool {
	return s.Quiet > 0 && s.Person.Joined == s.Quiet && s.N < int64(t.Preset.Rhythm.NewcomerVisits)
}
