package phrase

import (
	"sartor/internal/console/phrase/called"
	"sartor/internal/model/lifecycle"
	"sartor/internal/promotion"
	"sartor/internal/voucher"
)

func englishCustomer() customerWords {
	return customerWords{
		Answer: "Buys {product} in {k} of {n} baskets.", AnswerDue: "{products} is due.", AnswersDue: "{products} are due.", AnswerTopDue: "It is due.", AnswerTopAndDue: "It is due, and so is {products}.",
		AnswerSilent: "{n} so far; {out} can be used now.", AnswerUncounted: "Purchases are not counted without consent; {out} can be used now.",
		SilentTitle: "Nothing is shown of what this customer buys", SilentRole: "The service desk finds receipts, vouchers and consent; habits are for those who make offers.",
		SilentConsent: "There is no consent to use the purchases. Receipts count for the store only.", SilentThin: "Too few baskets so far: habits show after the second one.",
		Holdout: "in the holdout: gets no offers", HabitTitle: "The next basket, most likely", HabitSub: "chance that each item is in it; a basket is what was bought on one day in one store", Ended: "The chain’s receipts end on {day}: days are counted from there.", MeterTitle: "{product}: {p}",
		InBaskets: "in {k} of {n} baskets", Every: Plural{"every day", "every {n} days"}, Last: Plural{"last {n} day ago", "last {n} days ago"},
		LastToday: "last today", LastYesterday: "last yesterday", DueTitle: Plural{"{n} item is due", "{n} items are due"},
		VisitsWeek: Plural{"{hour}: {n} visit, Monday to Friday", "{hour}: {n} visits, Monday to Friday"}, VisitsEnd: Plural{"{hour}: {n} visit, weekend", "{hour}: {n} visits, weekend"},
		DueSub: "by the usual gap between purchases", DueOn: "due {day}", DueSince: "since {day}", DueNow: "due", DueSoon: "soon", Lapsed: "long overdue",
		NothingDue: "Nothing is due", NothingDueSay: "No usual gap between purchases is over.", OutOfStock: "not on the shelf at {store}",
		ClockTitle: "Visits by hour of the day", ClockFinding: "Mostly between {from} and {to}", ClockSub: "visits by hour", Week: "Mon–Fri", Weekend: "weekend",
		VoucherTitle: "Vouchers, and why", VoucherSub: "newest first, the reason as it was printed", NoVouchers: "A voucher prints when an offer fits and the customer may receive it.",
		Facts: "In numbers", FactReceipts: "Receipts", FactSpend: "Spent", FactFirst: "First seen", FactLast: "Last seen", FactMaybe: "May be one with",
		ConsentTitle: "What this customer allowed", ConsentSub: "checked each time it is used", ColPurpose: "Purpose", ColAllowed: "Allowed", ColSince: "Since", ColProof: "Proof", ColSet: "Change",
		Yes: "yes", No: "no", Grant: "Allow", Withdraw: "Withdraw", Declared: "the chain’s default", NeverAsked: "never asked", ProofDesk: "told in person, {role}", Dossier: "All that is kept", Erase: "Forget", EraseAsked: "{name} asked for it", EraseYes: "Forget this customer", EraseAsk: "Cards, habits, consent and decisions go at once and for ever. Receipts stay and belong to nobody; vouchers on paper can still be used. Nobody can undo it.",
		Purposes: map[string]string{
			"profile": "Use my purchases to choose offers", "offers": "Vouchers on the receipt", "email": "Offers by e-mail", "analytics": "Count my purchases in studies",
		},
	}
}

