package offer

import (
	"fmt"
	"strconv"
	"strings"

	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

// Words says offers in the customer's language: English and German are whole,
// any other language gets English.
type Words struct {
	German   bool
	Chain    *retail.Catalogue
	Currency retail.Currency
	Store    string // name of the store
}

// WordsIn returns the words of a language tag such as "de-AT".
func WordsIn(language string, chain *retail.Catalogue, store *retail.Store) Words {
	return Words{German: strings.HasPrefix(language, "de"), Chain: chain, Currency: store.Currency, Store: store.Name}
}

func (w Words) say(en, de string, args ...any) string {
	if w.German {
		return fmt.Sprintf(de, args...)
	}
	return fmt.Sprintf(en, args...)
}

// money formats an amount the way the language writes it.
func (w Words) money(amount retail.Minor) string {
	m := retail.Money{Amount: amount, Currency: w.Currency}
	sign := map[retail.Currency]string{"EUR": "€", "USD": "$", "GBP": "£"}[w.Currency]
	if w.German {
		return strings.ReplaceAll(m.Decimal(), ".", ",") + " " + or(sign, string(w.Currency))
	}
	if sign != "" {
		return sign + m.Decimal()
	}
	return string(w.Currency) + " " + m.Decimal()
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// Discount says what a voucher gives, without "off": "€0.50", "15 %".
func (w Words) Discount(v *voucher.Value) string {
	switch v.Kind {
	case promotion.Percent:
		return strconv.Itoa(v.Percent) + " %"
	case promotion.FreeItem:
		return w.say("One free", "Einmal gratis")
	case promotion.Points:
		return w.say("%d points", "%d Punkte", v.Points)
	}
	return w.money(v.Amount)
}

// Value is the large line of a voucher: "€0.50 off".
func (w Words) Value(v *voucher.Value) string {
	discount := w.Discount(v)
	if v.Kind == promotion.FreeItem || v.Kind == promotion.Points {
		return discount
	}
	return w.say("%s off", "%s Rabatt", discount)
}

// Product is what a voucher is for.
func (w Words) Product(number uint32) string {
	if number == 0 {
		return w.say("your next shopping", "Ihren nächsten Einkauf")
	}
	p := w.Chain.Product(number)
	return or(p.Name, string(p.ID))
}

// Why gives the reasons of an offer in words. Its numbers are the profile's, and
// equal a recount of the receipts.
func (w Words) Why(c *Choice) []string {
	r := &c.Reason
	switch {
	case r.Kind == promotion.TargetSeason && r.Own:
		return []string{w.habit(r), w.say("It is the season for it.", "Jetzt ist die Zeit dafür.")}
	case r.Kind == promotion.TargetSeason:
		return []string{w.say("In season, and new to you.", "Jetzt ist die Zeit dafür, und neu für Sie.")}
	case r.Kind == promotion.TargetExpiring:
		return []string{w.habit(r), w.say("What is on the shelf is good until %s.", "Was im Regal steht, ist gut bis zum %s", w.day(c.Until))}
	case c.Product == 0:
		return []string{w.say("A thank-you for shopping at %s.", "Ein Dankeschön für Ihren Einkauf bei %s.", w.Store)}
	case !r.Own && r.Related != 0:
		return []string{w.say("Goes with %s, which you buy.", "Passt zu %s aus Ihren Einkäufen.", w.Product(r.Related))}
	case !r.Own && r.Kind == promotion.TargetNext:
		return []string{w.say("Liked at %s, and new to you.", "Beliebt bei %s und neu für Sie.", w.Store)}
	case !r.Own:
		return []string{w.say("Liked at %s.", "Beliebt bei %s.", w.Store)}
	}
	return []string{w.habit(r)}
}

// day writes a day as the language does.
func (w Words) day(d retail.BusinessDay) string { return d.Time().Format(w.say("2 January", "02.01.")) }

// habit says how often, how regularly and how long ago.
func (w Words) habit(r *Reason) string {
	var b strings.Builder
	if r.Hits > 0 && r.Window >= 2 {
		b.WriteString(w.say("You bought it in %d of your last %d baskets", "In %d Ihrer letzten %d Einkäufe", r.Hits, r.Window))
	} else if r.Count == 1 {
		b.WriteString(w.say("You bought it once", "Einmal in Ihren Einkäufen"))
	} else {
		b.WriteString(w.say("You bought it in %d baskets", "In %d Ihrer Einkäufe", r.Count))
	}
	switch {
	case r.Gap == 1:
		b.WriteString(w.say(", about every day", ", etwa jeden Tag"))
	case r.Gap > 1:
		b.WriteString(w.say(", about every %d days", ", etwa alle %d Tage", r.Gap))
	}
	switch {
	case r.Idle == 1:
		b.WriteString(w.say(", last one day ago", ", zuletzt vor einem Tag"))
	case r.Idle > 1:
		b.WriteString(w.say(", last %d days ago", ", zuletzt vor %d Tagen", r.Idle))
	}
	b.WriteString(".")
	return b.String()
}
