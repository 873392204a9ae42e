package engine

import "time"

// selling is how long after a till's write tills are taken to sell.
const selling = time.Second

// pace keeps bulk writes to half of the writer's time while tills sell: after
// each, none is taken for as long as it lasted. Imports and folds wait for their
// writes, so what they do beside the writer slows down with them.
type pace struct {
	sold time.Time        // the last write of a till
	rest <-chan time.Time // until when no bulk write is taken; nil: one may be
}

// open returns the queue of bulk writes, or nil while they rest.
func (p *pace) open(bulk chan *writing) <-chan *writing {
	if p.rest != nil {
		return nil
	}
	return bulk
}

// wrote notes a bulk write and begins its rest.
func (p *pace) wrote(begun, ended time.Time) {
	if ended.Sub(p.sold) < selling {
		p.rest = time.After(ended.Sub(begun))
	}
}
