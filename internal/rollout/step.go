package rollout

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// Do is what somebody does to a rollout.
type Do string

// The steps.
const (
	Make    Do = "make"
	Edit    Do = "edit"    // the plan
	Approve Do = "approve" // the next stage begins
	Hold    Do = "hold"    // not yet: looked at again later
	Stop    Do = "stop"    // out of the stores
)

// Actor is who takes a step.
type Actor struct {
	ID     string
	Reason string
	At     retail.Micros
}

// ByRule is the actor of the kill rule.
const ByRule = "rule"

// Command is one step. Day is the business day it is taken on.
type Command struct {
	Do      Do
	Day     retail.BusinessDay
	Plan    *Plan               // of Edit
	Stage   *Step               // of Approve: the stage that begins
	Verdict *Verdict            // of Approve: what the gates say; nil: nothing was read, and nothing begins or ends
	Least   retail.Minor        // of the pilot's Approve: margin a store and week that is worth the shelf, where the plan names none
	From    touchpoint.Position // of the pilot's Approve: where the journal ends
	Anyway  bool                // pass a gate that is shut; a reason is then needed
	Actor   Actor
}

// Entry is one step as it is kept.
type Entry struct {
	Rollout
	Do    Do
	Actor Actor
}

// Next returns the rollout after a step; it refuses what its state does not let.
func (r Rollout) Next(cmd Command) (Rollout, error) {
	const op = "rollout.Next"
	if !r.State.Open() {
		return r, fault.At(op, fault.New(fault.Conflict, "rollout_ended", "this rollout is %s; propose a new one", r.State))
	}
	if !written(cmd.Actor.Reason) {
		return r, fault.At(op, fault.AtField("/reason", unwritten))
	}
	out := r
	out.Version++
	out.Stages = slices.Clone(r.Stages)
	var err error
	switch cmd.Do {
	case Edit:
		err = out.edit(cmd)
	case Approve:
		err = out.approve(cmd)
	case Hold:
		err = reasoned(cmd.Actor)
	case Stop:
		out.State = Stopped
		err = reasoned(cmd.Actor)
	case Make:
		err = fault.New(fault.Conflict, "rollout_known", "%s is there already", r.ID)
	default:
		err = fault.AtField("/do", "%.40q is no step", string(cmd.Do))
	}
	if err != nil {
		return r, fault.At(op, err)
	}
	return out, nil
}

// reasoned asks for a reason: whoever reads the history wants to know why.
func reasoned(a Actor) error {
	if strings.TrimSpace(a.Reason) == "" {
		return fault.AtField("/reason", "say why in a few words")
	}
	return nil
}

func (r *Rollout) edit(cmd Command) error {
	if cmd.Plan == nil {
		return fault.AtField("/plan", "is missing")
	}
	was, now := r.Plan, cmd.Plan.Defaults()
	if err := now.Check(); err != nil {
		return err
	}
	if r.State != Draft && (was.Product != now.Product || was.Category != now.Category || !reflect.DeepEqual(was.Kin, now.Kin) || was.Gates.PilotStores != now.Gates.PilotStores) {
		return fault.New(fault.Conflict, "rollout_begun", "the pilot runs: product, category, kin and the number of pilot stores stay; stop it and propose a new one")
	}
	if gate, stands := was.lowered(&now); r.State != Draft && gate != "" {
		return fault.New(fault.Conflict, "gate_lowered", "a gate is not lowered once a pilot runs under it: %s is %v", gate, stands)
	}
	r.Plan = now
	return nil
}

// lowered names a gate that another plan would make easier to pass, and how it stands.
// Price and cost are one: what a unit earns is what the stop rule counts with.
func (p *Plan) lowered(by *Plan) (gate string, stands any) {
	was, now := &p.Gates, &by.Gates
	for _, one := range []struct {
		gate   string
		lower  bool
		stands any
	}{
		{"min_margin", now.MinMargin < was.MinMargin, was.MinMargin}, {"stage_weeks", now.StageWeeks < was.StageWeeks, was.StageWeeks},
		{"most_weeks", now.MostWeeks > was.MostWeeks, was.MostWeeks}, {"repeat", now.Repeat < was.Repeat, was.Repeat},
		{"max_waste", now.MaxWaste > was.MaxWaste, was.MaxWaste}, {"min_fill", now.MinFill < was.MinFill, was.MinFill},
		{"stop_alone", was.StopAlone && !now.StopAlone, was.StopAlone},
		{"price less cost", by.Price-by.Cost > p.Price-p.Cost, p.Price - p.Cost},
	} {
		if one.lower {
			return one.gate, one.stands
		}
	}
	return "", nil
}

