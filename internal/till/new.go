package till

import (
	"time"

	"sartor/internal/voucher/code"
)

// Parts are what a Desk is made of.
type Parts struct {
	Store Store
	Sight func() *Sight // the world right now
	Codes *code.Ring
	Clock func() time.Time
	Draw  func() uint64 // uniform 64 bits: serials, decision ids, seeds
}

// New returns a desk that answers tills.
func New(p Parts) *Desk {
	return &Desk{store: p.Store, sight: p.Sight, codes: p.Codes, clock: p.Clock, draw: p.Draw, tries: newThrottle(), shut: &shut{until: map[uint32]time.Time{}}}
}
