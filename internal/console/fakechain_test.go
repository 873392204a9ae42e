package console

import (
	"context"
	"strings"
	"time"

	"sartor/internal/access"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/model/lifecycle"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

func fakeVouchers() []view.VoucherRow {
	return []view.VoucherRow{
		{Code: codeOne, State: voucher.Issued, Value: view.Value{Kind: promotion.Amount, Amount: 150}, Currency: "EUR", Promotion: idThin, PromotionName: "Oat drink week", Product: "Oat drink, barista 1 l", StoreName: "Brackwater", IssuedAt: now().Add(-12 * time.Minute), ValidUntil: day(2026, 10, 29), Why: []string{"you buy it about every 8 days"}},
		{Code: codeUsed, State: voucher.Redeemed, Value: view.Value{Kind: promotion.Percent, Percent: 15, MaxAmount: 300}, Currency: "EUR", Promotion: idSoup, PromotionName: "Autumn pantry", Product: "Lentil soup, tin", StoreName: "Brackwater", IssuedAt: now().Add(-13 * 24 * time.Hour), ValidUntil: day(2026, 10, 16), Why: []string{"bought in 4 of your last 6 baskets"}, Flag: voucher.FlagTwice},
		{Code: codeBare, State: voucher.Expired, Value: view.Value{Kind: promotion.FreeItem}, Currency: "EUR", Promotion: idSoup, PromotionName: hostile, Product: hostile, StoreName: "Garrow", IssuedAt: now().Add(-100 * 24 * time.Hour), ValidUntil: day(2026, 7, 21)},
	}
}

func (f *fake) Vouchers(_ context.Context, _ view.Scope, page view.Page) (view.VoucherList, error) {
	if f.Empty || page.Text == "nothing" {
		return view.VoucherList{}, f.Fail
	}
	list := view.VoucherList{Items: fakeVouchers(), Next: "v2", Currency: "EUR", Out: 18_204, Worth: 1_842_000, Back: 2_431, Issued: 21_077}
	for _, v := range list.Items {
		if page.Text == v.Code {
			list.Items = []view.VoucherRow{v}
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

func (f *fake) Voucher(_ context.Context, scope view.Scope, code string) (view.Voucher, error) {
	rows := fakeVouchers()
	if !scope.Allows(storeBra) {
		return view.Voucher{}, fault.New(fault.NotFound, "", "")
	}
	switch strings.ToUpper(code) {
	case codeOne:
		return chosenVoucher(rows[0]), f.Fail
	case codeUsed:
		v := chosenVoucher(rows[1])
		v.RedeemedAt, v.RedeemedBy, v.RedeemedIn, v.Cost = now().Add(-6*24*time.Hour), "S020-T01-0042", "Corvale", 75
		v.Ledger = append(v.Ledger, view.LedgerRow{At: v.RedeemedAt, From: voucher.Reserved, To: voucher.Spent, Amount: 75, Why: voucher.Redeem}, view.LedgerRow{At: v.RedeemedAt, From: voucher.Contingency, To: voucher.Overspent, Amount: 75, Why: voucher.RedeemAgain})
		return v, f.Fail
	case codeBare:
		return view.Voucher{VoucherRow: rows[2], Till: "T01", Receipt: "S031-T01-0007", ValidFrom: day(2026, 7, 8), Strip: hostile + "\n\x1b@cut\n"}, f.Fail
	}
	return view.Voucher{}, fault.New(fault.NotFound, "", "")
}

func chosenVoucher(row view.VoucherRow) view.Voucher {
	off := func(kind promotion.RewardKind, amount retail.Minor) view.Value {
		return view.Value{Kind: kind, Amount: amount, Percent: 15}
	}
	return view.Voucher{
		VoucherRow: row, Alias: "9841207733159", Receipt: "S012-T04-20261015-0881", Till: "T04", Customer: known,
		Identifiers: []retail.Identifier{{Kind: retail.Card, Value: "2600000014417"}}, ValidFrom: day(2026, 10, 16), Reserved: 45, Strip: strip,
		Ledger: []view.LedgerRow{{At: row.IssuedAt, From: voucher.Budget, To: voucher.Reserved, Amount: 45, Why: voucher.Issue}},
		Trace: view.Trace{
			Decision: 77<<10 | 417, At: row.IssuedAt, Snapshot: "snp_2b", Took: 900 * time.Microsecond, Deadline: 800 * time.Millisecond, Considered: 38,
			Refused: []view.Refusal{{Code: "not_here", N: 7}, {Code: "limit_reached", N: 9}, {Code: "in_basket", N: 4}, {Code: "budget_or_limit_used_up", N: 1}, {Code: "a_new_reason", N: 2}, {Code: "no_margin", N: 12}},
			Candidates: []view.Candidate{
				{Promotion: idThin, PromotionName: "Oat drink week", Product: "Oat drink, barista 1 l", Value: off(promotion.Amount, 150), Score: iv(31, 86, 144, 40), Chance: .58, Lifted: .66, Visit: 4.2, Cost: 19.8, Propensity: 1, Chosen: true, Why: []string{"bought in 15 of 16 baskets", "due in a day"}},
				{Promotion: idOver, PromotionName: "Coffee morning", Product: "Filter coffee", Value: off(promotion.Amount, 120), Score: iv(-22, 19, 66, 40), Chance: .34, Reason: "outranked", Why: []string{"due anyway"}},
				{Promotion: idSoup, PromotionName: "Autumn pantry", Product: hostile, Value: off(promotion.Percent, 0), Score: iv(-31, 8, 52, 40), Chance: .21, Reason: "diversity"},
			},
		},
	}
}

func fakePromotions() []view.PromotionRow {
	soup := promotion.Promotion{
		ID: idSoup, Name: map[string]string{"en": "Autumn pantry"}, Reward: promotion.Reward{Kind: promotion.Percent, Percent: 15, MaxAmount: 300},
		Target: promotion.Target{Kind: promotion.TargetFavourite, Categories: []string{"soup", "pulses"}}, Starts: day(2026, 10, 1), Ends: day(2026, 10, 21), Regions: []string{"coast", "hills"},
		Limits: promotion.Limits{PerCustomer: 2, PerDay: 500, Total: 50_000}, Budget: promotion.Budget{Amount: 25_000_000, Currency: "EUR", ReserveShare: .3, ContingencyShare: .1},
		Stacking: promotion.StackOther, Transferable: true, Holdout: .1, VoucherDays: 14, MinSpend: 1000, State: promotion.Live,
	}
	thin := promotion.Promotion{
		ID: idThin, Name: map[string]string{"en": "Oat drink week"}, Reward: promotion.Reward{Kind: promotion.Amount, Amount: 150}, Target: promotion.Target{Kind: promotion.TargetDue, States: []lifecycle.State{lifecycle.AtRisk, lifecycle.Lapsed}, Values: []lifecycle.Band{lifecycle.High}},
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
	return []view.PromotionRow{
		{Promotion: soup, Issued: 41_320, Redeemed: 9_866, Budget: budget(25_000_000, 2_410_000, 11_300_000, 2_500_000), Effect: view.Effect{Margin: iv(9, 26, 43, 14_000), Treated: 12_600, Held: 1_400, Need: 800}},
		{Promotion: thin, Issued: 912, Redeemed: 88, Budget: budget(2_000_000, 41_000, 13_200, 200_000), Effect: view.Effect{Treated: 801, Held: 91, Need: 800}},
		{Promotion: over, Issued: 5_120, Redeemed: 3_411, Budget: view.Budget{Cap: 400_000, Reserved: 12_000, Spent: 388_000, Contingency: -18_420, Overspent: 58_420}, Effect: view.Effect{Margin: iv(-21, -6, 12, 4_100), Treated: 3_700, Held: 402, Need: 400}},
		{Promotion: odd, Budget: view.Budget{Cap: 100_000}},
	}
}

func (f *fake) Promotions(context.Context, view.Scope) ([]view.PromotionRow, error) {
	if f.Empty {
		return nil, f.Fail
	}
	return fakePromotions(), f.Fail
}

func (f *fake) Promotion(_ context.Context, _ view.Scope, id retail.PromotionID) (view.Promotion, error) {
	if id == idRecipe {
		return view.Promotion{PromotionRow: view.PromotionRow{Promotion: recipePromotion(), Issued: 30_100, Redeemed: 5_800, Budget: budget(4_000_000, 210_000, 900_000, 400_000)}, AsOf: now()}, f.Fail
	}
	for _, r := range fakePromotions() {
		if r.Promotion.ID != id {
			continue
		}
		v := view.Promotion{PromotionRow: r, AsOf: now(), Holdout: 1_400}
		if r.Issued > 0 {
			for d := range int64(15) {
				v.Days = append(v.Days, view.PromotionDay{Day: day(2026, 10, 1) + retail.BusinessDay(d), Issued: 2_400 + d%7*220, Redeemed: 120 + d*90})
			}
			v.Stores = []view.PromotionStore{{Store: storeBra, Name: "Brackwater", Region: "Coast", Issued: 2_140, Redeemed: 611, Given: 91_650}, {Store: storeCor, Name: hostile, Region: "Midland", Issued: 1_980, Redeemed: 402, Given: 60_300}}
		}
		return v, f.Fail
	}
	return view.Promotion{}, fault.New(fault.NotFound, "", "")
}

func (f *fake) Learn(context.Context) (view.Learn, error) {
	if f.Empty {
		return view.Learn{Needed: 5_000, New: 312}, f.Fail
	}
	runs := []view.Run{
		{Snapshot: "snp_2c", State: view.RunRefused, Started: now().Add(-12 * time.Hour), Took: 14 * time.Second, Receipts: 129_100, Chosen: "own habits and popularity", Score: iv(.171, .176, .181, 9_000), Rival: iv(.189, .194, .199, 9_000), Reason: "not as good as snp_2b by more than its range"},
		{Snapshot: "snp_2b", State: view.RunStanding, Started: now().Add(-36 * time.Hour), Took: 13 * time.Second, Receipts: 124_300, Chosen: "own habits and popularity", Score: iv(.189, .194, .199, 9_000), Rival: iv(.186, .191, .196, 8_800)},
		{Snapshot: "snp_2a", State: view.RunPublished, Started: now().Add(-50 * time.Hour), Took: 12 * time.Second, Receipts: 118_000, Chosen: "own habits and popularity", Score: iv(.186, .191, .196, 8_800)},
		{State: view.RunFailed, Started: now().Add(-60 * time.Hour), Took: 2 * time.Second, Receipts: 0, Reason: hostile},
	}
	return view.Learn{
		AsOf: now(), Standing: runs[1], New: 4_120, Needed: 6_215, Runs: runs,
		Seasons: &view.SeasonsLearned{Types: 3, Looked: 40, Rows: []view.SeasonLearned{
			{Who: []string{"grill", hostile}, Class: "charcoal", Begins: 120, Peak: 166, PeakLow: 158, PeakHigh: 174, Ends: 230, Times: 3.4, Purchases: 812, Customers: 240, Yrs: 3},
		}, Silent: []view.SeasonSilence{{Why: "not_clear", Times: 12}}},
		Scores: []view.Score{
			{Model: "own habits and popularity", Metric: "recall_10", Value: iv(.189, .194, .199, 9_000), Chosen: true},
			{Model: "rhythm", Metric: "recall_10", Value: iv(.187, .192, .197, 9_000)},
			{Model: "own plain counts", Metric: "recall_10", Value: iv(.181, .186, .191, 9_000)},
			{Model: "popular products", Metric: "recall_10", Value: iv(.102, .106, .110, 9_000), Baseline: true},
		},
		Parts: []view.Part{
			{Name: "lifetime", State: "new", Model: "mbgcnbd-2", Note: view.Note{Why: "smallest ranked probability score over 4 origins", Says: "lifetime.best", Of: []float64{4, 3}}},
			{Name: "season", State: "none", Note: view.Note{Why: hostile}},
		},
		Reliability: &view.Reliability{Chances: []view.Chance{
			{Days: 28, Verdict: "learned", Error: .0094, Luck: .0081, Cases: 25_165, Customers: 9_231, Rows: []view.ChanceRow{
				{From: .0021, To: .0412, Chance: .0188, Share: .0203, N: 2_516}, {From: .0413, To: .1201, Chance: .0794, Share: .0851, N: 2_517}, {From: .871, To: .992, Chance: .931, Share: .917, N: 2_517},
			}}, {Days: 364, Verdict: "short"},
		}},
		Drift: view.Drift{Weeks: []float64{-.31, -.30, -.32, -.61}, Alarm: true, Note: view.Note{Why: "the newest week's purchases …", Says: "drift.weeks", Of: []float64{-.61, -.3101, -.34}}},
		Contests: []view.Contest{
			{Kind: "habit", At: now(), Cases: 2_865, Best: "additive score with neighbours, tuned", Used: "own habits and popularity", Rows: []view.Contestant{
				{Name: "additive score with neighbours, tuned", Score: iv(.189, .196, .204, 2_865)}, {Name: "own habits and popularity", Score: iv(.174, .182, .190, 2_865)},
			}},
			{Kind: "lifetime", At: now(), Cases: 8_022, Less: true, Best: "mbgcnbd-2", Used: "mbgcnbd-2", Rows: []view.Contestant{
				{Name: "mbgcnbd-2", Score: iv(.5649, .5844, .6040, 8_022)}, {Name: "naive-rate", Score: iv(.6548, .6762, .6976, 8_022)}, {Name: "paretonbd", Failed: "the fit did not converge"},
			}},
			{Kind: "demand", At: now(), Cases: 3_120, Less: true, Best: "pooled", Used: "pooled", Rows: []view.Contestant{
				{Name: "pooled", Score: iv(.7012, .7166, .7301, 3_120)}, {Name: "ses+7", Score: iv(.8190, .8190, .8190, 3_120)},
			}},
		},
		Counts: view.Counts{Customers: 162_800, Receipts: 124_300, Lines: 1_310_400, Products: 8_214, Stores: 48, Anonymous: 33_700, From: day(2025, 10, 15), To: day(2026, 10, 14)},
	}, f.Fail
}

func (f *fake) Stores(_ context.Context, scope view.Scope) ([]view.StoreRow, error) {
	if f.Empty {
		return nil, f.Fail
	}
	var out []view.StoreRow
	for _, s := range []view.StoreRow{
		{Store: storeBra, Name: "Brackwater", Region: "Coast", Kind: retail.Urban, Currency: "EUR", Tills: 4, Receipts: 1_204, Sales: 3_411_290, Last: now().Add(-4 * time.Second)},
		{Store: storeCor, Name: "Corvale", Region: "Midland", Kind: retail.Suburban, Currency: "EUR", Tills: 6, Receipts: 1_511, Sales: 4_020_110, Last: now().Add(-9 * time.Second)},
		{Store: "S031", Name: hostile, Region: "Hills", Kind: retail.Rural, Currency: "EUR", Tills: 2, Receipts: 0, Sales: 0, Last: time.Time{}},
	} {
		if scope.Allows(s.Store) {
			out = append(out, s)
		}
	}
	return out, f.Fail
}

func (f *fake) Settings(context.Context) (view.Settings, error) {
	return view.Settings{
		Version: "0.2.0", Engine: "SQLite 3.53", Schema: 3, Notice: "Simulated chain, seed 20261122", Consent: "profile, offers: loyalty terms v7",
		Tokens: []view.TokenRow{{ID: "tok_8f2k", Role: access.Till, Store: storeBra, Till: "T04", Created: now().Add(-days(30))}, {ID: "tok_1a9c", Role: access.Source, Created: now().Add(-days(400))}},
		Staff:  []view.StaffRow{{ID: "stf_owner", Name: "Mara Osmund", Role: access.Owner}, {ID: "stf_gone", Name: hostile, Role: access.Manager, Stores: []retail.StoreID{storeBra}, Disabled: true}},
	}, f.Fail
}
