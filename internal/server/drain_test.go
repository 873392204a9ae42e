package server

import (
	"context"
	"errors"
	"log/slog"
	"testing"
)

// TestDrain: slices follow each other until one is not full, an error comes or
// the chain closes.
func TestDrain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		says   string
		slices []int // done by each; −1 fails
		stop   int   // the chain closes during this slice
		want   int   // slices asked for
	}{
		{"nothing is due", []int{0}, 9, 1},
		{"more than a slice is due", []int{1000, 1000, 7}, 9, 3},
		{"exactly two slices are due", []int{1000, 1000, 0}, 9, 3},
		{"an error ends it", []int{1000, -1, 1000}, 9, 2},
		{"the chain closes", []int{1000, 1000, 1000}, 1, 2},
	} {
		t.Run(c.says, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			chain, asked := &Chain{Log: slog.New(slog.DiscardHandler)}, 0
			chain.drain(ctx, "failed", func(int) (int, error) {
				n := c.slices[asked]
				if asked == c.stop {
					cancel()
				}
				if asked++; n < 0 {
					return 0, errors.New("disk")
				}
				return n, nil
			})
			if asked != c.want {
				t.Errorf("%d slices, want %d", asked, c.want)
			}
		})
	}
}
