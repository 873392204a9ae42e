package console

import (
	"context"
	"strings"
	"time"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

func fakeVouchers() []VoucherRow {
	return []VoucherRow{
		{Code: codeOne, State: voucher.Issued, Value: Value{Kind: promotion.Amount, Amount: 150}, Currency: "EUR", Promotion: idThin, PromotionName: "Oat drink week", Product: "Oat drink, barista 1 l", StoreName: "Brackwater", IssuedAt: now().Add(-12 * time.Minute), ValidUntil: day(2026, 10, 29), Why: []string{"you buy it about every 8 days"}},
		{Code: codeUsed, State: voucher.Redeemed, Value: Value{Kind: promotion.Percent, Percent: 15, MaxAmount: 300}, Currency: "EUR", Promotion: idSoup, PromotionName: "Autumn pantry", Product: "Lentil soup, tin", StoreName: "Brackwater", IssuedAt: now().Add(-13 * 24 * time.Hour), ValidUntil: day(2026, 10, 16), Why: []string{"bought in 4 of your last 6 baskets"}, Flag: voucher.FlagTwice},
		{Code: codeBare, State: voucher.Expired, Value: Value{Kind: promotion.FreeItem}, Currency: "EUR", Promotion: idSoup, PromotionName: hostile, Product: hostile, StoreName: "Garrow", IssuedAt: now().Add(-100 * 24 * time.Hour), ValidUntil: day(2026, 7, 21)},
	}
}

func (f *fake) Vouchers(_ context.Context, _ Scope, page Page) (VoucherList, error) {
	if f.Empty || page.Text == "nothing" {
		return VoucherList{}, f.Fail
	}
	list := VoucherList{Items: fakeVouchers(), Next: "v2", Currency: "EUR", Out: 18_204, Worth: 1_842_000, Back: 2_431, Issued: 21_077}
	for _, v := range list.Items {
		if page.Text == v.Code {
			list.Items = []VoucherRow{v}
		}
	}
	return list, f.Fail
}

const strip = `           FOR YOU, FROM BRACKWATER

                1.50 € off
       Oat drink barista, any size

        Valid 16.10. to 29.10.2026
       One use, in any Osmund store

       You buy it about every 8 days.
       Change: osmund.example/me

              Q6P5-RW53-V60T
`

func (f *fake) Voucher(_ context.Context, scope Scope, code string) (VoucherView, error) {
	rows := fakeVouchers()
	if !scope.allows(storeBra) {
		return VoucherView{}, fault.New(fault.NotFound, "", "")
	}
	switch strings.ToUpper(code) {
	case codeOne:
		return chosenVoucher(rows[0]), f.Fail
	case codeUsed:
		v := chosenVoucher(rows[1])
		v.RedeemedAt, v.RedeemedBy, v.RedeemedIn, v.Cost = now().Add(-6*24*time.Hour), "S020-T01-0042", "Corvale", 75
		v.Ledger = append(v.Ledger, LedgerRow{At: v.RedeemedAt, From: voucher.Reserved, To: voucher.Spent, Amount: 75, Why: voucher.Redeem}, LedgerRow{At: v.RedeemedAt, From: voucher.Contingency, To: voucher.Overspent, Amount: 75, Why: voucher.RedeemAgain})
		return v, f.Fail
	case codeBare:
		return VoucherView{VoucherRow: rows[2], Till: "T01", Receipt: "S031-T01-0007", ValidFrom: day(2026, 7, 8), Strip: hostile + "\n\x1b@cut\n"}, f.Fail
	}
	return VoucherView{}, fault.New(fault.NotFound, "", "")
}

func chosenVoucher(row VoucherRow) VoucherView {
	off := func(kind promotion.RewardKind, amount retail.Minor) Value {
		return Value{Kind: kind, Amount: amount, Percent: 15}
	}
	return VoucherView{
		VoucherRow: row, Alias: "9841207733159", Receipt: "S012-T04-20261015-0881", Till: "T04", Customer: known,
		Identifiers: []retail.Identifier{{Kind: retail.Card, Value: "2600000014417"}}, ValidFrom: day(2026, 10, 16), Reserved: 45, Strip: strip,
		Ledger: []LedgerRow{{At: row.IssuedAt, From: voucher.Budget, To: voucher.Reserved, Amount: 45, Why: voucher.Issue}},
		Trace: Trace{
			Decision: 77<<10 | 417, At: row.IssuedAt, Snapshot: "snp_2b", Took: 900 * time.Microsecond, Deadline: 800 * time.Millisecond, Considered: 38,
			Refused: []Refusal{{"no_consent", 7}, {"no_match", 9}, {"in_basket", 4}, {"no_budget", 1}, {"a_new_reason", 2}, {"no_margin", 12}},
			Candidates: []Candidate{
				{Promotion: idThin, PromotionName: "Oat drink week", Product: "Oat drink, barista 1 l", Value: off(promotion.Amount, 150), Score: Interval{31, 86, 144, 40}, Chance: .58, Propensity: 1, Chosen: true, Why: []string{"bought in 15 of 16 baskets", "due in a day"}},
				{Promotion: idOver, PromotionName: "Coffee morning", Product: "Filter coffee", Value: off(promotion.Amount, 120), Score: Interval{-22, 19, 66, 40}, Chance: .34, Reason: "lower_score", Why: []string{"due anyway"}},
				{Promotion: idSoup, PromotionName: "Autumn pantry", Product: hostile, Value: off(promotion.Percent, 0), Score: Interval{-31, 8, 52, 40}, Chance: .21, Reason: "diversity"},
			},
		},
	}
}

func fakePromotions() []PromotionRow {
	soup := promotion.Promotion{
		ID: idSoup, Name: map[string]string{"en": "Autumn pantry"}, Reward: promotion.Reward{Kind: promotion.Percent, Percent: 15, MaxAmount: 300},
		Target: promotion.Target{Kind: promotion.TargetFavourite, Categories: []string{"soup", "pulses"}}, Starts: day(2026, 10, 1), Ends: day(2026, 10, 21), Regions: []string{"coast", "hills"},
		Limits: promotion.Limits{PerCustomer: 2, PerDay: 500, Total: 50_000}, Budget: promotion.Budget{Amount: 25_000_000, Currency: "EUR", ReserveShare: .3, ContingencyShare: .1},
		Stacking: promotion.StackOther, Transferable: true, Holdout: .1, VoucherDays: 14, MinSpend: 1000, State: promotion.Live,
	}
	thin := promotion.Promotion{
		ID: idThin, Name: map[string]string{"en": "Oat drink week"}, Reward: promotion.Reward{Kind: promotion.Amount, Amount: 150}, Target: promotion.Target{Kind: promotion.TargetDue},
		Starts: day(2026, 10, 12), Ends: day(2026, 10, 18), Budget: promotion.Budget{Amount: 2_000_000, Currency: "EUR"}, Stacking: promotion.StackAll, Holdout: .1, VoucherDays: 14, State: promotion.Live,
	}
	over := promotion.Promotion{
		ID: idOver, Name: map[string]string{"en": "Coffee morning"}, Reward: promotion.Reward{Kind: promotion.Amount, Amount: 120}, Target: promotion.Target{Kind: promotion.TargetLapsed},
		Starts: day(2026, 9, 1), Ends: day(2026, 10, 31), Budget: promotion.Budget{Amount: 400_000, Currency: "EUR"}, Stacking: promotion.StackNone, Holdout: .1, VoucherDays: 7, State: promotion.Paused,
	}
	odd := promotion.Promotion{
		ID: "prm_odd", Name: map[string]string{"en": hostile}, Reward: promotion.Reward{Kind: promotion.Points, Points: 100}, Target: promotion.Target{Kind: promotion.TargetAnyone},
		Starts: day(2026, 11, 1), Ends: day(2026, 11, 7), Budget: promotion.Budget{Amount: 100_000, Currency: "EUR"}, Stacking: promotion.StackAll, VoucherDays: 7, State: promotion.Draft,
	}
	return []PromotionRow{
		{Promotion: soup, Issued: 41_320, Redeemed: 9_866, Budget: Budget{25_000_000, 2_410_000, 11_300_000, 2_500_000}, Effect: Effect{Margin: Interval{9, 26, 43, 14_000}, Treated: 12_600, Held: 1_400, Need: 800}},
		{Promotion: thin, Issued: 912, Redeemed: 88, Budget: Budget{2_000_000, 41_000, 13_200, 200_000}, Effect: Effect{Treated: 801, Held: 91, Need: 800}},
		{Promotion: over, Issued: 5_120, Redeemed: 3_411, Budget: Budget{400_000, 12_000, 409_000, -18_420}, Effect: Effect{Margin: Interval{-21, -6, 12, 4_100}, Treated: 3_700, Held: 402, Need: 400}},
		{Promotion: odd, Budget: Budget{Cap: 100_000}},
	}
}

func (f *fake) Promotions(context.Context, Scope) ([]PromotionRow, error) {
	if f.Empty {
		return nil, f.Fail
	}
	return fakePromotions(), f.Fail
}

func (f *fake) Promotion(_ context.Context, _ Scope, id retail.PromotionID) (PromotionView, error) {
	for _, r := range fakePromotions() {
		if r.Promotion.ID != id {
			continue
		}
		v := PromotionView{PromotionRow: r, AsOf: now(), Holdout: 1_400}
		if r.Issued > 0 {
			for d := range int64(15) {
				v.Days = append(v.Days, PromotionDay{Day: day(2026, 10, 1) + retail.BusinessDay(d), Issued: 2_400 + d%7*220, Redeemed: 120 + d*90})
			}
			v.Stores = []PromotionStore{{storeBra, "Brackwater", "Coast", 2_140, 611, 91_650}, {storeCor, hostile, "Midland", 1_980, 402, 60_300}}
		}
		return v, f.Fail
	}
	return PromotionView{}, fault.New(fault.NotFound, "", "")
}

func (f *fake) Learn(context.Context) (LearnView, error) {
	if f.Empty {
		return LearnView{Needed: 5_000, New: 312}, f.Fail
	}
	runs := []Run{
		{Snapshot: "snp_2c", State: RunRefused, Started: now().Add(-12 * time.Hour), Took: 14 * time.Second, Receipts: 129_100, Chosen: "decayed", Score: Interval{.171, .176, .181, 9_000}, Rival: Interval{.189, .194, .199, 9_000}, Reason: "not as good as snp_2b by more than its range"},
		{Snapshot: "snp_2b", State: RunPublished, Started: now().Add(-36 * time.Hour), Took: 13 * time.Second, Receipts: 124_300, Chosen: "decayed", Score: Interval{.189, .194, .199, 9_000}, Rival: Interval{.186, .191, .196, 8_800}},
		{State: RunFailed, Started: now().Add(-60 * time.Hour), Took: 2 * time.Second, Receipts: 0, Reason: hostile},
	}
	return LearnView{
		AsOf: now(), Standing: runs[1], New: 4_120, Needed: 6_215, Runs: runs,
		Scores: []Score{
			{Model: "decayed", Metric: "recall_10", Value: Interval{.189, .194, .199, 9_000}, Chosen: true},
			{Model: "rhythm", Metric: "recall_10", Value: Interval{.187, .192, .197, 9_000}},
			{Model: "p_top", Metric: "recall_10", Value: Interval{.181, .186, .191, 9_000}},
			{Model: "g_top", Metric: "recall_10", Value: Interval{.102, .106, .110, 9_000}, Baseline: true},
		},
		Counts: Counts{Customers: 162_800, Receipts: 124_300, Lines: 1_310_400, Products: 8_214, Stores: 48, Anonymous: 33_700, From: day(2025, 10, 15), To: day(2026, 10, 14)},
	}, f.Fail
}

func (f *fake) Stores(_ context.Context, scope Scope) ([]StoreRow, error) {
	if f.Empty {
		return nil, f.Fail
	}
	var out []StoreRow
	for _, s := range []StoreRow{
		{storeBra, "Brackwater", "Coast", retail.Urban, "EUR", 4, 1_204, 3_411_290, now().Add(-4 * time.Second)},
		{storeCor, "Corvale", "Midland", retail.Suburban, "EUR", 6, 1_511, 4_020_110, now().Add(-9 * time.Second)},
		{"S031", hostile, "Hills", retail.Rural, "EUR", 2, 0, 0, time.Time{}},
	} {
		if scope.allows(s.Store) {
			out = append(out, s)
		}
	}
	return out, f.Fail
}

func (f *fake) Settings(context.Context) (SettingsView, error) {
	return SettingsView{
		Version: "0.2.0", Engine: "SQLite 3.53", Schema: 3, Notice: "Simulated chain, seed 20261122", Consent: "profile, offers: loyalty terms v7",
		Tokens: []TokenRow{{ID: "tok_8f2k", Role: access.Till, Store: storeBra, Till: "T04", Created: now().Add(-days(30)), Used: now()}, {ID: "tok_1a9c", Role: access.Source, Created: now().Add(-days(400))}},
		Staff:  []StaffRow{{Name: "Mara Osmund", Role: access.Owner, Seen: now()}, {Name: hostile, Role: access.Manager, Stores: []retail.StoreID{storeBra}, Disabled: true}},
	}, f.Fail
}
