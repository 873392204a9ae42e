package phrase

// StockWords are the words of tonight's plan.
type StockWords struct {
	Answer, AnswerHaul, AnswerOwn, AnswerDone, AnswerNone, AnswerBlind                                                                                                    string
	PictureTitle, PictureWorse, PictureSub, ColDay, ColWithout, ColWith, DayTitle, LimitsTitle, LimitsVans, LimitsSub                                                     string
	Vans, VansMore, VansNone, Haulage, HaulagePays, Promised, PromisedSay, Held, HeldSay, Outlay, OutlaySay, ListTitle, ListSub                                           string
	State, Kind, Class, Store                                                                                                                                             string
	States, Kinds, KindsBoth, Classes, Anyway                                                                                                                             map[string]string
	AllClasses, AllStores, ColItem, ColKind, ColRoute, ColFrom, ColTo, ColAgreed, ColAfter, ColPieces, ColCover, ColGain, GainTitle, Route, Tour, CoverFigure, ShelfLasts string
	Accept, AcceptAll, Adjust, Reject, Undo, Why, Pieces, Reason, ReasonHint, Packs, More, Less, MoreGains, LessGains, Worth, Decided                                     string
	Remembered                                                                                                                                                            string
	Terms, TermsLess                                                                                                                                                      map[string]string // TermsLess: of what is below 0
	TermDay, TermVoucher, TermRunsDry, TermNext, TermNextNone                                                                                                             string
	Policies                                                                                                                                                              map[string]string
	Policy, EmptyNoPlan, EmptyNoPlanSay, EmptyDone, EmptyDoneSay, EmptyQuiet, EmptyQuietSay, NothingTitle, NothingSub                                                     string
	Nothing, Refusals                                                                                                                                                     map[string]string // Refusals: of a decision
	SendTitle, SendSub, Send, SendNone, Files, OrdersCSV, MovesCSV, PickList, Sent, Plan, PlanSay, Late                                                                   string
	AutoTitle, AutoSub, AutoClass, AutoOn, AutoGain, AutoMost, AutoSave, AutoDrift, AutoDid, HandsSay, HandsFew                                                           string
	Clash, AcceptedToast, AdjustedToast, RejectedToast, UndoneToast, SweptToast, UnsweptToast, UnsweptSent, UnsweptNone, SentToast, AskedToast, AutoToast                 string
	Shown, Find, EmptyFind, EmptyFindSay, GainChanged, Earns, Once, OnceTimes, OnceWeeks, OnceNever, OnceShelf, OnceCost                                                  string
	OrdersOf, MovesOf                                                                                                                                                     Plural
}

