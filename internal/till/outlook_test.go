package till

import (
	"testing"

	"sartor/internal/customer"
	"sartor/internal/model/lifecycle"
	"sartor/internal/offer"
	"sartor/internal/outlook"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// A promotion for customers at risk prints for one whose outlook says so, and the
// decision keeps what it read.
func TestClose_DecidesByTheOutlook(t *testing.T) {
	t.Parallel()
	risk := &outlook.Outlook{Horizon: 100, Expected: 5, Spend: 3000, Value: 12_000, Alive: .5, AliveKnown: true, State: lifecycle.AtRisk, Band: lifecycle.High}
	loyal := *risk
	loyal.State = lifecycle.Loyal
	for name, c := range map[string]struct {
		outlook *outlook.Outlook
		consent customer.Consent
		want    int
	}{
		"at risk":                 {risk, 0, 1},
		"loyal":                   {&loyal, 0, 0},
		"nothing learned":         {nil, 0, 0},
		"at risk, but no consent": {risk, customer.Consent(0).With(customer.OffersPurpose, true).With(customer.ProfilePurpose, false), 0},
	} {
		s := newShop(t, thanks(func(p *promotion.Promotion) {
			p.Target.States, p.Target.Values = []lifecycle.State{lifecycle.AtRisk}, []lifecycle.Band{lifecycle.High, lifecycle.Middle}
		}))
		s.store.people[card] = Person{ID: retail.NewCustomerID(5, 7), Consent: c.consent, Outlook: c.outlook}
		answer, _ := s.closed(s.sale("R1"))
		if len(answer.Vouchers) != c.want {
			t.Errorf("%s: %d vouchers, want %d", name, len(answer.Vouchers), c.want)
			continue
		}
		d, err := offer.DecodeDecision(s.store.sold[0].Decision)
		if err != nil {
			t.Fatal(name, err)
		}
		read := offer.ExpectedOf(c.outlook)
		if c.consent != 0 {
			read = offer.Expected{}
		}
		if d.Read.Expected != read {
			t.Errorf("%s: the decision keeps %+v, want %+v", name, d.Read.Expected, read)
		}
	}
}
