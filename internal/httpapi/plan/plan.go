// Package plan answers the routes about tonight's plan: what is proposed, what is decided
// of it, and how it goes out. It decodes, asks, and shapes answers. It refuses deciding
// anything but whose store it is: a proposal that neither comes to nor leaves a store of
// the caller's is absent, in the same words as one that does not exist
// (TestPlan_AnotherStoreIsAbsent); of two who decide at once the second is told what
// stands (TestPlan_StaleShowsWhatStands).
package plan

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/httpapi/room"
	"sartor/internal/httpapi/wire"
	"sartor/internal/retail"
	"sartor/internal/web"
)

// Plans reads what is proposed and takes decisions. What is absent is fault.NotFound.
type Plans interface {
	Proposals(ctx context.Context, q Query) (items []View, next string, err error)
	Proposal(ctx context.Context, id string) (View, error)
	Decide(ctx context.Context, c Choice) (View, error) // *Stale when another decision stands
	AcceptAll(ctx context.Context, s Sweep) (int64, error)
	Night(ctx context.Context, stores []retail.StoreID) (NightView, error) // of these alone; none: the chain
	Ask(ctx context.Context, actor string) error
}

// Outbox lets out what was agreed on, and keeps what the chain has set.
type Outbox interface {
	Exports(ctx context.Context) ([]ExportView, error)
	Send(ctx context.Context, p Parcel) (ExportView, error)
	File(ctx context.Context, f File) (body []byte, kind, name string, err error)
	PlanRules(ctx context.Context) (json.RawMessage, error)
	// PutPlanRules changes what match lets change of the rules that stand when it writes.
	PutPlanRules(ctx context.Context, rules []byte, match func(standing any) error, actor string) error
}

// Query asks for proposals of the plan that stands.
type Query struct {
	Stores []retail.StoreID // of the caller's; none: all
	Store  retail.StoreID   // that is asked for; "" any
	State  string           // "" proposed
	Kind   string
	Class  string
	After  string
	Most   int
}

// Choice is one decision. Version is that of the proposal it was decided on, 0 for
// whatever stands.
type Choice struct {
	ID      string
	Version int64
	Do      string // accept, adjust, reject, undo
	Units   int64
	Confirm int64 // the same number, where it was asked about once more
	Reason  string
	Actor   string
}

// Sweep accepts what stands.
type Sweep struct {
	Stores    []retail.StoreID
	Kind      string
	Class     string
	LeastGain int64
	Reason    string
	Actor     string
}

// Parcel asks for what was agreed on to go out.
type Parcel struct {
	ID    string
	Store retail.StoreID
	Kind  string
	Actor string
}

// File asks for an export in a format.
type File struct{ ID, Format, Kind string }

// Stale is a decision on a proposal that no longer stands as it was read.
type Stale struct {
	error
	Current View
}

// NewStale says what stands.
func NewStale(err error, v View) *Stale { return &Stale{err, v} }

// Unwrap returns the fault inside.
func (s *Stale) Unwrap() error { return s.error }

// Ports are what the routes ask.
type Ports struct {
	Plans  Plans
	Outbox Outbox
}

// Routes are the rows of the table.
func (p Ports) Routes() []room.Route {
	const read, decide, set, one = access.ReadPlans, access.DecidePlans, access.SetPlans, "/v1/stock/proposals/{proposal}"
	out := []room.Route{
		{Pattern: "GET /v1/stock/proposals", Action: read, Answer: p.list},
		{Pattern: "POST /v1/stock/proposals/accept", Action: decide, Most: room.MostSmall, Trail: "proposal.accept", Answer: p.acceptAll},
		{Pattern: "GET " + one, Action: read, Answer: p.read},
		{Pattern: "GET /v1/stock/plan", Action: read, Answer: p.night},
		{Pattern: "POST /v1/stock/plan", Action: set, Trail: "none: a plan decides nothing by itself", Answer: p.ask},
		{Pattern: "GET /v1/stock/plan/rules", Action: read, Answer: p.rules},
		{Pattern: "PUT /v1/stock/plan/rules", Action: set, Most: room.MostSmall, Trail: "plan.settings", Answer: p.putRules},
		{Pattern: "GET /v1/stock/exports", Action: set, Answer: p.exports},
		{Pattern: "POST /v1/stock/exports", Action: set, Most: room.MostSmall, Trail: "proposal.send", Answer: p.send},
		{Pattern: "GET /v1/stock/exports/{export}", Action: set, Answer: p.file},
	}
	for _, do := range []string{"accept", "adjust", "reject", "undo"} {
		out = append(out, room.Route{Pattern: "POST " + one + "/" + do, Action: decide, Most: room.MostSmall, Trail: "proposal." + do, Answer: p.decide(do)})
	}
	return out
}

