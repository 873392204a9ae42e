package api

import (
	"context"

	"sartor/internal/fault"
	"sartor/internal/httpapi/foresee"
	"sartor/internal/retail"
	"sartor/internal/server"
)

// forecasts reads what a night left of a store's products.
type forecasts struct{ *server.Chain }

// Forecast is a product's in a store.
func (f forecasts) Forecast(ctx context.Context, store retail.StoreID, product retail.ProductID) (foresee.Told, error) {
	chain := f.DB.Catalogue()
	at, there := chain.StoreNumber(store)
	if !there {
		return foresee.Told{}, fault.New(fault.NotFound, "", "no store %.40q", string(store))
	}
	n, there := chain.ProductNumber(product)
	if !there {
		return foresee.Told{}, fault.New(fault.NotFound, "", "no product %.40q", string(product))
	}
	sheet, _, err := f.DB.Forecasts().Of(ctx, at, n)
	row, _ := sheet.Of(n)
	return foresee.Told{Row: row, Day: sheet.Day, At: sheet.At}, err
}
