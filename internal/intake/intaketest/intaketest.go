// Package intaketest is an intake.Sink in memory, for tests: it is idempotent
// as a Sink must be, can break off at any call, and refuses what breaks the
// promises an import makes to its sink. It also finds the public data sets.
package intaketest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"sartor/internal/intake"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// ErrKilled is what a sink answers that was told to break off.
var ErrKilled = errors.New("killed")

// Sink keeps all it is given.
type Sink struct {
	Shops     map[retail.StoreID]retail.Store
	Goods     map[retail.ProductID]retail.Product
	People    map[string]intake.Customer // by account
	Bills     map[retail.ReceiptID]touchpoint.Receipt
	Beside    map[string]any // facts by kind and natural key
	Marks     map[string]intake.Mark
	Order     []retail.ReceiptID // in which receipts were stored
	Broken    []string           // promises the import broke
	Calls     int
	KillAt    int                                         // the call that fails; 0: none
	Lose      bool                                        // that call's work is done all the same: its answer is lost
	Forbidden func(touchpoint.Receipt) (code, why string) // refuses receipts when set
}

// New returns an empty sink.
func New() *Sink {
	return &Sink{
		Shops: map[retail.StoreID]retail.Store{}, Goods: map[retail.ProductID]retail.Product{},
		People: map[string]intake.Customer{}, Bills: map[retail.ReceiptID]touchpoint.Receipt{},
		Beside: map[string]any{}, Marks: map[string]intake.Mark{},
	}
}

// call counts a call and says whether its work is done and its answer.
func (s *Sink) call(ctx context.Context) (work bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if s.Calls++; s.Calls == s.KillAt {
		return s.Lose, ErrKilled
	}
	return true, nil
}

func (s *Sink) broken(format string, args ...any) {
	s.Broken = append(s.Broken, fmt.Sprintf(format, args...))
}

func (s *Sink) bound(what string, n, most int) {
	if n == 0 || n > most {
		s.broken("%d %s in one call, at most %d", n, what, most)
	}
}

// Stores keeps stores by id.
func (s *Sink) Stores(ctx context.Context, stores []retail.Store) error {
	work, err := s.call(ctx)
	if work {
		s.bound("stores", len(stores), intake.MostRecords)
		for _, one := range stores {
			s.Shops[one.ID] = one
		}
	}
	return err
}

// Products keeps products by id.
func (s *Sink) Products(ctx context.Context, products []retail.Product) error {
	work, err := s.call(ctx)
	if work {
		s.bound("products", len(products), intake.MostProducts)
		for _, one := range products {
			s.Goods[one.ID] = one
		}
	}
	return err
}

// Customers keeps customers by account.
func (s *Sink) Customers(ctx context.Context, customers []intake.Customer) error {
	work, err := s.call(ctx)
	if work {
		s.bound("customers", len(customers), intake.MostRecords)
		for _, one := range customers {
			s.People[one.Identifiers[0].Value] = one
		}
	}
	return err
}

// Receipts stores receipts once.
func (s *Sink) Receipts(ctx context.Context, receipts []touchpoint.Receipt) (intake.Tally, error) {
	var out intake.Tally
	work, err := s.call(ctx)
	if !work {
		return out, err
	}
	s.bound("receipts", len(receipts), intake.MostGroup)
	if !slices.IsSortedFunc(receipts, func(a, b touchpoint.Receipt) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID))
	}) {
		s.broken("receipts are not in order of time")
	}
	for i, r := range receipts {
		s.receipt(i, r, &out)
	}
	if err != nil {
		return intake.Tally{}, err
	}
	return out, nil
}

func (s *Sink) receipt(i int, r touchpoint.Receipt, out *intake.Tally) {
	refuse := func(code, why string) {
		out.Refused = append(out.Refused, intake.Refusal{Index: i, Code: code, Detail: why})
	}
	if s.Forbidden != nil {
		if code, why := s.Forbidden(r); code != "" {
			refuse(code, why)
			return
		}
	}
	s.known(r)
	stands, ok := s.Bills[r.ID]
	switch {
	case !ok:
		s.Bills[r.ID] = r
		s.Order = append(s.Order, r.ID)
		out.New++
	case reflect.DeepEqual(stands, r):
		out.Duplicates++
	default:
		refuse("receipt_conflict", "another receipt of this id stands already")
	}
}

