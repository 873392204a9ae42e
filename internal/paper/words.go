package paper

import "strings"

// words are the fixed words of one language.
type words struct {
	forYou, forYouFrom       string // head line without and with a name after it
	valid, to                string // "Valid", "to"
	validUntil, validFrom    string
	issued, why, change, ask string
	code, number             string // before code and alias where there is no barcode
}

// wordsFor returns the words of a BCP 47 language; English where we have none.
func wordsFor(language string) words {
	if primary(language) == "de" {
		return words{
			forYou: "FÜR SIE", forYouFrom: "FÜR SIE, VON ",
			valid: "Gültig ", to: " bis ", validUntil: "Gültig bis ", validFrom: "Gültig ab ",
			issued: "Ausgegeben von ", why: "Warum das? ", change: "Ändern oder abmelden: ",
			ask: "Fragen Sie am Serviceschalter.", code: "Code ", number: "Nummer ",
		}
	}
	return words{
		forYou: "FOR YOU", forYouFrom: "FOR YOU, FROM ",
		valid: "Valid ", to: " to ", validUntil: "Valid until ", validFrom: "Valid from ",
		issued: "Issued by ", why: "Why this? ", change: "Change or opt out: ",
		ask: "Ask at the service desk.", code: "Code ", number: "Number ",
	}
}

// validity is the line of dates, empty when none are given.
func (w words) validity(from, until string) string {
	switch {
	case from != "" && until != "":
		return w.valid + from + w.to + until
	case until != "":
		return w.validUntil + until
	case from != "":
		return w.validFrom + from
	}
	return ""
}

// primary returns the language of a BCP 47 tag in lower case: "de" of "de-AT".
func primary(tag string) string {
	if i := strings.IndexAny(tag, "-_"); i >= 0 {
		tag = tag[:i]
	}
	return strings.ToLower(tag)
}
