// Package local answers the routes about stores' versions of promotions: it decodes,
// asks, and shapes answers; httpapi mounts them. It refuses deciding anything but
// whose store it is: a store that the caller does not act for is absent, in the same
// words as one that does not exist (TestVersions_AnotherStoreIsAbsent in httpapi).
package local

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/promotion/file"
	"sartor/internal/retail"
)

// At names a store's version.
type At struct {
	Promotion retail.PromotionID
	Store     retail.StoreID
}

// State is a store's version with what it stands on.
type State struct {
	Version   promotion.Version
	Centre    promotion.Promotion
	Effective promotion.Promotion // with the changes
	Diff      []promotion.Difference
	Account   Account
}

// Account is the money of a store's version.
type Account struct {
	Amount, Reserved, Spent retail.Minor
	Share                   retail.Minor // of the promotion's budget that going live gets, as far as it is free
}

// Stale is a step on a version that no longer stands; State is what does.
type Stale struct {
	error
	State State
}

// NewStale says that a version changed meanwhile.
func NewStale(err error, s State) *Stale { return &Stale{err, s} }

// Unwrap returns the fault inside.
func (s *Stale) Unwrap() error { return s.error }

// Step is one step of a version. Number is that of the version it was decided on, or
// AnyNumber.
type Step struct {
	Number  int64
	Do      promotion.Do
	Changes promotion.Changes
	Comment string
	Actor   string
}

// AnyNumber is the Number of a step that is meant whatever stands.
const AnyNumber = -1

// Move is money moved within a promotion; no store is head office's own budget.
type Move struct {
	Promotion retail.PromotionID
	From, To  retail.StoreID
	Amount    retail.Minor
	Reason    string
	Actor     string
}

// Past is one version of a promotion of head office's.
type Past struct {
	Promotion promotion.Promotion
	Actor     string
	At        retail.Micros
}

// Versions reads and moves stores' versions. What is absent, or a store in which the
// promotion does not run, is fault.NotFound.
type Versions interface {
	Version(ctx context.Context, at At) (State, error)
	Versions(ctx context.Context, page Page) ([]State, error)
	Steps(ctx context.Context, at At, before int64, most int) ([]promotion.Version, error)
	Take(ctx context.Context, at At, step Step) (State, error) // *Stale when another version stands
	Waiting(ctx context.Context, after string, most int) (items []State, next string, err error)
	Transfer(ctx context.Context, m Move) (free [2]retail.Minor, err error) // left where it came from, and where it went
	Past(ctx context.Context, id retail.PromotionID, before int64, most int) ([]Past, error)
	Restore(ctx context.Context, r Restore) (promotion.Promotion, error)
}

// Page asks for a promotion's versions in some stores (none: all), by store.
type Page struct {
	Promotion retail.PromotionID
	Scope     []retail.StoreID
	After     retail.StoreID
	Most      int
}

// Call is one request.
type Call struct {
	Who     access.Principal
	At      At
	Match   string // If-Match
	Version string // of the address
	After   string // of a list
	Limit   int
	Body    []byte
	Now     time.Time
	// Decode reads a body that has no reader of its own.
	Decode func(body []byte, out any) error
}

// Reply is one answer; Tag is its ETag.
type Reply struct {
	Body any
	Tag  string
}

// List is one page; After is where it ended, "" at the end.
type List struct {
	Items []any
	After string
}

// Room answers.
type Room struct{ Versions }

// own refuses a store that the caller does not act for, as if it were not there.
func (c *Call) own() error {
	if c.Who.MayAt(access.ReadPromotions, c.At.Store) {
		return nil
	}
	return absent(c.At)
}

func absent(at At) error {
	return fault.New(fault.NotFound, "", "promotion %s has no store %q", file.Clip(string(at.Promotion)), file.Clip(string(at.Store)))
}

// Read is GET …/stores/{store}.
func (r Room) Read(ctx context.Context, c *Call) (Reply, error) {
	if err := c.own(); err != nil {
		return Reply{}, err
	}
	s, err := r.Version(ctx, c.At)
	return answer(s, err)
}

