package phrase

// SetupWords are those of the page on which the chain's settings are changed.
type SetupWords struct {
	Title, Sub, Answer, Stale, Saved, Save, Link string
	NamesTitle, NamesSub, Name, NameHint         string
	OptOut, OptOutHint, Language, LanguageHint   string
	ConsentTitle, ConsentSub, Consent            string
	ConsentHint, Proof, ProofHint                string
	FiguresTitle, FiguresSub, Holdout            string
	HoldoutHint, Most, Margin, MarginHint        string
	Cut, CutHint, Stock, StockHint, Estimate     string
	Purposes                                     map[string]string
	Rules                                        map[string]string // by the place of what does not hold
}

func englishSetup() SetupWords {
	return SetupWords{
		Title: "The chain’s settings", Sub: "A change acts within five seconds and stands in the audit.", Answer: "What holds wherever a customer, a store or a promotion says nothing of its own.",
		Stale: "Somebody changed the settings meanwhile. What you typed is still here; load the page again to see theirs.", Saved: "The settings are saved", Save: "Save the settings", Link: "Change them",
		NamesTitle: "On paper and pages", NamesSub: "what customers read", Name: "Name of the chain", NameHint: "stands on each strip", OptOut: "Where to opt out", OptOutHint: "an address that stands on each strip",
		Language: "Language", LanguageHint: "of strips, where a customer has none",
		ConsentTitle: "Who never answered", ConsentSub: "an explicit answer always beats it", Consent: "Holds without an answer", ConsentHint: "nothing chosen: who never answered has no profile and gets no offers", Proof: "What that rests on", ProofHint: "such as: loyalty terms, section 7",
		FiguresTitle: "Proof and paper", FiguresSub: "figures for the whole chain", Holdout: "Held out of all offers, by lot", HoldoutHint: "5 is usual; without it nothing can be proven, and only an owner may choose 0",
		Most: "Vouchers on one receipt at most", Margin: "Margin where no cost is known", MarginHint: "what rests on it says “assumed”", Cut: "A business day begins at", CutHint: "days that are counted keep their beginning",
		Stock: "Stock that nobody ever counted", StockHint: "said to be an estimate wherever it stands; a count always beats it", Estimate: "show deliveries less sales",
		Purposes: map[string]string{"profile": "profile", "offers": "offers", "email": "e-mail", "analytics": "statistics"},
		Rules: map[string]string{
			"/name": "1 to 60 characters in one line. Enter the name customers know.", "/opt_out": "120 characters at most in one line. Enter a short address.", "/language": "English or German. Choose one.",
			"/consent": "There are profile, offers, e-mail and statistics. Choose among them.", "/consent_proof": "A basis without what it rests on is none. Write it in one line, 200 characters at most, or choose nothing above.",
			"/global_holdout": "Between 0 and 50 %; below 1 % only an owner, and only 0. Enter 5, or ask an owner.", "/most_vouchers": "A whole number from 1 to 20. Enter 2.", "/cut_minutes": "A time from 00:00 to 11:59. Enter 04:00.", "/margin": "Between 1 and 95 %. Enter 25.",
		},
	}
}

func germanSetup() SetupWords {
	return SetupWords{
		Title: "Einstellungen der Kette", Sub: "Eine Änderung wirkt binnen fünf Sekunden und steht im Protokoll.", Answer: "Was gilt, wo ein Kunde, eine Filiale oder eine Aktion nichts Eigenes sagt.",
		Stale: "Jemand hat die Einstellungen inzwischen geändert. Die Eingaben stehen noch hier; die Seite neu laden zeigt die anderen.", Saved: "Die Einstellungen sind gespeichert", Save: "Einstellungen speichern", Link: "Ändern",
		NamesTitle: "Auf Papier und Seiten", NamesSub: "was Kunden lesen", Name: "Name der Kette", NameHint: "steht auf jedem Streifen", OptOut: "Wo man sich abmeldet", OptOutHint: "eine Adresse, die auf jedem Streifen steht",
		Language: "Sprache", LanguageHint: "der Streifen, wo ein Kunde keine hat",
		ConsentTitle: "Wer nie geantwortet hat", ConsentSub: "eine ausdrückliche Antwort geht immer vor", Consent: "Gilt ohne Antwort", ConsentHint: "nichts gewählt: wer nie geantwortet hat, hat kein Profil und bekommt keine Angebote", Proof: "Worauf das beruht", ProofHint: "etwa: Teilnahmebedingungen, Abschnitt 7",
		FiguresTitle: "Beweis und Papier", FiguresSub: "Werte für die ganze Kette", Holdout: "Von allen Angeboten ausgenommen, durch Los", HoldoutHint: "üblich ist 5; ohne sie ist nichts zu beweisen, und nur Eigentümer dürfen 0 wählen",
		Most: "Gutscheine auf einem Bon höchstens", Margin: "Rohertrag, wo keine Kosten bekannt sind", MarginHint: "was darauf beruht, heißt „angenommen“", Cut: "Ein Geschäftstag beginnt um", CutHint: "gezählte Tage behalten ihren Beginn",
		Stock: "Bestand, den nie jemand zählte", StockHint: "überall Schätzung genannt; eine Zählung geht immer vor", Estimate: "als Lieferungen weniger Verkäufe zeigen",
		Purposes: map[string]string{"profile": "Profil", "offers": "Angebote", "email": "E-Mail", "analytics": "Statistik"},
		Rules: map[string]string{
			"/name": "1 bis 60 Zeichen in einer Zeile. Den Namen eingeben, den Kunden kennen.", "/opt_out": "Höchstens 120 Zeichen in einer Zeile. Eine kurze Adresse eingeben.", "/language": "Englisch oder Deutsch. Eines wählen.",
			"/consent": "Es gibt Profil, Angebote, E-Mail und Statistik. Daraus wählen.", "/consent_proof": "Eine Grundlage ohne das, worauf sie beruht, ist keine. In einer Zeile schreiben, höchstens 200 Zeichen, oder oben nichts wählen.",
			"/global_holdout": "Zwischen 0 und 50 %; unter 1 % nur Eigentümer und nur 0. 5 eingeben oder einen Eigentümer bitten.", "/most_vouchers": "Eine ganze Zahl von 1 bis 20. 2 eingeben.", "/cut_minutes": "Eine Zeit von 00:00 bis 11:59. 04:00 eingeben.", "/margin": "Zwischen 1 und 95 %. 25 eingeben.",
		},
	}
}
