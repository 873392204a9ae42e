package phrase

import "sartor/internal/promotion"

// TemplateWords are those of the pages on which head office makes a promotion.
type TemplateWords struct {
	New, Edit, EditSub, EditLive, Copy, Review, History, MakeNew                       string
	Save, SaveOn, Look, FindButton, VersionBadge, Somebody, NotSaved                   string
	AnswerDraft, AnswerLive, Fixed, NotOurs, FlawsTitle                                string
	Flawed                                                                             Plural
	PanelWords, PanelWordsSub, PanelReward, PanelTarget, PanelTargetSub                string
	PanelWhere, PanelMoney, PanelMoneySub, PanelProof, PanelMore, PanelFrame           string
	PanelFrameSub                                                                      string
	RewardKind, Percent, Amount, FreeItem, Points                                      string
	PercentOf, MaxAmount, AmountOf, Product, PointsOf                                  string
	TargetKind, States, Values, ValuesHint, Find, FindHint                             string
	FoundNone, FoundMore                                                               string
	Found, LongList                                                                    Plural
	DaysUnit, Regions, Stores, WhereHint, Currency, NoneHint, TextHint                 string
	ReserveHint, ContingencyHint, LimitHint, HoldoutHint, HoldoutOwner                 string
	PriorityHint                                                                       string
	FrameOn, FrameNo, FrameNoNote, FrameYes, FrameYesNote                              string
	Locked, Within, Free, From, To, Earliest, Latest, KindsAllowed                     string
	Approval, ApproveNone, ApproveAlways, ApproveParts, ApproveWhich                   string
	Compare, CompareHint, Split, SplitEqual, SplitBySales, SplitGiven                  string
	SplitList                                                                          string
	LookTitle, LookSub, LookStore, LookCustomer, LookNumber, NoCustomer                string
	Stranger, Prints, PrintsSay, HeldOut, HeldOutBadge                                 string
	HeldOutSay, PrintsNothing, PrintsNothingBadge, PrintsNothingNone, PrintsNothingSay string
	NoProfile, NoConsent, Unlearned, Paper, WhyNot, WhyPrinted                         string
	EstimateTitle, EstimateMayLose, EstimateNone, EstimateThin                         string
	EstReach, EstVouchers, EstRedeemed, EstCost, EstMargin, ColExpected                string
	StaleTitle, StaleSay, StaleAnswer, StandsNow, Yours, BothChanged                   string
	TakenOver, StartOver, ColPart                                                      string
	AnswerReview, AnswerReviewed, AnswerPaused, AnswerEnded, GoLive, End               string
	EndAsk, EndYes, Back, SavedBy, Saved, ReviewTerms, ReviewTermsSub                  string
	ColVersion, ReviewWhole, LockedAll, Restore, RestoredReason                        string
	RestoreLive, RestoreEnded, RestoreStale                                            string
	ReviewChangesSub, NoChanges, ReviewStores, ReviewStoresSub, SealedSay              string
	ColBefore, ColNow                                                                  string
	ReviewChanges, HistoryAnswer                                                       Plural
	HistorySub, HistoryTitle, FirstVersion, NothingElse                                string
	Rules, Bases                                                                       map[string]string
	TargetNotes                                                                        map[promotion.TargetKind]string
}

