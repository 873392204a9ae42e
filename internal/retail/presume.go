package retail

import (
	"slices"
	"strings"
	"unicode"
)

// private are words whose products say something of a person's health, family or
// intimacy that a shop must not guess at; of several words all stand together.
// It catches too much rather than too little: a person confirms what holds.
func private() []string {
	return []string{
		// health
		"pharmacy", "pharmacist", "prescription", "medicine", "medicines", "medication", "analgesic", "analgesics", "painkiller", "painkillers",
		"ibuprofen", "paracetamol", "acetaminophen", "aspirin", "antacid", "antacids", "laxative", "laxatives", "antihistamine", "insulin",
		"glucose test", "diabetic", "incontinence", "nicotine replacement", "smoking cessation", "smoking cessations", "denture", "haemorrhoid",
		"hemorrhoid", "lice treatment", "wart", "thrush", "antifungal",
		"arznei", "arzneimittel", "medikament", "medikamente", "schmerzmittel", "abführmittel", "inkontinenz", "apotheke", "pharmacie", "medicamento",
		"medicamentos", "médicament", "farmacia",
		// tests
		"test kit", "self test", "covid test", "hiv", "selbsttest", "schnelltest",
		// family and intimacy
		"pregnancy", "prenatal", "ovulation", "fertility", "contraceptive", "contraceptives", "family planning", "condom", "condoms", "lubricant gel",
		"feminine hygiene", "breast pump", "schwangerschaft", "schwangerschaftstest", "kondom", "kondome", "preservativo", "préservatif",
		// infant milk
		"infant formula", "infant milk", "baby formula", "baby milk", "follow on milk", "formula milk", "säuglingsmilch", "anfangsmilch", "folgemilch",
		"babymilch", "lait infantile", "leche infantil",
	}
}

// Private reports whether a product's names suggest that it must not be inferred
// from (DESIGN.md 3, rule 10).
func Private(p *Product) bool {
	text := words(p.Name + "\n" + p.Category + "\n" + p.Department)
	return slices.ContainsFunc(private(), func(w string) bool { return strings.Contains(text, " "+w+" ") })
}

// words is a text in small letters, each word between blanks; a line ends a run
// of words.
func words(text string) string {
	var b strings.Builder
	b.WriteByte(' ')
	for _, r := range strings.ToLower(text) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(" | ")
		default:
			b.WriteByte(' ')
		}
	}
	b.WriteByte(' ')
	return strings.Join(append([]string{""}, append(strings.Fields(b.String()), "")...), " ")
}

// Settle returns what holds for a product that is put again, where was held
// before: what a person confirmed stands until a person says otherwise, and what
// the word list catches is presumed private until one has looked.
func Settle(p *Product, was Restriction) Restriction {
	switch {
	case p.Restriction&Confirmed != 0:
		return p.Restriction &^ Presumed
	case was&Confirmed != 0:
		return was
	case p.Restriction&NoInference == 0 && Private(p):
		return p.Restriction | NoInference | Presumed
	}
	return p.Restriction
}
