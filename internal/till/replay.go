package till

import (
	"context"
	"time"

	"sartor/internal/fault"
	"sartor/internal/paper"
)

// stands answers a close whose id is known already. done is false when the new
// one may take its place: then the next round replaces what stands.
func (c *closing) stands(ctx context.Context) (reply Reply, done bool, err error) {
	id := c.call.Receipt.ID
	filed, found, err := c.Desk.store.Filed(ctx, id)
	if err != nil || !found {
		return Reply{}, false, err // gone again meanwhile: the next round writes it
	}
	same := filed.Fingerprint == c.fact.Fingerprint
	switch filed.State {
	case KeySuspended:
		if !same || c.fact.KeyState() != KeySuspended {
			c.write.Replaces = KeySuspended
			return Reply{}, false, nil
		}
	case KeyAwaited:
		return c.voidedFirst(ctx)
	case KeyVoided:
		return Reply{}, true, fault.New(fault.Conflict, "receipt_voided", "receipt %s was voided; a new sale takes a new receipt id", id)
	case KeyErased:
		return Reply{}, true, fault.New(fault.Gone, "erased", "the customer of receipt %s was erased; its answer is gone", id)
	case KeyUnanswered:
		return Reply{}, true, conflict(id)
	}
	if !same {
		return Reply{}, true, conflict(id)
	}
	reply, err = c.Desk.replay(ctx, filed, c.call.Print)
	return reply, true, err
}

func conflict[ID ~string](id ID) error {
	return fault.New(fault.Conflict, "receipt_conflict", "receipt %s stands with other content; a new sale takes a new receipt id", id)
}

// replay repeats a stored answer, byte for byte unless another strip was asked
// for.
func (d *Desk) replay(ctx context.Context, filed Filed, print *paper.Printer) (Reply, error) {
	trace, err := d.store.Trace(ctx, filed)
	if err != nil {
		return Reply{}, err
	}
	if trace.Answer == nil || d.clock().Sub(trace.Answered.Time()) > answerDays*24*time.Hour {
		return Reply{}, fault.New(fault.Gone, "answer_expired", "the answer to receipt %s was kept %d days and is gone; the receipt stands", filed.Receipt, answerDays)
	}
	asked, stored := printKey(print), printedAs(trace.Answer)
	if print == nil || asked == stored {
		return Reply{Body: answerBody(trace.Answer), Replayed: true}, nil
	}
	strip, err := d.stripOf(&trace, filed.Store, print)
	if err != nil {
		return Reply{}, err
	}
	body, err := reprint(answerBody(trace.Answer), strip)
	return Reply{Body: body, Replayed: true}, err
}

// voidedFirst stores a receipt whose void came before it: it redeems and issues
// nothing.
func (c *closing) voidedFirst(ctx context.Context) (Reply, bool, error) {
	results, err := c.Desk.store.File(ctx, []Fact{c.fact})
	if err != nil {
		return Reply{}, true, err
	}
	if results[0].Outcome == Conflicting {
		return Reply{}, true, conflict(c.call.Receipt.ID)
	}
	c.late = true
	return Reply{}, true, fault.New(fault.Conflict, "receipt_voided", "receipt %s was voided before it arrived; it is stored as voided", c.call.Receipt.ID)
}
