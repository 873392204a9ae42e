package phrase

// DeskWords are the words of what lies on every desk: searching, saved views, files,
// keys.
type DeskWords struct {
	FindTitle, FindStart, FindWhat, Hits, HitsSub, NoHits, NoHitsSay, NoNames, NoCustomers                              string
	Found                                                                                                               Plural
	Products, Product, Receipt, Screens, Facts, Restricted                                                              string
	ProductSay                                                                                                          Plural
	ProductSub, NoPromotions, FactNumber, FactGTIN, FactBrand, FactCategory, FactPrice, FactUnit                        string
	Views, SaveView, DropView, ViewName, ViewSay, ViewHint, NeedsName, LongQuery, NoList, Export, FileCSV, FileXLSX     string
	ExportRows                                                                                                          Plural
	ExportMore, ExportCut, Currency, Starts, Ends, Low, High, Basis, Flag, Code, State, Band, Filter, AllOf, FilterNone string
	Print, Palette, PaletteHint, Keys, KeysSay, KeysOff, KeysOn, Close                                                  string
	KeyNames                                                                                                            []string // in the order of shell.Keys
	Saved, Dropped                                                                                                      string   // toasts
}

func englishDesk() DeskWords {
	return DeskWords{
		FindTitle: "Find", FindStart: "Type a name, a number or a code, and what you may see is searched.", FindWhat: "Name, number, card, code or receipt", Hits: "What was found", HitsSub: "best match first in each kind",
		NoHits: "Nothing found", NoHitsSay: "Codes, cards and receipts are looked for as a whole, names by a part of them.", NoNames: "A card, account, phone or e-mail finds a customer for owner, account managers and service desk only. You find customers by number (cus_…).", NoCustomers: "Your role does not see customers: owner, account managers and service desk find them by card.",
		Found:    Plural{"One thing goes by “{q}”.", "{n} things go by “{q}”."},
		Products: "Products", Product: "Product", Receipt: "receipt", Screens: "Screens", Facts: "Facts", Restricted: "restricted",
		ProductSay: Plural{"{n} live promotion may print a voucher for it.", "{n} live promotions may print a voucher for it."},
		ProductSub: "live ones that may take this product", NoPromotions: "No live promotion takes this product.",
		FactNumber: "Number", FactGTIN: "Barcode", FactBrand: "Brand", FactCategory: "Category", FactPrice: "Price", FactUnit: "Unit",
		Views: "Saved views", SaveView: "Save this view", DropView: "Remove this saved view", ViewName: "Name of the view", ViewSay: "It keeps the filters, not the rows. Share it by its address.", ViewHint: "Filter the list, then save it under a name.",
		NeedsName: "A saved view needs a name.", NoList: "There is no such list to save.", LongQuery: "These filters are too long to save.",
		Export: "Export", FileCSV: "CSV", FileXLSX: "XLSX", ExportRows: Plural{"One row, as filtered here.", "{n} rows, as filtered here."}, ExportMore: "At least {rows}", ExportCut: "cut here: a file holds {n} rows; filter the list for the others",
		Currency: "Currency", Starts: "Starts", Ends: "Ends", Low: "90 % from", High: "90 % to", Basis: "Customers behind it", Flag: "Flag", Code: "Code", State: "State", Band: "Value",
		Filter: "Filter", AllOf: "all", FilterNone: "Nothing fits these filters.",
		Print: "Print", Palette: "Go to or find", PaletteHint: "Screen, view, name, number or code",
		Keys: "Keys", KeysSay: "They rest while you type and are never the only way.", KeysOff: "Turn keys off", KeysOn: "Turn keys on", Close: "Close",
		KeyNames: []string{
			"search", "go to or find anything", "screen: today, customers, promotions, vouchers, stores, segments, learn", "next or previous row", "open the row",
			"accept", "adjust", "skip", "undo", "these keys", "close",
		},
		Saved: "The view is saved.", Dropped: "The saved view is removed.",
	}
}

