package customer

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"sartor/internal/retail"
)

func TestConsent_LatestAnswerWins(t *testing.T) {
	t.Parallel()
	declared := Consent(0).With(ProfilePurpose, true).With(OffersPurpose, true)
	for _, c := range []struct {
		name                    string
		history                 []Answer
		profile, offers, emails bool
	}{
		{"never answered", nil, true, true, false},
		{"withdrawn", []Answer{{ProfilePurpose, false, 5, 1}}, false, true, false},
		{"withdrawn, granted again", []Answer{{ProfilePurpose, false, 5, 1}, {ProfilePurpose, true, 6, 2}}, true, true, false},
		{"recorded late, given before", []Answer{{ProfilePurpose, false, 6, 1}, {ProfilePurpose, true, 5, 2}}, false, true, false},
		{"at one time: recorded last", []Answer{{ProfilePurpose, true, 5, 1}, {ProfilePurpose, false, 5, 2}}, false, true, false},
		{"granted beside the default", []Answer{{EmailPurpose, true, 1, 1}}, true, true, true},
		{"all refused", []Answer{{ProfilePurpose, false, 1, 1}, {OffersPurpose, false, 1, 2}, {EmailPurpose, false, 1, 3}}, false, false, false},
		{"no purpose of ours", []Answer{{"fun", true, 1, 1}}, true, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for range 5 {
				got := ConsentOf(c.history).Over(declared)
				if got.Allows(ProfilePurpose) != c.profile || got.Allows(OffersPurpose) != c.offers || got.Allows(EmailPurpose) != c.emails || got.Allows(AnalyticsPurpose) {
					t.Errorf("got %08b of %+v", got, c.history)
				}
				rand.Shuffle(len(c.history), func(i, j int) { c.history[i], c.history[j] = c.history[j], c.history[i] })
			}
		})
	}
}

func TestConsent_SilenceGrantsNothing(t *testing.T) {
	t.Parallel()
	var nobody Consent
	for _, p := range Purposes() {
		if nobody.Allows(p) || nobody.Answered(p) || nobody.Over(0).Allows(p) {
			t.Errorf("%s is granted by silence", p)
		}
		yes, no := nobody.With(p, true), nobody.With(p, false)
		if !yes.Allows(p) || !yes.Answered(p) || no.Allows(p) || !no.Answered(p) || yes.With(p, false) != no || no.With(p, true) != yes {
			t.Errorf("%s: got %08b and %08b", p, yes, no)
		}
		if no.Over(yes) != no || yes.Over(no) != yes || nobody.Over(yes) != yes {
			t.Errorf("%s: a default beat an answer", p)
		}
		if got, ok := ParsePurpose(string(p)); !ok || got != p {
			t.Errorf("%s reads as %q", p, got)
		}
	}
	if got, ok := ParsePurpose("Profile"); ok || got != "" {
		t.Errorf("got %q", got)
	}
}

func id(kind retail.IdentifierKind, value string) retail.Identifier {
	return retail.Identifier{Kind: kind, Value: value}
}

func TestInOrder(t *testing.T) {
	t.Parallel()
	got := InOrder([]retail.Identifier{
		id(retail.Email, " Ann@Example.ORG "), id(retail.Phone, "+49 (30) 12-34"), id(retail.Card, " 26 "), id(retail.Account, "A b"),
		id(retail.Card, ""), id(retail.Email, "ann@example.org"), id(retail.Card, "25"),
	})
	want := []retail.Identifier{
		id(retail.Card, "26"), id(retail.Card, "25"), id(retail.Account, "A b"), id(retail.Phone, "+49301234"), id(retail.Email, "ann@example.org"),
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	card, mail, phone := id(retail.Card, "1"), id(retail.Email, "a@b"), id(retail.Phone, "2")
	for _, c := range []struct {
		name  string
		named retail.CustomerID
		found []Found
		want  Resolution
	}{
		{"nobody", 0, nil, Resolution{}},
		{"the id alone", 7, nil, Resolution{Customer: 7}},
		{"a stranger", 0, []Found{{card, 0}, {mail, 0}}, Resolution{Mint: true, Attach: []retail.Identifier{card, mail}}},
		{"a known card", 0, []Found{{card, 7}}, Resolution{Customer: 7}},
		{"a new address beside a known card", 0, []Found{{card, 7}, {mail, 0}}, Resolution{Customer: 7, Attach: []retail.Identifier{mail}}},
		{"a new card beside a known address", 0, []Found{{card, 0}, {mail, 7}}, Resolution{Customer: 7, Attach: []retail.Identifier{card}}},
		{"two people: the card decides", 0, []Found{{card, 7}, {mail, 8}}, Resolution{Customer: 7, Propose: []Proposal{{7, 8, mail}}}},
		{"the id beats the card", 9, []Found{{card, 7}, {phone, 0}, {mail, 9}},
			Resolution{Customer: 9, Attach: []retail.Identifier{phone}, Propose: []Proposal{{9, 7, card}}}},
		{"three people", 0, []Found{{card, 0}, {phone, 8}, {mail, 7}},
			Resolution{Customer: 8, Attach: []retail.Identifier{card}, Propose: []Proposal{{8, 7, mail}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := Resolve(c.named, c.found); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}