func englishVoucher() voucherWords {
	return voucherWords{
		Title: "Voucher {code}", AtTill: "till {till}", ValidUntil: "valid until {day}", StripLabel: "Voucher as printed at {store}",
		Answer: "{offer}, chosen from {n} offers: “{why}”.", AnswerChosen: "{offer} was chosen from {n} offers.", AnswerPlain: "{offer}, printed at {store}.",
		AsOf: "Printed {t}, decided with snapshot {snapshot}. Ranges hold 90 % of outcomes.", AsOfPlain: "Printed {t}.", NoSnapshot: "none",
		Facts: "What an auditor needs", FactFor: "For", FactPromotion: "Promotion", FactValid: "Valid", FactUsed: "Used", FactVoided: "Voided", FactTook: "Decided in", FactReceipt: "On receipt",
		FactDecision: "Decision", FactAlias: "Numeric code", Quoted: "“{why}”", UsedAt: "{t} at {store}, receipt {receipt}, {cost} given", VoidedAt: "{t}, {why}", Took: "{took} of the till’s {most}",
		TraceTitle: "How it was decided", NoTrace: "No decision is kept", NoTraceSay: "Decisions are kept for 90 days and go with the consent they rest on.",
		FunnelSub: "each step names what it removed", ColLeft: "Left", ColStep: "Step", FunnelFirst: "Offers live at {store}", FunnelLast: "Printed",
		FunnelFinding: Plural{"{n} could have printed, one did", "{n} could have printed, {k} did"}, BestOf: Plural{"the only one left", "of {n} that were left"},
		RefusalOther: Plural{"{n} refused", "{n} refused"},
		RankTitle:    "Ranked by the margin each would add", RankSub: "not by the chance of use; how people respond is assumed until outcomes teach it", NoRank: "The scores of this decision are no longer kept.", NoRanges: "This snapshot gives no ranges; the figure is the expected margin alone.",
		PartLift: "bought with it {lifted}, without {chance}", PartVisit: "{amount} for the visits it adds", PartCost: "{amount} for what it is expected to cost",
		Chosen: "chosen", Lower: "lower", ColOffer: "Offer", ColMargin: "Added margin", ColChance: "Will buy", ColRank: "Rank",
		ColWhen: "When", ColWhy: "What", ColFrom: "From", ColTo: "To", ColAmount: "Amount", LedgerTitle: "Its money", LedgerSub: "what leaves one account enters another", NoLedger: "No money was set aside for it.",
		Reprint: "Reprint", Void: "Void", VoidAsk: "A voided voucher can never be used again, and nobody can undo it.", VoidReason: "Why", VoidYes: "Void this voucher",
		Accounts: map[voucher.Account]string{
			voucher.Funding: "the chain", voucher.Budget: "budget", voucher.Reserved: "reserved", voucher.Spent: "spent", voucher.Contingency: "contingency", voucher.Overspent: "spent beyond",
		},
		Moves: map[voucher.Event]string{
			voucher.Issue: "printed", voucher.Redeem: "used", voucher.RedeemAgain: "used again", voucher.Expire: "ran out", voucher.Void: "voided",
			voucher.Return: "use taken back", voucher.ReturnAgain: "second use taken back", voucher.GoLive: "promotion went live", voucher.Raise: "budget raised",
		},
		Refusals: englishRefusals(),
		Losses:   map[string]string{"diversity": "too alike", "outranked": "worth less", "held_out": "held out by lot"},
	}
}

// englishRefusals says, for each reason code, what the offers that remain have
// in common and what was removed.
func englishRefusals() map[string]RefusalWords {
	return map[string]RefusalWords{
		"not_here": {"Run at this store", Plural{"{n} runs elsewhere", "{n} run elsewhere"}}, "not_now": {"Run today", Plural{"{n} is not on today", "{n} are not on today"}},
		"limit_reached":           {"Within the customer’s limit", Plural{"{n} has been given often enough", "{n} have been given often enough"}},
		"budget_or_limit_used_up": {"Money left to promise", Plural{"{n} has nothing left to promise", "{n} have nothing left to promise"}},
		"not_reached":             {"Looked at", Plural{"{n} list was left unread: enough had been looked at", "{n} lists were left unread: enough had been looked at"}},
		"in_basket":               {"Not bought just now", Plural{"{n} is for what lies in the basket", "{n} are for what lies in the basket"}},
		"unlisted":                {"For goods in the list", Plural{"{n} is for goods no longer listed", "{n} are for goods no longer listed"}},
		"restricted":              {"For goods that may carry a voucher", Plural{"{n} is for restricted goods", "{n} are for restricted goods"}},
		"out_of_stock":            {"On the shelf", Plural{"{n} is likely out of stock", "{n} are likely out of stock"}},
		"already_holds":           {"Not in the customer’s hand yet", Plural{"{n} is held unused already", "{n} are held unused already"}},
		"no_margin":               {"Likely to add margin", Plural{"{n} would cost more than it brings", "{n} would cost more than they bring"}},
		"no_outlook":              {"Known where they stand", Plural{"{n} asks where the customer stands, and nothing is learned of that yet", "{n} ask where the customer stands, and nothing is learned of that yet"}},
		"not_in_segment":          {"For customers like this", Plural{"{n} is for customers who stand elsewhere", "{n} are for customers who stand elsewhere"}},
		"no_season":               {"In season", Plural{"nothing is in season for this customer", "nothing is in season for this customer"}},
		"store_version":           {"The store’s own version", Plural{"{n} has a version of this store’s, which stands in its place", "{n} have a version of this store’s, which stands in their place"}},
		"spoils_first":            {"Ends before its voucher would begin", Plural{"{n} product ends before a voucher for it would begin", "{n} products end before a voucher for them would begin"}},
		"centre_version":          {"Head office’s version, to compare", Plural{"{n} version of the store’s is not for this customer, who keeps head office’s to compare", "{n} versions of the store’s are not for this customer, who keeps head office’s to compare"}},
		"outranked":               {"Worth the paper", Plural{"{n} is worth less than those printed", "{n} are worth less than those printed"}},
		"diversity":               {"Unlike each other", Plural{"{n} is too like a better one", "{n} are too like a better one"}},
	}
}