func germanDesk() DeskWords {
	return DeskWords{
		FindTitle: "Suchen", FindStart: "Namen, Nummer oder Code eingeben: Gesucht wird in allem, was sichtbar sein darf.", FindWhat: "Name, Nummer, Karte, Code oder Bon", Hits: "Gefunden", HitsSub: "je Art das Passendste zuerst",
		NoHits: "Nichts gefunden", NoHitsSay: "Codes, Karten und Bons werden als Ganzes gesucht, Namen nach einem Teil.", NoNames: "Über Karte, Konto, Telefon oder E-Mail finden nur Inhaber, Kundenbetreuung und Servicetheke einen Kunden. Mit der Kundennummer (cus_…) ist er zu finden.", NoCustomers: "Diese Rolle sieht keine Kunden: Über die Karte finden ihn Inhaber, Kundenbetreuung und Servicetheke.",
		Found:    Plural{"Ein Treffer für „{q}“.", "{n} Treffer für „{q}“."},
		Products: "Artikel", Product: "Artikel", Receipt: "Bon", Screens: "Seiten", Facts: "Stammdaten", Restricted: "eingeschränkt",
		ProductSay: Plural{"{n} laufende Aktion darf dafür einen Gutschein drucken.", "{n} laufende Aktionen dürfen dafür einen Gutschein drucken."},
		ProductSub: "laufende, die diesen Artikel nehmen dürfen", NoPromotions: "Keine laufende Aktion nimmt diesen Artikel.",
		FactNumber: "Nummer", FactGTIN: "Strichcode", FactBrand: "Marke", FactCategory: "Warengruppe", FactPrice: "Preis", FactUnit: "Einheit",
		Views: "Gespeicherte Ansichten", SaveView: "Ansicht speichern", DropView: "Gespeicherte Ansicht entfernen", ViewName: "Name der Ansicht", ViewSay: "Gespeichert werden die Filter, nicht die Zeilen. Weitergeben lässt sie sich als Adresse.", ViewHint: "Liste filtern und unter einem Namen speichern.",
		NeedsName: "Eine gespeicherte Ansicht braucht einen Namen.", NoList: "Eine solche Liste gibt es nicht.", LongQuery: "Diese Filter sind zu lang zum Speichern.",
		Export: "Exportieren", FileCSV: "CSV", FileXLSX: "XLSX", ExportRows: Plural{"Eine Zeile, wie hier gefiltert.", "{n} Zeilen, wie hier gefiltert."}, ExportMore: "Mindestens: {rows}", ExportCut: "hier abgeschnitten: Eine Datei fasst {n} Zeilen; für die übrigen die Liste filtern",
		Currency: "Währung", Starts: "Beginn", Ends: "Ende", Low: "90 % von", High: "90 % bis", Basis: "Kunden dahinter", Flag: "Vermerk", Code: "Code", State: "Stand", Band: "Wert",
		Filter: "Filtern", AllOf: "alle", FilterNone: "Zu diesen Filtern passt nichts.",
		Print: "Drucken", Palette: "Gehe zu oder finde", PaletteHint: "Seite, Ansicht, Name, Nummer oder Code",
		Keys: "Tasten", KeysSay: "Beim Tippen ruhen sie, und nie sind sie der einzige Weg.", KeysOff: "Tasten ausschalten", KeysOn: "Tasten einschalten", Close: "Schließen",
		KeyNames: []string{
			"suchen", "zu etwas gehen oder etwas finden", "Seite: Heute (t), Kunden, Aktionen (p), Gutscheine (v), Filialen (s), Segmente (e), Lernen (l)", "nächste oder vorige Zeile", "Zeile öffnen",
			"annehmen", "anpassen", "überspringen", "zurücknehmen", "diese Tasten", "schließen",
		},
		Saved: "Die Ansicht ist gespeichert.", Dropped: "Die gespeicherte Ansicht ist entfernt.",
	}
}
