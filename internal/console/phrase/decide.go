package phrase

// DecideWords are the words of what waits for a decision.
type DecideWords struct {
	Sub, ColCost, ColBy, CostTitle, Overdue, Unknown, AnswerCost, ByIn, ByDay, Since, Skip, SkipKey, Skipped, SkipNote string
	Approval, ApprovalNote, ApprovalBadge, ApprovalAct, Flop, FlopAnswer, FlopNote, FlopSwap, FlopBadge, FlopAct       string
	Spent, SpentNote, SpentBadge, SpentAct                                                                             string
	Late                                                                                                               Plural
	LateNote, LateBadge, LateAct                                                                                       string
	Risk                                                                                                               Plural
	RiskNote, RiskBadge, RiskAct, Print, Apart, ApartDone, NoOther                                                     string
	Orders                                                                                                             Plural
	OrdersNote, OrdersLate, OrdersBadge, OrdersAct, RolloutNote, RolloutNext, RolloutAct, First, Leads                 string
	Rollouts                                                                                                           map[string]string // by what the gates say
	GroupBy                                                                                                            map[string]string // how a group is called, {group}
}

func englishDecide() DecideWords {
	return DecideWords{
		Sub: "what waiting costs most first, then what is due first", ColCost: "Margin lost an hour", ColBy: "Decide by", CostTitle: "{cost} an hour, range {range}", Overdue: "overdue", Unknown: "no cost known",
		AnswerCost: "Until they are decided, about {cost} of margin is lost each hour.", ByIn: "in {t}", ByDay: "{t}", Since: "since {t}",
		Skip: "Skip", SkipKey: "skip", Skipped: "Set aside until tomorrow", SkipNote: "Set aside in this browser for a day; it comes back.",
		Approval: "{store} asks to tailor {name}", ApprovalNote: "Asked {age}. {note}", ApprovalBadge: "to approve", ApprovalAct: "Look and decide",
		Flop: "{name} does not work in {group}", FlopAnswer: "{here} more of its goods sold; {than}: {there}.", FlopNote: "Its customers answer little.", FlopSwap: " They buy more {swap}.", FlopBadge: "flops", FlopAct: "See why",
		Spent: "{name} runs out of money", SpentNote: "{share} of the budget is promised or spent; at this pace it ends before the promotion does.", SpentBadge: "{left} left", SpentAct: "Raise or let end",
		Late: Plural{"{store} has sent no receipt since {t}", "{n} stores have sent no receipt, {store} since {t}"}, LateNote: "These are hours in which they usually sell. Vouchers neither print nor count there.", LateBadge: "late", LateAct: "Open stores",
		Risk: Plural{"{n} customer is slipping away", "{n} customers are slipping away"}, RiskNote: "Silent beyond their own rhythm; {worth} of margin is expected of them in a year, discounted.", RiskBadge: "at risk", RiskAct: "See who",
		Orders: Plural{"{lines} of tonight’s plan waits", "{lines} of tonight’s plan wait"}, OrdersNote: "Goes out at {time}; worth {worth} of margin. What is left goes a night later.", OrdersLate: "The cut-off at {time} is over: what is accepted now comes a day later. Worth {worth} of margin.", OrdersBadge: "proposed", OrdersAct: "Decide",
		Rollouts:    map[string]string{"go": "{name} may take its next step", "hold": "{name} holds: a gate is shut", "stop": "{name} should leave its stores"},
		RolloutNote: "What its gates say: {why}.", RolloutNext: "Next come {stores}, worth {worth} a year.", RolloutAct: "Decide",
		First: "First of all: {what}.", Leads: "{name} prints most of the live promotions: {vouchers} so far.",
		Print: "Print the brief", Apart: "Two people", ApartDone: "Kept as two people; nobody is asked again", NoOther: "Name the other customer.",
		GroupBy: map[string]string{
			"kind": "{group} stores", "region": "the region {group}", "store": "{group}", "state": "customers who are {group}", "value": "customers of {group}",
		},
	}
}

func germanDecide() DecideWords {
	return DecideWords{
		Sub: "was im Warten am meisten kostet zuerst, dann nach Frist", ColCost: "Entgangene Marge je Stunde", ColBy: "Entscheiden bis", CostTitle: "{cost} je Stunde, Bereich {range}", Overdue: "überfällig", Unknown: "Kosten unbekannt",
		AnswerCost: "Bis zur Entscheidung entgeht je Stunde etwa {cost} Marge.", ByIn: "in {t}", ByDay: "{t}", Since: "seit {t}",
		Skip: "Später", SkipKey: "später", Skipped: "Bis morgen zurückgelegt", SkipNote: "In diesem Browser für einen Tag zurückgelegt; es kommt wieder.",
		Approval: "{store} möchte {name} zuschneiden", ApprovalNote: "Gefragt {age}. {note}", ApprovalBadge: "freizugeben", ApprovalAct: "Ansehen und entscheiden",
		Flop: "{name} wirkt nicht: {group}", FlopAnswer: "{here} mehr von der Ware verkauft, {than}: {there}.", FlopNote: "Die Kunden dort antworten kaum.", FlopSwap: " Sie kaufen mehr {swap}.", FlopBadge: "wirkt nicht", FlopAct: "Warum",
		Spent: "{name} geht das Geld aus", SpentNote: "{share} des Budgets sind zugesagt oder ausgegeben; in diesem Tempo endet es vor der Aktion.", SpentBadge: "noch {left}", SpentAct: "Erhöhen oder enden lassen",
		Late: Plural{"{store} schickt seit {t} keinen Bon", "{n} Filialen schicken keinen Bon, {store} seit {t}"}, LateNote: "In diesen Stunden verkaufen sie sonst. Gutscheine werden dort weder gedruckt noch gezählt.", LateBadge: "in Verzug", LateAct: "Filialen öffnen",
		Risk: Plural{"{n} Kunde entgleitet", "{n} Kunden entgleiten"}, RiskNote: "Still über den eigenen Rhythmus hinaus; im Jahr werden von ihnen {worth} Marge erwartet, abgezinst.", RiskBadge: "auf der Kippe", RiskAct: "Ansehen",
		Orders: Plural{"{lines} des Plans für heute Abend wartet", "{lines} des Plans für heute Abend warten"}, OrdersNote: "Geht um {time} hinaus und ist {worth} Marge wert. Was liegen bleibt, kommt eine Nacht später.", OrdersLate: "Die Annahme um {time} ist vorbei: was jetzt angenommen wird, kommt einen Tag später. Es ist {worth} Marge wert.", OrdersBadge: "vorgeschlagen", OrdersAct: "Entscheiden",
		Rollouts:    map[string]string{"go": "{name} darf den nächsten Schritt tun", "hold": "{name} hält an: ein Tor ist zu", "stop": "{name} sollte aus den Filialen"},
		RolloutNote: "Was die Tore sagen: {why}.", RolloutNext: "Als Nächstes in {stores}, im Jahr {worth} wert.", RolloutAct: "Entscheiden",
		First: "Zuerst: {what}.", Leads: "{name} druckt von den laufenden Aktionen am meisten: bisher {vouchers}.",
		Print: "Übersicht drucken", Apart: "Zwei Personen", ApartDone: "Als zwei Personen behalten; es wird nicht wieder gefragt", NoOther: "Der andere Kunde fehlt.",
		GroupBy: map[string]string{
			"kind": "Filialen der Art {group}", "region": "Region {group}", "store": "{group}", "state": "Kunden im Stand {group}", "value": "Kunden: {group}",
		},
	}
}
