package where

import (
	"context"

	"sartor/internal/httpapi/readout"
	"sartor/internal/outcome"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// Answers gives the API what it asks for; it is httpapi.Where.
type Answers struct{ Keeper }

// Report is how a promotion works, the zero one when nobody has looked yet.
func (a Answers) Report(ctx context.Context, id retail.PromotionID) (outcome.Report, error) {
	p, err := a.DB.Promotion(ctx, id)
	if err != nil {
		return outcome.Report{}, err
	}
	r, _, err := a.DB.Readouts().Report(ctx, p.Number)
	return r, err
}

// Estimate says what a promotion will probably bring.
func (a Answers) Estimate(ctx context.Context, p promotion.Promotion) (readout.EstimateView, error) {
	e, err := a.Keeper.Estimate(ctx, p)
	return readout.EstimateOf(&e, p.Budget.Currency, retail.MicrosOf(a.Clock())), err
}

// Taste is what a store's customers like.
func (a Answers) Taste(ctx context.Context, store retail.StoreID) (readout.TasteView, error) {
	chain := a.DB.Catalogue()
	number, _ := chain.StoreNumber(store)
	t, _, err := a.DB.Readouts().Tastes(ctx, number)
	return readout.TasteOf(&t, store, chain), err
}
