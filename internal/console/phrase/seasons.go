package phrase

// SeasonsWords are those of the learned seasons on the Learn page.
type SeasonsWords struct {
	None, Once, Say                                               string
	Believed, SilentOf                                            Plural
	All, Whole, Loose, Buyers, Runs, Times, Rests, Again, Sighted string
	Years                                                         Plural
	ColWho, ColWhat, ColWhen, ColPeak, ColTimes, ColRests         string
	ColState, Silent, ColPurchases, ColYears                      string
	Silences                                                      map[string]string
}

func englishSeasons() SeasonsWords {
	return SeasonsWords{
		None: "No season is believed yet", Once: "Seasons sighted once; none is believed before it comes again",
		Say:      "A season is believed when it came again in the year after it was found. Until then, and where it could be chance, nothing is said and nothing is done.",
		Believed: Plural{"One season came again in the year after it was found", "{n} seasons came again in the year after they were found"},
		All:      "all customers", Whole: "whole baskets of high value", Loose: "goods without a category", Buyers: "buyers of {classes}", Runs: "{begins} to {ends}", Times: "×{n}",
		Rests: "{purchases} purchases, {customers} customers, {years}", Again: "came again", Sighted: "first sighting", Years: Plural{"one year", "{n} years"},
		ColWho: "Who", ColWhat: "What", ColWhen: "Above the year’s mean", ColPeak: "Peak (90 %)", ColTimes: "Best against worst", ColRests: "Rests on", ColState: "State", ColPurchases: "Purchases", ColYears: "Years", Silent: "Looked at and not said", SilentOf: Plural{"One pair of customers and goods: {why}.", "{n} pairs of customers and goods: {why}."},
		Silences: map[string]string{
			"too_short": "less than a whole year of receipts", "one_year": "one whole year only: it may be chance until it comes again", "few_events": "fewer than 40 purchases of high value", "few_customers": "fewer than 25 customers: it would speak of persons",
			"exposure_changed": "the customers grew or shrank by more than half within a year", "promoted": "promotions explain more than 30 % of the purchases", "not_clear": "could be chance", "flat": "the best month is less than 1.5 × the worst",
			"not_again": "the year after does not show it", "moved": "the year after peaks more than 30 days away",
		},
	}
}

func germanSeasons() SeasonsWords {
	return SeasonsWords{
		None: "Noch wird keine Saison geglaubt", Once: "Einmal gesehene Saisons; keine wird geglaubt, bevor sie wiederkommt",
		Say:      "Eine Saison wird geglaubt, wenn sie im Jahr nach ihrem Fund wiederkam. Bis dahin, und wo es Zufall sein könnte, wird nichts gesagt und nichts getan.",
		Believed: Plural{"Eine Saison kam im Jahr nach ihrem Fund wieder", "{n} Saisons kamen im Jahr nach ihrem Fund wieder"},
		All:      "alle Kunden", Whole: "ganze Einkäufe von hohem Wert", Loose: "Artikel ohne Kategorie", Buyers: "Käufer von {classes}", Runs: "{begins} bis {ends}", Times: "×{n}",
		Rests: "{purchases} Käufe, {customers} Kunden, {years}", Again: "kam wieder", Sighted: "zum ersten Mal gesehen", Years: Plural{"ein Jahr", "{n} Jahre"},
		ColWho: "Wer", ColWhat: "Was", ColWhen: "Über dem Jahresmittel", ColPeak: "Spitze (90 %)", ColTimes: "Bestes gegen Schlechtestes", ColRests: "Ruht auf", ColState: "Stand", ColPurchases: "Käufe", ColYears: "Jahre", Silent: "Angesehen und nicht gesagt", SilentOf: Plural{"Ein Paar aus Kunden und Ware: {why}.", "{n} Paare aus Kunden und Ware: {why}."},
		Silences: map[string]string{
			"too_short": "weniger als ein ganzes Jahr von Bons", "one_year": "nur ein ganzes Jahr: kann Zufall sein, bis es wiederkommt", "few_events": "weniger als 40 Käufe von hohem Wert", "few_customers": "weniger als 25 Kunden: spräche von Personen",
			"exposure_changed": "die Kundschaft wuchs oder schrumpfte in einem Jahr um mehr als die Hälfte", "promoted": "Aktionen erklären mehr als 30 % der Käufe", "not_clear": "kann Zufall sein", "flat": "der beste Monat ist weniger als 1,5 × der schlechteste",
			"not_again": "das Jahr danach zeigt es nicht", "moved": "das Jahr danach hat die Spitze mehr als 30 Tage entfernt",
		},
	}
}