func answer(s State, err error) (Reply, error) {
	if err != nil {
		return Reply{}, err
	}
	return Reply{Body: ViewOf(&s), Tag: tag(s.Version.Number)}, nil
}

func tag(number int64) string { return `"` + strconv.FormatInt(number, 10) + `"` }

// number reads If-Match: the number of the version that is meant.
func (c *Call) number() (int64, error) {
	switch c.Match {
	case "", "*":
		return AnyNumber, nil
	}
	n, err := strconv.ParseInt(strings.Trim(c.Match, `"`), 10, 64)
	if err != nil || n < 0 || tag(n) != c.Match {
		return 0, fault.New(fault.Malformed, "bad_if_match", "If-Match holds %s; send the ETag of the version you read, such as \"3\"", file.Clip(c.Match))
	}
	return n, nil
}

func (r Room) step(ctx context.Context, c *Call, step Step) (Reply, error) {
	if err := c.own(); err != nil {
		return Reply{}, err
	}
	if step.Number == 0 { // not given by the caller: what If-Match says
		n, err := c.number()
		if err != nil {
			return Reply{}, err
		}
		step.Number = n
	}
	step.Actor = c.Who.Actor()
	s, err := r.Take(ctx, c.At, step)
	return answer(s, err)
}

// Put is PUT …/stores/{store}: the changes as a whole.
func (r Room) Put(ctx context.Context, c *Call) (Reply, error) {
	changes, err := promotion.ParseChanges(c.Body)
	if err != nil {
		return Reply{}, err
	}
	return r.step(ctx, c, Step{Do: promotion.Save, Changes: changes})
}

// Patch is PATCH …/stores/{store}: a merge patch of the changes.
func (r Room) Patch(ctx context.Context, c *Call) (Reply, error) {
	if err := c.own(); err != nil {
		return Reply{}, err
	}
	stands, err := r.Version(ctx, c.At)
	if err != nil {
		return Reply{}, err
	}
	number, err := c.number()
	if err != nil {
		return Reply{}, err
	}
	if number != AnyNumber && number != stands.Version.Number {
		return Reply{}, NewStale(fault.New(fault.Stale, "stale", "somebody changed it meanwhile; current shows what stands now"), stands)
	}
	changes, err := stands.Version.Changes.Patch(c.Body)
	if err != nil {
		return Reply{}, err
	}
	return r.step(ctx, c, Step{Do: promotion.Save, Changes: changes, Number: stands.Version.Number})
}

// commentBody is the body of a step; it may be empty.
type commentBody struct {
	Comment string `json:"comment"`
}

// Do answers POST …/stores/{store}/STEP.
func Do(do promotion.Do) func(Room, context.Context, *Call) (Reply, error) {
	return func(r Room, ctx context.Context, c *Call) (Reply, error) {
		step := Step{Do: do}
		if len(c.Body) > 0 {
			var b commentBody
			if err := c.Decode(c.Body, &b); err != nil {
				return Reply{}, err
			}
			step.Comment = b.Comment
		}
		return r.step(ctx, c, step)
	}
}

// transferBody is the body of POST …/transfers.
type transferBody struct {
	From   string       `json:"from"`
	To     string       `json:"to"`
	Amount retail.Minor `json:"amount"`
	Reason string       `json:"reason"`
}

// TransferView is money that was moved.
type TransferView struct {
	Promotion retail.PromotionID `json:"promotion"`
	From      retail.StoreID     `json:"from"` // "": head office's own
	To        retail.StoreID     `json:"to"`
	Amount    retail.Minor       `json:"amount"`
	FromFree  retail.Minor       `json:"from_free"` // left to promise there
	ToFree    retail.Minor       `json:"to_free"`
}

