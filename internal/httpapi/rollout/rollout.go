// Package rollout answers the routes about rollouts: it decodes, asks, and shapes
// answers; httpapi mounts them. It refuses rules (package rollout has them). What
// always holds: who acts for some stores sees figures of these only and decides
// nothing chain-wide (TestRollouts_OtherStores); a step on a version that no longer
// stands is 412 (TestRollouts_Stale); each change leaves the audit row that its row of
// the table names (TestStory_OverTheAPI of server/rollout).
package rollout

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/httpapi/room"
	"sartor/internal/httpapi/wire"
	"sartor/internal/retail"
	"sartor/internal/rollout"
)

// Desk is where rollouts are shown and steps taken.
type Desk interface {
	List(ctx context.Context, after *rollout.Shown, most int) ([]rollout.Shown, error)
	Show(ctx context.Context, id rollout.ID) (rollout.Shown, error)
	History(ctx context.Context, id rollout.ID, before int64, most int) ([]rollout.Entry, error)
	Make(ctx context.Context, id rollout.ID, plan rollout.Plan, who rollout.Actor) (rollout.Shown, error)
	Take(ctx context.Context, id rollout.ID, t rollout.Taking) (rollout.Shown, error)
	Delistings(ctx context.Context) (rollout.Delistings, error)
	AddNotes(ctx context.Context, id rollout.ID, notes []rollout.Note, who rollout.Actor) (added int, err error)
}

// Room answers.
type Room struct{ Desk }

// mostNotes bounds the body of evidence: 1,000 notes of about 200 bytes.
const mostNotes = 512 << 10

// Routes are the rows of the table.
func (r Room) Routes() []room.Route {
	return []room.Route{
		{Pattern: "GET /v1/rollouts", Action: access.ReadRollouts, Answer: r.list},
		{Pattern: "POST /v1/rollouts", Action: access.EditRollouts, Most: room.MostSmall, Trail: "rollout.make", Answer: r.make},
		{Pattern: "GET /v1/rollouts/{rollout}", Action: access.ReadRollouts, Answer: r.one},
		{Pattern: "PATCH /v1/rollouts/{rollout}", Action: access.EditRollouts, Most: room.MostSmall, Trail: "rollout.edit", Answer: r.edit},
		{Pattern: "GET /v1/delistings", Action: access.ReadRollouts, Answer: r.delistings},
		{Pattern: "GET /v1/rollouts/{rollout}/readout", Action: access.ReadRollouts, Answer: r.readout},
		{Pattern: "GET /v1/rollouts/{rollout}/history", Action: access.ReadRollouts, Answer: r.history},
		{Pattern: "POST /v1/rollouts/{rollout}/evidence", Action: access.AddEvidence, Most: mostNotes, Trail: "rollout.evidence", Answer: r.evidence},
		{Pattern: "POST /v1/rollouts/{rollout}/approve", Action: access.EditRollouts, Most: room.MostSmall, Trail: "rollout.approve", Answer: r.step(rollout.Approve)},
		{Pattern: "POST /v1/rollouts/{rollout}/hold", Action: access.EditRollouts, Most: room.MostSmall, Trail: "rollout.hold", Answer: r.step(rollout.Hold)},
		{Pattern: "POST /v1/rollouts/{rollout}/stop", Action: access.EditRollouts, Most: room.MostSmall, Trail: "rollout.stop", Answer: r.step(rollout.Stop)},
	}
}

// chainWide refuses a decision by somebody who acts for some stores only.
func chainWide(c *room.Call) error {
	if len(c.Who.Stores) > 0 {
		return fault.New(fault.Denied, "wrong_store", "a rollout is decided for the whole chain; this %s acts for some stores", c.Who.Role)
	}
	return nil
}

func id(c *room.Call) rollout.ID { return rollout.ID(c.R.PathValue("rollout")) }

func actor(c *room.Call, reason string) rollout.Actor {
	return rollout.Actor{ID: c.Who.Actor(), Reason: strings.TrimSpace(reason)}
}

// tag is the ETag of a rollout.
func tag(version int64) string { return fmt.Sprintf("%q", "v"+strconv.FormatInt(version, 10)) }