// most items of a page; the same as everywhere.
const (
	usual = 50
	most  = 500
)

func (p Ports) list(c *room.Call) error {
	q := c.R.URL.Query()
	in := Query{
		Stores: c.Who.Stores, Store: retail.StoreID(q.Get("store")), State: q.Get("state"), Kind: q.Get("kind"), Class: q.Get("class"), After: q.Get("cursor"), Most: usual,
	}
	if s := q.Get("limit"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > most {
			return fault.AtField("/limit", "must be a whole number from 1 to %d", most)
		}
		in.Most = n
	}
	if err := knownKind(in.Kind); err != nil {
		return err
	}
	if in.Store != "" && !c.Who.MayAt(access.ReadPlans, in.Store) {
		return absentStore(in.Store)
	}
	items, next, err := p.Plans.Proposals(c.Context(), in)
	if err != nil {
		return err
	}
	return c.Reply(http.StatusOK, room.Listed(items, next))
}

// knownKind refuses a kind of line that is none; "" is both.
func knownKind(kind string) error {
	if kind != "" && kind != "order" && kind != "move" {
		return fault.AtField("/kind", "%.20q is no kind; there are order and move", kind)
	}
	return nil
}

func absentStore(id retail.StoreID) error {
	return fault.New(fault.NotFound, "", "there is no store %.60q", string(id))
}

// own finds a proposal that comes to, or leaves, a store of the caller's.
func (p Ports) own(c *room.Call, action access.Action) (View, error) {
	id := c.R.PathValue("proposal")
	v, err := p.Plans.Proposal(c.Context(), id)
	if err == nil && !c.Who.MayAt(action, v.Store) && (v.From == "" || !c.Who.MayAt(action, v.From)) {
		err = fault.New(fault.NotFound, "no_proposal", "there is no proposal %.60q", id)
	}
	return v, err
}

func tag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

func (p Ports) read(c *room.Call) error {
	v, err := p.own(c, access.ReadPlans)
	if err != nil {
		return err
	}
	c.W.Header().Set("ETag", tag(v.Version))
	return c.Reply(http.StatusOK, v)
}

// ChoiceBody is the body of a decision; accept and undo need none of it.
type ChoiceBody struct {
	Units   int64  `json:"units"`
	Reason  string `json:"reason"`
	Confirm int64  `json:"confirm,omitempty"`
}

func (p Ports) decide(do string) func(*room.Call) error {
	return func(c *room.Call) error {
		body := ChoiceBody{}
		if len(c.Body) > 0 {
			var err error
			if body, err = wire.Decode[ChoiceBody](c.Body); err != nil {
				return err
			}
		}
		version, err := meant(c.R.Header.Get("If-Match"))
		if err != nil {
			return err
		}
		was, err := p.own(c, access.DecidePlans)
		if err != nil {
			return err
		}
		v, err := p.Plans.Decide(c.Context(), Choice{ID: was.Proposal, Version: version, Do: do, Units: body.Units, Confirm: body.Confirm, Reason: body.Reason, Actor: c.Who.Actor()})
		if old, ok := errors.AsType[*Stale](err); ok {
			return stale(c, old)
		}
		if err != nil {
			return err
		}
		c.W.Header().Set("ETag", tag(v.Version))
		return c.Reply(http.StatusOK, v)
	}
}

// meant reads If-Match: the version that is meant, 0 for any.
func meant(header string) (int64, error) {
	if header == "" || header == "*" {
		return 0, nil
	}
	n, err := strconv.ParseInt(strings.Trim(header, `"`), 10, 64)
	if err != nil || n < 1 || tag(n) != header {
		return 0, fault.New(fault.Malformed, "bad_if_match", "If-Match holds %.60q; send the ETag of the proposal you read, such as \"3\"", header)
	}
	return n, nil
}

