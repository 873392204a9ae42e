package phrase

// RolloutWords are those of new products on their way into the stores.
type RolloutWords struct {
	ListAnswer, ListNone, List, ListSub, Empty, EmptySay, ColName, ColState, ColStores, ColAdvice, ColChanged                                                 string
	Open, Stores, Weeks                                                                                                                                       Plural
	Propose, ProposeSub, ProposeAct, Name, Product, ProductHint, Category, Kin, KinHint, Price, Cost, Money, MoneyHint                                        string
	Never, AnswerDraft, AnswerRuns, AnswerBegun, AnswerUnread, AnswerLate, AnswerGo, AnswerWhole, AnswerHold, AnswerStop, AnswerDone, AnswerEnded, AnswerThin string
	Grid, GridSub, GridThin, Few, Many, Tile, TileThin, Sewn, Next, ColStore, ColRegion, ColWeekly, ColStage, ColControls                                     string
	Checks, ChecksPassed, ChecksOpen, ChecksSub, ChecksFoot, Sold, SoldNote, Margin, MarginNote, Repeat, RepeatNote                                           string
	Taken, TakenNote, Placebo, PlaceboNote, NotEnough, Span, Pairs, PairsSub, Random, Opening                                                                 string
	Ramp, RampSub, RampDesc, All, NowWord, ColFrom, StartsAt                                                                                                  string
	Gates, GatesSub, StagePilot, StageMore, StageDay, Earned, ArmedRule, ArmedHand, RuleTitle, RuleNote, Yours, NotBefore, GateNote                           string
	Approve, Pilot, Hold, StopAct, Reason, Anyway, AnywayHint, Finish, Sooner                                                                                 string
	Evidence, EvidenceSub, EvidenceNone, ColIndex, ColPlan, Waits, Later, Now, Assumed, Taught, Basis, History, HistorySub                                    string
	Leave, LeaveSub, LeaveNone, ColProduct, ColLoss, ColDepend, ColInstead, ColSays, Veto, MayGo, Nothing                                                     string
	Depend                                                                                                                                                    Plural
	ByRule, IndexRange                                                                                                                                        string
	States, Advices, Reasons, Sources, Bases, Done, Steps, Fields, Hints                                                                                      map[string]string
}