// meant is the version that the caller's If-Match names, AnyVersion without one.
func meant(c *room.Call) (int64, error) {
	header := c.R.Header.Get("If-Match")
	if header == "" || header == "*" {
		return rollout.AnyVersion, nil
	}
	n, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimPrefix(header, `"v`), `"`), 10, 64)
	if err != nil || n < 1 || tag(n) != header {
		return 0, fault.New(fault.Stale, "stale", "If-Match names no version of this rollout; read it again and send the ETag it comes with")
	}
	return n, nil
}

func reply(c *room.Call, status int, s *rollout.Shown) error {
	c.W.Header().Set("ETag", tag(s.Version))
	return c.Reply(status, whole(c, s))
}

// pageSize is how many rollouts a list holds.
const pageSize = 50

func (r Room) list(c *room.Call) error {
	var after *rollout.Shown
	if cursor := c.R.URL.Query().Get("after"); cursor != "" {
		last, err := r.Show(c.Context(), rollout.ID(cursor))
		if err != nil {
			return fault.New(fault.Malformed, "bad_cursor", "the cursor belongs to another list; begin again without one")
		}
		after = &last
	}
	all, err := r.List(c.Context(), after, pageSize+1)
	if err != nil {
		return err
	}
	next := ""
	if len(all) > pageSize {
		all = all[:pageSize]
		next = string(all[pageSize-1].ID)
	}
	views := make([]View, len(all))
	for i := range all {
		views[i] = viewOf(c, &all[i])
	}
	return c.Reply(http.StatusOK, room.Listed(views, next))
}

// Body is a rollout as it is proposed.
type Body struct {
	ID   rollout.ID   `json:"id"`
	Plan rollout.Plan `json:"plan"`
}

func (r Room) make(c *room.Call) error {
	body := Body{Plan: rollout.Plan{Gates: rollout.Gates{StopAlone: true}}}
	if err := wire.DecodeStrict(c.Body, &body); err != nil {
		return err
	}
	if err := chainWide(c); err != nil {
		return err
	}
	s, err := r.Make(c.Context(), body.ID, body.Plan, actor(c, ""))
	if err != nil {
		return inPlan(err)
	}
	return reply(c, http.StatusCreated, &s)
}

// inPlan names places of a plan as they lie in the body, where it is a member.
func inPlan(err error) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return err
	}
	own := *f
	own.Fields = slices.Clone(f.Fields)
	for i := range own.Fields {
		if at := own.Fields[i].Pointer; at != "/id" && at != "/reason" && at != "/plan" {
			own.Fields[i].Pointer = "/plan" + at
		}
	}
	return &own
}

func (r Room) one(c *room.Call) error {
	s, err := r.Show(c.Context(), id(c))
	if err != nil {
		return err
	}
	return reply(c, http.StatusOK, &s)
}

// Patch is what is to change of a plan; what is absent stays.
type Patch struct {
	Plan   *rollout.Plan `json:"plan"`
	Reason string        `json:"reason"`
}

func (r Room) edit(c *room.Call) error {
	if err := chainWide(c); err != nil {
		return err
	}
	was, err := r.Show(c.Context(), id(c))
	if err != nil {
		return err
	}
	plan := was.Plan
	body := Patch{Plan: &plan}
	if err := wire.DecodeStrict(c.Body, &body); err != nil {
		return err
	}
	version, err := meant(c)
	if err != nil {
		return err
	}
	s, err := r.Take(c.Context(), id(c), rollout.Taking{Version: cmp.Or(version, was.Version), Do: rollout.Edit, Plan: body.Plan, Actor: actor(c, body.Reason)})
	if err != nil {
		return inPlan(err)
	}
	return reply(c, http.StatusOK, &s)
}

// StepBody is a decision. Stores are those of the next stage when they are to be other
// ones than proposed.
type StepBody struct {
	Reason string          `json:"reason"`
	Stores []rollout.Place `json:"stores"`
	Anyway bool            `json:"anyway"` // passes a gate that is shut: the owner alone, with a reason
}

