package phrase

import (
	"sartor/internal/console/phrase/called"
	"sartor/internal/model/lifecycle"
	"sartor/internal/promotion"
	"sartor/internal/voucher"
)

func germanCustomer() customerWords {
	return customerWords{
		Answer: "Kauft {product} in {k} von {n} Einkäufen.", AnswerDue: "{products} ist fällig.", AnswersDue: "{products} sind fällig.", AnswerTopDue: "Es ist wieder so weit.", AnswerTopAndDue: "Es ist wieder so weit, auch für {products}.",
		AnswerSilent: "Bisher {n}; {out} jetzt einlösbar.", AnswerUncounted: "Ohne Einwilligung werden Einkäufe nicht gezählt; {out} jetzt einlösbar.",
		SilentTitle: "Was dieser Kunde kauft, wird nicht gezeigt", SilentRole: "Die Servicetheke findet Bons, Gutscheine und Einwilligungen; Gewohnheiten sind für die, die Angebote machen.",
		SilentConsent: "Es gibt keine Einwilligung, die Einkäufe zu nutzen. Bons zählen nur für die Filiale.", SilentThin: "Bisher zu wenige Einkäufe: Gewohnheiten zeigen sich nach dem zweiten.",
		Holdout: "in der Kontrollgruppe: bekommt keine Angebote", HabitTitle: "Wahrscheinlich im nächsten Einkauf", HabitSub: "Chance, dass der Artikel dabei ist; ein Einkauf ist, was an einem Tag in einer Filiale gekauft wurde", Ended: "Die Bons der Kette enden am {day}: Von dort an zählen die Tage.", MeterTitle: "{product}: {p}",
		InBaskets: "in {k} von {n} Einkäufen", Every: Plural{"jeden Tag", "alle {n} Tage"}, Last: Plural{"zuletzt vor {n} Tag", "zuletzt vor {n} Tagen"},
		LastToday: "zuletzt heute", LastYesterday: "zuletzt gestern", DueTitle: Plural{"{n} Artikel ist fällig", "{n} Artikel sind fällig"},
		VisitsWeek: Plural{"{hour}: {n} Besuch, Montag bis Freitag", "{hour}: {n} Besuche, Montag bis Freitag"}, VisitsEnd: Plural{"{hour}: {n} Besuch, Wochenende", "{hour}: {n} Besuche, Wochenende"},
		DueSub: "nach dem üblichen Abstand zwischen Käufen", DueOn: "fällig {day}", DueSince: "seit {day}", DueNow: "fällig", DueSoon: "bald", Lapsed: "lange überfällig",
		NothingDue: "Nichts ist fällig", NothingDueSay: "Kein üblicher Abstand zwischen Käufen ist abgelaufen.", OutOfStock: "in {store} nicht im Regal",
		ClockTitle: "Besuche nach Tageszeit", ClockFinding: "Meist zwischen {from} und {to}", ClockSub: "Besuche je Stunde", Week: "Mo–Fr", Weekend: "Wochenende",
		VoucherTitle: "Gutscheine und warum", VoucherSub: "neueste zuerst, der Grund wie gedruckt", NoVouchers: "Ein Gutschein wird gedruckt, wenn ein Angebot passt und der Kunde es bekommen darf.",
		Facts: "In Zahlen", FactReceipts: "Bons", FactSpend: "Umsatz", FactFirst: "Zuerst da", FactLast: "Zuletzt da", FactMaybe: "Vielleicht dieselbe Person wie",
		ConsentTitle: "Was dieser Kunde erlaubt hat", ConsentSub: "bei jeder Nutzung geprüft", ColPurpose: "Zweck", ColAllowed: "Erlaubt", ColSince: "Seit", ColProof: "Nachweis", ColSet: "Ändern",
		Yes: "ja", No: "nein", Grant: "Erlauben", Withdraw: "Widerrufen", Declared: "Vorgabe der Kette", NeverAsked: "nie gefragt", ProofDesk: "persönlich gesagt, {role}", Dossier: "Alles Gespeicherte", Erase: "Vergessen", EraseAsked: "{name} hat darum gebeten", EraseYes: "Diesen Kunden vergessen", EraseAsk: "Karten, Gewohnheiten, Einwilligungen und Entscheidungen verschwinden sofort und für immer. Bons bleiben und gehören niemandem; gedruckte Gutscheine gelten weiter. Niemand kann das zurücknehmen.",
		Purposes: map[string]string{
			"profile": "Meine Einkäufe für die Auswahl von Angeboten nutzen", "offers": "Gutscheine auf dem Bon", "email": "Angebote per E-Mail", "analytics": "Meine Einkäufe in Auswertungen zählen",
		},
	}
}

