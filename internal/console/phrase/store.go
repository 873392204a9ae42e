package phrase

import "sartor/internal/promotion"

// StoreWords are the words of one store's page and of the list of stores.
type StoreWords struct {
	Answer, AnswerQuiet                                                                                                    string
	Risk, RiskNone                                                                                                         Plural
	TasteTitle, TasteLack, TastePlain, TasteSub, TasteNone, TasteHead, TasteNoneSay, ColGoods, ColIndex, IndexTitle        string
	IndexFigure, IndexBasis, HintsTitle, HintsSub, HintsNone, HintsNoneSay, HintWant, HintEnds, HintStarts, HintPrints     string
	WantsTitle                                                                                                             Plural
	WantsPlain, WantsSub, WantsNone, WantsCounting, WantsFoot, ColWanted, ColCustomers, WantFigure                         string
	PromotionsTitle, PromotionsLocal, PromotionsSub, PromotionsFirst, PromotionsNone, PromotionsNoneSay, ColCut, ColBudget string
	ColUntil, Central, Local, Tailor, Open, Changed, OwnGoods, BudgetUsed                                                  string
	Parts                                                                                                                  map[promotion.Part]string
	RiskTitle                                                                                                              Plural
	RiskPlain, RiskSub, RiskEmpty, RiskEmptySay                                                                            string
	Idle                                                                                                                   Plural
	ColIdle, ColWorth, ColSince, RiskMore, WorthTitle, StatesTitle, StatesSub                                              string
	Regulars                                                                                                               Plural
	GridTitle, GridSub, GridLow, GridHigh, TileTitle, TileQuiet, ColName, Print                                            string
}

func englishStore() StoreWords {
	return StoreWords{
		Answer: "{store} has sold {sales} today, {receipts}.", AnswerQuiet: "{store} has sold nothing yet today.",
		Risk: Plural{"{n} regular is at risk of not coming back.", "{n} regulars are at risk of not coming back."}, RiskNone: Plural{"No regular is at risk.", "None of {n} regulars is at risk."},
		TasteTitle: "Your customers buy {index} as much {goods} as the chain", TasteLack: "Your customers buy only {index} as much {goods} as the chain", TastePlain: "Your customers buy much as the chain does",
		TasteSub: "share of what is sold here against the chain's, 1 is alike", TasteHead: "What customers like here", TasteNone: "Nothing is known yet of what customers buy here",
		TasteNoneSay: "It takes a few weeks of receipts; each night counts anew.", ColGoods: "Goods", ColIndex: "Index", IndexTitle: "{goods}: {index}, range {range}",
		IndexFigure: "{x} ×", IndexBasis: "{n} sold",
		HintsTitle: "What to know today", HintsSub: "for everybody at the tills and on the floor", HintsNone: "Nothing special today", HintsNoneSay: "What regulars want and what begins or ends stands here.",
		HintWant: "{n} regulars are expected to want {product}", HintEnds: "{name} ends on {day}", HintStarts: "{name} begins on {day}", HintPrints: "Vouchers print: {offer}",
		WantsTitle: Plural{"{n} regular is expected to want {product} today", "{n} regulars are expected to want {product} today"}, WantsPlain: "What regulars are expected to want today",
		WantsSub: "by each one's own habits and rhythm", WantsNone: "Nothing was learned of these customers yet.", WantsCounting: "The regulars of each store are being counted; it takes a minute or two after a start.",
		WantsFoot: "From the habits of {asked} of {all} regulars, drawn evenly.",
		ColWanted: "Product", ColCustomers: "Customers", WantFigure: "{n} customers, range {range}",
		PromotionsTitle: "My promotions", PromotionsLocal: "My promotions, {n} in my own cut", PromotionsSub: "what prints here now, and what soon will", PromotionsFirst: "the first {n} of {all}; the file has all of them",
		PromotionsNone: "No promotion runs here", PromotionsNoneSay: "Head office sets them up; those with a frame can be tailored here.", ColCut: "Cut", ColBudget: "Budget used", ColUntil: "Until",
		Central: "as sent", Local: "tailored", Tailor: "Tailor", Open: "Open", Changed: "changed: {parts}", OwnGoods: "what each customer likes",
		BudgetUsed: "{share} of {cap}",
		Parts: map[promotion.Part]string{
			promotion.PartDiscount: "discount", promotion.PartMaxAmount: "most a voucher gives", promotion.PartTarget: "how goods are chosen", promotion.PartProducts: "goods",
			promotion.PartCustomers: "which customers", promotion.PartDates: "dates", promotion.PartPerCustomer: "limit a customer", promotion.PartTexts: "texts",
		},
		RiskTitle: Plural{"{n} of {all} regulars is slipping away", "{n} of {all} regulars are slipping away"}, RiskPlain: "Regulars at risk", RiskSub: "silent beyond their own rhythm, those of most expected margin first (discounted)",
		RiskEmpty: "No regular is at risk", RiskEmptySay: "Who stays away longer than their own rhythm allows stands here.",
		Idle: Plural{"{n} day silent", "{n} days silent"}, ColIdle: "Silent", ColWorth: "Expected margin a year", ColSince: "At risk since", RiskMore: "Shown: {n}, those of most expected margin.", WorthTitle: "{worth} of margin expected in a year, range {range}",
		StatesTitle: "Where regulars stand", StatesSub: "customers who have most of their receipts here",
		Regulars:  Plural{"one regular", "{n} regulars"},
		GridTitle: "Sales today by store", GridSub: "a square a store, darker sells more", GridLow: "less", GridHigh: "more", TileTitle: "{store}: {sales}, {receipts}", TileQuiet: "{store}: nothing yet today", ColName: "Name or number",
		Print: "Print the day's sheet",
	}
}

