package dbtest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/till"
)

// use is one call about a voucher: a receipt presents it, or is voided.
type use struct {
	code, receipt string
	void          bool
}

// oneVoucher is what a voucher may do, one call after another: it is free or held
// by a receipt. The answer says whether this call changed it.
func oneVoucher() porcupine.Model {
	return porcupine.Model{
		Init: func() any { return "" },
		Step: func(state, in, out any) (bool, any) {
			holder, u, changed := state.(string), in.(use), out.(bool)
			switch {
			case u.void:
				return changed && holder == u.receipt, ""
			case changed:
				return holder == "", u.receipt
			}
			return holder != "", holder
		},
		Partition: func(history []porcupine.Operation) (parts [][]porcupine.Operation) {
			of := map[string]int{}
			for _, op := range history {
				code := op.Input.(use).code
				if _, known := of[code]; !known {
					of[code] = len(parts)
					parts = append(parts, nil)
				}
				parts[of[code]] = append(parts[of[code]], op)
			}
			return parts
		},
	}
}

// TestLinear_RedeemAndVoid records what 16 tills heard that redeem the same four
// vouchers and void their receipts again: there is an order of all calls, one
// after another, in which every answer is right. Of a twin that ignores lost
// races there is none.
func TestLinear_RedeemAndVoid(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		history := newChain(t, open(t, fresh(t)), []promotion.Promotion{few()}, nil).scramble(t)
		if !porcupine.CheckOperations(oneVoucher(), history) {
			t.Errorf("no order of the %d calls explains the answers", len(history))
		}
		twin := newChain(t, open(t, fresh(t)), []promotion.Promotion{few()}, func(s till.Store) till.Store { return heedless{s} })
		if porcupine.CheckOperations(oneVoucher(), twin.scramble(t)) {
			t.Error("the answers of a store that ignores lost races were found in order")
		}
	})
}

const fewCodes = 4

func few() promotion.Promotion {
	p := thanks()
	p.Limits.Total = fewCodes
	return p
}

// scramble lets tills redeem and void at once and returns what each heard, and when.
func (c *chain) scramble(t *testing.T) []porcupine.Operation {
	t.Helper()
	const tills, each = 16, 24
	var codes []string
	for i := range fewCodes {
		codes = append(codes, c.close(t, c.sale(receiptID("issue", i), card(receiptID("c", i)))).Vouchers[0].Code)
	}
	began := time.Now()
	heard := make([][]porcupine.Operation, tills)
	var all sync.WaitGroup
	for lane := range heard {
		note := func(u use, call time.Duration, changed bool) {
			heard[lane] = append(heard[lane], porcupine.Operation{
				ClientId: lane, Input: u, Call: int64(call), Output: changed, Return: int64(time.Since(began)),
			})
		}
		all.Go(func() {
			for n := range each {
				u := use{code: codes[(lane+n)%fewCodes], receipt: fmt.Sprintf("L%02d-%03d", lane, n)}
				at := time.Since(began)
				out := c.ring(t, c.sale(u.receipt, card(""), u.code))
				if out.err != nil {
					t.Error(out.err)
					return
				}
				note(u, at, len(out.Redeemed) == 1)
				if len(out.Redeemed) == 0 {
					continue
				}
				u.void, at = true, time.Since(began)
				void, _, err := c.desk.Void(t.Context(), till.VoidCall{Receipt: retail.ReceiptID(u.receipt), Reason: "x"})
				if err != nil {
					t.Error(err)
					return
				}
				note(u, at, len(void.RedemptionsReturned) == 1)
			}
		})
	}
	all.Wait()
	var history []porcupine.Operation
	for _, ops := range heard {
		history = append(history, ops...)
	}
	return history
}
