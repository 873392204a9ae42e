package phrase

import "sartor/internal/stock"

// ShelfWords are the words of what stock in a store needs a look.
type ShelfWords struct {
	Title                                                                   Plural
	TitleNone, Sub, None, NoneSay                                           string
	ColGoods, ColWhat, Stopped, Beyond, Stops, StopsNone, SilentSay, OddSay string
	Tasks                                                                   map[stock.TaskKind]string
}

func englishShelf() ShelfWords {
	return ShelfWords{
		Title: Plural{"{n} product on the shelf needs a look", "{n} products on the shelf need a look"}, TitleNone: "The shelf needs nothing today",
		Sub: "of {n} products whose stock is known", None: "Nothing to count, chase or take off", NoneSay: "Counts, deliveries and sales agree.",
		ColGoods: "Goods", ColWhat: "What to do", Stopped: "no vouchers", Beyond: "and {n} more", Stops: "Vouchers stop for {n} products.", StopsNone: "Vouchers stop for none.",
		SilentSay: "Nothing was delivered or counted for two weeks: this stock is not gone by, and vouchers go on.",
		OddSay:    "Receipts sold a quarter of the goods below nothing: this stock is not gone by, and vouchers go on.",
		Tasks: map[stock.TaskKind]string{
			stock.CountNegative: "Count it: the book says {units}", stock.CountEmpty: "Empty, and nothing is on its way: count it, or order",
			stock.CheckDelivery: "Look at the delivery of {day}: {usual} is usual. Were packs taken for units?",
			stock.ChaseOverdue:  "Ask for {units}, late by more than a week", stock.TakeOff: "Take {units} off the shelf: its last day was {day}",
			"held_back": "What is left is promised to vouchers that are out",
		},
	}
}

func germanShelf() ShelfWords {
	return ShelfWords{
		Title: Plural{"{n} Artikel im Regal braucht einen Blick", "{n} Artikel im Regal brauchen einen Blick"}, TitleNone: "Das Regal braucht heute nichts",
		Sub: "von {n} Artikeln mit bekanntem Bestand", None: "Nichts zu zählen, anzumahnen oder herauszunehmen", NoneSay: "Zählungen, Lieferungen und Verkäufe passen zusammen.",
		ColGoods: "Ware", ColWhat: "Was zu tun ist", Stopped: "keine Gutscheine", Beyond: "und {n} weitere", Stops: "Für {n} Artikel gibt es keine Gutscheine.", StopsNone: "Für alle gibt es Gutscheine.",
		SilentSay: "Seit zwei Wochen wurde nichts geliefert oder gezählt: Dieser Bestand gilt nicht, Gutscheine gehen weiter.",
		OddSay:    "Ein Viertel der Ware wurde unter null verkauft: Dieser Bestand gilt nicht, Gutscheine gehen weiter.",
		Tasks: map[stock.TaskKind]string{
			stock.CountNegative: "Zählen: laut Bestand {units}", stock.CountEmpty: "Leer, und nichts ist unterwegs: zählen oder bestellen",
			stock.CheckDelivery: "Lieferung vom {day} prüfen: üblich sind {usual}. Wurden Packungen als Stück gezählt?",
			stock.ChaseOverdue:  "{units} anmahnen, mehr als eine Woche überfällig", stock.TakeOff: "{units} aus dem Regal nehmen: Der letzte Tag war {day}",
			"held_back": "Der Rest ist ausgegebenen Gutscheinen versprochen",
		},
	}
}
