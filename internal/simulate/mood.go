package simulate

import "sartor/internal/simulate/draw"

// missed is what wanted goods that were not on the shelf do to satisfaction.
func (c *Chain) missed(n int) draw.Nat {
	if n == 0 {
		return 0
	}
	return draw.Nat(n) * draw.NatOf(c.World.Preset.Response.Missed)
}