// known checks that what a receipt names was handed over before, and that its
// lines could have come from a till.
func (s *Sink) known(r touchpoint.Receipt) {
	shop, ok := s.Shops[r.Store]
	if !ok || shop.Currency != r.Currency {
		s.broken("receipt %s is of an unknown store or another currency", r.ID)
	}
	for _, id := range r.Customer.Identifiers {
		if _, ok := s.People[id.Value]; !ok {
			s.broken("receipt %s is of the unknown customer %s", r.ID, id.Value)
		}
	}
	if len(r.Lines) == 0 || len(r.Lines) > intake.MostReceiptLines {
		s.broken("receipt %s has %d lines", r.ID, len(r.Lines))
	}
	for _, l := range r.Lines {
		if l.Quantity == 0 || l.Quantity > 0 && l.Amount < 0 || l.Quantity < 0 && l.Amount > 0 || l.Discount < 0 {
			s.broken("receipt %s has a line no till writes: %+v", r.ID, l)
		}
	}
}

// Facts keeps facts by their natural keys.
func (s *Sink) Facts(ctx context.Context, f intake.Facts) (int, error) {
	work, err := s.call(ctx)
	if !work {
		return 0, err
	}
	s.bound("facts", f.Len(), intake.MostFacts)
	for _, x := range f.Traits {
		s.Beside[fmt.Sprintf("trait %q %q", x.Account, x.Name)] = x
	}
	for _, x := range f.Campaigns {
		s.Beside[fmt.Sprintf("campaign %q", x.ID)] = x
	}
	for _, x := range f.Sent {
		s.Beside[fmt.Sprintf("sent %q %q", x.Campaign, x.Account)] = x
	}
	for _, x := range f.Coupons {
		s.Beside[fmt.Sprintf("coupon %q %q %q", x.Campaign, x.Code, x.Product)] = x
	}
	for _, x := range f.Redemptions {
		s.Beside[fmt.Sprintf("redemption %q %q %q %d", x.Account, x.Campaign, x.Code, x.Day)] = x
	}
	for _, x := range f.Past {
		s.Beside[fmt.Sprintf("past %q %q %q %d", x.Promotion, x.Store, x.Product, x.Starts)] = x
	}
	for _, x := range f.Stock {
		s.Beside[fmt.Sprintf("stock %q %q %d", x.Store, x.Product, x.AsOf)] = x
	}
	for _, x := range f.Supply {
		s.Beside[fmt.Sprintf("supply %q %q", x.Product, x.Supplier)] = x
	}
	return f.Len(), err
}

// Resume returns the mark of an import.
func (s *Sink) Resume(ctx context.Context, source string) (intake.Mark, error) {
	_, err := s.call(ctx)
	return s.Marks[source], err
}

// SetMark keeps the mark of an import.
func (s *Sink) SetMark(ctx context.Context, source string, m intake.Mark) error {
	work, err := s.call(ctx)
	if !work {
		return err
	}
	if m == (intake.Mark{}) {
		delete(s.Marks, source)
		return err
	}
	s.Marks[source] = m
	return err
}

// Same reports in words the first difference between what two sinks hold, ""
// when there is none. Marks and order do not count.
func (s *Sink) Same(o *Sink) string {
	for _, pair := range []struct {
		name string
		a, b any
	}{
		{"stores", s.Shops, o.Shops}, {"products", s.Goods, o.Goods}, {"customers", s.People, o.People},
		{"receipts", s.Bills, o.Bills}, {"facts", s.Beside, o.Beside},
	} {
		if !reflect.DeepEqual(pair.a, pair.b) {
			return fmt.Sprintf("%s differ: %d and %d", pair.name, reflect.ValueOf(pair.a).Len(), reflect.ValueOf(pair.b).Len())
		}
	}
	return ""
}

// Kinds counts facts by the first word of their key.
func (s *Sink) Kinds() map[string]int {
	out := map[string]int{}
	for key := range maps.Keys(s.Beside) {
		for i := range key {
			if key[i] == ' ' {
				out[key[:i]]++
				break
			}
		}
	}
	return out
}

// Check fails the test when the import broke a promise.
func (s *Sink) Check(t testing.TB) {
	t.Helper()
	for _, b := range s.Broken {
		t.Error(b)
	}
}

// Data returns the path of a public data set, from SARTOR_TEST_DATA or beside the
// repository. Without it the test is skipped, in CI failed.
func Data(t testing.TB, name string) string {
	t.Helper()
	folder := cmp.Or(os.Getenv("SARTOR_TEST_DATA"), filepath.Join(root(t), "..", "shared", "data"))
	path := filepath.Join(folder, name)
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the data set %s is missing (SARTOR_TEST_DATA): %v", name, err)
		}
		t.Skipf("SKIPPED: the data set %s is missing; set SARTOR_TEST_DATA to its folder", name)
	}
	return path
}

// root is the folder of go.mod.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
}