func germanVoucher() voucherWords {
	return voucherWords{
		Title: "Gutschein {code}", AtTill: "Kasse {till}", ValidUntil: "gültig bis {day}", StripLabel: "Gutschein wie gedruckt in {store}",
		Answer: "{offer}, gewählt aus {n} Angeboten: „{why}“.", AnswerChosen: "{offer} wurde aus {n} Angeboten gewählt.", AnswerPlain: "{offer}, gedruckt in {store}.",
		AsOf: "Gedruckt {t}, entschieden mit Lernstand {snapshot}. Die Bereiche treffen in 90 % der Fälle zu.", AsOfPlain: "Gedruckt {t}.", NoSnapshot: "keinem",
		Facts: "Für die Prüfung", FactFor: "Für", FactPromotion: "Aktion", FactValid: "Gültig", FactUsed: "Eingelöst", FactVoided: "Ungültig gemacht", FactTook: "Entschieden in", FactReceipt: "Auf Bon",
		FactDecision: "Entscheidung", FactAlias: "Code in Ziffern", Quoted: "„{why}“", UsedAt: "{t} in {store}, Bon {receipt}, {cost} gewährt", VoidedAt: "{t}, {why}", Took: "{took} von {most} der Kasse",
		TraceTitle: "Wie entschieden wurde", NoTrace: "Keine Entscheidung aufbewahrt", NoTraceSay: "Entscheidungen werden 90 Tage aufbewahrt und gehen mit der Einwilligung, auf der sie ruhen.",
		FunnelSub: "jeder Schritt nennt, was er entfernt hat", ColLeft: "Übrig", ColStep: "Schritt", FunnelFirst: "Angebote, die in {store} laufen", FunnelLast: "Gedruckt",
		FunnelFinding: Plural{"{n} kamen in Frage, eines wurde gedruckt", "{n} kamen in Frage, {k} wurden gedruckt"}, BestOf: Plural{"das einzige, das blieb", "von {n}, die noch übrig waren"},
		RefusalOther: Plural{"{n} abgelehnt", "{n} abgelehnt"},
		RankTitle:    "Geordnet nach der Marge, die jedes brächte", RankSub: "nicht nach der Chance der Einlösung; wie Menschen reagieren, ist angenommen, bis Ergebnisse es lehren", NoRank: "Die Werte dieser Entscheidung werden nicht mehr aufbewahrt.", NoRanges: "Dieser Lernstand gibt keine Bereiche; die Zahl ist nur die erwartete Marge.",
		PartLift: "damit gekauft {lifted}, ohne {chance}", PartVisit: "{amount} für die Besuche, die es bringt", PartCost: "{amount} für das, was es voraussichtlich kostet",
		Chosen: "gewählt", Lower: "geringer", ColOffer: "Angebot", ColMargin: "Zusätzliche Marge", ColChance: "Kauft", ColRank: "Rang",
		ColWhen: "Wann", ColWhy: "Was", ColFrom: "Von", ColTo: "An", ColAmount: "Betrag", LedgerTitle: "Sein Geld", LedgerSub: "was ein Konto verlässt, kommt auf einem anderen an", NoLedger: "Dafür wurde kein Geld zurückgelegt.",
		Reprint: "Neu drucken", Void: "Ungültig machen", VoidAsk: "Ein ungültiger Gutschein ist nie mehr einlösbar, und niemand kann das zurücknehmen.", VoidReason: "Warum", VoidYes: "Diesen Gutschein ungültig machen",
		Accounts: map[voucher.Account]string{
			voucher.Funding: "die Kette", voucher.Budget: "Budget", voucher.Reserved: "vorgemerkt", voucher.Spent: "ausgegeben", voucher.Contingency: "Reserve", voucher.Overspent: "darüber hinaus ausgegeben",
		},
		Moves: map[voucher.Event]string{
			voucher.Issue: "gedruckt", voucher.Redeem: "eingelöst", voucher.RedeemAgain: "noch einmal eingelöst", voucher.Expire: "abgelaufen", voucher.Void: "ungültig gemacht",
			voucher.Return: "Einlösung zurückgenommen", voucher.ReturnAgain: "zweite Einlösung zurückgenommen", voucher.GoLive: "Aktion gestartet", voucher.Raise: "Budget erhöht",
		},
		Refusals: germanRefusals(),
		Losses:   map[string]string{"diversity": "zu ähnlich", "outranked": "weniger wert", "held_out": "durch Los in der Kontrollgruppe"},
	}
}

