package till

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

// VoidAnswer is what a void answers (CONTRACTS.md 2.1).
type VoidAnswer struct {
	Receipt             string     `json:"receipt"`
	VoidedAt            string     `json:"voided_at"`
	VouchersVoided      []string   `json:"vouchers_voided"`
	VouchersKept        []KeptView `json:"vouchers_kept"`
	RedemptionsReturned []string   `json:"redemptions_returned"`
}

// KeptView is an issued voucher that a void leaves as it is.
type KeptView struct {
	Code   string `json:"code"`
	Reason string `json:"reason"`
}

// VoidCall asks to take a whole receipt back.
type VoidCall struct {
	Receipt retail.ReceiptID
	Reason  string
	At      retail.Micros // 0: now
	Actor   string
}

// Void takes a whole finished receipt back: unused vouchers become void, used
// ones stay, redemptions return. A repeat answers the same. Known is false when
// nothing stands under the id yet: the void waits for it.
func (d *Desk) Void(ctx context.Context, call VoidCall) (answer VoidAnswer, known bool, err error) {
	const op = "till.Void"
	if call.At == 0 {
		call.At = retail.MicrosOf(d.clock())
	}
	for range tries {
		filed, found, err := d.store.Filed(ctx, call.Receipt)
		if err != nil {
			return VoidAnswer{}, false, fault.At(op, err)
		}
		switch {
		case !found:
			answer, done, err := d.awaitVoid(ctx, call)
			if err != nil || done {
				return answer, false, fault.At(op, err)
			}
			continue
		case filed.State == KeyAwaited:
			answer, err := voidedBefore(filed)
			return answer, false, fault.At(op, err)
		case filed.State == KeyErased:
			return VoidAnswer{}, true, fault.At(op, fault.New(fault.Gone, "erased", "the customer of receipt %s was erased", call.Receipt))
		}
		answer, err := d.takeBack(ctx, call, filed)
		if _, raced := errors.AsType[*Refused](err); !raced {
			return answer, true, fault.At(op, err)
		}
	}
	return VoidAnswer{}, true, fault.At(op, errBusy)
}

var errBusy = fault.New(fault.Unavailable, "busy", "the same receipt or vouchers are in use at other tills; repeat the call")

// awaitVoid remembers a void that came first, and takes back redemptions that
// a channel without a till bound to the id, at once.
func (d *Desk) awaitVoid(ctx context.Context, call VoidCall) (answer VoidAnswer, done bool, err error) {
	trace, err := d.store.Trace(ctx, Filed{Receipt: call.Receipt})
	if err != nil {
		return answer, false, err
	}
	b := d.undo(call, Filed{Receipt: call.Receipt}, Trace{Redeemed: trace.Redeemed})
	answer = d.describe(call, &b, nil)
	if b.Outcome, err = json.Marshal(answer); err != nil {
		return answer, false, fmt.Errorf("encode a void: %w", err)
	}
	b.State = KeyAwaited
	if err = d.store.TakeBack(ctx, b); isRefused(err) {
		return answer, false, nil // something moved meanwhile: once more
	}
	return answer, err == nil, err
}

func voidAnswer(id retail.ReceiptID, at retail.Micros) VoidAnswer {
	return VoidAnswer{
		Receipt: string(id), VoidedAt: at.Time().Format("2006-01-02T15:04:05Z07:00"),
		VouchersVoided: []string{}, VouchersKept: []KeptView{}, RedemptionsReturned: []string{},
	}
}

// takeBack voids a receipt that stands; one that is voided already answers what
// its void did.
func (d *Desk) takeBack(ctx context.Context, call VoidCall, filed Filed) (VoidAnswer, error) {
	trace, err := d.store.Trace(ctx, filed)
	if err != nil {
		return VoidAnswer{}, err
	}
	if filed.State == KeyVoided {
		return voidedBefore(filed)
	}
	b := d.undo(call, filed, trace)
	b.State, b.Journal = KeyVoided, filed.State == KeyStands || filed.State == KeyUnanswered
	answer := d.describe(call, &b, trace.Issued)
	if b.Outcome, err = json.Marshal(answer); err != nil {
		return VoidAnswer{}, fmt.Errorf("encode a void: %w", err)
	}
	return answer, d.giveBack(ctx, b)
}

