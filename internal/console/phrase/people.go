package phrase

import (
	"sartor/internal/model/lifecycle"
	"sartor/internal/model/season"
)

// PeopleWords are those of what is expected of a customer.
type PeopleWords struct {
	Worth, WorthSub, NotYet, NotYetSay, NoSpend, NoSpendSay, ColValue, ColBuys                            string
	Buys, DayRule, Again, Visits, Basket, Alive, As, SpanTitle, StateTitle, StateSub, First, Moved, Since string
	FreshTitle, FreshSub, FreshEmpty, FreshWith, FreshLiked, FreshLikedAt                                 string
	SeasonTitle, SeasonNow, SeasonSub, SeasonNone, SeasonUnknown, SeasonEmpty                             string
	Now, Soon, Runs, Basis, BasisOnce, Whole, TypeOf                                                      string
	Years, Weeks                                                                                          Plural
	States                                                                                                map[lifecycle.State]string
	Bands                                                                                                 map[lifecycle.Band]string
	Silences                                                                                              map[season.Why]string
}

func englishPeople() PeopleWords {
	return PeopleWords{
		Worth: "About {value} of margin expected in the next {days}", WorthSub: "margin, discounted: what is expected to be spent, times the share of it that is left after cost", NotYet: "Nothing is learned of them yet",
		NotYetSay: "What a customer is worth and where they stand is computed each night, from the second purchase of somebody like them on.",
		NoSpend:   "Not enough is known of what is spent", NoSpendSay: "Too few customers bought more than once to say what their next purchases are worth.",
		ColValue: "Expected margin", ColBuys: "What it rests on", Again: "Buys again in the next {days}", Visits: "Purchase days expected", Basket: "Spent on each",
		Buys: "{chance} likely to buy in the next {days}", DayRule: "a day on which they bought counts once", Alive: "Still a customer", As: "as of {day}", SpanTitle: "{value}, 90 % range {range}",
		StateTitle: "{state} since {day}", StateSub: "by what the models expect, not by a number of days", First: "First placed: {state}", Moved: "{from} → {state}", Since: "Where they stand",
		FreshTitle: "New to them, and likely", FreshSub: "never bought; a voucher adds most here", FreshEmpty: "Nothing they never bought is likely enough to name.", FreshWith: "Goes with {product}, which they buy.", FreshLiked: "Liked in the chain, and new to them.", FreshLikedAt: "Liked at {store}, and new to them.",
		SeasonTitle: "Their season: {class}", SeasonNow: "In season for them: {class}", SeasonSub: "when customers who buy like this spend most", SeasonNone: "No season to speak of",
		SeasonUnknown: "Seasons are not known yet", SeasonEmpty: "They are looked for in whole years of receipts, and believed when they came again.",
		Now: "now", Soon: "soon", Runs: "from {begins}, most around {peak}, until {ends}", Basis: "{times} × the quietest time; {n} customers, {years}", BasisOnce: "seen in one year only: not used until it comes again",
		Whole: "whole baskets", TypeOf: "customers of {type}", Years: Plural{"{n} year", "{n} years"}, Weeks: Plural{"week", "{n} weeks"},
		States: map[lifecycle.State]string{
			lifecycle.New: "New", lifecycle.Growing: "Growing", lifecycle.Loyal: "Loyal", lifecycle.AtRisk: "At risk", lifecycle.Lapsed: "Lapsed", lifecycle.WonBack: "Won back",
		},
		Bands: map[lifecycle.Band]string{lifecycle.High: "of those worth most", lifecycle.Middle: "of middling worth", lifecycle.Low: "of those worth least"},
		Silences: map[season.Why]string{
			season.TooShort: "There is less than a whole year of receipts.", season.OneYear: "There is one whole year of receipts: what peaks in it may be chance until it comes again.",
			season.FewEvents: "Customers who buy like this made too few purchases.", season.FewCustomers: "Too few customers buy like this: a season of so few would speak of persons.",
			season.ExposureChanged: "The number of customers who buy like this changed too much within a year.", season.Promoted: "Too many of the purchases were on promotion.",
			season.NotClear: "What peaks could be chance.", season.Flat: "Their best month is hardly better than their worst.", season.NotAgain: "What one year showed did not come again.",
			season.Moved: "What peaks moved by more than a month from year to year.",
		},
	}
}

