package live

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"sartor/internal/retail"
	"sartor/internal/simulate"
)

// Kind is what an event is about.
type Kind string

// The kinds of events.
const (
	Printed    Kind = "voucher_printed"
	Redeemed   Kind = "voucher_redeemed"
	Twice      Kind = "already_redeemed"
	Expired    Kind = "expired"
	LateBurst  Kind = "late_receipts"
	Withdrawn  Kind = "consent_withdrawn"
	Practice   Kind = "training"
	Voided     Kind = "void"
	Unanswered Kind = "unanswered"
	NoCase     Kind = "no_case"
	Flop       Kind = "flop" // told by whoever made the chain: the director sees tills only
)

// Event is something worth watching: what happened, where to look, in words.
type Event struct {
	At        time.Time
	Kind      Kind
	Store     retail.StoreID
	Till      retail.TillID
	Receipt   retail.ReceiptID
	Code      string // of the voucher
	Customer  string // "cus_…", as the chain answered
	Promotion retail.PromotionID
	Text      string // a sentence
}

// incident is one case that the director waits for. From its time on it takes
// the first natural case; when none lies ahead it says so and goes on waiting.
type incident struct {
	kind  Kind
	after time.Duration              // since Run
	ahead func(*simulate.Visit) bool // a coming visit is such a case
	found func(d *director, x done) *Event
	told  bool // that none lies ahead
}

// director chooses which cases are listed and when; it changes nothing but the
// minute of a visit.
type director struct {
	p       *Player
	mu      sync.Mutex
	waiting []*incident
	begun   time.Time
	gone    string // the customer who has just withdrawn consent: her card
	who     string // and her id
}

// The timetable of the first minutes.
const (
	firstPrinted  = 20 * time.Second
	firstRedeemed = 45 * time.Second
	firstTwice    = 70 * time.Second
	firstExpired  = 100 * time.Second
	lineReturns   = 190 * time.Second
	withdrawal    = 220 * time.Second
	practice      = 280 * time.Second
	lastWeek      = 7 // days: a voucher "from last week" is no older
	step          = time.Second
)

func newDirector(p *Player) *director {
	d := &director{p: p}
	tried := func(why simulate.Why) func(*simulate.Visit) bool {
		return func(v *simulate.Visit) bool {
			for _, t := range v.Tried {
				if t.Why == why {
					return true
				}
			}
			return false
		}
	}
	d.waiting = []*incident{
		{kind: Printed, after: firstPrinted, found: (*director).printed, ahead: func(v *simulate.Visit) bool {
			return v.Receipt.Store == p.chain.Stores[0].ID && !v.Receipt.Customer.Anonymous()
		}},
		{kind: Redeemed, after: firstRedeemed, ahead: tried(simulate.Wanted), found: (*director).redeemed},
		{kind: Twice, after: firstTwice, ahead: tried(simulate.Again), found: refused(Twice)},
		{kind: Expired, after: firstExpired, ahead: tried(simulate.Late), found: refused(Expired)},
		{kind: Withdrawn, after: withdrawal, ahead: d.returns, found: (*director).silent},
		{kind: Voided, after: practice, found: (*director).voided, ahead: func(v *simulate.Visit) bool {
			return v.VoidedLater || v.PaymentFails
		}},
	}
	return d
}

// run keeps the timetable until the context ends.
func (d *director) run(ctx context.Context) {
	d.mu.Lock()
	d.begun = time.Now()
	d.mu.Unlock()
	if len(d.p.chain.Stores) > 2 {
		d.p.cut(d.p.chain.Stores[1].ID) // Corvale's line is down
	}
	line, trained := false, false
	for sleep(ctx, step) {
		since := time.Since(d.begun)
		if since >= lineReturns && !line {
			line = true
			d.burst(ctx)
		}
		if since >= practice && !trained {
			trained = d.practise(ctx)
		}
		d.arrange(ctx, since)
	}
}

// arrange moves the next natural case of every incident that is due to now.
func (d *director) arrange(ctx context.Context, since time.Duration) {
	d.mu.Lock()
	var due []*incident
	for _, i := range d.waiting {
		if since >= i.after {
			due = append(due, i)
		}
	}
	d.mu.Unlock()
	for _, i := range due {
		if i.kind == Withdrawn && !d.withdraw(ctx) {
			continue
		}
		if d.p.bring(i.ahead) || i.told {
			continue
		}
		i.told = true
		d.p.tell(Event{Kind: NoCase, Text: fmt.Sprintf("No case of “%s” lies in the coming two hours; the next one is shown when it comes.", strings.ReplaceAll(string(i.kind), "_", " "))})
	}
}

// saw looks at what happened at a till and lists it when it is waited for.
func (d *director) saw(x done) {
	d.mu.Lock()
	var tell []Event
	keep := d.waiting[:0]
	for _, i := range d.waiting {
		var e *Event
		if !d.begun.IsZero() && time.Since(d.begun) >= i.after {
			e = i.found(d, x)
		}
		if e == nil {
			keep = append(keep, i)
			continue
		}
		e.Kind, e.Store, e.Till, e.Receipt, e.Customer = i.kind, x.wire.Store, x.wire.Till, x.wire.Receipt, x.answer.Customer
		tell = append(tell, *e)
	}
	d.waiting = keep
	d.mu.Unlock()
	for _, e := range tell {
		d.p.tell(e)
	}
}

func (d *director) printed(x done) *Event {
	if len(x.answer.Vouchers) == 0 || x.wire.Store != d.p.chain.Stores[0].ID || x.void {
		return nil
	}
	v := x.answer.Vouchers[0]
	text := fmt.Sprintf("%s prints “%s”", d.p.chain.Stores[0].Name, v.Text)
	if len(v.Why) > 0 {
		text += ": " + v.Why[0]
	}
	return &Event{Code: v.Code, Text: sentence(text)}
}

// sentence begins with a capital and ends with one full stop.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + strings.TrimRight(text[size:], ".") + "."
}

func (d *director) redeemed(x done) *Event {
	if len(x.answer.Redeemed) == 0 || x.void {
		return nil
	}
	r := x.answer.Redeemed[0]
	m := retail.Money{Amount: r.Amount, Currency: x.wire.Currency}
	return &Event{Code: r.Code, Text: fmt.Sprintf("A voucher comes back: %s %s less on this receipt.", m.Decimal(), m.Currency)}
}

// refused waits for a code that the chain refuses for the given reason.
func refused(k Kind) func(*director, done) *Event {
	return func(_ *director, x done) *Event {
		for _, r := range x.answer.Rejected {
			if r.Reason != string(k) {
				continue
			}
			text := "A used voucher is tried again and refused."
			if k == Expired {
				text = "A voucher comes too late and is refused; the desk can make it good."
			}
			if r.Detail != "" {
				text += " " + sentence(r.Detail)
			}
			return &Event{Code: r.Code, Text: text}
		}
		return nil
	}
}

// silent waits for the receipt of the customer who has just withdrawn.
func (d *director) silent(x done) *Event {
	if d.gone == "" || x.wire.Customer["card"] != d.gone {
		return nil
	}
	return &Event{Text: fmt.Sprintf("Consent was withdrawn at the desk; her next receipt carries %d vouchers.", len(x.answer.Vouchers))}
}

func (d *director) voided(x done) *Event {
	if !x.void {
		return nil
	}
	return &Event{Text: "A finished receipt is voided: its vouchers are void, sales do not move."}
}