func (r *Rollout) approve(cmd Command) error {
	if cmd.Verdict == nil {
		return fault.New(fault.Conflict, "not_read", "it has not been read since the last step; it is within a minute")
	}
	if r.State != Draft {
		if err := gate(cmd); err != nil {
			return err
		}
		if cmd.Stage == nil {
			r.State = Done // all suitable stores carry it
			return nil
		}
	}
	if cmd.Stage == nil || len(cmd.Stage.Stores) == 0 {
		return fault.New(fault.Conflict, "nothing_proposed", "no store is proposed for the next stage")
	}
	stage := *cmd.Stage
	stage.Began = cmd.Day
	if r.State == Draft {
		if n := measured(&stage); n < LeastPairs {
			return fault.New(fault.Conflict, "few_pairs", "%d pilot stores have stores to be measured beside; at least %d. Choose others, or wait until more weeks are known", n, LeastPairs)
		}
	}
	for _, p := range stage.Stores {
		if at, carried := r.Carries(p.Store); carried {
			return fault.New(fault.Conflict, "carried", "%s carries it since stage %d", p.Store, at+1)
		}
	}
	if r.State = Ramping; len(r.Stages) == 0 {
		r.State = Piloting
		r.Plan.Gates.MinMargin = cmp.Or(r.Plan.Gates.MinMargin, cmd.Least)
		r.From = cmd.From
	}
	r.Stages = append(r.Stages, stage)
	return nil
}

// gate lets a stage follow when the gates say go, or when somebody who may says why
// they do not bind. Nobody passes gates that have not been read.
func gate(cmd Command) error {
	if cmd.Verdict.Do == Go {
		return nil
	}
	if cmd.Anyway {
		return reasoned(cmd.Actor)
	}
	why := make([]string, len(cmd.Verdict.Why))
	for i, w := range cmd.Verdict.Why {
		why[i] = string(w)
	}
	return fault.New(fault.Conflict, "gate_shut", "the gates say %s (%s); an owner can pass them with anyway and a reason", cmd.Verdict.Do, strings.Join(why, ", "))
}

func measured(s *Step) (n int) {
	for _, p := range s.Stores {
		if len(p.Controls) > 0 {
			n++
		}
	}
	return n
}

// Check refuses a stage that somebody wrote and that cannot be measured or filled:
// unknown stores, a store twice, a control that carries it, numbers that are none.
func (s *Step) Check(r *Rollout, known func(retail.StoreID) bool) error {
	used := map[retail.StoreID]bool{}
	for _, id := range r.Carriers() {
		used[id] = true
	}
	for i, p := range s.Stores {
		if err := p.numbers(fmt.Sprintf("/stores/%d", i)); err != nil {
			return err
		}
		for k, id := range append([]retail.StoreID{p.Store}, p.Controls...) {
			at := fmt.Sprintf("/stores/%d", i)
			if !known(id) {
				return fault.AtField(at, "there is no store %.40q", string(id))
			}
			if used[id] && k == 0 {
				return fault.AtField(at, "%s is named twice, is a control, or carries it already", id)
			}
			if used[id] {
				return fault.AtField(at, "%s cannot be a control: it is named twice, or carries it", id)
			}
			used[id] = true
		}
	}
	return nil
}

func (p *Place) numbers(at string) error {
	if p.Opening < 0 || p.Opening > mostUnits {
		return fault.AtField(at+"/opening", "is %d; from 0 to %d units", p.Opening, mostUnits)
	}
	if !(p.Propensity >= 0 && p.Propensity <= 1) || p.Random && p.Propensity == 0 {
		return fault.AtField(at+"/propensity", "is %v; a chance from 0 to 1, above 0 for a store that was drawn by lot", p.Propensity)
	}
	return nil
}