// Transfer is POST /v1/promotions/{id}/transfers.
func (r Room) Transfer(ctx context.Context, c *Call) (Reply, error) {
	var b transferBody
	if err := c.Decode(c.Body, &b); err != nil {
		return Reply{}, err
	}
	if n := utf8.RuneCountInString(b.Reason); n > promotion.MaxComment {
		return Reply{}, fault.AtField("/reason", "has %d characters; at most %d stand in the audit", n, promotion.MaxComment)
	}
	m := Move{
		Promotion: c.At.Promotion, From: retail.StoreID(b.From), To: retail.StoreID(b.To), Amount: b.Amount, Reason: b.Reason, Actor: c.Who.Actor(),
	}
	free, err := r.Versions.Transfer(ctx, m)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Body: TransferView{m.Promotion, m.From, m.To, m.Amount, free[0], free[1]}}, nil
}

// Restore is an earlier version of a promotion that is to stand again.
type Restore struct {
	Promotion     retail.PromotionID
	Version, Base int64 // wanted, and looked at
	Actor         string
	Unproven      bool // the caller may switch the holdout off
}

// Restore is POST /v1/promotions/{id}/versions/{version}/restore.
func (r Room) Restore(ctx context.Context, c *Call) (Reply, error) {
	base, err := c.number()
	if err != nil {
		return Reply{}, err
	}
	n, err := strconv.ParseInt(c.Version, 10, 64)
	if err != nil || n < 1 {
		return Reply{}, fault.New(fault.NotFound, "", "promotion %s has no version %q", file.Clip(string(c.At.Promotion)), file.Clip(c.Version))
	}
	p, err := r.Versions.Restore(ctx, Restore{Promotion: c.At.Promotion, Version: n, Base: base, Actor: c.Who.Actor(), Unproven: c.Who.May(access.SwitchOffProof)})
	if err != nil {
		return Reply{}, err
	}
	return Reply{Body: p, Tag: tag(p.Version)}, nil
}

// List is GET …/stores.
func (r Room) List(ctx context.Context, c *Call) (List, error) {
	all, err := r.Versions.Versions(ctx, Page{c.At.Promotion, c.Who.Stores, retail.StoreID(c.After), c.Limit + 1})
	out := List{}
	for i := range all {
		if i == c.Limit {
			out.After = string(all[i-1].Version.Store)
			break
		}
		out.Items = append(out.Items, ViewOf(&all[i]))
	}
	return out, err
}

// Queue is GET /v1/approvals.
func (r Room) Queue(ctx context.Context, c *Call) (List, error) {
	all, next, err := r.Waiting(ctx, c.After, c.Limit)
	out := List{After: next}
	for i := range all {
		age := c.Now.Sub(all[i].Version.Submitted.Time())
		out.Items = append(out.Items, WaitingView{ViewOf(&all[i]), max(0, int64(age/time.Second))})
	}
	return out, err
}

// before reads where a list of numbers ended.
func (c *Call) before() (int64, error) {
	if c.After == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(c.After, 10, 64)
	if err != nil || n < 1 {
		return 0, fault.New(fault.Malformed, "bad_cursor", "the cursor belongs to another list; begin again without one")
	}
	return n, nil
}

// History is GET …/stores/{store}/history.
func (r Room) History(ctx context.Context, c *Call) (List, error) {
	if err := c.own(); err != nil {
		return List{}, err
	}
	before, err := c.before()
	if err != nil {
		return List{}, err
	}
	all, err := r.Steps(ctx, c.At, before, c.Limit+1)
	out := List{}
	for i := range all {
		if i == c.Limit {
			out.After = strconv.FormatInt(all[i-1].Number, 10)
			break
		}
		out.Items = append(out.Items, StepOf(&all[i]))
	}
	return out, err
}

// Editions is GET /v1/promotions/{id}/versions.
func (r Room) Editions(ctx context.Context, c *Call) (List, error) {
	before, err := c.before()
	if err != nil {
		return List{}, err
	}
	all, err := r.Versions.Past(ctx, c.At.Promotion, before, c.Limit+1)
	out := List{}
	for i := range all {
		p := &all[i]
		if i == c.Limit {
			out.After = strconv.FormatInt(all[i-1].Promotion.Version, 10)
			break
		}
		out.Items = append(out.Items, EditionView{p.Promotion.Version, p.Actor, rfc3339(p.At), p.Promotion.For(c.Who.Stores)})
	}
	return out, err
}