func englishPromotions() promotionsWords {
	return promotionsWords{
		List: "Promotions", ListSub: "live ones first", Empty: "No promotions yet", EmptySay: "sartor promotion apply FILE brings the first one in.",
		Answer:  "{live}: {issued} printed and {share} came back.",
		ColName: "Promotion", ColState: "State", ColIssued: "Printed", ColRedeemed: "Used", ColBudget: "Budget", ColEffect: "Margin added per customer",
		OfCap: "{spent} of {cap}", Overdrawn: "contingency overdrawn by {amount}", NotEnough: "Not enough data yet", NeedShort: "{n} of {need} customers", NotRead: "not read yet",
		Live:       Plural{"{n} promotion is live", "{n} promotions are live"},
		AnswerNone: Plural{"{live}; nothing has been printed yet.", "{live}; nothing has been printed yet."},
		States:     map[promotion.State]string{promotion.Draft: "draft", promotion.Live: "live", promotion.Paused: "paused", promotion.Ended: "ended"},
		Targets: map[promotion.TargetKind]string{
			promotion.TargetProduct: "chosen products", promotion.TargetBrand: "a brand", promotion.TargetCategory: "a category", promotion.TargetFavourite: "each one's favourite",
			promotion.TargetLapsed: "what each one stopped buying", promotion.TargetDue: "what is due", promotion.TargetNext: "something new that fits", promotion.TargetAnyone: "the whole basket",
			promotion.TargetSeason:   "what is in season for each one",
			promotion.TargetExpiring: "what would be thrown away",
		},
	}
}