func englishRollout() RolloutWords {
	return RolloutWords{
		ListAnswer: "{open} on the way; {asks} for a decision.", ListNone: "No new product is on its way into the stores.", List: "On the way", ListSub: "the last changed first",
		Empty: "Nothing is proposed yet.", EmptySay: "Propose a new product: where it would sell best is read from baskets, searches and questions within a minute.",
		ColName: "Product", ColState: "State", ColStores: "Stores", ColAdvice: "What the gates say", ColChanged: "Changed",
		Open: Plural{"One new product is", "{n} new products are"}, Stores: Plural{"one store", "{n} stores"}, Weeks: Plural{"one week", "{n} weeks"},
		Propose: "Propose a new product", ProposeSub: "read before anybody orders a case", ProposeAct: "Read its demand", Name: "Name", Product: "Product number", ProductHint: "under which tills will sell it",
		Category: "Category", Kin: "Products whose buyers would like it", KinHint: "numbers, with commas between; may be empty", Price: "Price", Cost: "Cost", Money: "{n} is no amount", MoneyHint: "such as 2.49",
		Never:       "Nobody has looked yet: demand is read within a minute.",
		AnswerDraft: "{region} would want it {index} as much as the chain. Pilot it in {stores}, each beside stores that went alike.",
		AnswerThin:  "{region} would want it {index} as much as the chain, but too few stores can be paired for a pilot: it takes three, each beside another over 15 km away with eight weeks of sales. They are looked for again each day; whoever does not want to wait stops it below.",
		AnswerRuns:  "{stores} carry it: {margin} a store and week. The gates are read again on {due}.",
		AnswerBegun: "{stage} from {day}: {stores} carry it. The gates are read again on {due}.", AnswerUnread: "{stage} from {day}: {stores} carry it. It is read within a minute, and its gates on {due}.",
		AnswerLate: "{stage} from {day}: {stores} carry it. It is read within a minute.",
		AnswerGo:   "Add {stores}: worth {worth} a year.", AnswerWhole: "All suitable stores carry it and the gates are open: nothing is left to decide but the end.",
		AnswerHold: "Hold: {why}.", AnswerStop: "Take it out of the stores: {why}.", AnswerDone: "{stores} carry it; the rollout is over.", AnswerEnded: "It was stopped: {why}.",
		Grid: "{best} would buy {times} as much as {least}", GridSub: "pieces a week a store would sell", GridThin: "Where it would sell", Few: "few", Many: "many",
		Tile: "{store}: {n} a week ({range}), {what}", TileThin: "{store}: not enough data",
		Sewn: "carries it", Next: "proposed next", ColStore: "Store", ColRegion: "Region", ColWeekly: "Pieces a week", ColStage: "State", ColControls: "Measured beside",
		Checks: "What the pilot changed", ChecksPassed: "The gates are open", ChecksOpen: "The gates are not open yet", ChecksSub: "{weeks} since the pilot began, difference to matched stores",
		ChecksFoot: "Ranges may be read every week: looking often is priced in. {dropped}",
		Sold:       "Sold per store and week", SoldNote: "of itself, in pieces", Margin: "Margin per store and week", MarginNote: "of its category, after what it takes from others",
		Repeat: "Bought again within 4 weeks", RepeatNote: "of customers who allow it; bar to pass: {bar}", Taken: "Taken from others of its category", TakenNote: "of its own sales",
		Placebo: "The eight weeks before", PlaceboNote: "margin beside the same stores: should hold zero", NotEnough: "not enough data", Span: "{what}: {n}, 90 % range {range}",
		Pairs: "Pilot stores, and those they are measured beside", PairsSub: "matched on half a year of weekly sales; none next door, none twice", Random: "by lot", Opening: "First filling",
		Ramp: "{n} stores; each step has to earn the next", RampSub: "stores that carry it", RampDesc: "Stores that carry it, by week; what is proposed is dashed.", All: "all {n}", NowWord: "now",
		ColFrom: "From", StartsAt: "{n} on {day}",
		Gates: "The next step", GatesSub: "gates", StagePilot: "Pilot", StageMore: "{share} of suitable stores", StageDay: "{stores} since {day}", Earned: "begun",
		RuleTitle: "Stop rule", RuleNote: "taken back when its margin is below {least} a store and week with certainty, in any week", ArmedRule: "armed", ArmedHand: "by hand",
		Yours: "yours to decide", NotBefore: "not before {day}", GateNote: "margin proven, repeat at least {repeat}, waste at most {waste}, shelf {fill} full",
		Approve: "Begin in {stores}", Pilot: "Begin the pilot in {stores}", Finish: "Finish the rollout", Sooner: "Stop it, or decide before then", Hold: "Hold", StopAct: "Stop it", Reason: "Why", Anyway: "Pass the gates that are shut", AnywayHint: "owners, with a reason",
		Evidence: "Where the demand is read from", EvidenceSub: "weighted by how well each foretold past launches", EvidenceNone: "–", ColIndex: "Beside the chain", ColPlan: "Plan",
		Waits: "waits", Later: "later", Now: "{n} now", Assumed: "weight assumed", Taught: "weight of {n} regions of past launches", Basis: "The number of pieces rests on {basis}.",
		History: "What was done", HistorySub: "newest first", ByRule: "the stop rule", IndexRange: "{x} ×",
		Leave: "Products that lose money", LeaveSub: "13 weeks through {day}, of those whose cost is known", LeaveNone: "No product whose cost is known loses money.", ColProduct: "Product", ColLoss: "Loss a year", ColDepend: "Who depends on it",
		ColInstead: "Bought instead", ColSays: "Proposal", Veto: "stays: they would take more with them", MayGo: "may leave", Nothing: "nobody", Depend: Plural{"one customer, {share} of their basket", "{n} customers, up to {share} of their basket"},
		States:  map[string]string{"draft": "proposed", "pilot": "pilot", "reading": "pilot to be read", "ramp": "ramp", "done": "done", "stopped": "stopped"},
		Advices: map[string]string{"go": "gates open", "wait": "its weeks run", "hold": "hold", "stop": "stop"},
		Reasons: map[string]string{
			"margin_proven": "its margin is proven", "margin_likely": "its margin is likely above the least worth having", "undecided": "its margin is not proven yet", "too_early": "its weeks are not over",
			"below_least": "its margin is below the least worth having, with certainty", "sells_little": "all that it sells earns less than the shelf is worth", "out_of_time": "undecided for too many weeks",
			"repeat_low": "too few buyers come again", "waste_high": "too much of it is thrown away", "fill_low": "its shelf is empty too often", "unlike": "pilot and matched stores had gone apart before",
			"capacity": "less can be delivered than would be needed", "not_measured": "no pair could be read", "no_stores": "too few stores can be paired", "to_propose": "a pilot is proposed",
		},
		Sources: map[string]string{"kin": "Buys what goes with it", "category": "Buys its category", "launches": "Earlier launches", "search": "Searches that found none", "ask": "Asked at the desk", "idea": "Ideas and votes", "sold": "Sold of it"},
		Bases:   map[string]string{"sold": "what it sells where it is carried", "analogues": "earlier launches", "kin": "what a product like it sells: little experience, twice as much or half is well possible", "nothing": "nothing"},
		Done:    map[string]string{"make": "Proposed", "edit": "Changed", "approve": "Begun", "hold": "Held", "stop": "Stopped"},
		Steps:   map[string]string{"make": "proposed", "edit": "changed the plan", "approve": "let the next stage begin", "hold": "held it", "stop": "stopped it"},
		Fields: map[string]string{
			"/name": "Give it a name of at most 120 characters.", "/product": "A product number of at most 120 characters.", "/category": "Choose a category that the chain sells.",
			"/kin": "Name products of the chain, at most 50, not itself.", "/price": "A price above the cost, such as 2.49.", "/reason": "Say why in a few words, in one line.",
		},
		Hints: map[string]string{
			"gate_shut": "A gate is shut. An owner can pass it with a reason.", "not_read": "It has not been read since the last step; it is within a minute.", "nothing_proposed": "No store is proposed for the next stage.",
			"few_pairs": "Too few pilot stores have stores to be measured beside; at least three are needed.", "rollout_ended": "This rollout has ended; propose a new one.", "stale": "Somebody changed it meanwhile; this is how it stands now.",
			"rollout_known": "A rollout of this product is there already.", "product_runs": "Another rollout runs with this product; stop that one first, or wait for its end.",
		},
	}
}

