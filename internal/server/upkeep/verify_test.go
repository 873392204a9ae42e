package upkeep

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func failing(t *testing.T, path string) (names []string) {
	t.Helper()
	c := openAt(t, path)
	all, sound, err := Verify(t.Context(), c)
	check(t, err)
	check(t, c.Close())
	for _, k := range all {
		if !k.Holds {
			names = append(names, k.Name)
			t.Log(k.Name, k.Findings)
		}
	}
	if sound != (len(names) == 0) {
		t.Errorf("sound %v with failing %v", sound, names)
	}
	return names
}

// copied copies a closed database with its key to a folder of its own.
func copied(t *testing.T, path string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy.db")
	for _, suffix := range []string{"", ".key"} {
		text, err := os.ReadFile(path + suffix)
		check(t, err)
		check(t, os.WriteFile(to+suffix, text, 0o600))
	}
	return to
}

func TestVerify_NamesEachBrokenInvariant(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	check(t, s.Chain.Close())
	if names := failing(t, s.path); len(names) != 0 {
		t.Fatalf("before anything was broken, %v did not hold", names)
	}
	const past = "pragma ignore_check_constraints = on; "
	for _, c := range []struct{ name, statement string }{
		{"ledger", "update ledger set debit = 'spent' where event = 'issue' and seq = (select min(seq) from ledger where event = 'issue')"},
		{"ledger", past + "update ledger set amount = -amount where event = 'issue' and seq = (select min(seq) from ledger where event = 'issue')"},
		{"totals", "update budget set reserved = reserved + 1"},
		{"totals", "update budget set spent = spent + 1"},
		{"totals", "update budget set contingency = contingency - 1"},
		{"totals", "update budget set overspent = overspent + 1"},
		{"totals", "update budget set cap = cap + 1"},
		{"totals", "delete from budget"},
		{"cap", past + "update budget set cap = reserved + spent - 1"},
		{"cap", past + "update budget set most = issued - 1"},
		{"counts", "update budget set issued = issued - 1"},
		{"counts", "update budget set redeemed = redeemed + 1"},
		{"counts", "update budget set voided = voided + 1"},
		{"counts", "update budget set expired = expired + 1"},
		{"counts", "delete from voucher where state = 'voided'"},
		{"days", "update promotion_day set issued = issued + 1"},
		{"days", "delete from voucher where state = 'redeemed'"},
		{"vouchers", "update voucher set reserve = reserve + 1 where state = 'issued'"},
		{"vouchers", "update voucher set state = 'expired' where state = 'issued'"},
		{"vouchers", "delete from ledger where event = 'redeem'"},
		{"vouchers", "update voucher set used_amount = used_amount + 1 where state = 'redeemed'"},
		{"redemptions", "delete from redemption where n = 0"},
		{"redemptions", "update redemption set state = 'returned' where n = 0"},
		{"redemptions", "insert into redemption select 'other', bucket, n, code, alias, voucher_bucket, amount, flag, at, state, body from redemption where n = 0"},
		{"redemptions", "update voucher set used_by = 'other' where state = 'redeemed'"},
		{"presenters", "update customer_redemption set receipt = 'other'"},
		{"codes", "update voucher set serial = serial + 1"},
		{"codes", "update redemption set code = (select code from redemption where n = 1) where n = 0"},
		{"receipts", "delete from journal where receipt = 'R0001'"},
		{"receipts", "delete from receipt_key where receipt = 'R0001'"},
		{"receipts", "update receipt_key set seq = seq + 1 where receipt = 'R0001'"},
		{"receipts", "update journal set bucket = (bucket + 1) & 1023 where receipt = 'R0001'"},
		{"movements", "delete from journal where kind = 4"},
		{"movements", "delete from movement_key"},
		{"movements", "update journal set bucket = (bucket + 1) & 1023 where kind = 4"},
		{"buckets", "update profile set bucket = (bucket + 1) & 1023"},
		{"identifiers", "delete from customer_identifier where value = 'card0'"},
		{"identifiers", "delete from identifier where value = 'card0'"},
		{"erased", "insert into identifier select 'email', 'a@b.example', 1, customer from erasure"},
		{"erased", "insert into customer_identifier select customer, 'email', 'a@b.example', bucket, 0 from erasure"},
		{"erased", "insert into merge_proposal select customer, 1, 'email', 'a@b.example', bucket, 0, 0 from erasure"},
		{"erased", "insert into consent select customer, 1, 'offers', bucket, 1, 1, '', '' from erasure"},
		{"erased", "insert into profile select customer, bucket, 0, 1, x'00' from erasure"},
		{"erased", "update journal set customer = (select customer from erasure) where kind = 1 and seq = (select max(seq) from journal where kind = 1)"},
		{"erased", "update receipt_key set customer = (select customer from erasure) where state = 'erased'"},
		{"erased", "insert into decision select 999999, bucket, 1, customer, 1, 1, 0, x'00' from erasure"},
		{"erased", "update voucher set customer = (select customer from erasure) where customer = 0"},
		{"erased", "insert into ghost select 1, customer, bucket, 1, 1, 1, 1 from erasure"},
		{"erased", "insert into outlook select customer, bucket, 1, 1, 1, 'new', 'low', 0, 0, 0, 0, 0, x'00' from erasure"},
		{"erased", "insert into segment_event select customer, 1, bucket, 1, 1, '', 'new', '', 'low', 'steady', 0, 0, 0, 1, 0 from erasure"},
		{"erased", "insert into customer_redemption select customer, 1, 'R0001', 1, 1, bucket from erasure"},
		{"erased", "update customer set erased_at = 0"},
		{"erased", "delete from erasure"},
		{"consent", "update customer set consent = 1"}, // asked for a profile, and refused
		{"consent", "delete from profile; update customer set consent = 1"},
		{"buckets", "update outlook set bucket = (bucket + 1) & 1023"},
		{"buckets", "update segment_event set bucket = (bucket + 1) & 1023"},
		{"segments", "update segment_size set customers = customers + 1"},
		{"segments", "update segment_size set variance = variance + 1"},
		{"segments", "update segment_size set band = 'low' where band = 'high'"},
		{"segments", "delete from segment_size"},
		{"segments", "delete from outlook where customer = (select min(customer) from outlook)"},
		{"segments", "update outlook set state = 'lapsed'"},
		{"segments", "delete from segment_event where at = (select max(at) from segment_event)"},
		{"folds", "update fold set seq = seq + 1000000 where name = 'profile'"},
		{"folds", "update fold set seq = seq + 1000000 where name = 'demand'"},
		{"folds", "update profile set seq = seq + 1000000"},
	} {
		path := copied(t, s.path)
		check(t, tamper(t, path, c.statement))
		if names := failing(t, path); !strings.Contains(strings.Join(names, " "), c.name) {
			t.Errorf("%s: verify names %v, want %s among them", c.statement, names, c.name)
		}
	}
}

// The table refuses by itself what a check would find.
func TestVerify_TheTablesHoldASecondTime(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	check(t, s.Chain.Close())
	for statement, constraint := range map[string]string{
		"update budget set cap = reserved + spent - 1":             "budget_cap",
		"update budget set most = issued - 1":                      "budget_total",
		"update budget set reserved = -1":                          "budget_reserved",
		"update budget set overspent = -1":                         "budget_spent",
		"update ledger set amount = -1":                            "ledger_amount",
		"update ledger set debit = credit":                         "ledger_accounts",
		"update voucher set used_by = '' where state = 'redeemed'": "voucher_used",
		"update voucher set state = 'gone'":                        "voucher_state",
		"update redemption set state = 'gone'":                     "redemption_state",
		"update receipt_key set state = 'gone'":                    "receipt_key_state",
	} {
		if err := tamper(t, s.path, statement); err == nil || !strings.Contains(err.Error(), constraint) {
			t.Errorf("%s: got %v, want a refusal by %s", statement, err, constraint)
		}
	}
}