func englishStock() StockWords {
	return StockWords{
		Answer: "With {moves} tonight {day}’s shelves go from {without} to {with}.", AnswerHaul: "With {moves} tonight {day}’s shelves go from {without} to {with}, for {haulage} of haulage.",
		AnswerOwn: "{store}: {moves} to decide.", AnswerDone: "Everything for tonight is decided.", AnswerNone: "No plan was made yet.", AnswerBlind: "Nobody told what lies on the shelves, so nothing can be planned: count, or import stock.csv and suppliers.csv.",
		PictureTitle: "With them more of what is wanted is on the shelf", PictureWorse: "Shelves stay as they are", PictureSub: "wanted goods found on the shelf, all stores, next week",
		ColDay: "Day", ColWithout: "Without", ColWith: "With", DayTitle: "{day}: {without} without, {with} with the plan",
		LimitsTitle: "What the plan takes", LimitsVans: "The vans are the limit, not the money", LimitsSub: "tonight, cut-off {time}",
		Vans: "Van space tonight", VansMore: "{n} further moves would pay if one van more ran", VansNone: "no van runs: no tour pays for itself", Haulage: "Haulage", HaulagePays: "pays back {times} times",
		Promised: "Promised by voucher", PromisedSay: "printed vouchers that the plan reserves for", Held: "Held back at the till", HeldSay: "goods that vouchers do not print for, for want of stock",
		Outlay: "Goods ordered", OutlaySay: "at cost, before anything is adjusted",
		ListTitle: "Proposals, largest gain first", ListSub: "margin expected, range 90 %", State: "State", Kind: "Kind", Class: "Class", Store: "Store",
		States: map[string]string{
			"proposed": "proposed", "accepted": "accepted", "adjusted": "adjusted", "rejected": "rejected", "lapsed": "replaced", "sent": "sent",
		},
		Anyway: map[string]string{"order": "Order {n} anyway", "move": "Move {n} anyway"}, Kinds: map[string]string{"order": "order", "move": "move"}, KindsBoth: map[string]string{"": "Moves and orders", "order": "Orders", "move": "Moves"},
		Classes: map[string]string{"A": "A, most of the margin", "B": "B", "C": "C, the long tail", "fresh": "Fresh"}, AllClasses: "All classes", AllStores: "All stores",
		ColItem: "Item and reason", ColKind: "Kind", ColRoute: "From, to", ColFrom: "From", ColTo: "To", ColAgreed: "Pieces agreed", ColAfter: "Days of cover with it", ColPieces: "Pieces", ColCover: "Days of cover", ColGain: "Gain",
		GainTitle: "{gain}, range {range}", Route: "to {store}", Tour: "{from} to {store}: {n} products, {pieces} pieces, {gain}", CoverFigure: "{before} → {after}", ShelfLasts: "The shelf lasts {before} days, with it {after}.",
		Accept: "Accept", AcceptAll: "Accept all {n}", Adjust: "Adjust", Reject: "Reject", Undo: "Undo", Why: "Why, and another number", Pieces: "Pieces",
		Reason: "Reason", ReasonHint: "remembered, and compared with what came", Packs: "in packs of {n}",
		More: "One pack more would cost {amount}.", Less: "One pack less would cost {amount}.", MoreGains: "One pack more would earn {amount}.", LessGains: "One pack less would save {amount}.", Worth: "Goods for {amount}.", Decided: "{state} by {who}, {when}", Remembered: "Reason: {reason}",
		Terms: map[string]string{
			"need": "{n} wanted in {days} days", "on_hand": "{n} on the shelf", "coming": "{n} on the way", "spoiling": "{n} expected to spoil before", "planned": "{n} of it from a planned promotion",
			"safety": "{n} for days that want more than usual", "display": "{n} always stand here", "packed": "{n} to whole packs", "minimum": "{n} to the supplier’s minimum",
			"pack_large": "one pack is more than is wanted: {n} expected left over", "shelf_full": "{n} less: the shelf is full", "life": "{n} less: more would spoil", "in_vain": "ordered though it is expected to cost: without it {n} would be asked for in vain", "ahead": "{n} ahead of what is planned, since each order costs",
			"shortage": "{n} less: the depot is short and others earn more with it", "books": "the books say {n}: counted as nothing, please count", "late_by": "deliveries vary by {n} days",
			"assumed": "lead time of {n} days is assumed", "giver_has": "{n} at the giving store", "giver_keeps": "{n} stay there", "distance": "{n} km",
		},
		TermsLess: map[string]string{"safety": "{n} less, since more would be left over", "packed": "{n} less for whole packs"}, TermDay: "{n} wanted in a day",
		TermVoucher: "{n} of it from {count} printed vouchers", TermRunsDry: "empty on day {day} from now without it", TermNext: "an order could be there on day {day}", TermNextNone: "nobody delivers it",
		Policies: map[string]string{
			"newsvendor": "goods of one day: what another piece earns against what it spoils", "fresh": "up to a level, lowered by what would spoil", "base_stock": "up to a level at each order",
			"order_point": "an order costs: only when the shelf would not last", "lots": "an order costs: what is planned is bought together",
		},
		Policy:      "Rule: {policy}.",
		EmptyNoPlan: "No plan yet", EmptyNoPlanSay: "A plan is made each morning by itself. It needs suppliers (suppliers.csv: product, supplier, lead_time_days, order_days, min_order) and stock (stock.csv), imported with sartor import csv DIR.",
		EmptyDone: "Nothing waits here", EmptyDoneSay: "Look at another state, kind or class above.", EmptyQuiet: "Nothing is proposed tonight", EmptyQuietSay: "Why, stands below: shelf by shelf.",
		NothingTitle: "Why nothing is proposed elsewhere", NothingSub: "shelves, tonight",
		Nothing: map[string]string{
			"stock_unknown": "nobody knows what lies there: import stock.csv, or count", "no_supplier": "no supplier is named: import suppliers.csv", "lead_unknown": "the supplier’s lead time is not known",
			"not_tonight": "the supplier takes orders on another day", "closed": "the store is closed", "no_demand": "nobody asks for it", "no_margin": "a sale earns nothing", "enough": "enough is there or on its way",
			"too_much": "the smallest order costs more than it earns", "no_room": "the smallest order does not fit the shelf", "depot_bare": "the depot has none left for it",
		},
		SendTitle: "Send what was accepted", SendSub: "{n} waiting", Send: "Send {n}", SendNone: "Nothing is accepted and not sent.", Files: "Sent lately", OrdersCSV: "Orders CSV", MovesCSV: "Moves CSV", PickList: "Pick list PDF",
		Sent: "{n} lines, {when}",
		Plan: "Plan anew", PlanSay: "what was decided stays", Late: "made after the cut-off: goods come a day later",
		AutoTitle: "Accepted by rule", AutoSub: "off unless switched on; stops where forecasts drift", AutoClass: "Class", AutoOn: "On", AutoGain: "Gain at least", AutoMost: "Pieces a line at most",
		AutoSave: "Save rules", AutoDrift: "forecasts drift: left to people", AutoDid: "{n} accepted by rule tonight.",
		HandsSay: "Of {n} orders that people changed in eight weeks and whose days are over, {share} ({range}) came nearer to what was sold than the plan.", HandsFew: "Whether people’s changes come nearer to what is sold than the plan: not enough data yet, {n} of {of} orders.",
		Refusals: map[string]string{"no_number": "Enter a whole number of pieces.", "units_range": "1 to {a} pieces. Reject the line to order nothing.", "not_packs": "{a} is not whole packs of {b}. Enter {c} or {d}.", "giver_short": "The giving store has {a}: at most that many can go.", "reason_long": "The reason has {a} characters. At most {b} stand beside the line.", "reason_lines": "Write the reason in one line.", "reason_needed": "Say why in a few words: it is remembered, and compared with what came."},
		Clash:    "Somebody was faster. What stands now is shown.", Once: "{n} pieces: {list}. Nothing is decided yet.", OnceTimes: "{n} times what is proposed", OnceWeeks: "{n} weeks of what should be sold", OnceNever: "none of it should be sold", OnceShelf: "the shelf holds {n}", OnceCost: "goods for {amount}", AcceptedToast: "Accepted.", AdjustedToast: "Adjusted.", RejectedToast: "Rejected.", UndoneToast: "Taken back.", SweptToast: "{n} accepted.", UnsweptToast: "Taken back: {n}.", UnsweptSent: "Sent already, which stays: {n}.", UnsweptNone: "There is nothing to take back: you did not accept it, or it was decided anew since.",
		SentToast: "Sent. The files are at the foot of the page.", AskedToast: "A new plan is being made.", AutoToast: "Rules saved.",
		Shown: "{n} of {all}", Find: "Product or its number", EmptyFind: "No proposal fits", EmptyFindSay: "Nothing is called or numbered “{q}” in this state, kind, class and store.",
		GainChanged: "{n} planned: {gain}", Earns: "Margin it should earn", OrdersOf: Plural{"{n} order", "{n} orders"}, MovesOf: Plural{"{n} move", "{n} moves"},
	}
}