func germanRollout() RolloutWords {
	return RolloutWords{
		ListAnswer: "{open} unterwegs; {asks} zu entscheiden.", ListNone: "Kein neues Produkt ist auf dem Weg in die Filialen.", List: "Unterwegs", ListSub: "das zuletzt geänderte zuerst",
		Empty: "Noch ist nichts vorgeschlagen.", EmptySay: "Ein neues Produkt vorschlagen: Wo es sich am besten verkaufte, wird binnen einer Minute aus Körben, Suchen und Fragen gelesen.",
		ColName: "Produkt", ColState: "Stand", ColStores: "Filialen", ColAdvice: "Was die Tore sagen", ColChanged: "Geändert",
		Open: Plural{"Ein neues Produkt ist", "{n} neue Produkte sind"}, Stores: Plural{"einer Filiale", "{n} Filialen"}, Weeks: Plural{"eine Woche", "{n} Wochen"},
		Propose: "Ein neues Produkt vorschlagen", ProposeSub: "gelesen, bevor jemand einen Karton bestellt", ProposeAct: "Nachfrage lesen", Name: "Name", Product: "Artikelnummer", ProductHint: "unter der die Kassen es verkaufen werden",
		Category: "Warengruppe", Kin: "Produkte, deren Käufer es mögen dürften", KinHint: "Nummern, durch Kommas getrennt; darf leer sein", Price: "Preis", Cost: "Einstand", Money: "{n} ist kein Betrag", MoneyHint: "etwa 2,49",
		Never:       "Noch hat niemand nachgesehen: Die Nachfrage wird binnen einer Minute gelesen.",
		AnswerDraft: "{region} würde es {index} so sehr wollen wie die Kette. Erproben in {stores}, jede neben solchen, die gleich liefen.",
		AnswerThin:  "{region} würde es {index} so sehr wollen wie die Kette, aber für eine Erprobung lassen sich zu wenige Filialen paaren: Es braucht drei, jede neben einer anderen, die über 15 km entfernt ist und acht Wochen Umsatz hat. Sie werden täglich neu gesucht; wer nicht warten will, stoppt die Einführung unten.",
		AnswerRuns:  "In {stores}: {margin} je Filiale und Woche. Die Tore werden am {due} wieder gelesen.",
		AnswerBegun: "{stage} ab {day}, geführt in {stores}. Die Tore werden am {due} wieder gelesen.", AnswerUnread: "{stage} ab {day}, geführt in {stores}. Gelesen wird binnen einer Minute, die Tore am {due}.",
		AnswerLate: "{stage} ab {day}, geführt in {stores}. Gelesen wird binnen einer Minute.",
		AnswerGo:   "Ausweiten auf {stores} mehr: {worth} im Jahr wert.", AnswerWhole: "Alle geeigneten Filialen führen es und die Tore sind offen: Zu entscheiden bleibt nur der Abschluss.",
		AnswerHold: "Abwarten: {why}.", AnswerStop: "Aus den Filialen nehmen: {why}.", AnswerDone: "In {stores} zu haben; die Einführung ist abgeschlossen.", AnswerEnded: "Es wurde gestoppt: {why}.",
		Grid: "{best} würde {times} so viel kaufen wie {least}", GridSub: "Stück je Woche, die eine Filiale verkaufen würde", GridThin: "Wo es sich verkaufen würde", Few: "wenig", Many: "viel",
		Tile: "{store}: {n} je Woche ({range}), {what}", TileThin: "{store}: nicht genug Daten",
		Sewn: "führt es", Next: "als Nächstes vorgeschlagen", ColStore: "Filiale", ColRegion: "Region", ColWeekly: "Stück je Woche", ColStage: "Stand", ColControls: "Gemessen neben",
		Checks: "Was die Erprobung änderte", ChecksPassed: "Die Tore sind offen", ChecksOpen: "Die Tore sind noch nicht offen", ChecksSub: "{weeks} seit Beginn, Unterschied zu gepaarten Filialen",
		ChecksFoot: "Die Spannen gelten bei jedem wöchentlichen Blick. {dropped}",
		Sold:       "Verkauft je Filiale und Woche", SoldNote: "vom Produkt selbst, in Stück", Margin: "Ertrag je Filiale und Woche", MarginNote: "der Warengruppe, nach dem, was es anderen nimmt",
		Repeat: "Binnen 4 Wochen wieder gekauft", RepeatNote: "von Kunden, die es erlauben; verlangt: {bar}", Taken: "Anderen der Warengruppe genommen", TakenNote: "vom eigenen Absatz",
		Placebo: "Die acht Wochen davor", PlaceboNote: "Ertrag neben denselben Filialen: soll null enthalten", NotEnough: "nicht genug Daten", Span: "{what}: {n}, 90-%-Spanne {range}",
		Pairs: "Filialen der Erprobung, und neben welchen sie gemessen werden", PairsSub: "gepaart nach einem halben Jahr Wochenumsatz; keine nebenan, keine doppelt", Random: "durch Los", Opening: "Erste Füllung",
		Ramp: "{n} Filialen; jede Stufe verdient die nächste", RampSub: "Filialen, die es führen", RampDesc: "Filialen, die es führen, nach Wochen; Vorgeschlagenes ist gestrichelt.", All: "alle {n}", NowWord: "jetzt",
		ColFrom: "Ab", StartsAt: "{n} am {day}",
		Gates: "Der nächste Schritt", GatesSub: "Tore", StagePilot: "Erprobung", StageMore: "{share} der geeigneten Filialen", StageDay: "{stores} seit {day}", Earned: "begonnen",
		RuleTitle: "Stoppregel", RuleNote: "zurückgenommen, sobald der Ertrag sicher unter {least} je Filiale und Woche liegt, in jeder Woche", ArmedRule: "scharf", ArmedHand: "von Hand",
		Yours: "zu entscheiden", NotBefore: "nicht vor {day}", GateNote: "Ertrag belegt, Wiederkauf mindestens {repeat}, Schwund höchstens {waste}, Regal zu {fill} gefüllt",
		Approve: "In {stores} beginnen", Pilot: "Erprobung in {stores} beginnen", Finish: "Einführung abschließen", Sooner: "Stoppen oder vorher entscheiden", Hold: "Abwarten", StopAct: "Stoppen", Reason: "Warum", Anyway: "Geschlossene Tore übergehen", AnywayHint: "Inhaber, mit Grund",
		Evidence: "Woraus die Nachfrage gelesen ist", EvidenceSub: "gewichtet danach, wie gut jede Quelle frühere Einführungen vorhersagte", EvidenceNone: "–", ColIndex: "Neben der Kette", ColPlan: "Plan",
		Waits: "wartet", Later: "später", Now: "{n} jetzt", Assumed: "Gewicht angenommen", Taught: "Gewicht aus {n} Regionen früherer Einführungen", Basis: "Die Stückzahl beruht auf {basis}.",
		History: "Was geschah", HistorySub: "das Neueste zuerst", ByRule: "die Stoppregel", IndexRange: "{x} ×",
		Leave: "Produkte, die Geld verlieren", LeaveSub: "13 Wochen bis {day}, von denen mit bekanntem Einstand", LeaveNone: "Kein Produkt mit bekanntem Einstand verliert Geld.", ColProduct: "Produkt", ColLoss: "Verlust im Jahr", ColDepend: "Wer darauf angewiesen ist",
		ColInstead: "Stattdessen gekauft", ColSays: "Vorschlag", Veto: "bleibt: sie nähmen mehr mit sich", MayGo: "kann gehen", Nothing: "niemand", Depend: Plural{"ein Kunde, {share} seines Korbs", "{n} Kunden, bis zu {share} ihres Korbs"},
		States:  map[string]string{"draft": "vorgeschlagen", "pilot": "in Erprobung", "reading": "Erprobung zu lesen", "ramp": "wird ausgeweitet", "done": "abgeschlossen", "stopped": "gestoppt"},
		Advices: map[string]string{"go": "Tore offen", "wait": "Wochen laufen", "hold": "abwarten", "stop": "stoppen"},
		Reasons: map[string]string{
			"margin_proven": "der Ertrag ist belegt", "margin_likely": "der Ertrag liegt wahrscheinlich über dem Mindesten", "undecided": "der Ertrag ist noch nicht belegt", "too_early": "die Wochen sind nicht um",
			"below_least": "der Ertrag liegt sicher unter dem Mindesten", "sells_little": "was es selbst verkauft, bringt weniger, als das Regal wert ist", "out_of_time": "zu viele Wochen unentschieden",
			"repeat_low": "zu wenige Käufer kommen wieder", "waste_high": "zu viel wird weggeworfen", "fill_low": "das Regal ist zu oft leer", "unlike": "die gepaarten Filialen liefen schon vorher auseinander",
			"capacity": "es kann weniger geliefert werden, als nötig wäre", "not_measured": "kein Paar war lesbar", "no_stores": "zu wenige Filialen lassen sich paaren", "to_propose": "eine Erprobung ist vorgeschlagen",
		},
		Sources: map[string]string{"kin": "Kauft, was dazu passt", "category": "Kauft die Warengruppe", "launches": "Frühere Einführungen", "search": "Suchen ohne Treffer", "ask": "An der Theke gefragt", "idea": "Ideen und Stimmen", "sold": "Davon verkauft"},
		Bases:   map[string]string{"sold": "dem Absatz, wo es geführt wird", "analogues": "früheren Einführungen", "kin": "dem Absatz ähnlicher Produkte: wenig Erfahrung, das Doppelte oder die Hälfte ist gut möglich", "nothing": "nichts"},
		Done:    map[string]string{"make": "Vorgeschlagen", "edit": "Geändert", "approve": "Begonnen", "hold": "Abgewartet", "stop": "Gestoppt"},
		Steps:   map[string]string{"make": "schlug es vor", "edit": "änderte den Plan", "approve": "ließ die nächste Stufe beginnen", "hold": "wartete ab", "stop": "stoppte es"},
		Fields: map[string]string{
			"/name": "Einen Namen mit höchstens 120 Zeichen angeben.", "/product": "Eine Artikelnummer mit höchstens 120 Zeichen.", "/category": "Eine Warengruppe wählen, die die Kette führt.",
			"/kin": "Höchstens 50 Produkte der Kette nennen, nicht es selbst.", "/price": "Ein Preis über dem Einstand, etwa 2,49.", "/reason": "In wenigen Worten und einer Zeile sagen, warum.",
		},
		Hints: map[string]string{
			"gate_shut": "Ein Tor ist geschlossen. Ein Inhaber kann es mit Grund übergehen.", "not_read": "Seit dem letzten Schritt wurde noch nicht gelesen; das geschieht binnen einer Minute.", "nothing_proposed": "Für die nächste Stufe ist keine Filiale vorgeschlagen.",
			"few_pairs": "Zu wenige Filialen der Erprobung haben andere, neben denen sie gemessen werden; mindestens drei sind nötig.", "rollout_ended": "Diese Einführung ist beendet; eine neue vorschlagen.", "stale": "Jemand hat es inzwischen geändert; so steht es jetzt.",
			"rollout_known": "Eine Einführung dieses Produkts gibt es schon.", "product_runs": "Eine andere Einführung läuft mit diesem Produkt; erst jene stoppen oder ihr Ende abwarten.",
		},
	}
}
