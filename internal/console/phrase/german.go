package phrase

import (
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

// German is the console in German.
func German() *Words {
	w := &Words{
		Language: "de", Own: "Deutsch", Numerals: germanNumerals(), Never: "nie", And: " und ",
		AsOf: "Stand {t}.", AsOfNever: "Noch ist kein Bon eingegangen.", Ranges90: "Die Bereiche treffen in 90 % der Fälle zu.",
		AsTable: "Als Tabelle zeigen", Search: "Suchen", NextPage: "Nächste Seite", ColRange: "Bereich",
		BulletTitle: "{spent} ausgegeben, {reserved} vorgemerkt von {cap}", Ago: "vor {t}", TodayWord: "heute",
		Range: rangeWords{To: " bis "}, Days: Plural{"{n} Tag", "{n} Tage"}, DaysAgo: Plural{"{n} Tag", "{n} Tagen"},
		Numbers:      []string{"Eine", "Zwei", "Drei", "Vier", "Fünf", "Sechs", "Sieben", "Acht", "Neun"},
		Weekdays:     [7]string{"So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"},
		LongWeekdays: [7]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"},
		Months:       [12]string{"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."},
		LongMonths:   [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
		Roles: map[string]string{
			"owner": "Inhaber", "admin": "Verwaltung", "marketer": "Marketing der Zentrale", "manager": "Filialleitung", "planner": "Disposition",
			"account": "Kundenbetreuung", "desk": "Servicetheke", "analyst": "Analyse", "till": "Kasse", "source": "Datenquelle",
		},
		Screens: map[string]string{
			"today": "Heute", "customers": "Kunden", "segments": "Segmente", "promotions": "Aktionen", "vouchers": "Gutscheine", "stores": "Filialen", "stock": "Bestand", "learn": "Lernen", "settings": "Einstellungen", "rollouts": "Einführungen",
			"staff": "Personal", "tokens": "Anbindungen", "audit": "Protokoll",
		},
		OwnScreens: map[string]string{"stores": "Meine Filiale", "stock": "Meine Regale", "customers": "Meine Kunden", "promotions": "Meine Aktionen"},
		Groups:     map[string]string{"people": "Menschen", "offers": "Angebote", "goods": "Ware", "workshop": "Werkstatt", "house": "Haus"},
		Frame: frameWords{
			Skip: "Zum Inhalt", Nav: "Seiten", More: "Mehr", Find: "Alles durchsuchen", SignOut: "Abmelden", Dark: "Dunkel", Light: "Hell",
			FeedLive: "Kassen verbunden, letzter Bon {age}", FeedLate: "Kassen in Verzug, letzter Bon {age}", FeedNone: "Noch kein Bon",
		},
		SignIn: signInWords{
			Title: "Anmelden", Say: "Die Werkstatt ist offen.", Ended: "Die Anmeldung gilt nicht mehr: Sie wurde hier oder auf einem anderen Gerät beendet, oder 12 Stunden lang gab es keinen Klick. Nach dem Anmelden geht es dort weiter.", Login: "Name oder E-Mail", Password: "Passwort", Enter: "Anmelden",
			Refused: "Name und Passwort passen nicht zusammen, oder der Link wurde schon benutzt. Beides prüfen oder bei der Verwaltung ein neues Passwort holen.",
		},
		Fail: germanFail(), Today: germanToday(), Bench: germanBench(), Ticker: germanTicker(),
		Customers: germanCustomers(), Customer: germanCustomer(), Vouchers: germanVouchers(), Voucher: germanVoucher(),
		Rollout:    germanRollout(),
		Promotions: germanPromotions(), Promotion: germanPromotion(), Learn: germanLearn(), Segments: germanSegments(), People: germanPeople(), Stores: germanStores(), Settings: germanSettings(), Setup: germanSetup(),
		Standing: germanStanding(), Seasons: germanSeasons(), Desk: germanDesk(), House: germanHouse(), Store: germanStore(), Shelf: germanShelf(), Stock: germanStock(), Decide: germanDecide(),
		Response: germanResponse(),
		Terms:    germanTerms(), Template: germanTemplate(), Local: germanLocal(),
		Offer: offerWords{
			Basket: "den ganzen Einkauf", Other: "etwas für {product}",
			Kinds: map[promotion.RewardKind]string{
				promotion.Amount: "{amount} Rabatt auf {product}", promotion.Percent: "{percent} Rabatt auf {product}",
				promotion.FreeItem: "{product} gratis", promotion.Points: "{points} Punkte auf {product}",
			},
		},
		Touch: touchWords{
			Title: "Letzte Kontakte", Sub: "neueste zuerst", Empty: "Noch nennt kein Bon diesen Kunden.", ColItems: "Posten", Earlier: Plural{"Ein früherer Eintrag", "{n} frühere Einträge"}, Receipts: map[string]string{"receipt": "Bon", "return": "Rückgabe", "void": "zurückgenommener Bon"},
			Receipt: "Einkauf {amount}, {store}", Return: "Rückgabe {amount}, {store}", Void: "Bon zurückgenommen, {store}",
			Granted: "Erlaubt: {purpose}", Withdrew: "Abgelehnt: {purpose}", VoucherVoided: "Ein Gutschein wurde ungültig gemacht", VoucherExpired: "Ein Gutschein lief unbenutzt ab",
			Coupon: "Gutschein {code} eines früheren Systems eingelöst",
			Items:  Plural{"{n} Artikel", "{n} Artikel"}, Printed: Plural{"ein Gutschein gedruckt", "{n} Gutscheine gedruckt"}, Used: Plural{"ein Gutschein eingelöst", "{n} Gutscheine eingelöst"},
		},
		Toast: toastWords{
			Undo: "Rückgängig", Granted: "Erlaubt: {purpose}", Withdrawn: "Widerrufen: {purpose}",
			Paused: "Angehalten: druckt nicht und löst nicht ein", Resumed: "Sie läuft: Sie druckt und löst ein", Voided: "Der Gutschein ist ungültig", Erased: "Der Kunde ist vergessen", Stands: "Dieser Lernstand entscheidet ab jetzt",
		},
	}
	return w
}

func germanNumerals() Numerals {
	return Numerals{
		Point: ",", Thousands: ".", Thousand: NBSP + "Tsd.", Million: NBSP + "Mio.", Money: "{n}" + NBSP + "{sign}", MoneyCode: "{n}" + NBSP + "{sign}",
		Date: "{day}. {month}", LongDate: "{weekday}, {day}. {month}",
	}
}

func germanFail() failWords {
	return failWords{Back: "Zurück an die Arbeit", Request: "Anfrage {id}", Hints: map[string]string{"unasked": "Nichts wurde entfernt: Bestätigen Sie, dass der Kunde darum gebeten hat.",
		"bad_form": "Dieses Formular ist nicht lesbar. Die Seite neu laden.", "busy": "Gerade versuchen es viele zugleich. Gleich noch einmal versuchen.", "try_later": "Zu viele Versuche. In ein paar Minuten noch einmal versuchen.",
		"prints_nothing": "Sie nennt, was die Kette nicht hat, und würde dafür nichts drucken. Bearbeiten, oder den Entwurf behalten, bis es da ist.",
		"no_proposal":    "Diesen Vorschlag gibt es nicht.", "no_export": "Diese Sendung gibt es nicht.", "no_plan": "Es gibt noch keinen Plan. Der nächste entsteht am Morgen von selbst.", "no_stores": "Die Kette hat noch keine Filialen, für die zu planen wäre.", "no_store": "Diese Filiale gibt es nicht.", "stale": "Inzwischen hat jemand anders entschieden, oder ein neuerer Plan gilt. Noch einmal ansehen.", "already_sent": "Es ist schon hinausgegangen. Den Unterschied morgen bestellen oder umlagern.", "export_conflict": "Unter dieser Nummer ging anderes hinaus. Die Seite neu laden.", "plan_overtaken": "Ein späterer Plan gilt schon.", "plan_open": "Der Plan ist schon fertig.", "bad_cursor": "Diese Stelle gehört zu einer anderen Liste. Von vorn beginnen.", "auto_limits": "Eine Klasse braucht mindestens 1 Stück und einen Ertrag von mindestens 0: Darüber hinaus wird nichts nach Regel angenommen.",
		"movement_conflict": "Unter dieser Nummer steht eine andere Bewegung. Was zuerst gemeldet wurde, gilt.",
		"form_token":        "Dieses Formular ist zu alt. Die Seite neu laden und noch einmal versuchen.", "promotion_live": "Was läuft, behält seine Bedingungen. Eine neue Fassung anlegen.", "storage_failed": "Gerade lässt sich nichts speichern. Die Kassen behalten, was sie verkaufen.",
	}, Kinds: map[int]failText{
		400: {"Das ist nicht lesbar", "Die Seite neu laden und noch einmal senden."},
		403: {"Nicht gesendet", "Die Seite neu laden und noch einmal senden."},
		404: {"Hier ist nichts", "Unter dieser Adresse gibt es nichts, oder es gehört zur Arbeit anderer."},
		409: {"Das verträgt sich nicht mit dem, was gilt", "Ansehen, was jetzt gilt, und neu entscheiden."},
		410: {"Nicht mehr aufbewahrt", "Es war einmal hier und darf nicht mehr gezeigt werden."},
		412: {"Inzwischen geändert", "Noch einmal ansehen: Jemand war schneller."},
		413: {"Zu groß", "Weniger auf einmal senden."},
		422: {"Das passt so nicht", "Die markierten Stellen ansehen und noch einmal senden."},
		429: {"Zu viele Versuche", "Eine Minute warten und noch einmal versuchen."},
		503: {"Gerade nicht verfügbar", "Gleich noch einmal versuchen. Die Kassen arbeiten weiter."},
		500: {"Unser Fehler", "Bei uns ist etwas gescheitert und wurde festgehalten. Die Kassen arbeiten weiter. Noch einmal versuchen."},
	}}
}

func germanToday() TodayWords {
	return TodayWords{
		Answer: "{sales} Umsatz heute bisher; {issued} gedruckt, {redeemed} eingelöst.", AnswerQuiet: "Heute noch kein Bon.",
		Waits:  Plural{"{n} Sache wartet auf eine Hand.", "{n} Dinge warten auf eine Hand."},
		Stores: Plural{"{n} Filiale", "Alle {n} Filialen"}, Vouchers: Plural{"{n} Gutschein", "{n} Gutscheine"},
		Receipts: Plural{"{n} Bon", "{n} Bons"}, Live: Plural{"{n} laufende Aktion", "{n} laufende Aktionen"},
		TileSales: "Umsatz heute", TileSalesNote: "{receipts}, {named} von bekannten Kunden", SparkSales: "Umsatz heute, aufsummiert",
		TileOut: "Heute gedruckte Gutscheine", TileOutNote: "{share} je Bon", TileBack: "Heute eingelöste Gutscheine", TileBackNote: "{given} gewährt",
		TileBudget: "Gewährt durch {live}", TileBudgetNote: "von {cap}; {reserved} zugesagt",
		DayPlain: "Umsatz nach Stunden", DayAhead: "Der Tag läuft besser als üblich", DayBehind: "Der Tag läuft schwächer als üblich", DayAsUsual: "Ein Tag wie üblich", DaySub: "Umsatz je Stunde",
		DayTitle: "Umsatz je Stunde heute", DayDesc: "Bisher {sales} Umsatz.", NoDay: "Heute noch kein Bon", NoDaySay: "Die Kurve beginnt mit dem ersten.",
		HourUsual: "{hour} üblich {usual}", HourSold: "{hour} {sold}, {n}",
		Watches: map[string]string{
			"voucher_printed": "Ein Gutschein druckt, der zu seinem Kunden passt; seine Seite sagt, warum.", "voucher_redeemed": "Ein Gutschein kommt zurück und wird abgezogen.", "already_redeemed": "Ein benutzter Gutschein wird noch einmal versucht und abgelehnt.",
			"expired": "Ein Gutschein kommt zu spät und wird abgelehnt; der Service kann ihn ersetzen.", "late_receipts": "Eine Kasse war abgeschnitten; ihre Bons kommen spät und zählen einmal.", "consent_withdrawn": "Ein Kunde hat die Einwilligung widerrufen und kauft weiter; nichts druckt.",
			"training": "Eine Kasse übt; nichts zählt.", "void": "Ein Bon ist storniert; was er einlöste, gilt wieder.", "flop": "Eine Aktion wirkt nicht überall; ihre Seite sagt, wo und warum.", "no_case": "Ein Fall zum Ansehen steht noch nicht bevor; er erscheint, wenn er kommt.", "unanswered": "Eine Antwort kam zu spät: die Kasse druckt nichts und schickt den Bon später.",
		},
		Watch: "Sehenswert", WatchSub: "Fälle an den simulierten Kassen", KeySold: "verkauft", KeyUsual: "üblich, 90 %", ColHour: "Stunde", ColUsual: "Üblich",
	}
}

func germanBench() benchWords {
	return benchWords{
		Title: "Auf der Werkbank", Sub: "was eine Hand braucht; zuerst, was am teuersten liegen bleibt", Move: "bewegen,", Open: "öffnen",
		Empty: "Nichts wartet", EmptySay: "Aktionen ohne Geld, doppelt benutzte Gutscheine, Karten, die einer Person gehören könnten, und abgelehnte Lernstände erscheinen hier.",
		ColWhat: "Was", ColState: "Stand", ColCost: "Kostet", ColSince: "Seit", ColAct: "Öffnen",
		Overdrawn: "{name} hat die Reserve überzogen", OverdrawnNote: "Sie druckt nichts, bis das Budget erhöht oder sie beendet wird.", OverdrawnBadge: "überzogen",
		Twice: "Gutschein {code} wurde zweimal benutzt", TwiceNote: "Das zweite Mal in {store}, bezahlt aus der Reserve von {name}.", TwiceBadge: "doppelt benutzt",
		Refused: "Lernstand {id} war nicht besser", RefusedNote: "Er findet {score} des nächsten Einkaufs, der geltende {standing}. Der geltende bleibt.", RefusedBadge: "abgelehnt",
		Closed: "{name} hat alles zugesagt, was sie hat", ClosedNote: "Sie druckt nichts mehr. Budget erhöhen oder auslaufen lassen.", ClosedBadge: "aufgebraucht",
		Merge: "{a} und {b} könnten dieselbe Person sein", MergeNote: "{kind} der einen kam mit einem Bon der anderen. Nichts wird zusammengelegt, bevor ein Mensch es sagt.", MergeBadge: "zu entscheiden", OpenCustomer: "Kunden öffnen",
		OpenPromotion: "Aktion öffnen", OpenVoucher: "Gutschein öffnen", OpenLearn: "Lauf ansehen",
	}
}

func germanTicker() TickerWords {
	return TickerWords{
		Title: "An den Kassen", Latest: "Letzte Bons", Pause: "Anhalten", GoOn: "Weiter", Follow: "Einem folgen", Empty: "Noch kein Bon", EmptySay: "Sie erscheinen hier, sobald die Kassen sie abschließen.",
		BarsTitle: "Bons je Minute in den letzten 30 Minuten, jetzt {n}", Rate: Plural{"{n} Bon je Minute", "{n} Bons je Minute"}, More: Plural{" und {n} weiterer", " und {n} weitere"},
		Printed: "gedruckt", Used: "eingelöst", Silent: "still", SilentSay: "Kein Angebot", Voided: "zurückgenommen", VoidedSay: "Bon zurückgenommen",
	}
}

func germanCustomers() customersWords {
	return customersWords{
		List: "Kunden", ListSub: "letzte Besuche zuerst", Hint: "Karte, Konto, Telefon, E-Mail oder Kundennummer", HintPseudonym: "Kundennummer (cus_…)",
		Empty: "Niemand hier", EmptySay: "Kunden erscheinen mit dem ersten Bon, der einen nennt. Bons importieren oder eine Kasse anschließen.",
		NotFoundSay: "Niemand hat diese Nummer. Sie prüfen oder nach einer anderen suchen.",
		Logged:      "Namen sind sichtbar, weil Sie diese Kunden betreuen; jeder Blick wird festgehalten.", Pseudonyms: "Kunden erscheinen als Pseudonym: Inhaber, Kundenbetreuung und Servicetheke sehen, wer sie sind.",
		Anonymous: "anonym", Customer: "Kunde",
		ColStore: "Stammfiliale", ColReceipts: "Bons", ColSpend: "Umsatz", ColVouchers: "Gutscheine", ColLast: "Zuletzt da", NoProfile: "kein Profil",
		Answer: Plural{"{n} Kunde ist bekannt.", "{n} Kunden sind bekannt."}, AnswerOwn: "Die Kunden der eigenen Filialen, nach Kundennummer.", AnswerMore: Plural{"Mehr als {n} Kunde ist bekannt.", "Mehr als {n} Kunden sind bekannt."}, AnswerFound: Plural{"{n} Kunde passt zu „{q}“.", "{n} Kunden passen zu „{q}“."},
		Identifiers: map[string]string{"card": "Karte", "account": "Konto", "phone": "Telefon", "email": "E-Mail"},
	}
}

func germanStores() storesWords {
	return storesWords{
		List: "Filialen", ListSub: "Umsatz des laufenden Geschäftstags", Empty: "Noch keine Filialen", EmptySay: "Sie kommen mit einem Import, mit PUT /v1/stores oder mit dem ersten Bon.",
		ColStore: "Filiale", ColRegion: "Region", ColKind: "Art", ColTills: "Kassen", ColReceipts: "Bons", ColSales: "Umsatz", ColLast: "Letzter Bon",
		Answer: Plural{"{n} Filiale: heute {sales} Umsatz.", "{n} Filialen: heute {sales} Umsatz."}, AnswerMixed: Plural{"{n} Filiale ist offen.", "{n} Filialen mit mehreren Währungen."},
		Quiet: Plural{"{n} ist still.", "{n} sind still."},
		Kinds: map[retail.StoreKind]string{retail.Urban: "Innenstadt", retail.Suburban: "Stadtrand", retail.Rural: "Land", retail.Online: "online"},
	}
}

func germanSettings() settingsWords {
	return settingsWords{
		Simulated: "Simulierte Daten, Startwert {seed}", SimulatedPace: "Simuliert, Startwert {seed}, Kassen {pace} × so schnell",
		Answer: "Sartor {version} auf {engine}: {tokens} und {staff}.",
		About:  "Über", FactVersion: "Version", FactEngine: "Datenbank", FactSchema: "Schema", FactZone: "Zeitzone", FactConsent: "Einwilligung, wenn nicht gefragt", FactData: "Daten",
		NoConsent: "keine erklärt: wer nie geantwortet hat, bekommt keine Angebote", OwnData: "die der Kette", AllStores: "alle Filialen", Active: "aktiv", Disabled: "gesperrt",
		Tokens: "API-Schlüssel", TokensSub: "angelegt unter Anbindungen; das Geheimnis wird einmal gezeigt", NoTokens: "Noch keine Schlüssel: sartor token create --role till legt einen an.",
		ColToken: "Schlüssel", ColRole: "Rolle", ColWhere: "Wo", ColCreated: "Angelegt",
		Staff: "Mitarbeitende", StaffSub: "eingeladen unter Personal", ColName: "Name", ColState: "Stand",
		TokenCount: Plural{"{n} API-Schlüssel", "{n} API-Schlüssel"}, StaffCount: Plural{"{n} Zugang", "{n} Zugänge"},
	}
}

func germanVouchers() vouchersWords {
	return vouchersWords{
		List: "Gutscheine", ListSub: "neueste zuerst", Hint: "Code, Ziffernfolge oder Bon", Empty: "Keine Gutscheine", EmptySay: "Sie erscheinen, wenn eine Kasse einen Bon abschließt, während eine Aktion läuft.",
		NotFoundSay: "Kein Gutschein und kein Bon hat diese Nummer. Zeichen für Zeichen prüfen; I, L, O und U kommen in keinem Code vor.",
		Answer:      "{out} sind jetzt einlösbar, {worth} dafür zurückgelegt; {back} von {issued} kamen bisher zurück.",
		ColOffer:    "Gutschein", ColPromotion: "Aktion", ColState: "Stand", ColIssued: "Gedruckt", ColUntil: "Bis",
		States: map[voucher.State]string{voucher.Issued: "noch nicht benutzt", voucher.Redeemed: "eingelöst", voucher.Expired: "abgelaufen", voucher.Voided: "ungültig"},
		Flags:  map[voucher.Flag]string{voucher.FlagTwice: "doppelt benutzt", voucher.FlagExpired: "zu spät benutzt", voucher.FlagVoided: "benutzt, obwohl ungültig"},
	}
}
