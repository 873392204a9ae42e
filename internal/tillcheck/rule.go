package tillcheck

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Bounds of the rules.
const (
	drift    = time.Minute            // a clock that is further off should be set
	stale    = 10 * time.Minute       // older closes are facts (CONTRACTS.md 2.1)
	patience = 800 * time.Millisecond // deadline_ms when absent
	guesses  = 5                      // unknown codes a minute: a scanner reads rubbish
)

// closing looks at a close before the server does.
func (w *Watch) closing(e *exchange) {
	r, l := e.receipt, e.lane
	w.done["close"]++
	w.seen(r)
	w.clock(e)
	w.signs(e)
	known := l.attempts[r.Receipt]
	switch {
	case known == nil:
		w.another(e)
		known = l.remember(r)
	case known.voided:
		w.find(e, Breach{
			Rule: "close_after_void", What: "the receipt was voided and is closed again",
			Mend: "a new sale takes a new receipt id",
		})
	case known.body.Suspended || r.Unanswered:
		w.overrides(e, known)
		acked := known.acked
		known = l.remember(r)
		known.acked = acked
	default:
		w.done["repeat"]++
		w.repeated(e, known)
	}
	e.repeat, l.last = known, known
	w.unrepeated(e)
	w.deducted(e)
}

// seen counts the parts of the contract a close shows.
func (w *Watch) seen(r receipt) {
	for name, shown := range map[string]bool{
		"customer": r.Customer != nil, "presented": len(r.Vouchers) > 0, "offline": r.Offline && !r.Unanswered, "unanswered": r.Unanswered,
	} {
		if shown {
			w.done[name]++
		}
	}
}

func (w *Watch) clock(e *exchange) {
	at, err := time.Parse(time.RFC3339, e.receipt.At)
	if err != nil {
		w.find(e, Breach{
			Rule: "at", What: strconv.Quote(e.receipt.At) + " is no time with its offset",
			Mend: "at is when the receipt was made, such as 2026-11-22T17:41:09+01:00, and the same in every retry",
		})
		return
	}
	switch off := at.Sub(e.began); {
	case off > drift:
		w.find(e, Breach{
			Level: Advice, Rule: "clock", What: fmt.Sprintf("at lies %s ahead", off.Round(time.Second)),
			Mend: "set the till's clock; more than 5 minutes ahead is refused as future",
		})
	case -off > stale && !e.receipt.Offline && e.lane.attempts[e.receipt.Receipt] == nil:
		w.find(e, Breach{
			Rule: "stale", What: fmt.Sprintf("at is %s old and offline is not set: it becomes a fact, which issues nothing", (-off).Round(time.Second)),
			Mend: "call close before tender; send what happened earlier with offline true",
		})
	}
}

func (w *Watch) signs(e *exchange) {
	for i, l := range e.receipt.Lines {
		if l.Quantity == 0 || l.Quantity > 0 && l.Amount < 0 || l.Quantity < 0 && l.Amount > 0 {
			w.find(e, Breach{
				Rule: "sign", What: fmt.Sprintf("line %d has quantity %v and amount %d", i, l.Quantity, l.Amount),
				Mend: "quantity is never 0, and both are negative for goods that come back",
			})
		}
	}
}

// another looks whether the till sells the same goods anew because its last
// close was not answered.
func (w *Watch) another(e *exchange) {
	l := e.lane
	if p := l.last; p != nil && !p.answered && !p.told && sameGoods(p.body, e.receipt) {
		p.told = true
		w.find(e, Breach{
			Rule: "retry_other_id", What: "the same goods as receipt " + p.body.Receipt + ", which was not answered, under another id",
			Mend: "repeat the same receipt id with the same body: it gets the same answer, and counts once",
		})
	}
	w.lost(e, l.last)
	w.unacknowledged(e, l.last)
}

// lost finds a close that was not answered and not repeated.
func (w *Watch) lost(e *exchange, p *attempt) {
	if p == nil || p.answered || p.told {
		return
	}
	p.told = true
	w.find(e, Breach{
		Rule: "not_repeated", Receipt: p.body.Receipt, What: "the close was not answered and not repeated",
		Mend: "repeat it until it is answered; if the sale must go on, deduct nothing and send it with offline and unanswered true",
	})
}

func (w *Watch) unacknowledged(e *exchange, p *attempt) {
	if p == nil || !p.sold || p.acked || p.voided || p.told || len(list(p.answer.Vouchers)) == 0 {
		return
	}
	p.told = true
	w.find(e, Breach{
		Level: Advice, Rule: "no_ack", Receipt: p.body.Receipt, What: "vouchers were issued and the till did not say whether they were printed",
		Mend: "send ack with printed true or false; without it they count as handed over",
	})
}