func germanRefusals() map[string]RefusalWords {
	return map[string]RefusalWords{
		"not_here": {"Laufen in dieser Filiale", Plural{"{n} läuft anderswo", "{n} laufen anderswo"}}, "not_now": {"Laufen heute", Plural{"{n} läuft heute nicht", "{n} laufen heute nicht"}},
		"limit_reached":           {"Innerhalb der Grenze des Kunden", Plural{"{n} gab es schon oft genug", "{n} gab es schon oft genug"}},
		"budget_or_limit_used_up": {"Mit Geld für Zusagen", Plural{"{n} hat nichts mehr zuzusagen", "{n} haben nichts mehr zuzusagen"}},
		"not_reached":             {"Angesehen", Plural{"{n} Liste blieb ungelesen: genug war angesehen", "{n} Listen blieben ungelesen: genug war angesehen"}},
		"in_basket":               {"Nicht gerade gekauft", Plural{"{n} gilt für etwas im Einkauf", "{n} gelten für etwas im Einkauf"}},
		"unlisted":                {"Für gelistete Ware", Plural{"{n} gilt für Ware, die nicht mehr gelistet ist", "{n} gelten für Ware, die nicht mehr gelistet ist"}},
		"restricted":              {"Für Ware, auf die es Gutscheine geben darf", Plural{"{n} gilt für ausgenommene Ware", "{n} gelten für ausgenommene Ware"}},
		"out_of_stock":            {"Im Regal", Plural{"{n} ist wohl nicht vorrätig", "{n} sind wohl nicht vorrätig"}},
		"already_holds":           {"Noch nicht beim Kunden", Plural{"{n} liegt schon unbenutzt beim Kunden", "{n} liegen schon unbenutzt beim Kunden"}},
		"no_margin":               {"Bringen wohl Marge", Plural{"{n} würde mehr kosten als bringen", "{n} würden mehr kosten als bringen"}},
		"no_outlook":              {"Bekannt, wo sie stehen", Plural{"{n} fragt, wo der Kunde steht, und davon ist noch nichts gelernt", "{n} fragen, wo der Kunde steht, und davon ist noch nichts gelernt"}},
		"not_in_segment":          {"Für Kunden wie diesen", Plural{"{n} ist für Kunden, die anderswo stehen", "{n} sind für Kunden, die anderswo stehen"}},
		"no_season":               {"In der Saison", Plural{"für diesen Kunden ist nichts in der Saison", "für diesen Kunden ist nichts in der Saison"}},
		"store_version":           {"Die Fassung dieser Filiale", Plural{"{n} hat hier eine Fassung der Filiale, die stattdessen gilt", "{n} haben hier eine Fassung der Filiale, die stattdessen gilt"}},
		"spoils_first":            {"Endet, bevor sein Gutschein beginnt", Plural{"{n} Produkt endet, bevor ein Gutschein dafür begönne", "{n} Produkte enden, bevor ein Gutschein dafür begönne"}},
		"centre_version":          {"Die Fassung der Zentrale, zum Vergleich", Plural{"{n} Fassung der Filiale gilt für diesen Kunden nicht: er behält zum Vergleich die der Zentrale", "{n} Fassungen der Filiale gelten für diesen Kunden nicht: er behält zum Vergleich die der Zentrale"}},
		"outranked":               {"Das Papier wert", Plural{"{n} ist weniger wert als das Gedruckte", "{n} sind weniger wert als das Gedruckte"}},
		"diversity":               {"Voneinander verschieden", Plural{"{n} ist einem besseren zu ähnlich", "{n} sind einem besseren zu ähnlich"}},
	}
}

