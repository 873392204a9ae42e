package httpapi

import (
	"fmt"
	"net/http"
	"strconv"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/httpapi/readout"
	"sartor/internal/httpapi/room"
	"sartor/internal/httpapi/wire"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// ResultsView is what came of one promotion so far. Amounts are minor units of
// Currency.
type ResultsView struct {
	Promotion retail.PromotionID `json:"promotion"`
	State     promotion.State    `json:"state"`
	AsOf      string             `json:"as_of"`
	Currency  retail.Currency    `json:"currency"`
	Issued    int64              `json:"issued"`   // vouchers, voided ones included
	Redeemed  int64              `json:"redeemed"` //
	Expired   int64              `json:"expired"`
	Voided    int64              `json:"voided"`
	Budget    BudgetView         `json:"budget"`
	Treated   ArmView            `json:"treated"`
	Holdout   ArmView            `json:"holdout"`
	Uplift    *IntervalView      `json:"uplift"` // minor units a customer; null while the evidence is weak
	readout.Response
}

// BudgetView is where a promotion's money stands.
type BudgetView struct {
	Amount      retail.Minor `json:"amount"`
	Reserved    retail.Minor `json:"reserved"`
	Spent       retail.Minor `json:"spent"`
	Overspent   retail.Minor `json:"overspent"`
	Contingency retail.Minor `json:"contingency"` // below zero: overdrawn
}

// ArmView is one side of the comparison: who got a voucher, or would have.
type ArmView struct {
	Customers int64    `json:"customers"`
	Margin    *float64 `json:"margin"` // net margin a customer after the first offer, minor units; null while the evidence is weak
}

// IntervalView is an estimate with its 90 % range and how many it rests on.
type IntervalView struct {
	Low          float64 `json:"low"`
	Estimate     float64 `json:"estimate"`
	High         float64 `json:"high"`
	Observations int64   `json:"observations"`
}

// versionTag is the ETag of a promotion: its version.
func versionTag(p *promotion.Promotion) string { return `"` + strconv.FormatInt(p.Version, 10) + `"` }

// promotions is GET /v1/promotions, by id.
func (a *API) promotions(c *call) error {
	page, err := pageOf(c.r)
	if err != nil {
		return err
	}
	items, err := a.cfg.Promotions.Promotions(c.ctx(), retail.PromotionID(page.After), page.Limit+1)
	if err != nil {
		return err
	}
	for i := range items {
		items[i] = items[i].For(c.who.Stores)
	}
	after := ""
	if len(items) > page.Limit {
		items = items[:page.Limit]
		after = string(items[page.Limit-1].ID)
	}
	return replyList(c, items, after)
}

// promotion is GET /v1/promotions/{id}.
func (a *API) promotion(c *call) error {
	p, err := a.cfg.Promotions.Promotion(c.ctx(), retail.PromotionID(c.r.PathValue("id")))
	if err != nil {
		return err
	}
	return c.tagged(http.StatusOK, p.For(c.who.Stores), versionTag(&p))
}

// postPromotion is POST /v1/promotions. An id that the body names must be free;
// one made from a taken name gets another.
func (a *API) postPromotion(c *call) error {
	p, err := promotion.Parse(c.body)
	if err != nil {
		return err
	}
	if err := mayHold(c.who, p); err != nil {
		return err
	}
	named, err := namesID(c.body)
	if err != nil {
		return err
	}
	taken := false
	if p.ID != "" {
		_, err := a.cfg.Promotions.Promotion(c.ctx(), p.ID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		taken = err == nil
	}
	switch {
	case taken && named:
		return fault.New(fault.Conflict, "promotion_exists", "promotion %s stands already; change it with PATCH, or choose another id", p.ID)
	case taken || p.ID == "":
		p.ID = promotion.RandomID(a.cfg.Draw())
	}
	p.Version = 0
	out, err := a.cfg.Promotions.PutPromotion(c.ctx(), p, c.who.ID)
	if err != nil {
		return err
	}
	c.w.Header().Set("Location", "/v1/promotions/"+string(out.ID))
	return c.tagged(http.StatusCreated, out, versionTag(&out))
}

// namesID reports whether a promotion's body names its id.
func namesID(body []byte) (bool, error) {
	var head struct {
		ID *string `json:"id"`
	}
	if err := wire.DecodeLenient(body, &head); err != nil {
		return false, err
	}
	return head.ID != nil, nil
}

// mayHold keeps proof switched on: only an owner may hold nobody out.
func mayHold(who access.Principal, p promotion.Promotion) error {
	if p.Holdout > 0 || who.May(access.SwitchOffProof) {
		return nil
	}
	out := fault.New(fault.Denied, "holdout", "only an owner may switch the holdout off, since nothing can be proven then; 0.1 is usual")
	out.Fields = []fault.Field{{Pointer: "/holdout", Detail: out.Hint}}
	return out
}

// patchPromotion is PATCH /v1/promotions/{id}, a merge patch of the version that
// If-Match names.
func (a *API) patchPromotion(c *call) error {
	id := retail.PromotionID(c.r.PathValue("id"))
	header := c.r.Header.Get("If-Match")
	if header == "" {
		return errNoIfMatch()
	}
	current, err := a.cfg.Promotions.Promotion(c.ctx(), id)
	if err != nil {
		return err
	}
	if !room.Names(header, versionTag(&current)) {
		return a.staleVersion(c, current)
	}
	next, err := promotion.Next(current, c.body)
	if err != nil {
		return err
	}
	if next.Version == current.Version { // nothing changes
		return c.tagged(http.StatusOK, current, versionTag(&current))
	}
	if current.Holdout > 0 {
		if err := mayHold(c.who, next); err != nil {
			return err
		}
	}
	next.Version = current.Version
	out, err := a.cfg.Promotions.PutPromotion(c.ctx(), next, c.who.ID)
	if fault.Is(err, fault.Stale) { // somebody was faster just now
		standing, again := a.cfg.Promotions.Promotion(c.ctx(), id)
		if again != nil {
			return fmt.Errorf("read the version that stands: %w", again)
		}
		return a.staleVersion(c, standing)
	}
	if err != nil {
		return err
	}
	return c.tagged(http.StatusOK, out, versionTag(&out))
}

// staleVersion shows the version that stands, with its ETag.
func (a *API) staleVersion(c *call, current promotion.Promotion) error {
	c.w.Header().Set("ETag", versionTag(&current))
	return room.NewStale(current)
}

// results is GET /v1/promotions/{id}/results.
func (a *API) results(c *call) error {
	id := retail.PromotionID(c.r.PathValue("id"))
	v, err := a.cfg.Promotions.Results(c.ctx(), id)
	if err != nil {
		return err
	}
	if v.Response, err = a.response(c, id); err != nil {
		return err
	}
	return c.reply(http.StatusOK, v)
}
