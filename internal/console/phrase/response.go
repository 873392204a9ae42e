package phrase

// ResponseWords are those of where and why a promotion works.
type ResponseWords struct {
	Title, TitleFlops, TitleAlike, TitleFew, TitleThin, TitleNever, Sub, NeverSay, Flops, Fewer, Buy, Also, SwapTo, AlikeSay, ThinSay, FewSay, FewNever, FewNeed string
	Looks, NextLook, Sampled, Tile, TileThin, GridLow, GridHigh                                                                                                  string
	Wait                                                                                                                                                         Plural
	WaitUnknown, WaitLong                                                                                                                                        string
	Customers                                                                                                                                                    Plural
	Groups, GroupsSub                                                                                                                                            string
	By                                                                                                                                                           map[string]string // headings of the ways of grouping
	Kinds                                                                                                                                                        map[string]string // groups of stores by kind, as subjects
	InRegion                                                                                                                                                     string
	Values                                                                                                                                                       map[string]string // groups of customers by band
	In                                                                                                                                                           string            // customers in a state
	ColGroup, ColSales, ColMargin, ColArms, Behind, Ahead, Arms, Index, Local, LocalSub, ColStore, ColLocal, ColBasis                                            string
	ByLot, ByMatched, LocalBetter, LocalWorse, LocalOpen, LocalFew                                                                                               string
	LocalWait                                                                                                                                                    Plural
	TitleLocal                                                                                                                                                   string
	TitleLocalOpen                                                                                                                                               Plural
}

func englishResponse() ResponseWords {
	return ResponseWords{
		Title: "Where it works", TitleFlops: "{group} do not respond", TitleAlike: "No group of customers falls behind", TitleFew: "Too few customers to see a group fall behind", TitleThin: "Not enough data yet", TitleNever: "Nobody has looked yet",
		Sub: "change in sales of its goods against the holdout, store by store", NeverSay: "Where a promotion works is read within some minutes of its first vouchers, and again and again from then on.",
		Flops: "{group}: {sales} where {than} have {thansales}.", Buy: "Their customers buy {index} as much of {goods} as others.", Also: "Also more: {list}.", Fewer: "Of what it promotes they bought {index} as much before.",
		SwapTo: "A store’s version may be for {goods}.",
		FewSay: "Not enough data yet, about {days}: until then a group whose sales lie a fifth behind the others’ may stay unseen.", FewNever: "A group whose sales lie a fifth behind the others’ may stay unseen; no look that is planned would tell.", FewNeed: "About {need} customers would be enough to see it; {have} have been offered it or held out.",
		AlikeSay: "Whatever differs between the stores below may be chance.", ThinSay: "Each arm needs 100 customers before anything is said.",
		Looks: "Groups that fall behind are looked for 7, 14, 28, 56, 112 and 224 days after the first offer; at most one in ten of those named is named by chance.", NextLook: "Next in {days}.",
		Sampled: "Read from a sample of its customers.",
		Tile:    "{store}: {change} ({range}), {customers}", TileThin: "{store}: {wait}", GridLow: "sells less of it", GridHigh: "sells more of it",
		Wait: Plural{"not enough data yet, about one day", "not enough data yet, about {n} days"}, WaitUnknown: "not enough data yet", WaitLong: "not enough data yet, a year or more", Customers: Plural{"one customer", "{n} customers"},
		Groups: "By place and customer", GroupsSub: "sales of its goods; who shops in several stores counts in each; small groups drawn to the mean as far as little is known of them",
		By:    map[string]string{"kind": "Kind of store", "region": "Region", "value": "Value of the customer", "state": "Where the customer stood", "store": "Store"},
		Kinds: map[string]string{"urban": "Urban stores", "suburban": "Suburban stores", "rural": "Rural stores", "online": "Online customers"}, InRegion: "Stores in {region}",
		Values: map[string]string{"high": "Customers of high value", "middle": "Customers of middling value", "low": "Customers of low value"}, In: "{state} customers",
		ColGroup: "Group", ColSales: "Sales of its goods", ColMargin: "Margin a customer", ColArms: "Customers", Behind: "behind", Ahead: "ahead", Arms: "{treated} and {held} held out", Index: "{x} ×",
		Local: "The stores’ versions", LocalSub: "sales of the goods of either, the store’s version against head office’s", ColStore: "Store", ColLocal: "Local against central", ColBasis: "Compared with",
		ByLot: "{centre} of its own customers who by lot keep head office’s version; {local} have the store’s", ByMatched: "{centre} stores that sold alike before",
		LocalBetter: "better", LocalWorse: "worse", LocalOpen: "not proven", LocalFew: "too few customers to compare", LocalWait: Plural{"not enough data yet, about one day", "not enough data yet, about {n} days"},
		TitleLocal: "{store} sells {change} more with its own version", TitleLocalOpen: Plural{"One store has its own version; nothing is proven yet", "{n} stores have their own version; nothing is proven yet"},
	}
}