func englishTemplate() TemplateWords {
	return TemplateWords{
		New: "New promotion", Edit: "Edit", EditSub: "Saved as a draft, nothing prints. It goes live from the review.", EditLive: "What is saved acts at the tills within five seconds; vouchers that are out keep their terms.", Copy: "Copy", Review: "Review", History: "History", MakeNew: "New promotion",
		Save: "Save draft", SaveOn: "Save on version {version}", Look: "Try it on", FindButton: "Find", VersionBadge: "version {version}", Somebody: "somebody",
		NotSaved:    "Nothing was saved: something broke on our side. What you typed is still here; send it again in a moment.",
		AnswerDraft: "Say what it gives, for what, when and for how much; then try it on a customer.", AnswerLive: "It is live: last day, texts, limits, priority, the frame and a larger budget can change. Copy it to change the rest.",
		Fixed: "Cannot change once live. Copy the promotion to change it.", NotOurs: "The chain has no {name}. Take it out, or keep a draft until it is there.", FlawsTitle: "What does not hold yet", Flawed: Plural{"{n} place does not hold yet.", "{n} places do not hold yet."},
		PanelWords: "Words", PanelWordsSub: "the name is for staff and reports, the text for the paper", PanelReward: "What it gives", PanelTarget: "For what and for whom", PanelTargetSub: "lists narrow it; empty means everything",
		PanelWhere: "When and where", PanelMoney: "Money and limits", PanelMoneySub: "it stops by itself when the money is promised", PanelProof: "Proof", PanelMore: "On the receipt",
		PanelFrame: "What stores may tailor", PanelFrameSub: "within this frame a store manager changes it in a minute",
		RewardKind: "Kind of reward", Percent: "Percent off", Amount: "Amount off", FreeItem: "Free item", Points: "Points",
		PercentOf: "Discount", MaxAmount: "At most", AmountOf: "Discount", Product: "Free product (number)", PointsOf: "Points",
		TargetKind: "Which product the voucher is for", States: "Only customers who are", Values: "Only customers worth", ValuesHint: "None ticked means everyone.",
		Find: "Find products, brands, categories", FindHint: "A part of a name or number. What is found is listed above, ready to tick.",
		FoundNone: "Nothing is called {text}. Try a shorter part of the name.", FoundMore: "There is more; type a longer part of the name.", Found: Plural{"{n} found, listed above.", "{n} found, listed above."},
		LongList: Plural{"{n} entry: changed by file or over the API.", "{n} entries: too many to tick; they stay, and change by file or over the API."},
		DaysUnit: "days", Regions: "Regions", Stores: "Stores", WhereHint: "None ticked means all.", Currency: "Currency", NoneHint: "Empty for none.", TextHint: "{discount} and {product} are filled in. Empty: the standing words.",
		ReserveHint: "Of a voucher’s greatest value; about the share that comes back.", ContingencyHint: "Of the budget, for vouchers beyond what was set aside.", LimitHint: "Empty for no limit.",
		HoldoutHint: "These customers get none, so that what it adds can be proven. 10 is usual; 0 proves nothing.", HoldoutOwner: "These customers get none, so that what it adds can be proven. 10 is usual; only an owner may choose 0.",
		PriorityHint: "0 is usual; higher comes first when several fit.",
		FrameOn:      "Store versions", FrameNo: "No", FrameNoNote: "every store runs it as sent", FrameYes: "Yes, within this frame", FrameYesNote: "each part locked, within bounds, or free",
		Locked: "locked", Within: "within", Free: "free", From: "from", To: "to", Earliest: "Earliest day", Latest: "Latest day", KindsAllowed: "Kinds allowed",
		Approval: "Head office looks at a version", ApproveNone: "no, it goes live at once", ApproveAlways: "always, before it goes live", ApproveParts: "when it changes certain parts", ApproveWhich: "These parts",
		Compare: "Customers who keep your version", CompareHint: "By lot, in each store that tailors: so local and central can be compared. 5 to 50, 20 is usual.",
		Split: "What a store’s version may spend", SplitEqual: "the same for each store", SplitBySales: "in proportion to its sales", SplitGiven: "as listed", SplitList: "Amounts by store",
		LookTitle: "Try it on", LookSub: "changes nothing", LookStore: "In the store", LookCustomer: "For", LookNumber: "or a customer number", NoCustomer: "Nobody has this number. Copy it from the customer’s page; it begins with cus_.",
		Stranger: "somebody without a card", Prints: "This prints", PrintsSay: "With a receipt in {store} on {day}.", HeldOut: "Held out by lot", HeldOutBadge: "prints nothing",
		HeldOutSay:    "This customer is one of those who get none, so that the others can be compared. Otherwise this would print.",
		PrintsNothing: "Nothing prints", PrintsNothingBadge: "prints nothing", PrintsNothingSay: "Not in {store} on {day}: nothing of {n} products was left.", PrintsNothingNone: "Not in {store} on {day}: none of its goods fits what they buy.",
		NoProfile: "Their habits are not known or may not be used.", NoConsent: "This customer has allowed no offers: nothing is looked at, nothing prints.", Unlearned: "Nothing has been learned yet, and products are chosen by what was; a chosen list or the whole basket works before.", Paper: "The voucher on paper", WhyNot: "What was left out", WhyPrinted: "Why this one",
		EstimateTitle: "What it would do", EstimateMayLose: "It may lose money", EstimateNone: "What it would do is not known yet", EstimateThin: "There is not enough data: an estimate needs customers whose habits are known, and says so rather than guess.",
		EstReach: "Customers reached", EstVouchers: "Vouchers printed", EstRedeemed: "Vouchers used", EstCost: "Cost", EstMargin: "Margin added", ColExpected: "Expected",
		StaleTitle: "Both versions", StaleSay: "You edited version {base}; {who} saved version {now} at {when}. The form below holds your changes and takes theirs everywhere else. Saving now saves on version {now}.",
		StaleAnswer: "{who} changed it while you did. Look at the difference, then save or start over.", StandsNow: "stands now (version {version})", Yours: "yours", BothChanged: "both changed it: yours is in the form", TakenOver: "taken over", StartOver: "Drop mine and start over",
		ColPart:      "Part",
		AnswerReview: "Ready to go live: it prints from {starts} to {ends} for at most {budget}.", AnswerReviewed: "It is live and prints from {starts} to {ends} for at most {budget}.", AnswerPaused: "It is paused: it neither prints nor redeems.", AnswerEnded: "It has ended: it prints nothing, its vouchers stay good.",
		GoLive: "Go live", End: "End it", EndAsk: "It prints nothing more and cannot go on; vouchers that are out stay good.", EndYes: "End it now", Back: "Back to the form",
		SavedBy: "Saved by {who}, {when}.", Saved: "Version {version} is saved", ColVersion: "Version", ReviewWhole: "The whole promotion", ReviewTerms: "Its terms", ReviewTermsSub: "as it would be printed",
		ReviewChangesSub: "against version {version}", NoChanges: "Nothing differs from the version before.", ReviewStores: "What stores may tailor", ReviewStoresSub: "bounds that hold for every store",
		Restore: "Take this version up again", RestoredReason: "version {version} again", RestoreLive: "Not taken up again: live promotions keep their terms, and that version had others ({parts}). Copy it for a new promotion.",
		RestoreEnded: "Not taken up again: the promotion has ended and stays as it was.", RestoreStale: "Not taken up again: somebody changed the promotion meanwhile. What stands now is below.",
		LockedAll: "Every part is locked: no store can change anything. Free a part, or answer No to store versions.",
		SealedSay: "Every store runs it as sent. Open a frame to let managers tailor it.", ColBefore: "Before", ColNow: "Now",
		ReviewChanges: Plural{"{n} part changes", "{n} parts change"}, HistoryAnswer: Plural{"{n} version so far; {who} saved it {when}.", "{n} versions so far; {who} saved the last {when}."},
		HistorySub: "Newest first, at most 50. Vouchers keep the terms they were printed with.", HistoryTitle: "Who changed what", FirstVersion: "The first version.", NothingElse: "Nothing that shows.",
		Rules: englishRules(), Bases: map[string]string{
			"":        "Nothing is known yet.",
			"past":    "By promotions of this kind that ran here ({n}), tried on {sample} customers.",
			"goods":   "It goes with goods that will not be sold by their last day. Which goods those will be, and so for whom, nobody knows yet.",
			"assumed": "By assumed rates: no promotion of this kind has run here long enough. Tried on {sample} customers.",
		},
		TargetNotes: map[promotion.TargetKind]string{
			promotion.TargetProduct: "one of those ticked below", promotion.TargetBrand: "a brand ticked below", promotion.TargetCategory: "a category ticked below", promotion.TargetFavourite: "what each buys most",
			promotion.TargetLapsed: "long overdue for them", promotion.TargetDue: "about to be needed again", promotion.TargetNext: "likely, never bought", promotion.TargetAnyone: "no product, also without a card",
			promotion.TargetSeason:   "what customers like them buy now",
			promotion.TargetExpiring: "what they buy and their store will not sell in time",
		},
	}
}

