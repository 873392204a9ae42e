package rollout

import (
	"cmp"
	"regexp"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

// Shown is a rollout as API and pages show it.
type Shown struct {
	Entry
	Reading Reading
	Read    bool // it was read as it stands; else Reading is of an earlier step, or empty
	Today   retail.BusinessDay
}

// Asks reports whether a person has to decide something: its gates were read as it stands,
// and say more than that its weeks run.
func (s *Shown) Asks() bool { return s.Read && s.State.Open() && s.Reading.Verdict.Do != Wait }

// Taking is a step that somebody asks for. Version is that of the rollout it was
// decided on, or AnyVersion.
type Taking struct {
	Version int64
	Do      Do
	Plan    *Plan
	Stores  []Place // of Approve: other stores than those proposed; none: these
	Anyway  bool
	Actor   Actor
}

// AnyVersion is the Version of a step that is meant whatever stands.
const AnyVersion = 0

// Command is the step as Next takes it: the proposed stage, or one of other stores.
func (t *Taking) Command(s *Shown) Command {
	out := Command{Do: t.Do, Day: s.Today, Plan: t.Plan, Anyway: t.Anyway, Actor: t.Actor}
	if !s.Read {
		return out
	}
	out.Verdict, out.Least, out.Stage = &s.Reading.Verdict, s.Reading.Least(), s.Reading.Next
	if len(t.Stores) > 0 {
		out.Stage = &Step{Share: s.share(), Stores: t.Stores}
	}
	return out
}

// share is the next stage's: that of the last one where nothing more is proposed.
func (s *Shown) share() float64 {
	switch n := len(s.Stages); {
	case s.Reading.Next != nil:
		return s.Reading.Next.Share
	case n > 0:
		return s.Stages[n-1].Share
	}
	return 0
}

// idShape is what an id of a rollout may be.
const idShape = `^rol_[a-z0-9_-]{1,60}$`

// CheckID refuses an id that is none.
func CheckID(id ID) error {
	if ok, err := regexp.MatchString(idShape, string(id)); err != nil || !ok {
		return cmp.Or(err, error(fault.AtField("/id", "is no id: rol_ and 1 to 60 small letters, digits, _ and -")))
	}
	return nil
}
