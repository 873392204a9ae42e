package retail

import "testing"

func TestPrivate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, category, department string
		want                       bool
	}{
		{"Ibuprofen 400 mg, 20 pcs", "", "", true},
		{"Clearblue pregnancy-test", "", "", true},
		{"Aptamil Infant  Milk 1", "", "", true},
		{"Folgemilch 2", "Baby", "", true},
		{"Something", "FAMILY PLANNING", "DRUG GM", true},
		{"KONDOME 12er", "", "", true},
		{"Whole milk", "dairy", "grocery", false},
		{"Baby spinach", "milk substitutes", "", false},
		{"Lint roller", "infant", "formula", false}, // words of two names are no phrase
		{"Wartburg candle", "home", "DRUG GM", false},
		{"Dishwasher tablets", "household", "", false},
		{"", "", "", false},
	} {
		if got := Private(&Product{Name: c.name, Category: c.category, Department: c.department}); got != c.want {
			t.Errorf("%q, %q, %q: %v, want %v", c.name, c.category, c.department, got, c.want)
		}
	}
}

func TestSettle(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		product  string
		now, was Restriction
		want     Restriction
	}{
		{"the list catches it", "condoms", 0, 0, NoInference | Presumed},
		{"and again", "condoms", Age, NoInference | Presumed, Age | NoInference | Presumed},
		{"marked already", "condoms", NoInference, 0, NoInference},
		{"a person says it is harmless", "condoms", Confirmed, NoInference | Presumed, Confirmed},
		{"an import does not undo that", "condoms", 0, Confirmed, Confirmed},
		{"nor what a person forbade", "bread", 0, Confirmed | NoInference, Confirmed | NoInference},
		{"a person says otherwise", "bread", Confirmed | Age, Confirmed | NoInference, Confirmed | Age},
		{"plain goods", "bread", 0, 0, 0},
		{"no longer marked by the source", "bread", 0, NoInference, 0},
	} {
		if got := Settle(&Product{Name: c.product, Restriction: c.now}, c.was); got != c.want {
			t.Errorf("%s: %b, want %b", c.name, got, c.want)
		}
	}
	if (NoInference | Presumed).Inferable() || !Confirmed.Inferable() || !(NoVoucher | Confirmed).Inferable() {
		t.Error("what is presumed is inferred from, or what is confirmed is not")
	}
}