func englishRules() map[string]string {
	return map[string]string{
		"/name":                     "Write the name that staff see, at most 80 characters.",
		"/texts":                    "One line of at most 128 characters, with {discount} and {product} only.",
		"/reward/kind":              "Choose one. A free item does not go with goods that expire.",
		"/reward/percent":           "1 to 100, whole. Enter 15, say.",
		"/reward/max_amount":        "Above zero: the most one voucher gives. Enter 3.00, say.",
		"/reward/amount":            "Above zero. Enter 0.50, say.",
		"/reward/product":           "Enter the number of the product that is free; find it below.",
		"/reward/points":            "Above zero, whole. Enter 100, say.",
		"/target/kind":              "Choose one.",
		"/target/products":          "Tick at least one product, or choose another kind.",
		"/target/brands":            "Tick at least one brand, or choose another kind.",
		"/target/categories":        "Tick at least one category, or choose another kind.",
		"/starts":                   "A day such as 2026-11-23.",
		"/ends":                     "A day that is not before the first one, at most ten years later.",
		"/min_spend":                "An amount such as 20.00, or nothing.",
		"/limits":                   "A whole number above zero and not below what is out already, or nothing for no limit.",
		"/budget/amount":            "Above zero, enough for what one voucher sets aside, and not below what it was. Enter 2,500.00, say.",
		"/budget/currency":          "Three letters, such as EUR.",
		"/budget/reserve_share":     "Above 0 and at most 100. 30 is usual.",
		"/budget/contingency_share": "0 to 100. 10 is usual.",
		"/holdout":                  "0 to 99. 10 is usual; only an owner may choose 0, since nothing can be proven then.",
		"/priority":                 "−1,000 to 1,000, whole. 0 is usual.",
		"/stacking":                 "Choose one.",
		"/valid_after_days":         "0 to 365, whole. 1 means from the next day.",
		"/voucher_days":             "1 to 731, whole. 14 is usual.",
		"/frame/discount":           "From at least 1 to no less than that, around the promotion’s own discount.",
		"/frame/max_amount":         "From above zero to no less than that, around the promotion’s own most.",
		"/frame/per_customer":       "From at least 1 to no less than that, whole.",
		"/frame/target/kinds":       "Tick the kinds a store may use, or lock the part.",
		"/frame/products":           "Tick what stores may choose from, or lock the part.",
		"/frame/dates":              "Days around the promotion’s own: no later than its first, no earlier than its last.",
		"/frame/approval":           "Tick the parts head office looks at, or choose always.",
		"/frame/compare":            "5 to 50. 20 is usual.",
		"/frame/split":              "An amount for each store that may make a version, together no more than the budget.",
	}
}

