package access

import (
	"slices"
	"testing"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

// TestMay_ContractedRows holds the table against the sentences of the contract,
// for every role, so that a right given by accident is seen.
func TestMay_ContractedRows(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		action Action
		roles  []Role
	}{
		{SeeNames, []Role{Owner, Account, Desk}},
		{SetConsent, []Role{Owner, Desk, Till, Source}},
		{Erase, []Role{Owner, Desk}},
		{EditPromotions, []Role{Owner, Marketer}},
		{EditVersions, []Role{Owner, Marketer, Manager}},
		{EditCatalogue, []Role{Owner, Admin, Source}},
		{CloseTill, []Role{Owner, Till}},
		{SwitchOffProof, []Role{Owner}},
		{EditRollouts, []Role{Owner, Marketer, Planner}},
		{PassGates, []Role{Owner}},
		{DecidePlans, []Role{Owner, Manager, Planner}},
		{SetPlans, []Role{Owner, Planner}},
		{AdministerStaff, []Role{Owner, Admin}},
	} {
		for _, r := range Roles() {
			if got, want := r.May(c.action), slices.Contains(c.roles, r); got != want {
				t.Errorf("%s may %s: got %v, want %v", r, c.action, got, want)
			}
		}
	}
}

func TestMay_WholeRoles(t *testing.T) {
	t.Parallel()
	for _, a := range Actions() {
		if !Owner.May(a) {
			t.Errorf("owner may not %s; owner may all", a)
		}
	}
	// Admin: no customer pages. Source: write only.
	for _, c := range []struct {
		role Role
		not  []Action
	}{
		{Admin, []Action{ReadCustomers, SeeNames, ExportCustomer, Erase, ReadVouchers, CheckIn}},
		{Source, []Action{ReadCustomers, ReadPromotions, ReadCatalogue, ReadVouchers, ReadToday, ReadLearn, ReadSettings, ExportCustomer}},
		{Till, []Action{ReadCustomers, SeeNames, EditPromotions, AdministerTokens}},
		{Role("nobody"), Actions()},
		{Role(""), Actions()},
	} {
		for _, a := range c.not {
			if c.role.May(a) {
				t.Errorf("%q may %s", c.role, a)
			}
		}
	}
	if Owner.May("own_the_world") {
		t.Error("owner may do an action that does not exist")
	}
}

func TestActions_NoneIsMissing(t *testing.T) {
	t.Parallel()
	all := Actions()
	slices.Sort(all)
	if len(slices.Compact(all)) != len(Actions()) {
		t.Error("an action stands twice")
	}
	for _, r := range Roles() {
		if !slices.ContainsFunc(Actions(), r.May) {
			t.Errorf("%s may do nothing", r)
		}
	}
}

func TestPrincipal_ReachesItsOwnStoresOnly(t *testing.T) {
	t.Parallel()
	till := Principal{Role: Till, Stores: []retail.StoreID{"S1"}, Till: "T1"}
	anyTill := Principal{Role: Till}
	manager := Principal{Role: Manager, Stores: []retail.StoreID{"S1", "S2"}}
	for _, c := range []struct {
		name string
		err  error
		code string
	}{
		{"own till", till.RequireAtTill(CloseTill, "S1", "T1"), ""},
		{"other till", till.RequireAtTill(CloseTill, "S1", "T2"), "wrong_till"},
		{"other store", till.RequireAtTill(CloseTill, "S2", "T1"), "wrong_store"},
		{"no store", till.RequireAtTill(CloseTill, "", "T1"), "validation"},
		{"no till", till.RequireAtTill(CloseTill, "S1", ""), "validation"},
		{"a till of all stores", anyTill.RequireAtTill(CloseTill, "S9", "T9"), ""},
		{"own store's version", manager.RequireAt(EditVersions, "S2"), ""},
		{"other store's version", manager.RequireAt(EditVersions, "S3"), "wrong_store"},
		{"not its right", manager.RequireAt(EditPromotions, "S1"), "forbidden"},
		{"nobody", Principal{}.Require(ReadToday), "unauthorized"},
	} {
		got := ""
		if c.err != nil {
			got = fault.CodeOf(c.err)
		}
		if got != c.code {
			t.Errorf("%s: got %q, want %q", c.name, got, c.code)
		}
	}
	if fault.KindOf(Principal{}.Require(ReadToday)) != fault.Unknown || fault.KindOf(manager.Require(Erase)) != fault.Denied {
		t.Error("nobody must be Unknown (401), a person without the right Denied (403)")
	}
}

func TestPrincipal_Check(t *testing.T) {
	t.Parallel()
	one := []retail.StoreID{"S1"}
	for _, c := range []struct {
		p  Principal
		ok bool
	}{
		{Principal{Role: Owner}, true},
		{Principal{Role: Manager, Stores: one}, true},
		{Principal{Role: Manager}, false},
		{Principal{Role: Till}, true},
		{Principal{Role: Till, Stores: one, Till: "T1"}, true},
		{Principal{Role: Till, Till: "T1"}, false},
		{Principal{Role: Till, Stores: []retail.StoreID{"S1", "S2"}, Till: "T1"}, false},
		{Principal{Role: Desk, Stores: one, Till: "T1"}, false},
		{Principal{Role: "king"}, false},
	} {
		if err := c.p.Check(); (err == nil) != c.ok {
			t.Errorf("%+v: got %v, want ok %v", c.p, err, c.ok)
		}
	}
}

func TestGrants_OnlyOwnersMakeOwners(t *testing.T) {
	t.Parallel()
	if !Owner.Grants(Owner) || Admin.Grants(Owner) || !Admin.Grants(Desk) || Marketer.Grants(Analyst) || Source.Grants(Source) {
		t.Error("owner grants all, admin all but owner, others nothing")
	}
}

func TestParseRole(t *testing.T) {
	t.Parallel()
	for _, r := range Roles() {
		if got, err := ParseRole(string(r)); got != r || err != nil {
			t.Errorf("%s: got %q, %v", r, got, err)
		}
	}
	for _, s := range []string{"", "Owner", "root", " till"} {
		if got, err := ParseRole(s); err == nil || got != "" {
			t.Errorf("%q: got %q, want an error", s, got)
		}
	}
}

// TestPrincipal_VisitingTellsNoNames: an admin, who has no customer pages, is told no
// name by acting for the desk; an owner is.
func TestPrincipal_VisitingTellsNoNames(t *testing.T) {
	t.Parallel()
	for _, a := range []Action{SeeNames, ExportCustomer, Erase} {
		desk := Principal{ID: "stf_desk", Role: Desk, By: Visitor{ID: "stf_adm", Role: Admin}}
		if desk.May(a) || fault.CodeOf(desk.Require(a)) != "visiting" || desk.MayName(Standing{}) {
			t.Errorf("an admin may %s in the name of the desk", a)
		}
		if desk.By.Role = Owner; !desk.May(a) || desk.Require(a) != nil || !desk.MayName(Standing{}) {
			t.Errorf("an owner may not %s in the name of the desk", a)
		}
	}
	if desk := (Principal{ID: "stf_desk", Role: Desk, By: Visitor{ID: "stf_adm", Role: Admin}}); !desk.May(VoidVouchers) {
		t.Error("a visit is good for nothing")
	}
}