func englishPromotion() promotionWords {
	return promotionWords{
		AnswerNone: "It has printed nothing yet.", AnswerThin: "{redeemed} of {issued} came back ({share}). Too early to say what it adds.",
		AnswerGains: "It adds {effect} of margin per customer; {redeemed} of {issued} vouchers came back.",
		AnswerLoses: "It loses: {effect} of margin per customer; {redeemed} of {issued} vouchers came back.", AnswerUnproven: "Not proven: {effect} of margin per customer; {redeemed} of {issued} vouchers came back.",
		EffectThin: "What it adds is not known yet", EffectNeed: "{n} of {need} customers are in the smaller arm. Until then silence is the honest answer.",
		EffectUnproven: "The range holds zero: not proven", EffectGains: "It beats its holdout", EffectLoses: "It does worse than its holdout", EffectSub: "margin per customer, treated less held out, vouchers paid",
		NotProven: "not proven", Proven: "proven", Loses: "loses", ArmTreated: "Customers treated", ArmHeld: "Customers held out by lot", ColMargin: "Added margin",
		BudgetLeft: "Still {left} to promise", BudgetOver: "Overdrawn by {amount}: it prints nothing more", BudgetSub: "spent and reserved of its cap", KeySpent: "spent", KeyReserved: "printed, reserved", KeyFree: "free",
		MoneyCap: "Cap", MoneySpent: "Spent", MoneyBeyond: "From contingency", MoneyReserved: "Reserved", MoneyContingency: "Contingency left",
		TileIssued: "Printed", TileRedeemed: "Used", TileShare: "{share} of those printed", TileSpent: "Given", TileOf: "of {cap}", TileHeld: "Held out", TileHeldNote: "would have got one",
		DaysTitle: "Day by day", DaysSub: "vouchers by the business day they were printed on", NoDays: "It has not begun.", BarsIssued: "Printed", BarsRedeemed: "Used", ColDay: "Day",
		ChainThin: "In the whole chain {redeemed} of {issued} came back ({share}), too early to say what it adds.", ChainGains: "In the whole chain it adds {effect} of margin per customer; {redeemed} of {issued} vouchers came back.",
		ChainLoses: "In the whole chain it loses: {effect} of margin per customer; {redeemed} of {issued} vouchers came back.", ChainUnproven: "In the whole chain {effect} of margin per customer is not proven; {redeemed} of {issued} vouchers came back.",
		OfChain: "{what}, whole chain", OwnStores: Plural{"Your store", "Your stores"}, OwnDays: Plural{"vouchers of your store by the business day they were printed on", "vouchers of your stores by the business day they were printed on"},
		OwnBack: "{stores}: {redeemed} of {issued} came back ({share}).", OwnNone: "{stores}: nothing printed yet.",
		StoresTitle: "Store by store", ColShare: "Came back", ColGiven: "Given", Pause: "Pause", Resume: "Go on",
		Terms: "Its terms", TermReward: "Gives", TermRuns: "Prints", TermWhere: "Where", Everywhere: "all stores", TermValid: "Vouchers hold", TermHoldout: "Held out by lot", TermStacking: "With others",
		TermMinSpend: "From a basket of", TermPerCustomer: "Per customer", TermPerDay: "Per day", TermTotal: "In all",
		TermWho: "For customers who are", Worth: "worth {bands}",
		States: map[lifecycle.State]string{
			lifecycle.New: "new", lifecycle.Growing: "growing", lifecycle.Loyal: "loyal", lifecycle.AtRisk: "at risk", lifecycle.Lapsed: "lapsed", lifecycle.WonBack: "won back",
		},
		Bands:     map[lifecycle.Band]string{lifecycle.High: "most", lifecycle.Middle: "a middling sum", lifecycle.Low: "least"},
		Stackings: map[promotion.Stacking]string{promotion.StackNone: "the only one on a receipt", promotion.StackOther: "one of each promotion", promotion.StackAll: "any number"},
	}
}