func (r Room) step(do rollout.Do) func(*room.Call) error {
	return func(c *room.Call) error {
		body, err := wire.Decode[StepBody](c.Body)
		if err == nil {
			err = chainWide(c)
		}
		if err == nil && body.Anyway {
			err = c.Who.Require(access.PassGates)
		}
		if err != nil {
			return err
		}
		version, err := meant(c)
		if err != nil {
			return err
		}
		s, err := r.Take(c.Context(), id(c), rollout.Taking{Version: version, Do: do, Stores: body.Stores, Anyway: body.Anyway, Actor: actor(c, body.Reason)})
		if err != nil {
			return err
		}
		return reply(c, http.StatusOK, &s)
	}
}

// NoteBody is what somebody saw of demand.
type NoteBody struct {
	ID     string         `json:"id"`
	Source rollout.Source `json:"source"`
	Region string         `json:"region"`
	Store  retail.StoreID `json:"store"`
	Count  int            `json:"count"`
	Day    string         `json:"day"`
}

// EvidenceBody is a number of notes.
type EvidenceBody struct {
	Notes []NoteBody `json:"notes"`
}

// EvidenceAnswer is how many were kept, and how many were there already.
type EvidenceAnswer struct {
	Accepted   int `json:"accepted"`
	Duplicates int `json:"duplicates"`
}

func (r Room) evidence(c *room.Call) error {
	body, err := wire.Decode[EvidenceBody](c.Body)
	if err != nil {
		return err
	}
	notes := make([]rollout.Note, len(body.Notes))
	for i, n := range body.Notes {
		notes[i] = rollout.Note{ID: n.ID, Source: n.Source, Region: n.Region, Store: n.Store, Count: n.Count}
		if n.Day == "" {
			continue
		}
		if notes[i].Day, err = retail.ParseDay(n.Day); err != nil {
			return fault.AtField(fmt.Sprintf("/notes/%d/day", i), "%.40q is no day: YYYY-MM-DD", n.Day)
		}
	}
	for i := range notes {
		if s := notes[i].Store; len(c.Who.Stores) > 0 && !c.Who.MayAt(access.AddEvidence, s) {
			return fault.New(fault.Denied, "wrong_store", "this %s acts for other stores", c.Who.Role)
		}
	}
	added, err := r.AddNotes(c.Context(), id(c), notes, actor(c, ""))
	if err != nil {
		return err
	}
	return c.Reply(http.StatusOK, EvidenceAnswer{Accepted: added, Duplicates: len(notes) - added})
}

func (r Room) readout(c *room.Call) error {
	s, err := r.Show(c.Context(), id(c))
	if err != nil {
		return err
	}
	return c.Reply(http.StatusOK, readoutOf(c, &s))
}

func (r Room) history(c *room.Call) error {
	before := int64(0)
	if cursor := c.R.URL.Query().Get("after"); cursor != "" {
		n, err := strconv.ParseInt(cursor, 10, 64)
		if err != nil || n < 1 {
			return fault.New(fault.Malformed, "bad_cursor", "the cursor belongs to another list; begin again without one")
		}
		before = n
	}
	if _, err := r.Show(c.Context(), id(c)); err != nil {
		return err
	}
	all, err := r.History(c.Context(), id(c), before, pageSize+1)
	if err != nil {
		return err
	}
	next := ""
	if len(all) > pageSize {
		all = all[:pageSize]
		next = strconv.FormatInt(all[pageSize-1].Version, 10)
	}
	views := make([]StepView, len(all))
	for i := range all {
		e := &all[i]
		views[i] = StepView{Version: e.Version, Do: e.Do, State: e.State, Actor: e.Actor.ID, Reason: e.Actor.Reason, At: e.Actor.At.Time().UTC().Format(time.RFC3339)}
	}
	return c.Reply(http.StatusOK, room.Listed(views, next))
}

func (r Room) delistings(c *room.Call) error {
	if err := chainWide(c); err != nil {
		return err
	}
	d, err := r.Delistings(c.Context())
	if err != nil {
		return err
	}
	return c.Reply(http.StatusOK, delistingsOf(&d))
}