func germanStock() StockWords {
	return StockWords{
		Answer: "Mit {moves} heute Abend steigen die Regale am {day} von {without} auf {with}.", AnswerHaul: "Mit {moves} heute Abend steigen die Regale am {day} von {without} auf {with}, für {haulage} Fracht.",
		AnswerOwn: "{store}: {moves} zu entscheiden.", AnswerDone: "Für heute Abend ist alles entschieden.", AnswerNone: "Noch ist kein Plan gemacht.", AnswerBlind: "Niemand hat gesagt, was in den Regalen liegt; geplant wird, sobald gezählt ist oder stock.csv und suppliers.csv eingelesen sind.",
		PictureTitle: "Mit ihnen steht mehr vom Gewünschten im Regal", PictureWorse: "Die Regale bleiben, wie sie sind", PictureSub: "gewünschte Ware, die im Regal steht, alle Filialen, nächste Woche",
		ColDay: "Tag", ColWithout: "Ohne", ColWith: "Mit", DayTitle: "{day}: {without} ohne, {with} mit dem Plan",
		LimitsTitle: "Was der Plan braucht", LimitsVans: "Die Wagen sind die Grenze, nicht das Geld", LimitsSub: "heute Abend, Annahme bis {time}",
		Vans: "Platz in den Wagen", VansMore: "{n} weitere Umlagerungen lohnten, führe ein Wagen mehr", VansNone: "kein Wagen fährt: keine Tour lohnt", Haulage: "Fracht", HaulagePays: "bringt das {times}-Fache ein",
		Promised: "Durch Gutscheine versprochen", PromisedSay: "gedruckte Gutscheine, für die der Plan Ware vorsieht", Held: "An der Kasse zurückgehalten", HeldSay: "Ware, für die mangels Bestand kein Gutschein druckt",
		Outlay: "Bestellte Ware", OutlaySay: "zu Einkaufspreisen, bevor etwas geändert wird",
		ListTitle: "Vorschläge, größter Gewinn zuerst", ListSub: "erwartete Marge, Bereich 90 %", State: "Stand", Kind: "Art", Class: "Klasse", Store: "Filiale",
		States: map[string]string{
			"proposed": "vorgeschlagen", "accepted": "angenommen", "adjusted": "geändert", "rejected": "abgelehnt", "lapsed": "ersetzt", "sent": "versandt",
		},
		Anyway: map[string]string{"order": "Trotzdem {n} bestellen", "move": "Trotzdem {n} umlagern"}, Kinds: map[string]string{"order": "Bestellung", "move": "Umlagerung"}, KindsBoth: map[string]string{"": "Umlagerungen und Bestellungen", "order": "Bestellungen", "move": "Umlagerungen"},
		Classes: map[string]string{"A": "A, der Großteil der Marge", "B": "B", "C": "C, der Rest", "fresh": "Frische"}, AllClasses: "Alle Klassen", AllStores: "Alle Filialen",
		ColItem: "Artikel und Grund", ColKind: "Art", ColRoute: "Von, nach", ColFrom: "Von", ColTo: "Nach", ColAgreed: "Vereinbarte Stück", ColAfter: "Tage Reichweite damit", ColPieces: "Stück", ColCover: "Tage Reichweite", ColGain: "Gewinn",
		GainTitle: "{gain}, Bereich {range}", Route: "nach {store}", Tour: "{from} nach {store}: {n} Artikel, {pieces} Stück, {gain}", CoverFigure: "{before} → {after}", ShelfLasts: "Das Regal reicht {before} Tage, damit {after}.",
		Accept: "Annehmen", AcceptAll: "Alle {n} annehmen", Adjust: "Ändern", Reject: "Ablehnen", Undo: "Zurücknehmen", Why: "Warum, und eine andere Menge", Pieces: "Stück",
		Reason: "Grund", ReasonHint: "wird gemerkt und mit dem verglichen, was kam", Packs: "in Packungen zu {n}",
		More: "Eine Packung mehr kostete {amount}.", Less: "Eine Packung weniger kostete {amount}.", MoreGains: "Eine Packung mehr brächte {amount}.", LessGains: "Eine Packung weniger sparte {amount}.", Worth: "Ware für {amount}.", Decided: "{state} von {who}, {when}", Remembered: "Grund: {reason}",
		Terms: map[string]string{
			"need": "{n} gewünscht in {days} Tagen", "on_hand": "{n} im Regal", "coming": "{n} unterwegs", "spoiling": "{n} verderben wohl vorher", "planned": "{n} davon durch eine geplante Aktion",
			"safety": "{n} für Tage mit mehr Nachfrage", "display": "{n} stehen hier immer", "packed": "{n} auf volle Packungen", "minimum": "{n} auf die Mindestmenge",
			"pack_large": "eine Packung ist mehr als gewünscht: {n} bleiben wohl übrig", "shelf_full": "{n} weniger: das Regal ist voll", "life": "{n} weniger: mehr würde verderben", "in_vain": "bestellt, obwohl es wohl kostet: sonst würde {n} vergeblich verlangt", "ahead": "{n} im Voraus, da jede Bestellung kostet",
			"shortage": "{n} weniger: das Lager ist knapp, andere verdienen mehr damit", "books": "laut Buch {n}: als nichts gezählt, bitte zählen", "late_by": "Lieferungen schwanken um {n} Tage",
			"assumed": "Lieferzeit von {n} Tagen ist angenommen", "giver_has": "{n} in der gebenden Filiale", "giver_keeps": "{n} bleiben dort", "distance": "{n} km",
		},
		TermsLess: map[string]string{"safety": "{n} weniger, da mehr übrig bliebe", "packed": "{n} weniger für volle Packungen"}, TermDay: "{n} an einem Tag gewünscht",
		TermVoucher: "{n} davon durch {count} gedruckte Gutscheine", TermRunsDry: "ohne sie leer am {day}. Tag von heute", TermNext: "eine Bestellung wäre am {day}. Tag da", TermNextNone: "niemand liefert es",
		Policies: map[string]string{
			"newsvendor": "Ware für einen Tag: was ein Stück mehr einbringt gegen das, was verdirbt", "fresh": "bis zu einem Stand, gesenkt um das, was verdürbe", "base_stock": "bei jeder Bestellung bis zu einem Stand",
			"order_point": "eine Bestellung kostet: nur wenn das Regal nicht reicht", "lots": "eine Bestellung kostet: Geplantes wird zusammen gekauft",
		},
		Policy:      "Regel: {policy}.",
		EmptyNoPlan: "Noch kein Plan", EmptyNoPlanSay: "Ein Plan entsteht jeden Morgen von selbst. Er braucht Lieferanten (suppliers.csv: product, supplier, lead_time_days, order_days, min_order) und Bestände (stock.csv), eingelesen mit sartor import csv DIR.",
		EmptyDone: "Hier wartet nichts", EmptyDoneSay: "Oben lässt sich ein anderer Stand, eine andere Art oder Klasse wählen.", EmptyQuiet: "Für heute Abend ist nichts vorgeschlagen", EmptyQuietSay: "Warum, steht unten: Regal für Regal.",
		NothingTitle: "Warum anderswo nichts vorgeschlagen ist", NothingSub: "Regale, heute Abend",
		Nothing: map[string]string{
			"stock_unknown": "niemand weiß, was dort liegt: stock.csv einlesen oder zählen", "no_supplier": "kein Lieferant ist genannt: suppliers.csv einlesen", "lead_unknown": "die Lieferzeit ist nicht bekannt",
			"not_tonight": "der Lieferant nimmt an einem anderen Tag an", "closed": "die Filiale ist geschlossen", "no_demand": "niemand fragt danach", "no_margin": "ein Verkauf bringt nichts ein", "enough": "genug ist da oder unterwegs",
			"too_much": "die kleinste Bestellung kostet mehr, als sie bringt", "no_room": "die kleinste Bestellung passt nicht ins Regal", "depot_bare": "das Lager hat dafür nichts mehr",
		},
		SendTitle: "Angenommenes versenden", SendSub: "{n} warten", Send: "{n} versenden", SendNone: "Nichts ist angenommen und noch nicht versandt.", Files: "Zuletzt versandt", OrdersCSV: "Bestellungen CSV", MovesCSV: "Umlagerungen CSV", PickList: "Pickliste PDF",
		Sent: "{n} Zeilen, {when}",
		Plan: "Neu planen", PlanSay: "Entschiedenes bleibt", Late: "nach Annahmeschluss gemacht: Ware kommt einen Tag später",
		AutoTitle: "Nach Regel angenommen", AutoSub: "aus, bis es jemand einschaltet; hält an, wo Prognosen abdriften", AutoClass: "Klasse", AutoOn: "An", AutoGain: "Gewinn mindestens", AutoMost: "Stück je Zeile höchstens",
		AutoSave: "Regeln sichern", AutoDrift: "Prognosen driften ab: Menschen überlassen", AutoDid: "{n} heute nach Regel angenommen.",
		HandsSay: "Von {n} Bestellungen, die Menschen in acht Wochen änderten und deren Tage vorüber sind, kamen {share} ({range}) dem Verkauften näher als der Plan.", HandsFew: "Ob Änderungen von Menschen dem Verkauften näher kommen als der Plan: noch nicht genug Daten, {n} von {of} Bestellungen.",
		Refusals: map[string]string{"no_number": "Eine ganze Zahl von Stück eingeben.", "units_range": "1 bis {a} Stück. Soll nichts bestellt werden, die Zeile ablehnen.", "not_packs": "{a} sind keine ganzen Gebinde zu {b}. {c} oder {d} eingeben.", "giver_short": "Die abgebende Filiale hat {a}: mehr kann nicht gehen.", "reason_long": "Der Grund hat {a} Zeichen. Neben der Zeile stehen höchstens {b}.", "reason_lines": "Den Grund in eine Zeile schreiben.", "reason_needed": "In ein paar Worten sagen, warum: Es wird behalten und mit dem verglichen, was kam."},
		Clash:    "Jemand war schneller. Gezeigt wird, was jetzt gilt.", Once: "{n} Stück: {list}. Noch ist nichts entschieden.", OnceTimes: "das {n}-Fache des Vorschlags", OnceWeeks: "was in {n} Wochen verkauft werden dürfte", OnceNever: "nichts davon dürfte verkauft werden", OnceShelf: "ins Regal passen {n}", OnceCost: "Ware für {amount}", AcceptedToast: "Angenommen.", AdjustedToast: "Geändert.", RejectedToast: "Abgelehnt.", UndoneToast: "Zurückgenommen.", SweptToast: "{n} angenommen.", UnsweptToast: "Zurückgenommen: {n}.", UnsweptSent: "Schon versandt, das bleibt: {n}.", UnsweptNone: "Nichts zurückzunehmen: Sie haben das nicht angenommen, oder es wurde seither neu entschieden.",
		SentToast: "Versandt. Die Dateien stehen am Fuß der Seite.", AskedToast: "Ein neuer Plan wird gemacht.", AutoToast: "Regeln gesichert.",
		Shown: "{n} von {all}", Find: "Artikel oder Nummer", EmptyFind: "Kein Vorschlag passt", EmptyFindSay: "Nichts heißt „{q}“ oder trägt diese Nummer, in diesem Stand, dieser Art, Klasse und Filiale.",
		GainChanged: "{n} geplant: {gain}", Earns: "Marge, die er bringen dürfte", OrdersOf: Plural{"{n} Bestellung", "{n} Bestellungen"}, MovesOf: Plural{"{n} Umlagerung", "{n} Umlagerungen"},
	}
}
