package onlineretail

import (
	"context"
	"maps"
	"slices"

	"sartor/internal/intake"
)

// facts hands over each customer's country, the last one in the file.
func (r *reading) facts(ctx context.Context, in *intake.Import) error {
	var f intake.Facts
	for _, customer := range slices.Sorted(maps.Keys(r.country)) {
		f.Traits = append(f.Traits, intake.Trait{Account: customer, Name: "country", Value: r.country[customer]})
		if len(f.Traits) < intake.MostFacts {
			continue
		}
		if err := in.Facts(ctx, f); err != nil {
			return err
		}
		f.Traits = nil
	}
	return in.Facts(ctx, f)
}