func englishLearn() learnWords {
	return learnWords{
		Answer: "Ten guesses a customer name {score} of what is bought next; the store’s favourites alone would name {rule}.", AnswerAlone: "Ten guesses a customer name {score} of what is bought next.",
		AnswerNone:   "Nothing is learned yet: {new} of {need} are in. Tills print store favourites until then.",
		ScoreFinding: "{k} of {n} candidates beat the simple rule", ScoreAll: Plural{"The candidate beats the simple rule", "All {n} candidates beat the simple rule"}, ScoreNone: "No candidate beats the simple rule for sure", ScoreSub: "share of the next basket among ten guesses, on held-out baskets",
		ScoreFoot: "A new snapshot stands only if it is not worse than the one before by more than its range.", Empty: "No scores yet", EmptySay: "sartor learn makes the first snapshot.",
		ColModel: "Model", ColScore: "Found", ColBaskets: "Customers", ColState: "State", Chosen: map[string]string{"scores": "in use at the till", "habit": "in use for nightly lists", "lifetime": "in use for purchases and value", "demand": "in use for forecasts"}, Baseline: "the simple rule", Rival: "not in use",
		RunTitle: "The last run took {took} over {n} receipts", RunningTitle: "A run is under way", NoRun: "No run yet", StepLearn: "Learning began", Running: "Learning", Next: "Next run", NextNote: "{n} of {need} new receipts, or at 02:00",
		CountsTitle: "Learned from", CountReceipts: "Receipts", CountAnonymous: "of them anonymous", CountLines: "Lines", CountCustomers: "Customers", CountProducts: "Products", CountStores: "Stores", CountDays: "Days",
		RunsTitle: "All runs", RunsSub: "newest first, refused ones stay", NoRuns: "No run yet.", ColSnapshot: "Snapshot", ColStarted: "Started", ColTook: "Took", ColStood: "Stood then",
		WhyFirst: "The first one stands at once.", WhyBetter: "{score} against {rival} of the one that stood, on the same held-out baskets.", WhyRefused: "{score} is less than {rival} of the one that stands by more than its range.",
		Stand: "Use this one again", ColStand: "Go back",
		PartsTitle: "What the snapshot is made of", DriftTitle: "The newest weeks", DriftQuiet: "Customers buy as they were expected to", DriftAlarm: "The newest week is unlike the weeks before it",
		DriftSub: "how likely the purchases of each of the last nine weeks were, as foretold; higher is better", Best: "best",
		NoContest:    "No comparison yet: sartor backtest habit, sartor backtest lifetime, sartor backtest demand.",
		ContestTitle: map[string]string{"habit": "Foretells most of the next basket: {best}", "lifetime": "Foretells purchases best: {best}", "demand": "Foretells best what stores sell: {best}"},
		ContestSub: map[string]string{
			"habit":    "share of the next basket among ten guesses, over {n} baskets of the chain's own history, {when}; more is better",
			"lifetime": "ranked probability score over {n} forecasts of the chain's own history, {when}; less is better", "demand": "error over that of yesterday's value, {n} forecasts of products in stores, the kind of demand that most of them show, {when}; less is better",
		},
		ContestFoot: map[string]string{
			"habit":    "In use is what tills score by; a richer way replaces it when it wins at the next run.",
			"lifetime": "BG models are compared and never used: they cannot tell whether somebody who bought once still is a customer.", "demand": "Ranges are those of the difference to the usual way on the same products; another one is used only where it is surely better.",
		},
		PartNames: map[string]string{"habit": "Habits", "lifetime": "Purchases and value", "season": "Seasons", "wants": "What comes next"},
		Notes: map[string]string{
			"lifetime.nobody": "Nobody who agreed to a profile has bought anything.", "lifetime.few": "Not enough data: {a} customers; purchase models need {b}, of whom {c} bought on two days or more.",
			"lifetime.best": "The smallest ranked probability score over {a} origins among {b} candidates, or next to it with the higher likelihood.", "lifetime.only": "Too little history, or only one candidate, to choose by what held out.",
			"lifetime.worse": "Ranked probability score {a} over {b} customers; standing {c}, most allowed {d}.", "drift.few": "{a} of {b} weeks to compare.",
			"drift.weeks": "The newest week’s purchases have a log-likelihood of {a} a customer; the weeks before {b}, least usual {c}.",
			"season.came": "Seasons that came again in the year after: {a}.", "season.first": "First sightings: {a}. A season is believed when it comes again.", "season.none": "No season stands out from chance.",
			"season.few": "Not enough data: seasons need a whole year of receipts, and a second one before they are believed.", "wants.few": "Not enough data: too few customers with baskets to judge by.",
			"wants.new": "Finds {a} of the next baskets of {b} customers in ten guesses, own habits and popularity {c}; difference {d} to {e}.",
		},
		ChanceTitle: "The chance to buy in the next {days} is off by {error} points on average", ChanceSub: "{n} chances given to {customers} in the chain’s own last weeks, beside who came; perfect ones would be off by {luck}", ChanceShort: "Too few receipts yet to check the chance to buy in the next {days}",
		ChanceBy:   map[string]string{"learned": "Learned from earlier weeks: on newer ones it was better than the model of purchases.", "not_better": "The model of purchases says it: what was learned from earlier weeks was no better on newer ones.", "short": "The model of purchases says it: there is too little history to learn it from."},
		AliveHolds: "“Still a customer” is shown: the receipts so far bear it out.", AliveNot: "“Still a customer” is not shown: the receipts so far do not bear it out.", ColTold: "Chance given", ColBought: "Bought", ColMean: "On average", ColTimes: "Times",
		PartStates: map[string]string{"new": "new", "kept": "kept from before", "none": "cannot speak yet"},
		Models:     called.English(),
		Metrics:    map[string]string{"recall_10": "in ten guesses", "recall_20": "in twenty guesses", "ndcg_10": "ranked, ten guesses", "phr_10": "at least one hit in ten"},
		States:     map[string]string{"standing": "in use", "published": "kept", "refused": "refused", "failed": "failed", "running": "running"},
		Ends:       map[string]string{"standing": "Published and in use", "published": "Published, another one stands now", "refused": "Refused, the old one stays", "failed": "Failed, the old one stays", "running": "Still running"},
	}
}