// overrides looks at a fact that takes the place of a close.
func (w *Watch) overrides(e *exchange, known *attempt) {
	if e.receipt.Unanswered && known.sold && !known.body.Suspended {
		w.find(e, Breach{
			Rule: "answered", What: "unanswered is set, but the close was answered",
			Mend: "use the answer that came; unanswered makes its vouchers void and its redemptions return",
		})
	}
}

// repeated compares a retry with the first sending.
func (w *Watch) repeated(e *exchange, known *attempt) {
	diff := changes(known.body, e.receipt)
	switch {
	case len(diff) > 0:
		w.find(e, Breach{
			Rule: "retry_changed", What: "the receipt was sent before with other content: " + strings.Join(diff, "; "),
			Mend: "a retry sends the stored body, at included; a new sale takes a new receipt id",
		})
	case known.sold && e.receipt.Print == nil:
		w.find(e, Breach{
			Level: Advice, Rule: "needless", What: "the close is repeated though it was answered",
			Mend: "repeat only what got no answer",
		})
	}
}

// unrepeated finds codes that were redeemed for the receipt before it came, and
// are not on it.
func (w *Watch) unrepeated(e *exchange) {
	for _, code := range w.bound[e.receipt.Receipt] {
		if slices.Contains(plainCodes(e.receipt.Vouchers), code) {
			continue
		}
		w.find(e, Breach{
			Rule: "code_missing", What: "voucher " + code + " was redeemed for this receipt and is not in vouchers",
			Mend: "the receipt repeats every code that was redeemed for it, also as an offline fact",
		})
	}
}

// deducted finds a quote that was taken as a promise: the close sends amounts
// from which the quoted redemption is gone already, or leaves its codes out.
func (w *Watch) deducted(e *exchange) {
	q := e.lane.quoted
	if q == nil || len(q.body.Lines) != len(e.receipt.Lines) || e.receipt.Offline {
		return
	}
	e.lane.quoted = nil
	less := slices.Clone(q.body.Lines)
	for _, r := range list(q.answer.Redeemed) {
		for _, s := range r.Lines {
			if s.Index >= 0 && s.Index < len(less) {
				less[s.Index].Amount -= s.Amount
			}
		}
	}
	switch same := slices.Equal(q.body.Lines, e.receipt.Lines); {
	case !same && slices.Equal(less, e.receipt.Lines):
		w.find(e, Breach{
			Rule: "quote_deducted", What: "the amounts are those of the quote less what it would have redeemed",
			Mend: "amount is without voucher value; present the codes in close and deduct what its redeemed says",
		})
	case same && len(e.receipt.Vouchers) == 0:
		w.find(e, Breach{
			Level: Advice, Rule: "quote_dropped", What: "the quote would have redeemed vouchers that the close does not present",
			Mend: "a quote is no promise: only a close with the codes redeems them",
		})
	}
}

// closed notes the answer to a close.
func (w *Watch) closed(e *exchange, r reply) {
	a := e.repeat
	if r.err != nil || r.status >= http.StatusInternalServerError || r.status == http.StatusTooManyRequests {
		return // to be repeated
	}
	a.answered = true
	if r.status != http.StatusOK || json.Unmarshal(r.body, &a.answer) != nil {
		return
	}
	a.sold = true
	w.done["redeemed"] += len(list(a.answer.Redeemed))
	for _, warning := range list(a.answer.Warnings) {
		if e.lane.warned[warning] {
			continue
		}
		e.lane.warned[warning] = true
		w.find(e, Breach{Level: Advice, Rule: "warning", What: warning, Mend: mending(warning)})
	}
	w.rubbish(e, list(a.answer.Rejected))
}

// rubbish finds a till that reads anything as a code.
func (w *Watch) rubbish(e *exchange, no []rejected) {
	l := e.lane
	for _, r := range no {
		if r.Reason == "unknown" {
			l.bad = append(l.bad, e.began)
		}
	}
	l.bad = slices.DeleteFunc(l.bad, func(t time.Time) bool { return e.began.Sub(t) > time.Minute })
	if len(l.bad) < guesses {
		return
	}
	l.bad = nil
	w.find(e, Breach{
		Level: Advice, Rule: "rubbish_codes", What: fmt.Sprintf("%d unknown codes within a minute", guesses),
		Mend: "present only what was scanned as a voucher; above 20 a minute all codes are answered try_later",
	})
}

// mending says what to do about a warning.
func mending(warning string) string {
	if warning == "unknown_customer" {
		return "the id was found nowhere and the sale closed as anonymous; send card, account, phone or email instead"
	}
	return "leave the field out, or look whether its name is spelt right"
}