func germanPromotions() promotionsWords {
	return promotionsWords{
		List: "Aktionen", ListSub: "laufende zuerst", Empty: "Noch keine Aktionen", EmptySay: "sartor promotion apply DATEI bringt die erste herein.",
		Answer:  "{live}: {issued} gedruckt, {share} kamen zurück.",
		ColName: "Aktion", ColState: "Stand", ColIssued: "Gedruckt", ColRedeemed: "Eingelöst", ColBudget: "Budget", ColEffect: "Zusätzliche Marge je Kunde",
		OfCap: "{spent} von {cap}", Overdrawn: "Reserve um {amount} überzogen", NotEnough: "Noch zu wenig Daten", NeedShort: "{n} von {need} Kunden", NotRead: "noch nicht gelesen",
		Live:       Plural{"{n} Aktion läuft", "{n} Aktionen laufen"},
		AnswerNone: Plural{"{live}; noch ist nichts gedruckt.", "{live}; noch ist nichts gedruckt."},
		States:     map[promotion.State]string{promotion.Draft: "Entwurf", promotion.Live: "läuft", promotion.Paused: "angehalten", promotion.Ended: "beendet"},
		Targets: map[promotion.TargetKind]string{
			promotion.TargetProduct: "ausgewählte Artikel", promotion.TargetBrand: "eine Marke", promotion.TargetCategory: "eine Warengruppe", promotion.TargetFavourite: "was jeder am liebsten kauft",
			promotion.TargetLapsed: "was jeder nicht mehr kauft", promotion.TargetDue: "was fällig ist", promotion.TargetNext: "etwas Neues, das passt", promotion.TargetAnyone: "den ganzen Einkauf",
			promotion.TargetSeason:   "wofür bei jedem Saison ist",
			promotion.TargetExpiring: "was sonst weggeworfen würde",
		},
	}
}