// stale answers with what stands.
func stale(c *room.Call, s *Stale) error {
	web.Note(c.R, s)
	p := web.ProblemOf(s.error)
	p.RequestID = web.RequestID(c.R.Context())
	body, err := json.Marshal(struct {
		web.Problem
		Current View `json:"current"`
	}{p, s.Current})
	if err != nil {
		return err
	}
	h := c.W.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	h.Set("ETag", tag(s.Current.Version))
	c.W.WriteHeader(p.Status)
	_, _ = c.W.Write(append(body, '\n')) // whoever left does not read it
	return nil
}

// SweepBody is the body of POST /v1/stock/proposals/accept.
type SweepBody struct {
	Store     retail.StoreID `json:"store"`
	Kind      string         `json:"kind"`
	Class     string         `json:"class"`
	LeastGain int64          `json:"least_gain"`
	Reason    string         `json:"reason"`
}

// SweptView is how many proposals were accepted at once.
type SweptView struct {
	Accepted int64 `json:"accepted"`
}

// inBody refuses parameters of the address where the body says what is meant: one that
// is not read would widen what is done.
func inBody(c *room.Call) error {
	for _, name := range slices.Sorted(maps.Keys(c.R.URL.Query())) {
		return fault.AtField("/"+name, "stands in the address, where it is not read; send it in the body, such as {\"store\":\"S012\"}")
	}
	return nil
}

func (p Ports) acceptAll(c *room.Call) error {
	if err := inBody(c); err != nil {
		return err
	}
	body, err := wire.Decode[SweepBody](c.Body)
	if err != nil {
		return err
	}
	stores := c.Who.Stores
	if body.Store != "" {
		if !c.Who.MayAt(access.DecidePlans, body.Store) {
			return absentStore(body.Store)
		}
		stores = []retail.StoreID{body.Store}
	}
	n, err := p.Plans.AcceptAll(c.Context(), Sweep{stores, body.Kind, body.Class, body.LeastGain, body.Reason, c.Who.Actor()})
	if err != nil {
		return err
	}
	return c.Reply(http.StatusOK, SweptView{n})
}

func (p Ports) night(c *room.Call) error {
	v, err := p.Plans.Night(c.Context(), c.Who.Stores)
	if err != nil {
		return err
	}
	return c.Reply(http.StatusOK, v)
}

func (p Ports) ask(c *room.Call) error {
	if err := p.Plans.Ask(c.Context(), c.Who.Actor()); err != nil {
		return err
	}
	return c.Reply(http.StatusAccepted, AskedView{"waiting"})
}

func (p Ports) rules(c *room.Call) error {
	body, err := p.Outbox.PlanRules(c.Context())
	if err != nil {
		return err
	}
	return c.Tagged(http.StatusOK, body)
}

func (p Ports) putRules(c *room.Call) error {
	if err := p.Outbox.PutPlanRules(c.Context(), c.Body, c.Match, c.Who.Actor()); err != nil {
		return err
	}
	return p.rules(c)
}

func (p Ports) exports(c *room.Call) error {
	all, err := p.Outbox.Exports(c.Context())
	if err != nil {
		return err
	}
	return c.Reply(http.StatusOK, room.Listed(all, ""))
}

// ParcelBody is the body of POST /v1/stock/exports.
type ParcelBody struct {
	Export string         `json:"export"` // the caller's own id: the same again is the same export
	Store  retail.StoreID `json:"store"`
	Kind   string         `json:"kind"`
}

func (p Ports) send(c *room.Call) error {
	if err := inBody(c); err != nil {
		return err
	}
	body, err := wire.Decode[ParcelBody](c.Body)
	if err != nil {
		return err
	}
	v, err := p.Outbox.Send(c.Context(), Parcel{body.Export, body.Store, body.Kind, c.Who.Actor()})
	if err != nil {
		return err
	}
	return c.Reply(http.StatusOK, v)
}

func (p Ports) file(c *room.Call) error {
	q := c.R.URL.Query()
	if err := knownKind(q.Get("kind")); err != nil {
		return err
	}
	body, kind, name, err := p.Outbox.File(c.Context(), File{c.R.PathValue("export"), q.Get("format"), q.Get("kind")})
	if err != nil {
		return err
	}
	h := c.W.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	c.W.WriteHeader(http.StatusOK)
	_, _ = c.W.Write(body) // whoever left does not read it
	return nil
}
