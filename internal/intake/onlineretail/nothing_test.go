package onlineretail_test

import (
	"context"

	"sartor/internal/intake"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// nothing is a sink that costs nothing, so that the benchmark is of intake.
type nothing struct{}

func (nothing) Stores(context.Context, []retail.Store) error         { return nil }
func (nothing) Products(context.Context, []retail.Product) error     { return nil }
func (nothing) Customers(context.Context, []intake.Customer) error   { return nil }
func (nothing) Facts(_ context.Context, f intake.Facts) (int, error) { return f.Len(), nil }
func (nothing) SetMark(context.Context, string, intake.Mark) error   { return nil }
func (nothing) Resume(context.Context, string) (intake.Mark, error)  { return intake.Mark{}, nil }
func (nothing) Receipts(_ context.Context, r []touchpoint.Receipt) (intake.Tally, error) {
	return intake.Tally{New: len(r)}, nil
}