func germanPromotion() promotionWords {
	return promotionWords{
		AnswerNone: "Sie hat noch nichts gedruckt.", AnswerThin: "{redeemed} von {issued} kamen zurück ({share}). Zu früh, um zu sagen, was sie bringt.",
		AnswerGains: "Sie bringt {effect} Marge je Kunde; {redeemed} von {issued} Gutscheinen kamen zurück.",
		AnswerLoses: "Sie verliert: {effect} Marge je Kunde; {redeemed} von {issued} Gutscheinen kamen zurück.", AnswerUnproven: "Nicht belegt: {effect} Marge je Kunde; {redeemed} von {issued} Gutscheinen kamen zurück.",
		EffectThin: "Was sie bringt, ist noch nicht bekannt", EffectNeed: "{n} von {need} Kunden sind in der kleineren Gruppe. Bis dahin ist Schweigen die ehrliche Antwort.",
		EffectUnproven: "Der Bereich enthält null: nicht belegt", EffectGains: "Sie schlägt ihre Kontrollgruppe", EffectLoses: "Sie ist schlechter als ihre Kontrollgruppe", EffectSub: "Marge je Kunde, mit Aktion minus Kontrollgruppe, Gutscheine bezahlt",
		NotProven: "nicht belegt", Proven: "belegt", Loses: "verliert", ArmTreated: "Kunden mit Aktion", ArmHeld: "Kunden der Kontrollgruppe", ColMargin: "Zusätzliche Marge",
		BudgetLeft: "Noch {left} für Zusagen", BudgetOver: "Um {amount} überzogen: druckt nichts mehr", BudgetSub: "ausgegeben und vorgemerkt vom Rahmen", KeySpent: "ausgegeben", KeyReserved: "gedruckt, vorgemerkt", KeyFree: "frei",
		MoneyCap: "Rahmen", MoneySpent: "Ausgegeben", MoneyBeyond: "Aus der Reserve", MoneyReserved: "Vorgemerkt", MoneyContingency: "Reserve übrig",
		TileIssued: "Gedruckt", TileRedeemed: "Eingelöst", TileShare: "{share} der gedruckten", TileSpent: "Gewährt", TileOf: "von {cap}", TileHeld: "Kontrollgruppe", TileHeldNote: "hätten einen bekommen",
		DaysTitle: "Tag für Tag", DaysSub: "Gutscheine nach dem Geschäftstag, an dem sie gedruckt wurden", NoDays: "Sie hat noch nicht begonnen.", BarsIssued: "Gedruckt", BarsRedeemed: "Eingelöst", ColDay: "Tag",
		ChainThin: "In der ganzen Kette kamen {redeemed} von {issued} zurück ({share}), zu früh für ein Urteil.", ChainGains: "In der ganzen Kette bringt sie {effect} Rohertrag je Kunde; {redeemed} von {issued} Gutscheinen kamen zurück.",
		ChainLoses: "In der ganzen Kette verliert sie: {effect} Rohertrag je Kunde; {redeemed} von {issued} Gutscheinen kamen zurück.", ChainUnproven: "In der ganzen Kette sind {effect} Rohertrag je Kunde nicht nachgewiesen; {redeemed} von {issued} Gutscheinen kamen zurück.",
		OfChain: "{what}, ganze Kette", OwnStores: Plural{"Die eigene Filiale", "Die eigenen Filialen"}, OwnDays: Plural{"Gutscheine der eigenen Filiale nach dem Geschäftstag des Drucks", "Gutscheine der eigenen Filialen nach dem Geschäftstag des Drucks"},
		OwnBack: "{stores}: {redeemed} von {issued} kamen zurück ({share}).", OwnNone: "{stores}: noch nichts gedruckt.",
		StoresTitle: "Filiale für Filiale", ColShare: "Kamen zurück", ColGiven: "Gewährt", Pause: "Anhalten", Resume: "Fortsetzen",
		Terms: "Ihre Bedingungen", TermReward: "Gewährt", TermRuns: "Druckt", TermWhere: "Wo", Everywhere: "alle Filialen", TermValid: "Gutscheine gelten", TermHoldout: "Kontrollgruppe durch Los", TermStacking: "Mit anderen",
		TermMinSpend: "Ab einem Einkauf von", TermPerCustomer: "Je Kunde", TermPerDay: "Je Tag", TermTotal: "Insgesamt",
		TermWho: "Für Kunden, die so stehen", Worth: "Wert: {bands}",
		States: map[lifecycle.State]string{
			lifecycle.New: "neu", lifecycle.Growing: "wachsend", lifecycle.Loyal: "treu", lifecycle.AtRisk: "gefährdet", lifecycle.Lapsed: "verloren", lifecycle.WonBack: "zurückgewonnen",
		},
		Bands:     map[lifecycle.Band]string{lifecycle.High: "am meisten", lifecycle.Middle: "mittel", lifecycle.Low: "am wenigsten"},
		Stackings: map[promotion.Stacking]string{promotion.StackNone: "der einzige auf einem Bon", promotion.StackOther: "einer je Aktion", promotion.StackAll: "beliebig viele"},
	}
}

