package people

import (
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/preset"
)

// project is what a household works at: the one in hand, or the next.
type project struct {
	begins, ends int32 // days, the last one included
	add          draw.Nat
	kind         int8 // + 1; 0 for one that did not come about
	number       int64
}

// projectLaw is the preset's projects as integers.
type projectLaw struct {
	breadth         draw.Nat
	abandoned       draw.Share
	trips, days     [2]int
	amplitude, peak []draw.Nat // by kind
}

func newProjectLaw(p preset.Projects) projectLaw {
	l := projectLaw{
		abandoned: draw.ShareOf(p.Abandoned),
		trips:     [2]int{p.TripsLow, p.TripsHigh}, days: [2]int{p.DaysLow, p.DaysHigh},
	}
	if p.AYear > 0 {
		l.breadth = draw.LnOf(p.Breadth)
	}
	for _, k := range p.Kinds {
		l.amplitude, l.peak = append(l.amplitude, draw.NatOf(k.Amplitude)), append(l.peak, draw.NatOf(k.Peak))
	}
	return l
}

// Slots of purpose 17; never renumbered.
const (
	projectWait = iota
	projectKind
	projectTrips
	projectDays
	projectAbandoned
	projectSeason
)

// working returns the kind + 1 of the project in hand on the state's day, 0 for
// none. Projects come by Poisson; each is thinned by the wave of its kind, so
// that decks are built in spring. Its trips come by a faster clock: the visits
// that it adds are the next ones in their order, and no draw hangs on their date.
func (t *Town) working(s *State) int8 {
	wait := t.law.types[s.Person.Type].projectDays
	if wait == 0 {
		return 0
	}
	for s.Day > s.work.ends || s.work.number == 0 {
		t.nextProject(s, wait)
	}
	if s.Day < s.work.begins {
		return 0
	}
	return s.work.kind
}

func (t *Town) nextProject(s *State, wait draw.Nat) {
	p, l, w := &s.Person, &t.law.projects, &s.work
	if w.number == 0 {
		w.ends = p.Joined
	}
	k := draw.NewKey(t.Seed.Noise, draw.Project, p.Entity, w.number)
	w.number++
	w.begins = w.ends + 1 + int32(int64(wait)*int64(k.Exponential(projectWait))>>24)
	trips := l.trips[0] + k.Pick(projectTrips, l.trips[1]-l.trips[0]+1)
	days := l.days[0] + k.Pick(projectDays, l.days[1]-l.days[0]+1)
	kind := k.Pick(projectKind, len(l.amplitude))
	w.ends, w.kind, w.add = w.begins+int32(days)-1, int8(kind+1), draw.Nat(trips)*draw.ExpNat(p.Gap)/draw.Nat(days)
	if k.Below(projectAbandoned, l.abandoned) {
		w.ends = w.begins + int32(days)/2
	}
	chance := draw.ExpNat(t.Cal.Wave(w.begins, l.amplitude[kind], l.peak[kind]) - l.amplitude[kind])
	if !k.Below(projectSeason, chance.Share()) {
		w.ends, w.kind, w.add = w.begins, 0, 0
	}
}