func germanPeople() PeopleWords {
	return PeopleWords{
		Worth: "Etwa {value} Marge in den nächsten {days} erwartet", WorthSub: "Marge, abgezinst: erwartete Ausgaben mal dem Anteil, der nach den Kosten bleibt", NotYet: "Noch ist nichts gelernt",
		NotYetSay: "Was ein Kunde wert ist und wo er steht, wird jede Nacht berechnet, ab dem zweiten Kauf von jemandem wie ihm.",
		NoSpend:   "Zu wenig ist bekannt über die Ausgaben", NoSpendSay: "Zu wenige Kunden kauften mehr als einmal, um zu sagen, was ihre nächsten Käufe wert sind.",
		ColValue: "Erwartete Marge", ColBuys: "Worauf das ruht", Again: "Kauft wieder in den nächsten {days}", Visits: "Erwartete Kauftage", Basket: "Ausgabe an jedem",
		Buys: "Kauft in den nächsten {days} mit {chance} Wahrscheinlichkeit", DayRule: "ein Tag mit Käufen zählt einmal", Alive: "Noch Kunde", As: "Stand {day}", SpanTitle: "{value}, 90-%-Bereich {range}",
		StateTitle: "{state} seit {day}", StateSub: "nach dem, was die Modelle erwarten, nicht nach einer Zahl von Tagen", First: "Zuerst eingeordnet: {state}", Moved: "{from} → {state}", Since: "Wo er steht",
		FreshTitle: "Neu für ihn, und wahrscheinlich", FreshSub: "nie gekauft; hier bringt ein Gutschein am meisten", FreshEmpty: "Nichts nie Gekauftes ist wahrscheinlich genug, um es zu nennen.", FreshWith: "Passt zu {product} aus den eigenen Einkäufen.", FreshLiked: "Beliebt in der Kette und neu.", FreshLikedAt: "Beliebt in {store} und neu.",
		SeasonTitle: "Seine Saison: {class}", SeasonNow: "Jetzt in der Saison für ihn: {class}", SeasonSub: "wann Kunden, die so kaufen, am meisten ausgeben", SeasonNone: "Keine nennenswerte Saison",
		SeasonUnknown: "Saisons sind noch nicht bekannt", SeasonEmpty: "Sie werden in ganzen Jahren von Bons gesucht und geglaubt, wenn sie wiederkamen.",
		Now: "jetzt", Soon: "bald", Runs: "von {begins}, am meisten um {peak}, bis {ends}", Basis: "{times} × die ruhigste Zeit; {n} Kunden, {years}", BasisOnce: "nur in einem Jahr gesehen: ungenutzt, bis es wiederkommt",
		Whole: "ganze Einkäufe", TypeOf: "Kunden von {type}", Years: Plural{"{n} Jahr", "{n} Jahre"}, Weeks: Plural{"7 Tagen", "{n} Wochen"},
		States: map[lifecycle.State]string{
			lifecycle.New: "Neu", lifecycle.Growing: "Wachsend", lifecycle.Loyal: "Treu", lifecycle.AtRisk: "Gefährdet", lifecycle.Lapsed: "Verloren", lifecycle.WonBack: "Zurückgewonnen",
		},
		Bands: map[lifecycle.Band]string{lifecycle.High: "unter den Wertvollsten", lifecycle.Middle: "von mittlerem Wert", lifecycle.Low: "von geringstem Wert"},
		Silences: map[season.Why]string{
			season.TooShort: "Es gibt weniger als ein ganzes Jahr von Bons.", season.OneYear: "Es gibt ein ganzes Jahr von Bons: Was darin hervorsticht, kann Zufall sein, bis es wiederkommt.",
			season.FewEvents: "Kunden, die so kaufen, kauften zu selten.", season.FewCustomers: "Zu wenige Kunden kaufen so: Eine Saison so weniger spräche von Personen.",
			season.ExposureChanged: "Die Zahl der Kunden, die so kaufen, änderte sich in einem Jahr zu stark.", season.Promoted: "Zu viele der Käufe waren in Aktion.",
			season.NotClear: "Was hervorsticht, kann Zufall sein.", season.Flat: "Der beste Monat ist kaum besser als der schlechteste.", season.NotAgain: "Was ein Jahr zeigte, kam nicht wieder.",
			season.Moved: "Die Spitze verschob sich von Jahr zu Jahr um mehr als einen Monat.",
		},
	}
}
