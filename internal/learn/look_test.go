package learn

import (
	"context"
	"reflect"
	"slices"
	"testing"

	"sartor/internal/learn/extract"
	"sartor/internal/model/lifecycle"
	"sartor/internal/outlook"
	"sartor/internal/retail"
)

// looked computes the outlooks of a past.
func (p *past) looked(t *testing.T, l Look) map[retail.CustomerID]outlook.Outlook {
	t.Helper()
	task := p.task(nil)
	pieces, err := inMemory(t.Context(), &task)
	if err != nil {
		t.Fatal(err)
	}
	out := map[retail.CustomerID]outlook.Outlook{}
	l.Pieces, l.Chain, l.Profiled, l.Snapshot = pieces, task.Chain, p.profiled, 7
	l.Put = func(_ context.Context, rows []outlook.Outlook) error {
		for _, o := range rows {
			if err := o.Check(); err != nil {
				t.Error(err)
			}
			o.Next = slices.Clone(o.Next)
			out[o.Customer] = o
		}
		return nil
	}
	n := 0
	for r := range extract.Ranges {
		done, err := Outlooks(t.Context(), l, r)
		if err != nil {
			t.Fatal(err)
		}
		n += done
	}
	if n != len(out) {
		t.Errorf("%d outlooks of %d customers", n, len(out))
	}
	return out
}

// Everybody who agreed and bought gets an outlook, whoever computes it; who falls
// silent moves on, and what they buy next is what they used to.
func TestOutlooks(t *testing.T) {
	t.Parallel()
	p := newPast()
	p.days(0, 60, itself)
	delete(p.profiled, 5)
	result := p.run(t, nil)
	m := moneyOf(regulars(1, 400))
	models, report := m.purchases(2, nil)
	if models == nil {
		t.Fatalf("%+v", report)
	}
	result.Models.Lifetime = models
	none := func(retail.CustomerID) *outlook.Outlook { return nil }
	l := Look{Models: result.Models, Day: 20_060, Workers: 2, Was: none}
	today := p.looked(t, l)
	if len(today) != shoppers-1 || today[5].Customer != 0 {
		t.Fatalf("%d outlooks, of nobody who did not agree: %+v", len(today), today[5])
	}
	one := today[1]
	if one.Value <= 0 || one.High <= one.Low || one.Purchases != 24 || len(one.Next) == 0 || one.State == "" || one.Band == "" {
		t.Errorf("%+v", one)
	}
	l.Workers = 1
	if again := p.looked(t, l); !reflect.DeepEqual(again, today) {
		t.Error("one worker computes other outlooks")
	}
	l.Day, l.Was = 20_400, func(id retail.CustomerID) *outlook.Outlook { o := today[id]; return &o }
	for id, o := range p.looked(t, l) {
		if o.State != lifecycle.Lapsed || o.Alive >= today[id].Alive || o.Value >= today[id].Value {
			t.Fatalf("a year later, without a purchase: %+v, was %+v", o, today[id])
		}
	}
	l.Models.Lifetime = nil
	if got := p.looked(t, l); len(got) != 0 {
		t.Errorf("without purchase models %d outlooks", len(got))
	}
}