func germanTemplate() TemplateWords {
	return TemplateWords{
		New: "Neue Aktion", Edit: "Bearbeiten", EditSub: "Gespeichert als Entwurf, nichts wird gedruckt. Gestartet wird in der Durchsicht.", EditLive: "Gespeichertes wirkt an den Kassen binnen fünf Sekunden; ausgegebene Gutscheine behalten ihre Bedingungen.", Copy: "Kopieren", Review: "Durchsicht", History: "Verlauf", MakeNew: "Neue Aktion",
		Save: "Entwurf speichern", SaveOn: "Auf Fassung {version} speichern", Look: "Anprobieren", FindButton: "Suchen", VersionBadge: "Fassung {version}", Somebody: "jemand",
		NotSaved:    "Nichts wurde gespeichert: der Fehler liegt bei uns. Die Eingaben stehen noch hier; gleich noch einmal senden.",
		AnswerDraft: "Festlegen, was sie gibt, wofür, wann und für wie viel; dann an einer Kundin anprobieren.", AnswerLive: "Sie läuft: letzter Tag, Texte, Grenzen, Vorrang, Rahmen und ein größeres Budget lassen sich ändern. Für alles andere kopieren.",
		Fixed: "Läuft schon und bleibt so. Zum Ändern die Aktion kopieren.", NotOurs: "{name} hat die Kette nicht. Herausnehmen, oder bis dahin als Entwurf behalten.", FlawsTitle: "Was noch nicht stimmt", Flawed: Plural{"{n} Stelle stimmt noch nicht.", "{n} Stellen stimmen noch nicht."},
		PanelWords: "Worte", PanelWordsSub: "der Name für Personal und Berichte, der Text für das Papier", PanelReward: "Was sie gibt", PanelTarget: "Wofür und für wen", PanelTargetSub: "Listen engen ein; leer heißt alles",
		PanelWhere: "Wann und wo", PanelMoney: "Geld und Grenzen", PanelMoneySub: "sie endet von selbst, wenn alles zugesagt ist", PanelProof: "Nachweis", PanelMore: "Auf dem Bon",
		PanelFrame: "Was Filialen anpassen dürfen", PanelFrameSub: "in diesem Rahmen passt eine Filialleitung sie in einer Minute an",
		RewardKind: "Art des Vorteils", Percent: "Prozent", Amount: "Betrag", FreeItem: "Gratisartikel", Points: "Punkte",
		PercentOf: "Rabatt", MaxAmount: "Höchstens", AmountOf: "Rabatt", Product: "Gratisartikel (Nummer)", PointsOf: "Punkte",
		TargetKind: "Für welchen Artikel der Gutschein gilt", States: "Nur Kundschaft im Zustand", Values: "Nur mit Kundenwert", ValuesHint: "Nichts angekreuzt heißt alle.",
		Find: "Artikel, Marken, Warengruppen suchen", FindHint: "Ein Teil von Name oder Nummer. Gefundenes steht darüber zum Ankreuzen.",
		FoundNone: "Nichts heißt {text}. Einen kürzeren Teil des Namens versuchen.", FoundMore: "Es gibt mehr; einen längeren Teil des Namens eingeben.", Found: Plural{"{n} gefunden, steht darüber.", "{n} gefunden, stehen darüber."},
		LongList: Plural{"{n} Eintrag: zu ändern per Datei oder API.", "{n} Einträge: zu viele zum Ankreuzen; sie bleiben und ändern sich per Datei oder API."},
		DaysUnit: "Tage", Regions: "Regionen", Stores: "Filialen", WhereHint: "Nichts angekreuzt heißt alle.", Currency: "Währung", NoneHint: "Leer heißt keiner.", TextHint: "{discount} und {product} werden ausgefüllt. Leer: die üblichen Worte.",
		ReserveHint: "Vom größten Wert eines Gutscheins; etwa der Anteil, der eingelöst wird.", ContingencyHint: "Vom Budget, für Gutscheine über die Rücklage hinaus.", LimitHint: "Leer heißt keine Grenze.",
		HoldoutHint: "Sie bekommen keinen, damit sich die Wirkung nachweisen lässt. 10 ist üblich; 0 weist nichts nach.", HoldoutOwner: "Sie bekommen keinen, damit sich die Wirkung nachweisen lässt. 10 ist üblich; 0 darf nur der Inhaber wählen.",
		PriorityHint: "0 ist üblich; höher kommt zuerst, wenn mehrere passen.",
		FrameOn:      "Filialfassungen", FrameNo: "Nein", FrameNoNote: "jede Filiale führt sie wie gesendet", FrameYes: "Ja, in diesem Rahmen", FrameYesNote: "jeder Teil fest, in Grenzen oder frei",
		Locked: "fest", Within: "in Grenzen", Free: "frei", From: "von", To: "bis", Earliest: "Frühester Tag", Latest: "Spätester Tag", KindsAllowed: "Erlaubte Arten",
		Approval: "Freigabe durch die Zentrale", ApproveNone: "nein, gilt sofort", ApproveAlways: "immer, bevor sie gilt", ApproveParts: "wenn sich bestimmte Teile ändern", ApproveWhich: "Diese Teile",
		Compare: "Kundschaft, die die Fassung der Zentrale behält", CompareHint: "Durch Los, in jeder Filiale, die anpasst: so lassen sich beide vergleichen. 5 bis 50, üblich 20.",
		Split: "Was eine Filialfassung ausgeben darf", SplitEqual: "für alle Filialen gleich", SplitBySales: "im Verhältnis zum Umsatz", SplitGiven: "nach Liste", SplitList: "Beträge je Filiale",
		LookTitle: "Anprobieren", LookSub: "ändert nichts", LookStore: "In der Filiale", LookCustomer: "Für", LookNumber: "oder eine Kundennummer", NoCustomer: "Diese Nummer hat niemand. Auf der Kundenseite kopieren; sie beginnt mit cus_.",
		Stranger: "jemand ohne Karte", Prints: "Das wird gedruckt", PrintsSay: "Mit einem Bon in {store} am {day}.", HeldOut: "Durch Los ausgenommen", HeldOutBadge: "druckt nichts",
		HeldOutSay:    "Diese Person bekommt durch Los keinen, damit sich die anderen vergleichen lassen. Sonst würde dies gedruckt.",
		PrintsNothing: "Nichts wird gedruckt", PrintsNothingBadge: "druckt nichts", PrintsNothingSay: "Nicht in {store} am {day}: von {n} Artikeln blieb keiner.", PrintsNothingNone: "Nicht in {store} am {day}: nichts davon passt zu dem, was gekauft wird.",
		NoProfile: "Gewohnheiten sind nicht bekannt oder dürfen nicht verwendet werden.", NoConsent: "Hier sind keine Angebote erlaubt: nichts wird angesehen, nichts gedruckt.", Unlearned: "Noch ist nichts gelernt, und danach werden Artikel gewählt; vorher gehen eine feste Liste oder der ganze Korb.", Paper: "Der Gutschein auf Papier", WhyNot: "Was wegfiel", WhyPrinted: "Warum dieser",
		EstimateTitle: "Was sie bewirken würde", EstimateMayLose: "Sie kann Geld kosten", EstimateNone: "Was sie bewirken würde, ist noch nicht bekannt", EstimateThin: "Es gibt nicht genug Daten: eine Schätzung braucht Kundschaft mit bekannten Gewohnheiten und rät sonst nicht.",
		EstReach: "Erreichte Kundschaft", EstVouchers: "Gedruckte Gutscheine", EstRedeemed: "Eingelöste Gutscheine", EstCost: "Kosten", EstMargin: "Zusätzliche Marge", ColExpected: "Erwartet",
		StaleTitle: "Beide Fassungen", StaleSay: "Bearbeitet wurde Fassung {base}; {who} hat um {when} Fassung {now} gespeichert. Das Formular unten enthält die eigenen Änderungen und sonst die fremden. Gespeichert wird auf Fassung {now}.",
		StaleAnswer: "{who} hat sie gleichzeitig geändert. Den Unterschied ansehen, dann speichern oder neu beginnen.", StandsNow: "gilt jetzt (Fassung {version})", Yours: "eigene", BothChanged: "beide geändert: im Formular steht die eigene", TakenOver: "übernommen", StartOver: "Eigene verwerfen und neu beginnen",
		ColPart:      "Teil",
		AnswerReview: "Bereit zum Start: sie druckt vom {starts} bis {ends} für höchstens {budget}.", AnswerReviewed: "Sie läuft und druckt vom {starts} bis {ends} für höchstens {budget}.", AnswerPaused: "Sie pausiert: sie druckt nicht und löst nicht ein.", AnswerEnded: "Sie ist beendet: sie druckt nichts, ihre Gutscheine gelten weiter.",
		GoLive: "Starten", End: "Beenden", EndAsk: "Sie druckt nichts mehr und geht nicht weiter; ausgegebene Gutscheine gelten weiter.", EndYes: "Jetzt beenden", Back: "Zurück zum Formular",
		SavedBy: "Gespeichert von {who}, {when}.", Saved: "Fassung {version} ist gespeichert", ColVersion: "Fassung", ReviewWhole: "Die ganze Aktion", ReviewTerms: "Ihre Bedingungen", ReviewTermsSub: "wie sie gedruckt würde",
		ReviewChangesSub: "gegen Fassung {version}", NoChanges: "Kein Unterschied zur Fassung davor.", ReviewStores: "Was Filialen anpassen dürfen", ReviewStoresSub: "Grenzen, die für jede Filiale gelten",
		Restore: "Diese Fassung wieder aufnehmen", RestoredReason: "wieder Fassung {version}", RestoreLive: "Nicht wieder aufgenommen: laufende Aktionen behalten ihre Bedingungen, und diese Fassung hatte andere ({parts}). Als neue Aktion kopieren.",
		RestoreEnded: "Nicht wieder aufgenommen: die Aktion ist beendet und bleibt, wie sie war.", RestoreStale: "Nicht wieder aufgenommen: jemand hat die Aktion inzwischen geändert. Was jetzt gilt, steht unten.",
		LockedAll: "Jeder Teil ist fest: keine Filiale kann etwas ändern. Einen Teil öffnen oder bei Filialfassungen Nein wählen.",
		SealedSay: "Jede Filiale führt sie wie gesendet. Ein Rahmen lässt Filialleitungen anpassen.", ColBefore: "Vorher", ColNow: "Jetzt",
		ReviewChanges: Plural{"{n} Teil ändert sich", "{n} Teile ändern sich"}, HistoryAnswer: Plural{"{n} Fassung bisher; gespeichert von {who}, {when}.", "{n} Fassungen bisher; die letzte von {who}, {when}."},
		HistorySub: "Neueste zuerst, höchstens 50. Gutscheine behalten die Bedingungen, mit denen sie gedruckt wurden.", HistoryTitle: "Wer was geändert hat", FirstVersion: "Die erste Fassung.", NothingElse: "Nichts Sichtbares.",
		Rules: germanRules(), Bases: map[string]string{
			"":        "Noch ist nichts bekannt.",
			"past":    "Nach Aktionen dieser Art, die hier liefen ({n}), erprobt an {sample} Kunden.",
			"goods":   "Sie gilt Waren, die bis zum letzten Tag nicht verkauft werden. Welche das sein werden und für wen, weiß noch niemand.",
			"assumed": "Nach angenommenen Quoten: keine Aktion dieser Art lief hier lange genug. Erprobt an {sample} Kunden.",
		},
		TargetNotes: map[promotion.TargetKind]string{
			promotion.TargetProduct: "einer der unten angekreuzten", promotion.TargetBrand: "eine unten angekreuzte Marke", promotion.TargetCategory: "eine unten angekreuzte Warengruppe", promotion.TargetFavourite: "was jeder am meisten kauft",
			promotion.TargetLapsed: "für sie lange überfällig", promotion.TargetDue: "bald wieder gebraucht", promotion.TargetNext: "wahrscheinlich, nie gekauft", promotion.TargetAnyone: "kein Artikel, auch ohne Karte",
			promotion.TargetSeason:   "was ähnliche Kundschaft jetzt kauft",
			promotion.TargetExpiring: "was sie kauft und die Filiale nicht mehr rechtzeitig verkauft",
		},
	}
}

