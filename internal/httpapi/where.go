package httpapi

import (
	"context"
	"net/http"
	"slices"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/httpapi/gate"
	"sartor/internal/httpapi/readout"
	"sartor/internal/outcome"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// Where says where and why promotions work, as last read behind the tills.
type Where interface {
	// Report is how a promotion works, the zero one when nobody has looked yet.
	Report(ctx context.Context, id retail.PromotionID) (outcome.Report, error)
	Estimate(ctx context.Context, p promotion.Promotion) (readout.EstimateView, error)
	Taste(ctx context.Context, store retail.StoreID) (readout.TasteView, error)
}

func whereRoutes() []route {
	return []route{
		{pattern: "GET /v1/promotions/{id}/estimate", action: access.ReadPromotions, lane: gate.Desks, answer: (*API).estimate},
		{pattern: "GET /v1/stores/{store}/taste", action: access.ReadCatalogue, lane: gate.Desks, answer: (*API).taste},
	}
}

// response adds to results how the promotion works, by group when asked for.
func (a *API) response(c *call, id retail.PromotionID) (readout.Response, error) {
	by := c.r.URL.Query().Get("by")
	asked := readout.Asked{Stores: func(s retail.StoreID) bool { return c.who.MayAt(access.ReadPromotions, s) }}
	switch one := outcome.By(by); {
	case by == "":
	case by == "segment":
		asked.By = []outcome.By{outcome.ByState, outcome.ByValue}
	case slices.Contains(outcome.Dimensions(), one):
		asked.By = []outcome.By{one}
	default:
		return readout.Response{}, fault.AtField("by", "%.40q is no way of grouping; there are store, region, kind and segment (of it state or value alone)", by)
	}
	if a.cfg.Where == nil {
		return readout.Of(&outcome.Report{}, asked), nil
	}
	r, err := a.cfg.Where.Report(c.ctx(), id)
	return readout.Of(&r, asked), err
}

// estimate is GET /v1/promotions/{id}/estimate.
func (a *API) estimate(c *call) error {
	p, err := a.cfg.Promotions.Promotion(c.ctx(), retail.PromotionID(c.r.PathValue("id")))
	if err != nil {
		return err
	}
	v, err := a.cfg.Where.Estimate(c.ctx(), p)
	if err != nil {
		return err
	}
	return c.reply(http.StatusOK, v)
}

// taste is GET /v1/stores/{store}/taste.
func (a *API) taste(c *call) error {
	store := retail.StoreID(c.r.PathValue("store"))
	if _, known := a.cfg.Catalogue.Catalogue().StoreNumber(store); !known || !c.who.MayAt(access.ReadCatalogue, store) {
		return errNoStore(string(store)) // another's store is as one that is not there
	}
	v, err := a.cfg.Where.Taste(c.ctx(), store)
	if err != nil {
		return err
	}
	return c.reply(http.StatusOK, v)
}