func germanLearn() learnWords {
	return learnWords{
		Answer: "Zehn Vorhersagen je Kunde nennen {score} dessen, was als Nächstes gekauft wird; nur die Lieblinge der Filiale nennten {rule}.", AnswerAlone: "Zehn Vorhersagen je Kunde nennen {score} dessen, was als Nächstes gekauft wird.",
		AnswerNone:   "Noch ist nichts gelernt: {new} von {need} sind da. Bis dahin drucken die Kassen die Lieblinge der Filiale.",
		ScoreFinding: "{k} von {n} Methoden schlagen die einfache Regel", ScoreAll: Plural{"Die Methode schlägt die einfache Regel", "Alle {n} Methoden schlagen die einfache Regel"}, ScoreNone: "Keine Methode schlägt die einfache Regel sicher", ScoreSub: "Anteil des nächsten Einkaufs unter zehn Vorhersagen, an zurückgehaltenen Einkäufen",
		ScoreFoot: "Ein neuer Lernstand gilt nur, wenn er nicht um mehr als seinen Bereich schlechter ist als der vorige.", Empty: "Noch keine Werte", EmptySay: "sartor learn macht den ersten Lernstand.",
		ColModel: "Methode", ColScore: "Gefunden", ColBaskets: "Kunden", ColState: "Stand", Chosen: map[string]string{"scores": "im Einsatz an der Kasse", "habit": "im Einsatz für die Listen der Nacht", "lifetime": "im Einsatz für Käufe und Wert", "demand": "im Einsatz für Prognosen"}, Baseline: "die einfache Regel", Rival: "nicht im Einsatz",
		RunTitle: "Der letzte Lauf brauchte {took} für {n} Bons", RunningTitle: "Ein Lauf ist unterwegs", NoRun: "Noch kein Lauf", StepLearn: "Lernen begann", Running: "Lernt", Next: "Nächster Lauf", NextNote: "{n} von {need} neuen Bons, oder um 02:00",
		CountsTitle: "Gelernt aus", CountReceipts: "Bons", CountAnonymous: "davon anonym", CountLines: "Zeilen", CountCustomers: "Kunden", CountProducts: "Artikel", CountStores: "Filialen", CountDays: "Tage",
		RunsTitle: "Alle Läufe", RunsSub: "neueste zuerst, abgelehnte bleiben stehen", NoRuns: "Noch kein Lauf.", ColSnapshot: "Lernstand", ColStarted: "Begonnen", ColTook: "Dauer", ColStood: "Galt damals",
		WhyFirst: "Der erste gilt sofort.", WhyBetter: "{score} gegen {rival} des damals geltenden, an denselben zurückgehaltenen Einkäufen.", WhyRefused: "{score} liegt um mehr als seinen Bereich unter {rival} des geltenden.",
		Stand: "Diesen wieder nutzen", ColStand: "Zurück",
		PartsTitle: "Woraus der Lernstand besteht", DriftTitle: "Die neuesten Wochen", DriftQuiet: "Kunden kaufen wie erwartet", DriftAlarm: "Die neueste Woche ist anders als die Wochen davor",
		DriftSub: "wie wahrscheinlich die Käufe jeder der letzten neun Wochen waren, wie vorhergesagt; höher ist besser", Best: "am besten",
		NoContest:    "Noch kein Vergleich: sartor backtest habit, sartor backtest lifetime, sartor backtest demand.",
		ContestTitle: map[string]string{"habit": "Sagt am meisten vom nächsten Einkauf voraus: {best}", "lifetime": "Sagt Käufe am besten voraus: {best}", "demand": "Sagt am besten voraus, was Filialen verkaufen: {best}"},
		ContestSub: map[string]string{
			"habit":    "Anteil des nächsten Einkaufs unter zehn Vorhersagen, über {n} Einkäufe aus der Geschichte der Kette, {when}; mehr ist besser",
			"lifetime": "Rangwahrscheinlichkeits-Wert über {n} Vorhersagen aus der Geschichte der Kette, {when}; weniger ist besser", "demand": "Fehler gegen den des Vortageswerts, {n} Vorhersagen für Artikel in Filialen, die häufigste Art von Nachfrage, {when}; weniger ist besser",
		},
		ContestFoot: map[string]string{
			"habit":    "Im Einsatz ist, wonach Kassen bewerten; eine reichere Methode ersetzt sie, wenn sie beim nächsten Lauf gewinnt.",
			"lifetime": "BG-Modelle werden verglichen und nie genutzt: Sie erkennen nicht, ob jemand, der einmal kaufte, noch Kunde ist.", "demand": "Die Bereiche sind die des Unterschieds zum üblichen Verfahren an denselben Artikeln; ein anderes wird nur genutzt, wo es sicher besser ist.",
		},
		PartNames: map[string]string{"habit": "Gewohnheiten", "lifetime": "Käufe und Wert", "season": "Saison", "wants": "Was als Nächstes kommt"},
		Notes: map[string]string{
			"lifetime.nobody": "Niemand, der einem Profil zugestimmt hat, hat etwas gekauft.", "lifetime.few": "Zu wenige Daten: {a} Kunden; Kaufmodelle brauchen {b}, davon {c} mit Käufen an zwei Tagen oder mehr.",
			"lifetime.best": "Die kleinste Rangwahrscheinlichkeitsabweichung (RPS) über {a} Stichtage unter {b} Kandidaten, oder dicht daran mit der höheren Likelihood.", "lifetime.only": "Zu wenig Geschichte oder nur ein Kandidat, um nach Zurückgehaltenem zu wählen.",
			"lifetime.worse": "RPS {a} über {b} Kunden; bisher {c}, höchstens erlaubt {d}.", "drift.few": "{a} von {b} Wochen zum Vergleich.",
			"drift.weeks": "Die Käufe der neuesten Woche haben eine Log-Likelihood von {a} je Kunde; die Wochen davor {b}, gerade noch üblich {c}.",
			"season.came": "Saisons, die im Jahr darauf wiederkamen: {a}.", "season.first": "Zum ersten Mal gesehen: {a}. Eine Saison gilt erst, wenn sie wiederkommt.", "season.none": "Keine Saison hebt sich vom Zufall ab.",
			"season.few": "Zu wenige Daten: Saisons brauchen ein ganzes Jahr an Bons und ein zweites, bevor sie gelten.", "wants.few": "Zu wenige Daten: zu wenige Kunden mit Einkäufen, an denen sich etwas messen ließe.",
			"wants.new": "Findet {a} der nächsten Einkäufe von {b} Kunden mit zehn Vorschlägen, eigene Gewohnheiten und Beliebtes {c}; Unterschied {d} bis {e}.",
		},
		ChanceTitle: "Die Wahrscheinlichkeit eines Kaufs in den nächsten {days} liegt im Mittel um {error} Punkte daneben", ChanceSub: "{n} Wahrscheinlichkeiten für {customers} aus den letzten Wochen der Kette, daneben, wer kam; vollkommene lägen um {luck} daneben", ChanceShort: "Noch zu wenige Bons, um Käufe in den nächsten {days} zu prüfen",
		ChanceBy:   map[string]string{"learned": "Aus früheren Wochen gelernt: An neueren war es besser als das Kaufmodell.", "not_better": "Das Kaufmodell sagt es: Was aus früheren Wochen gelernt wurde, war an neueren nicht besser.", "short": "Das Kaufmodell sagt es: Um es zu lernen, ist die Geschichte zu kurz."},
		AliveHolds: "„Noch Kunde“ wird gezeigt: Die Bons bisher belegen es.", AliveNot: "„Noch Kunde“ wird nicht gezeigt: Die Bons bisher belegen es nicht.", ColTold: "Genannt", ColBought: "Kauften", ColMean: "Im Mittel", ColTimes: "Mal",
		PartStates: map[string]string{"new": "neu", "kept": "von vorher behalten", "none": "kann noch nichts sagen"},
		Models:     called.German(),
		Metrics:    map[string]string{"recall_10": "unter zehn Vorhersagen", "recall_20": "unter zwanzig Vorhersagen", "ndcg_10": "nach Rang, zehn Vorhersagen", "phr_10": "mindestens ein Treffer unter zehn"},
		States:     map[string]string{"standing": "im Einsatz", "published": "behalten", "refused": "abgelehnt", "failed": "gescheitert", "running": "läuft"},
		Ends:       map[string]string{"standing": "Veröffentlicht und im Einsatz", "published": "Veröffentlicht, inzwischen gilt ein anderer", "refused": "Abgelehnt, der alte bleibt", "failed": "Gescheitert, der alte bleibt", "running": "Läuft noch"},
	}
}