func germanRules() map[string]string {
	return map[string]string{
		"/name":                     "Den Namen für das Personal eingeben, höchstens 80 Zeichen.",
		"/texts":                    "Eine Zeile mit höchstens 128 Zeichen, nur mit {discount} und {product}.",
		"/reward/kind":              "Eine Art wählen. Ein Gratisartikel passt nicht zu Waren, die ablaufen.",
		"/reward/percent":           "1 bis 100, ganz. Zum Beispiel 15.",
		"/reward/max_amount":        "Über null: das meiste, das ein Gutschein gibt. Zum Beispiel 3,00.",
		"/reward/amount":            "Über null. Zum Beispiel 0,50.",
		"/reward/product":           "Die Nummer des Gratisartikels eingeben; unten suchen.",
		"/reward/points":            "Über null, ganz. Zum Beispiel 100.",
		"/target/kind":              "Eine Art wählen.",
		"/target/products":          "Mindestens einen Artikel ankreuzen oder eine andere Art wählen.",
		"/target/brands":            "Mindestens eine Marke ankreuzen oder eine andere Art wählen.",
		"/target/categories":        "Mindestens eine Warengruppe ankreuzen oder eine andere Art wählen.",
		"/starts":                   "Ein Tag wie 2026-11-23.",
		"/ends":                     "Ein Tag, nicht vor dem ersten und höchstens zehn Jahre danach.",
		"/min_spend":                "Ein Betrag wie 20,00 oder nichts.",
		"/limits":                   "Eine ganze Zahl über null und nicht unter dem, was schon ausgegeben ist, oder nichts für keine Grenze.",
		"/budget/amount":            "Über null, genug für die Rücklage eines Gutscheins und nicht weniger als bisher. Zum Beispiel 2.500,00.",
		"/budget/currency":          "Drei Buchstaben wie EUR.",
		"/budget/reserve_share":     "Über 0 und höchstens 100. 30 ist üblich.",
		"/budget/contingency_share": "0 bis 100. 10 ist üblich.",
		"/holdout":                  "0 bis 99. 10 ist üblich; 0 darf nur der Inhaber wählen, denn dann lässt sich nichts nachweisen.",
		"/priority":                 "−1.000 bis 1.000, ganz. 0 ist üblich.",
		"/stacking":                 "Eine Art wählen.",
		"/valid_after_days":         "0 bis 365, ganz. 1 heißt ab dem nächsten Tag.",
		"/voucher_days":             "1 bis 731, ganz. 14 ist üblich.",
		"/frame/discount":           "Von mindestens 1 bis nicht weniger, um den Rabatt der Aktion herum.",
		"/frame/max_amount":         "Von über null bis nicht weniger, um den Höchstwert der Aktion herum.",
		"/frame/per_customer":       "Von mindestens 1 bis nicht weniger, ganz.",
		"/frame/target/kinds":       "Ankreuzen, welche Arten eine Filiale wählen darf, oder den Teil festlegen.",
		"/frame/products":           "Ankreuzen, woraus Filialen wählen dürfen, oder den Teil festlegen.",
		"/frame/dates":              "Tage um die der Aktion herum: nicht nach ihrem ersten, nicht vor ihrem letzten.",
		"/frame/approval":           "Die Teile ankreuzen, die die Zentrale ansieht, oder immer wählen.",
		"/frame/compare":            "5 bis 50. 20 ist üblich.",
		"/frame/split":              "Ein Betrag für jede Filiale, die anpassen darf, zusammen höchstens das Budget.",
	}
}
