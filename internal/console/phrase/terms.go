package phrase

import "sartor/internal/promotion"

// TermWords name the parts of a promotion, as forms, reviews and differences show
// them.
type TermWords struct {
	Name, Text, Reward, Target, Products, Brands, Categories, States, Values string
	Starts, Ends, Regions, Stores, MinSpend, PerCustomer, PerDay, Total      string
	Budget, Reserve, Contingency, Holdout, Priority, Stacking, Transferable  string
	SameBasket, ValidAfter, VoucherDays, State                               string
	AmountOff, PercentOff, Free, Points                                      string
	Store, Tailoring, Sealed, Locked, FreeWord, Between                      string
	Approval, ApproveNone, ApproveAlways, ApproveParts, Compare, CompareSay  string
	Split, SplitEqual, SplitBySales                                          string
	SplitGiven, More                                                         Plural
	Parts                                                                    map[promotion.Part]string
	YesNo, Languages                                                         map[string]string
}

func englishTerms() TermWords {
	return TermWords{
		Name: "Name in {language}", Text: "Text on the voucher in {language}", Reward: "Gives", Target: "Product chosen", Products: "Products", Brands: "Brands", Categories: "Categories",
		States: "Customers who are", Values: "Customers worth", Starts: "First day", Ends: "Last day", Regions: "Regions", Stores: "Stores", MinSpend: "From a basket of",
		PerCustomer: "Vouchers per customer", PerDay: "Vouchers per day", Total: "Vouchers in all", Budget: "Budget", Reserve: "Set aside per voucher", Contingency: "Contingency",
		Holdout: "Held out by lot", Priority: "Priority", Stacking: "With other vouchers", Transferable: "May be passed on", SameBasket: "Also for what is in the basket",
		ValidAfter: "Usable after", VoucherDays: "Usable for", State: "State",
		AmountOff: "{amount} off", PercentOff: "{percent} off, at most {most}", Free: "{product} for free", Points: "{points} points",
		Store: "Store versions: {part}", Tailoring: "Stores may tailor", Sealed: "nothing", Locked: "locked", FreeWord: "free", Between: "{low} to {high}",
		Approval: "Head office looks at it", ApproveNone: "no: it goes live at once", ApproveAlways: "always, before it goes live", ApproveParts: "when it changes: {parts}",
		Compare: "Compared with yours", CompareSay: "{share} of a store’s customers keep head office’s version, by lot",
		Split: "Budget of a store", SplitEqual: "the same for each store", SplitBySales: "in proportion to its sales", SplitGiven: Plural{"as listed, for {n} store", "as listed, for {n} stores"},
		More: Plural{"{n} more", "{n} more"},
		Parts: map[promotion.Part]string{
			promotion.PartDiscount: "Discount", promotion.PartMaxAmount: "Most of one voucher", promotion.PartTarget: "How the product is chosen", promotion.PartProducts: "Products",
			promotion.PartCustomers: "Customers", promotion.PartDates: "Days", promotion.PartPerCustomer: "Vouchers per customer", promotion.PartTexts: "Texts",
		},
		YesNo:     map[string]string{"true": "yes", "false": "no"},
		Languages: map[string]string{"en": "English", "de": "German"},
	}
}

func germanTerms() TermWords {
	return TermWords{
		Name: "Name auf {language}", Text: "Text auf dem Gutschein auf {language}", Reward: "Vorteil", Target: "Wahl des Artikels", Products: "Artikel", Brands: "Marken", Categories: "Warengruppen",
		States: "Kundschaft im Zustand", Values: "Kundenwert", Starts: "Erster Tag", Ends: "Letzter Tag", Regions: "Regionen", Stores: "Filialen", MinSpend: "Ab einem Einkauf von",
		PerCustomer: "Gutscheine je Kunde", PerDay: "Gutscheine je Tag", Total: "Gutscheine insgesamt", Budget: "Budget", Reserve: "Rücklage je Gutschein", Contingency: "Reserve",
		Holdout: "Durch Los ausgenommen", Priority: "Vorrang", Stacking: "Neben anderen Gutscheinen", Transferable: "Übertragbar", SameBasket: "Auch für Artikel im Korb",
		ValidAfter: "Gültig nach", VoucherDays: "Gültig für", State: "Zustand",
		AmountOff: "{amount} Rabatt", PercentOff: "{percent} Rabatt, höchstens {most}", Free: "{product} gratis", Points: "{points} Punkte",
		Store: "Filialfassungen: {part}", Tailoring: "Filialen dürfen anpassen", Sealed: "nichts", Locked: "fest", FreeWord: "frei", Between: "{low} bis {high}",
		Approval: "Freigabe durch die Zentrale", ApproveNone: "nein: gilt sofort", ApproveAlways: "immer, bevor sie gilt", ApproveParts: "wenn sich ändert: {parts}",
		Compare: "Vergleich mit der Zentrale", CompareSay: "{share} der Kundschaft einer Filiale behalten durch Los die Fassung der Zentrale",
		Split: "Budget einer Filiale", SplitEqual: "für alle Filialen gleich", SplitBySales: "im Verhältnis zum Umsatz", SplitGiven: Plural{"nach Liste, für {n} Filiale", "nach Liste, für {n} Filialen"},
		More: Plural{"{n} weitere", "{n} weitere"},
		Parts: map[promotion.Part]string{
			promotion.PartDiscount: "Rabatt", promotion.PartMaxAmount: "Höchstwert eines Gutscheins", promotion.PartTarget: "Wahl des Artikels", promotion.PartProducts: "Artikel",
			promotion.PartCustomers: "Kundschaft", promotion.PartDates: "Tage", promotion.PartPerCustomer: "Gutscheine je Kunde", promotion.PartTexts: "Texte",
		},
		YesNo:     map[string]string{"true": "ja", "false": "nein"},
		Languages: map[string]string{"en": "Englisch", "de": "Deutsch"},
	}
}