func germanResponse() ResponseWords {
	return ResponseWords{
		Title: "Wo sie wirkt", TitleFlops: "{group} sprechen nicht an", TitleAlike: "Keine Gruppe von Kunden fällt zurück", TitleFew: "Zu wenige Kunden, um zu sehen, ob eine Gruppe zurückfällt", TitleThin: "Noch nicht genug Daten", TitleNever: "Noch hat niemand nachgesehen",
		Sub: "Änderung des Absatzes ihrer Waren gegenüber der Vergleichsgruppe, Filiale für Filiale", NeverSay: "Wo eine Aktion wirkt, wird wenige Minuten nach den ersten Gutscheinen gelesen und danach immer wieder.",
		Flops: "{group}: {sales}, {than} dagegen {thansales}.", Buy: "Ihre Kunden kaufen {index} so viel {goods} wie andere.", Also: "Ebenso mehr: {list}.", Fewer: "Von ihren Waren kauften sie vorher {index} so viel.",
		SwapTo: "Die Fassung einer Filiale darf für {goods} gelten.",
		FewSay: "Noch nicht genug Daten, etwa {days}: bis dahin kann eine Gruppe, deren Absatz um ein Fünftel hinter den anderen liegt, unbemerkt bleiben.", FewNever: "Eine Gruppe, deren Absatz um ein Fünftel hinter den anderen liegt, kann unbemerkt bleiben; keine geplante Suche fände sie.", FewNeed: "Etwa {need} Kunden wären genug, um sie zu sehen; {have} haben sie bisher angeboten bekommen oder gehören zur Vergleichsgruppe.",
		AlikeSay: "Was die Filialen unten unterscheidet, kann Zufall sein.", ThinSay: "Jede Gruppe braucht 100 Kunden, bevor etwas gesagt wird.",
		Looks: "Nach Gruppen, die zurückfallen, wird 7, 14, 28, 56, 112 und 224 Tage nach dem ersten Angebot gesucht; höchstens eine von zehn genannten ist zufällig genannt.", NextLook: "Das nächste Mal in {days}.",
		Sampled: "Aus einer Stichprobe ihrer Kunden gelesen.",
		Tile:    "{store}: {change} ({range}), {customers}", TileThin: "{store}: {wait}", GridLow: "verkauft weniger davon", GridHigh: "verkauft mehr davon",
		Wait: Plural{"noch nicht genug Daten, etwa ein Tag", "noch nicht genug Daten, etwa {n} Tage"}, WaitUnknown: "noch nicht genug Daten", WaitLong: "noch nicht genug Daten, ein Jahr oder mehr", Customers: Plural{"ein Kunde", "{n} Kunden"},
		Groups: "Nach Ort und Kunde", GroupsSub: "Absatz ihrer Waren; wer in mehreren Filialen kauft, zählt in jeder; kleine Gruppen rücken zum Mittel, soweit wenig über sie bekannt ist",
		By:    map[string]string{"kind": "Art der Filiale", "region": "Region", "value": "Wert des Kunden", "state": "Wo der Kunde stand", "store": "Filiale"},
		Kinds: map[string]string{"urban": "Stadtfilialen", "suburban": "Vorstadtfilialen", "rural": "Landfilialen", "online": "Online-Kunden"}, InRegion: "Filialen in {region}",
		Values: map[string]string{"high": "Kunden von hohem Wert", "middle": "Kunden von mittlerem Wert", "low": "Kunden von geringem Wert"}, In: "Kunden: {state}",
		ColGroup: "Gruppe", ColSales: "Absatz ihrer Waren", ColMargin: "Ertrag je Kunde", ColArms: "Kunden", Behind: "zurück", Ahead: "voraus", Arms: "{treated} und {held} zum Vergleich", Index: "{x} ×",
		Local: "Die Fassungen der Filialen", LocalSub: "Absatz der Waren beider, die Fassung der Filiale gegenüber der Zentrale", ColStore: "Filiale", ColLocal: "Filiale gegenüber Zentrale", ColBasis: "Verglichen mit",
		ByLot: "{centre} eigenen Kunden, die durch Los die Fassung der Zentrale behalten; {local} haben die der Filiale", ByMatched: "{centre} Filialen, die vorher gleich verkauften",
		LocalBetter: "besser", LocalWorse: "schlechter", LocalOpen: "nicht belegt", LocalFew: "zu wenige Kunden für einen Vergleich", LocalWait: Plural{"noch nicht genug Daten, etwa ein Tag", "noch nicht genug Daten, etwa {n} Tage"},
		TitleLocal: "{store} verkauft mit eigener Fassung {change} mehr", TitleLocalOpen: Plural{"Eine Filiale hat eine eigene Fassung; belegt ist noch nichts", "{n} Filialen haben eine eigene Fassung; belegt ist noch nichts"},
	}
}
