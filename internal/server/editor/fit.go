package editor

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"strings"

	"sartor/internal/console/view"
	"sartor/internal/customer"
	"sartor/internal/fault"
	"sartor/internal/model/habit"
	"sartor/internal/offer"
	"sartor/internal/paper"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
	"sartor/internal/voucher/code"
)

// A specimen has no code: what is previewed is no promise, and must never be taken
// for one.
const specimen = "0000-0000-0000"

// fitSeed draws alike each time, so that a preview does not change by looking again.
const fitSeed = 20_261_122

// Fit tries a promotion, as if it were live and alone, on a customer in a store.
func (e Editor) Fit(ctx context.Context, f view.Fitting) (view.Fitted, error) {
	sight := *e.Sight()
	number, ok := sight.Catalogue.StoreNumber(f.Store)
	if !ok {
		return view.Fitted{}, fault.New(fault.NotFound, "unknown_store", "store %q is not known", f.Store)
	}
	p := f.Promotion
	p.State = promotion.Live
	if p.Parent != "" { // alone it would count for nothing; limits and holdout are the family's
		p.ID, p.Parent = p.Parent, ""
	}
	margin, err := e.Margin(ctx)
	if err != nil {
		return view.Fitted{}, err
	}
	t := trial{Editor: e, promotion: p, store: sight.Catalogue.Store(number), number: e.numberOf(ctx, p.ID), family: sight.Book.Family}
	sight.Book = offer.NewBook([]offer.Numbered{{Number: t.number, Promotion: p}}, sight.Catalogue, margin)
	terms := voucher.NewTerms(&p, promotion.Live, sight.Catalogue)
	sight.Terms = func(uint32, int64) (*voucher.Terms, bool) { return terms, true }
	t.sight = &sight
	out := view.Fitted{Day: min(max(e.Today(number), p.Starts), p.Ends), StoreName: cmp.Or(t.store.Name, string(t.store.ID))}
	decision, err := t.decide(ctx, f.Customer, out.Day)
	if err != nil {
		return out, err
	}
	out.Profile, out.Unlearned = t.profile != nil, sight.Snapshot == nil
	out.NoConsent = f.Customer != 0 && !t.consent.Allows(customer.OffersPurpose)
	for name, n := range decision.Refused() {
		out.Refusals = append(out.Refusals, view.Refusal{Code: name, N: int(n)})
		out.Looked += int(n)
	}
	slices.SortFunc(out.Refusals, func(a, b view.Refusal) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Code, b.Code)) })
	if len(decision.Choices) == 0 {
		return out, nil
	}
	choice := &decision.Choices[0]
	out.HeldOut = choice.Ghost != offer.Treated
	out.Strip, out.Why, err = t.print(choice)
	return out, err
}

// trial is one promotion tried on somebody.
type trial struct {
	Editor
	promotion promotion.Promotion
	number    uint32
	family    func(number uint32) uint32 // of a promotion as it runs
	store     retail.Store
	sight     *till.Sight
	person    till.Person
	profile   *habit.Profile
	consent   customer.Consent
}

// firstFree is the number of a promotion that has none yet.
const firstFree = 1 << 31

// numberOf is the promotion's own number, so that what a customer holds of it
// counts; a new one has none.
func (e Editor) numberOf(ctx context.Context, id retail.PromotionID) uint32 {
	if p, err := e.DB.Promotion(ctx, id); err == nil {
		return p.Number
	}
	return firstFree
}

// decide runs the decision of a till, on the promotion alone.
func (t *trial) decide(ctx context.Context, id retail.CustomerID, day retail.BusinessDay) (offer.Decision, error) {
	if id != 0 {
		var err error
		if t.person, err = t.DB.Person(ctx, touchpoint.Customer{ID: id.String()}, retail.MicrosOf(t.Clock())); err != nil {
			return offer.Decision{}, err
		}
	}
	t.consent = t.person.Consent.Over(t.sight.Chain.Consent)
	octx := offer.Context{
		Book: t.sight.Book, Day: day, Store: t.store.Number, Customer: t.person.ID, Consent: t.consent,
		Seed: fitSeed, Most: 1, Out: t.sight.Out(t.store.Number), Expiring: t.sight.Expiring(t.store.Number), HoldoutKey: t.sight.Chain.HoldoutKey, GlobalHoldout: t.sight.Chain.GlobalHoldout, Expected: offer.ExpectedOf(t.person.Outlook),
	}
	for _, h := range t.person.Held {
		octx.Held = append(octx.Held, offer.Held{Promotion: t.family(h.Promotion), Product: h.Product, Open: h.State == voucher.Issued && h.Until >= day})
	}
	if t.person.Profile != nil && t.consent.Allows(customer.ProfilePurpose) {
		t.profile = &t.person.Profile.Profile
	}
	return offer.Decide(t.sight.Snapshot, t.profile, nil, &octx), nil
}

// print renders the choice as the till would, without a code that could be used.
func (t *trial) print(c *offer.Choice) (string, []string, error) {
	lang := cmp.Or(t.person.Language, t.sight.Chain.Language)
	words := offer.WordsIn(lang, t.sight.Catalogue, &t.store)
	said := words.Product(c.Product)
	if len(t.promotion.Texts) > 0 {
		said = t.promotion.Text(lang, words.Discount(&c.Value), words.Product(c.Product))
	}
	v := voucher.Voucher{
		Bucket: t.person.ID.Bucket(), Serial: code.NewSerial(fitSeed), Promotion: c.ID, PromotionNumber: c.Promotion, Version: c.Version, Product: c.Product,
		Customer: t.person.ID, State: voucher.Issued, Value: c.Value, ValidFrom: c.From, ValidUntil: c.Until, Store: t.store.Number,
	}
	why := words.Why(c)
	desk := till.New(till.Parts{Store: t.DB, Sight: func() *till.Sight { return t.sight }, Codes: t.Codes, Clock: t.Clock, Draw: rand.Uint64})
	strip, err := desk.Reprint(v, till.Printed{Text: words.Value(&c.Value) + "\n" + said, Why: why}, lang, paper.Printer{Format: paper.Text, Columns: 42})
	return strings.ReplaceAll(strings.ReplaceAll(string(strip), desk.CodeOf(&v), specimen), till.AliasOf(&v), strings.Repeat("0", len(till.AliasOf(&v)))), why, err
}
