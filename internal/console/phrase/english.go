package phrase

import (
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

// English is the console in English.
func English() *Words {
	w := &Words{
		Language: "en", Own: "English", Numerals: englishNumerals(), Never: "never", And: " and ",
		AsOf: "As of {t}.", AsOfNever: "No receipt has come in yet.", Ranges90: "Ranges hold 90 % of outcomes.",
		AsTable: "Show as table", Search: "Search", NextPage: "Next page", ColRange: "Range",
		BulletTitle: "{spent} spent, {reserved} reserved of {cap}", Ago: "{t} ago", TodayWord: "today",
		Range: rangeWords{To: " to "}, Days: Plural{"{n} day", "{n} days"}, DaysAgo: Plural{"{n} day", "{n} days"},
		Numbers:      []string{"One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"},
		Weekdays:     [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
		LongWeekdays: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		Months:       [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		LongMonths:   [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		Roles: map[string]string{
			"owner": "Owner", "admin": "Admin", "marketer": "Head office marketing", "manager": "Store manager", "planner": "Planner",
			"account": "Account manager", "desk": "Service desk", "analyst": "Analyst", "till": "Till", "source": "Source",
		},
		Screens: map[string]string{
			"today": "Today", "customers": "Customers", "segments": "Segments", "promotions": "Promotions", "vouchers": "Vouchers", "stores": "Stores", "stock": "Stock", "learn": "Learn", "settings": "Settings", "rollouts": "Rollouts",
			"staff": "Staff", "tokens": "Connections", "audit": "Audit",
		},
		OwnScreens: map[string]string{"stores": "My store", "stock": "My shelves", "customers": "My customers", "promotions": "My promotions"},
		Groups:     map[string]string{"people": "People", "offers": "Offers", "goods": "Goods", "workshop": "Workshop", "house": "House"},
		Frame: frameWords{
			Skip: "Skip to content", Nav: "Screens", More: "More", Find: "Find anything", SignOut: "Sign out", Dark: "Dark", Light: "Light",
			FeedLive: "Tills live, last receipt {age}", FeedLate: "Tills late, last receipt {age}", FeedNone: "No receipt yet",
		},
		SignIn: signInWords{
			Title: "Sign in", Say: "The workshop is open.", Ended: "You are no longer signed in: it was ended here or on another device, or 12 hours passed without a click. Sign in, and you go on where you were.", Login: "Name or e-mail", Password: "Password", Enter: "Sign in",
			Refused: "That name and password do not fit, or the link was used. Check both, or ask an admin for a new password.",
		},
		Fail: englishFail(), Today: englishToday(), Bench: englishBench(), Ticker: englishTicker(),
		Customers: englishCustomers(), Customer: englishCustomer(), Vouchers: englishVouchers(), Voucher: englishVoucher(),
		Rollout:    englishRollout(),
		Promotions: englishPromotions(), Promotion: englishPromotion(), Learn: englishLearn(), Segments: englishSegments(), People: englishPeople(), Stores: englishStores(), Settings: englishSettings(), Setup: englishSetup(),
		Standing: englishStanding(), Seasons: englishSeasons(), Desk: englishDesk(), House: englishHouse(), Store: englishStore(), Shelf: englishShelf(), Stock: englishStock(), Decide: englishDecide(),
		Response: englishResponse(),
		Terms:    englishTerms(), Template: englishTemplate(), Local: englishLocal(),
		Offer: offerWords{
			Basket: "the whole basket", Other: "something for {product}",
			Kinds: map[promotion.RewardKind]string{
				promotion.Amount: "{amount} off {product}", promotion.Percent: "{percent} off {product}",
				promotion.FreeItem: "{product} for free", promotion.Points: "{points} points on {product}",
			},
		},
		Touch: touchWords{
			Title: "Latest touchpoints", Sub: "newest first", Empty: "No receipt names this customer yet.", ColItems: "Items", Earlier: Plural{"One earlier", "{n} earlier"}, Receipts: map[string]string{"receipt": "receipt", "return": "return", "void": "receipt taken back"},
			Receipt: "Basket {amount}, {store}", Return: "Return {amount}, {store}", Void: "Receipt taken back, {store}",
			Granted: "Allowed: {purpose}", Withdrew: "Said no: {purpose}", VoucherVoided: "A voucher was voided", VoucherExpired: "A voucher ran out unused",
			Coupon: "Used coupon {code} of a system before this one",
			Items:  Plural{"{n} item", "{n} items"}, Printed: Plural{"a voucher printed", "{n} vouchers printed"}, Used: Plural{"a voucher used", "{n} vouchers used"},
		},
		Toast: toastWords{
			Undo: "Undo", Granted: "Allowed: {purpose}", Withdrawn: "Withdrawn: {purpose}",
			Paused: "Paused: it neither prints nor redeems", Resumed: "It is live: it prints and redeems", Voided: "The voucher is void", Erased: "The customer is forgotten", Stands: "That snapshot decides from now on",
		},
	}
	return w
}

func englishNumerals() Numerals {
	return Numerals{
		Point: ".", Thousands: ",", Thousand: "k", Million: "m", Money: "{sign}{n}", MoneyCode: "{sign}" + NBSP + "{n}",
		Date: "{day} {month}", LongDate: "{weekday} {day} {month}",
	}
}

func englishFail() failWords {
	return failWords{Back: "Back to work", Request: "Request {id}", Hints: map[string]string{"unasked": "Nothing was removed: say that the customer asked for it.",
		"bad_form": "This form cannot be read. Load the page again.", "busy": "Many try it at once. Try again in a moment.", "try_later": "Too many attempts. Try again in a few minutes.",
		"prints_nothing": "It names what the chain does not have, so it would print nothing. Edit it, or keep the draft until it is there.",
		"no_proposal":    "There is no such proposal.", "no_export": "There is no such export.", "no_plan": "No plan was made yet. The next one comes by itself in the morning.", "no_stores": "The chain has no stores to plan for.", "no_store": "There is no such store.", "stale": "Somebody decided it meanwhile, or a newer plan stands. Look again.", "already_sent": "It went out already. Order or move the difference tomorrow.", "export_conflict": "Something else went out under this number. Load the page again.", "plan_overtaken": "A later plan stands already.", "plan_open": "The plan is whole already.", "bad_cursor": "This place belongs to another list. Begin anew.", "auto_limits": "A class needs at least 1 piece and a gain of at least 0: beyond them nothing is accepted by rule.",
		"movement_conflict": "Another movement stands under this number. What was told first holds.",
		"form_token":        "This form is too old. Load the page and try again.", "promotion_live": "What is live keeps its terms. Make a new version.", "storage_failed": "Nothing can be stored now. The tills keep what they sell.",
	}, Kinds: map[int]failText{
		400: {"This cannot be read", "Load the page again and send it once more."},
		403: {"Not sent", "Load the page again and send it once more."},
		404: {"Nothing here", "There is nothing at this address, or it belongs to somebody else's work."},
		409: {"That clashes with what stands", "Look at what stands now and decide anew."},
		410: {"No longer kept", "It was here once and may not be shown any more."},
		412: {"Changed in the meantime", "Look at it again: somebody was faster."},
		413: {"Too large", "Send less at once."},
		422: {"That does not hold", "Look at what is marked and send it again."},
		429: {"Too many attempts", "Wait a minute and try again."},
		503: {"Not available now", "Try again in a moment. The tills go on working."},
		500: {"Our fault", "Something broke on our side and was written down. The tills go on working. Try again."},
	}}
}

func englishToday() TodayWords {
	return TodayWords{
		Answer: "{sales} sold so far today; {issued} printed and {redeemed} came back.", AnswerQuiet: "No receipt yet today.",
		Waits:  Plural{"{n} thing waits for a hand.", "{n} things wait for a hand."},
		Stores: Plural{"{n} store", "All {n} stores"}, Vouchers: Plural{"{n} voucher", "{n} vouchers"},
		Receipts: Plural{"{n} receipt", "{n} receipts"}, Live: Plural{"{n} live promotion", "{n} live promotions"},
		TileSales: "Sold today", TileSalesNote: "{receipts}, {named} of known customers", SparkSales: "Sales today, adding up",
		TileOut: "Vouchers printed today", TileOutNote: "{share} on each receipt", TileBack: "Vouchers used today", TileBackNote: "{given} given",
		TileBudget: "Given by {live}", TileBudgetNote: "of {cap}; {reserved} promised",
		DayPlain: "Sales by the hour", DayAhead: "The day runs ahead of the usual", DayBehind: "The day runs behind the usual", DayAsUsual: "A day as usual", DaySub: "sales per hour",
		DayTitle: "Sales per hour today", DayDesc: "{sales} sold so far.", NoDay: "No receipt yet today", NoDaySay: "The curve begins with the first one.",
		HourUsual: "{hour} usually {usual}", HourSold: "{hour} {sold}, {n}",
		Watches: map[string]string{
			"voucher_printed": "A voucher prints that fits its customer; its page says why.", "voucher_redeemed": "A voucher comes back and is deducted.", "already_redeemed": "A used voucher is tried again and refused.",
			"expired": "A voucher comes too late and is refused; the desk can make it good.", "late_receipts": "A till was cut off; its receipts come late and count once.", "consent_withdrawn": "A customer has withdrawn consent and goes on shopping; nothing prints.",
			"training": "A till practises; nothing counts.", "void": "A receipt is void; what it redeemed is good again.", "flop": "A promotion does not work everywhere; its page says where and why.", "no_case": "A case to watch does not lie ahead yet; it is shown when it comes.", "unanswered": "No answer in time: the till prints nothing and sends the receipt later.",
		},
		Watch: "Worth watching", WatchSub: "cases at the simulated tills", KeySold: "sold", KeyUsual: "usual, 90 %", ColHour: "Hour", ColUsual: "Usual",
	}
}

func englishBench() benchWords {
	return benchWords{
		Title: "On the bench", Sub: "what needs a hand, the costliest to leave first", Move: "move,", Open: "open",
		Empty: "Nothing waits for a hand", EmptySay: "Promotions without money, vouchers used twice, cards that may be one person and refused snapshots show up here.",
		ColWhat: "What", ColState: "State", ColCost: "Costs", ColSince: "Since", ColAct: "Open",
		Overdrawn: "{name} has overdrawn its contingency", OverdrawnNote: "It prints nothing until its budget is raised or it is ended.", OverdrawnBadge: "overdrawn",
		Twice: "Voucher {code} was used twice", TwiceNote: "The second time at {store}, paid from the contingency of {name}.", TwiceBadge: "used twice",
		Refused: "Snapshot {id} was not better", RefusedNote: "It finds {score} of the next basket, the standing one {standing}. The standing one stays.", RefusedBadge: "refused",
		Closed: "{name} has promised all it has", ClosedNote: "It prints nothing more. Raise its budget, or let it end.", ClosedBadge: "used up",
		Merge: "{a} and {b} may be one person", MergeNote: "{kind} of one came with a receipt of the other. Nothing is merged until a person says so.", MergeBadge: "to decide", OpenCustomer: "Open customer",
		OpenPromotion: "Open promotion", OpenVoucher: "Open voucher", OpenLearn: "See the run",
	}
}

func englishTicker() TickerWords {
	return TickerWords{
		Title: "At the tills", Latest: "Latest receipts", Pause: "Pause", GoOn: "Go on", Follow: "Follow one", Empty: "No receipt yet", EmptySay: "They appear here as the tills close them.",
		BarsTitle: "Receipts a minute over the last 30 minutes, now {n}", Rate: Plural{"{n} receipt a minute", "{n} receipts a minute"}, More: Plural{" and {n} more", " and {n} more"},
		Printed: "printed", Used: "used", Silent: "silent", SilentSay: "No offer", Voided: "taken back", VoidedSay: "Receipt taken back",
	}
}

func englishCustomers() customersWords {
	return customersWords{
		List: "Customers", ListSub: "the latest visitors first", Hint: "Card, account, phone, e-mail or customer number", HintPseudonym: "Customer number (cus_…)",
		Empty: "Nobody here", EmptySay: "Customers appear with the first receipt that names one. Import receipts or connect a till.",
		NotFoundSay: "Nobody has this number. Check it, or search by another one of theirs.",
		Logged:      "You see who they are because you serve them; each view is logged.", Pseudonyms: "Customers are shown by pseudonym: owner, account managers and service desk see who they are.",
		Anonymous: "anonymous", Customer: "Customer",
		ColStore: "Home store", ColReceipts: "Receipts", ColSpend: "Spent", ColVouchers: "Vouchers", ColLast: "Last seen", NoProfile: "no profile",
		Answer: Plural{"{n} customer is known.", "{n} customers are known."}, AnswerOwn: "The customers of your own stores, by their numbers.", AnswerMore: Plural{"More than {n} customer is known.", "More than {n} customers are known."}, AnswerFound: Plural{"{n} customer fits “{q}”.", "{n} customers fit “{q}”."},
		Identifiers: map[string]string{"card": "Card", "account": "Account", "phone": "Phone", "email": "E-mail"},
	}
}

func englishStores() storesWords {
	return storesWords{
		List: "Stores", ListSub: "sales of the running business day", Empty: "No stores yet", EmptySay: "They come with an import, with PUT /v1/stores, or with the first receipt.",
		ColStore: "Store", ColRegion: "Region", ColKind: "Kind", ColTills: "Tills", ColReceipts: "Receipts", ColSales: "Sales", ColLast: "Last receipt",
		Answer: Plural{"{n} store sold {sales} today.", "{n} stores sold {sales} today."}, AnswerMixed: Plural{"{n} store is open.", "{n} stores in several currencies."},
		Quiet: Plural{"{n} is quiet.", "{n} are quiet."},
		Kinds: map[retail.StoreKind]string{retail.Urban: "urban", retail.Suburban: "suburban", retail.Rural: "rural", retail.Online: "online"},
	}
}

func englishSettings() settingsWords {
	return settingsWords{
		Simulated: "Simulated data, seed {seed}", SimulatedPace: "Simulated, seed {seed}, tills {pace} × as fast",
		Answer: "Sartor {version} on {engine}: {tokens} and {staff}.",
		About:  "About", FactVersion: "Version", FactEngine: "Database", FactSchema: "Schema", FactZone: "Time zone", FactConsent: "Consent by default", FactData: "Data",
		NoConsent: "none declared: who never answered gets no offers", OwnData: "the chain's own", AllStores: "all stores", Active: "active", Disabled: "disabled",
		Tokens: "API tokens", TokensSub: "made under Connections; a secret is shown once", NoTokens: "No tokens yet: sartor token create --role till makes one.",
		ColToken: "Token", ColRole: "Role", ColWhere: "Where", ColCreated: "Created",
		Staff: "Staff", StaffSub: "invited under Staff", ColName: "Name", ColState: "State",
		TokenCount: Plural{"{n} API token", "{n} API tokens"}, StaffCount: Plural{"{n} account", "{n} accounts"},
	}
}

func englishVouchers() vouchersWords {
	return vouchersWords{
		List: "Vouchers", ListSub: "newest first", Hint: "Code, alias or receipt", Empty: "No vouchers", EmptySay: "They appear when a till closes a receipt while a promotion is live.",
		NotFoundSay: "No voucher and no receipt has this number. Check it letter by letter; I, L, O and U never stand in a code.",
		Answer:      "{out} can be used now, {worth} set aside for them; {back} of {issued} came back so far.",
		ColOffer:    "Voucher", ColPromotion: "Promotion", ColState: "State", ColIssued: "Printed", ColUntil: "Until",
		States: map[voucher.State]string{voucher.Issued: "not yet used", voucher.Redeemed: "used", voucher.Expired: "run out", voucher.Voided: "void"},
		Flags:  map[voucher.Flag]string{voucher.FlagTwice: "used twice", voucher.FlagExpired: "used too late", voucher.FlagVoided: "used though void"},
	}
}