func germanStore() StoreWords {
	return StoreWords{
		Answer: "{store} hat heute {sales} verkauft, {receipts}.", AnswerQuiet: "{store} hat heute noch nichts verkauft.",
		Risk: Plural{"{n} Stammkunde droht wegzubleiben.", "{n} Stammkunden drohen wegzubleiben."}, RiskNone: Plural{"Kein Stammkunde droht wegzubleiben.", "Keiner von {n} Stammkunden droht wegzubleiben."},
		TasteTitle: "Ihre Kunden kaufen {index} so viel {goods} wie die Kette", TasteLack: "Ihre Kunden kaufen nur {index} so viel {goods} wie die Kette", TastePlain: "Ihre Kunden kaufen etwa wie die ganze Kette",
		TasteSub: "Anteil am Verkauf hier gegen den der Kette, 1 ist gleich", TasteHead: "Was Kunden hier mögen", TasteNone: "Noch ist nicht bekannt, was Kunden hier kaufen",
		TasteNoneSay: "Dafür braucht es einige Wochen Bons; jede Nacht wird neu gezählt.", ColGoods: "Ware", ColIndex: "Index", IndexTitle: "{goods}: {index}, Bereich {range}",
		IndexFigure: "{x} ×", IndexBasis: "{n} verkauft",
		HintsTitle: "Heute wissenswert", HintsSub: "für alle an den Kassen und in der Filiale", HintsNone: "Heute nichts Besonderes", HintsNoneSay: "Was Stammkunden wollen und was beginnt oder endet, steht hier.",
		HintWant: "{n} Stammkunden dürften {product} wollen", HintEnds: "{name} endet am {day}", HintStarts: "{name} beginnt am {day}", HintPrints: "Gutscheine werden gedruckt: {offer}",
		WantsTitle: Plural{"{n} Stammkunde dürfte heute {product} wollen", "{n} Stammkunden dürften heute {product} wollen"}, WantsPlain: "Was Stammkunden heute wollen dürften",
		WantsSub: "nach Gewohnheit und Rhythmus jedes Einzelnen", WantsNone: "Über diese Kunden ist noch nichts gelernt.", WantsCounting: "Die Stammkunden jeder Filiale werden gezählt; das dauert nach einem Start ein bis zwei Minuten.",
		WantsFoot: "Aus den Gewohnheiten von {asked} der {all} Stammkunden, gleichmäßig gezogen.",
		ColWanted: "Artikel", ColCustomers: "Kunden", WantFigure: "{n} Kunden, Bereich {range}",
		PromotionsTitle: "Meine Aktionen", PromotionsLocal: "Meine Aktionen, davon {n} selbst zugeschnitten", PromotionsSub: "was hier jetzt druckt und bald drucken wird", PromotionsFirst: "die ersten {n} von {all}; die Datei hat alle",
		PromotionsNone: "Hier läuft keine Aktion", PromotionsNoneSay: "Die Zentrale legt sie an; solche mit Rahmen lassen sich hier zuschneiden.", ColCut: "Schnitt", ColBudget: "Budget verbraucht", ColUntil: "Bis",
		Central: "wie gesandt", Local: "zugeschnitten", Tailor: "Zuschneiden", Open: "Öffnen", Changed: "geändert: {parts}", OwnGoods: "was jeder Kunde mag",
		BudgetUsed: "{share} von {cap}",
		Parts: map[promotion.Part]string{
			promotion.PartDiscount: "Rabatt", promotion.PartMaxAmount: "Höchstwert je Gutschein", promotion.PartTarget: "Auswahl der Ware", promotion.PartProducts: "Ware",
			promotion.PartCustomers: "welche Kunden", promotion.PartDates: "Zeitraum", promotion.PartPerCustomer: "Grenze je Kunde", promotion.PartTexts: "Texte",
		},
		RiskTitle: Plural{"{n} von {all} Stammkunden entgleitet", "{n} von {all} Stammkunden entgleiten"}, RiskPlain: "Stammkunden auf der Kippe", RiskSub: "still über den eigenen Rhythmus hinaus, die meiste erwartete Marge zuerst (abgezinst)",
		RiskEmpty: "Kein Stammkunde auf der Kippe", RiskEmptySay: "Wer länger wegbleibt, als der eigene Rhythmus erlaubt, steht hier.",
		Idle: Plural{"{n} Tag still", "{n} Tage still"}, ColIdle: "Still", ColWorth: "Erwartete Marge im Jahr", ColSince: "Auf der Kippe seit", RiskMore: "Gezeigt: {n}, die mit der meisten erwarteten Marge.", WorthTitle: "{worth} Marge im Jahr erwartet, Bereich {range}",
		StatesTitle: "Wo Stammkunden stehen", StatesSub: "Kunden mit den meisten Bons in dieser Filiale",
		Regulars:  Plural{"ein Stammkunde", "{n} Stammkunden"},
		GridTitle: "Umsatz heute je Filiale", GridSub: "ein Quadrat je Filiale, dunkler verkauft mehr", GridLow: "weniger", GridHigh: "mehr", TileTitle: "{store}: {sales}, {receipts}", TileQuiet: "{store}: heute noch nichts", ColName: "Name oder Nummer",
		Print: "Tagesblatt drucken",
	}
}