// undo lists what taking the receipt back changes.
func (d *Desk) undo(call VoidCall, filed Filed, trace Trace) TakeBack {
	b := TakeBack{Filed: filed, Reason: call.Reason, At: call.At, Actor: call.Actor, Day: d.day(filed.Store, call.At)}
	taken := make([]voucher.Taken, len(trace.Redeemed))
	for i := range trace.Redeemed {
		taken[i] = trace.Redeemed[i].Taken
	}
	undone := voucher.Undo(b.Day, trace.Issued, taken)
	for i := range trace.Issued {
		if trace.Issued[i].State == voucher.Issued {
			b.Void = append(b.Void, trace.Issued[i])
		}
	}
	b.Return, b.Reverse = undone.Returned, undone.Reversed
	return b
}

func (d *Desk) describe(call VoidCall, b *TakeBack, issued []voucher.Voucher) VoidAnswer {
	answer := voidAnswer(call.Receipt, call.At)
	for i := range b.Void {
		answer.VouchersVoided = append(answer.VouchersVoided, d.codeOf(&b.Void[i]))
	}
	for _, k := range voucher.Undo(b.Day, issued, nil).Kept {
		answer.VouchersKept = append(answer.VouchersKept, KeptView{Code: d.codeOf(&k.Voucher), Reason: string(k.Reason)})
	}
	for i := range b.Return {
		answer.RedemptionsReturned = append(answer.RedemptionsReturned, d.codeOf(&b.Return[i].Was))
	}
	return answer
}

// voidedBefore repeats what the void had answered.
func voidedBefore(filed Filed) (VoidAnswer, error) {
	answer := voidAnswer(filed.Receipt, filed.VoidedAt)
	if filed.Outcome != "" {
		if err := json.Unmarshal([]byte(filed.Outcome), &answer); err != nil {
			return answer, fmt.Errorf("read a stored void: %w", err)
		}
	}
	return answer, nil
}

// day is a store's business day of an instant.
func (d *Desk) day(store uint32, at retail.Micros) retail.BusinessDay {
	s := d.sight()
	return retail.DayOf(at.Time(), s.Catalogue.Location(store), s.Chain.Cut)
}

// AckAnswer is what an acknowledgement answers.
type AckAnswer struct {
	Receipt        string   `json:"receipt"`
	VouchersVoided []string `json:"vouchers_voided"`
}

// Printed acknowledges that the strip reached the customer.
func (d *Desk) Printed(ctx context.Context, id retail.ReceiptID) (AckAnswer, error) {
	const op = "till.Printed"
	_, err := d.known(ctx, id)
	return AckAnswer{Receipt: string(id), VouchersVoided: []string{}}, fault.At(op, err)
}

// NotPrinted voids the receipt's vouchers: nobody holds them. A repeat answers
// the same.
func (d *Desk) NotPrinted(ctx context.Context, id retail.ReceiptID, actor string) (AckAnswer, error) {
	const op = "till.NotPrinted"
	answer := AckAnswer{Receipt: string(id), VouchersVoided: []string{}}
	for range tries {
		filed, err := d.known(ctx, id)
		if err != nil {
			return AckAnswer{}, fault.At(op, err)
		}
		trace, err := d.store.Trace(ctx, filed)
		if err != nil {
			return AckAnswer{}, fault.At(op, err)
		}
		b := d.undo(VoidCall{Receipt: id, Reason: "not printed", At: retail.MicrosOf(d.clock()), Actor: actor}, filed, Trace{Issued: trace.Issued})
		for i := range trace.Issued {
			if s := trace.Issued[i].State; s == voucher.Issued || s == voucher.Voided {
				answer.VouchersVoided = append(answer.VouchersVoided, d.codeOf(&trace.Issued[i]))
			}
		}
		if len(b.Void) == 0 {
			return answer, nil
		}
		err = d.giveBack(ctx, b)
		if _, raced := errors.AsType[*Refused](err); !raced {
			return answer, fault.At(op, err)
		}
		answer.VouchersVoided = answer.VouchersVoided[:0]
	}
	return AckAnswer{}, fault.At(op, errBusy)
}

// known finds a receipt that has arrived.
func (d *Desk) known(ctx context.Context, id retail.ReceiptID) (Filed, error) {
	filed, found, err := d.store.Filed(ctx, id)
	if err == nil && (!found || filed.State == KeyAwaited) {
		err = fault.New(fault.NotFound, "unknown_receipt", "receipt %s has not arrived here", id)
	}
	return filed, err
}
