package phrase

// SegmentsWords are the words of the segments' page.
type SegmentsWords struct {
	Answer, AnswerThin, AnswerPast, AnswerNone                                                                         string
	Slipped, Customers                                                                                                 Plural
	StatesTitle, StatesSub, StatesFoot, BandsTitle, BandsSub, BandShare, MovesTitle, MovesSub, MovesNone, MovesCell    string
	Came, Left, FromTo                                                                                                 string
	MembersTitle                                                                                                       Plural
	MembersSub, MembersNone, MembersCut, Empty, EmptySay, ColSegment, ColCustomers, ColWorth, ColMoved, Habit, Unknown string
	ColCustomer, ColSince, ColWhy, ColFrom, SegmentCame, SegmentWent, Thin, On, Show, Now                              string
	States, StateNotes, Bands, BandNotes                                                                               map[string]string
}

func englishSegments() SegmentsWords {
	return SegmentsWords{
		Answer:     "{best} of {all} customers bring half of the {value} of margin expected in a year. {slipped} in four weeks.",
		AnswerThin: "{all} customers are known so far: too few for a range of the margin expected of them. {slipped} in four weeks.",
		AnswerPast: "On {day} {all} were known. {slipped} in the four weeks before.",
		AnswerNone: "Nothing is expected of anybody yet: a run of learning needs 200 customers, 50 of whom came again.",
		Slipped:    Plural{"One slipped", "{n} slipped"}, Customers: Plural{"one customer", "{n} customers"},
		StatesTitle: "Where customers stand", StatesSub: "margin expected of a customer in a year, discounted: mean with its range",
		StatesFoot: "At risk: silent so long that one in four is gone, by their own rhythm. Lapsed: more than half. No number of days is set by hand.",
		BandsTitle: "Who brings it", BandsSub: "best first: the first half of all expected margin, the next three tenths, the rest", BandShare: "{share} of all, {each} each",
		MovesTitle: "Who moved", MovesSub: "moves between states in the four weeks to {day}, rows from, columns to", MovesNone: "Nobody moved.", MovesCell: "{n} from {from} to {to}",
		Came: "came", Left: "left the records", FromTo: "From",
		MembersTitle: Plural{"One customer: {segment}", "{n} customers: {segment}"}, MembersSub: "in the order of their ids, margin of a year as expected now", MembersNone: "Nobody.", MembersCut: "Segment",
		Empty: "Nothing learned yet", EmptySay: "The next run of learning fills this page once enough customers came again.",
		ColSegment: "Segment", ColCustomers: "Customers", ColWorth: "Expected margin a year", ColMoved: "Four weeks", Habit: "{n} purchases a year of {spend}, last {days} days ago", Unknown: "not known any more",
		ColCustomer: "Customer", ColSince: "Since", ColWhy: "Why", ColFrom: "Before",
		SegmentCame: "{n} came", SegmentWent: "{n} went", Thin: "too few for a range", On: "As of the end of", Show: "Show that day", Now: "Now",
		States: map[string]string{"new": "New", "growing": "Growing", "loyal": "Loyal", "at_risk": "At risk", "lapsed": "Lapsed", "won_back": "Won back"},
		StateNotes: map[string]string{
			"new": "known more from others than from themselves", "growing": "buy more than their own past allows for", "loyal": "buy as always",
			"at_risk": "silent beyond their own rhythm", "lapsed": "more likely gone than not", "won_back": "bought again after having lapsed",
		},
		Bands:     map[string]string{"high": "High value", "middle": "Middle value", "low": "Low value"},
		BandNotes: map[string]string{"high": "bring the first half", "middle": "bring the next three tenths", "low": "bring the rest"},
	}
}

func germanSegments() SegmentsWords {
	return SegmentsWords{
		Answer:     "{best} von {all} Kunden bringen die Hälfte der {value} Marge, die in einem Jahr erwartet werden. {slipped} in vier Wochen.",
		AnswerThin: "{all} Kunden sind bisher bekannt: zu wenige für einen Bereich der Marge, die von ihnen erwartet wird. {slipped} in vier Wochen.",
		AnswerPast: "Am {day} waren {all} bekannt. {slipped} in den vier Wochen davor.",
		AnswerNone: "Noch wird von niemandem etwas erwartet: Ein Lauf braucht 200 Kunden, von denen 50 wiederkamen.",
		Slipped:    Plural{"Einer rutschte ab", "{n} rutschten ab"}, Customers: Plural{"ein Kunde", "{n} Kunden"},
		StatesTitle: "Wo Kunden stehen", StatesSub: "Marge, in einem Jahr von einem Kunden erwartet, abgezinst: Mittel mit Bereich",
		StatesFoot: "Gefährdet: so lange still, dass nach eigenem Rhythmus jeder vierte weg ist. Verloren: mehr als die Hälfte. Keine Zahl von Tagen ist von Hand gesetzt.",
		BandsTitle: "Wer es bringt", BandsSub: "beste zuerst: die erste Hälfte der erwarteten Marge, die nächsten drei Zehntel, der Rest", BandShare: "{share} von allem, je {each}",
		MovesTitle: "Wer sich bewegt hat", MovesSub: "Wechsel zwischen Ständen in den vier Wochen bis {day}, Zeilen von, Spalten nach", MovesNone: "Niemand hat sich bewegt.", MovesCell: "{n} von {from} nach {to}",
		Came: "kam", Left: "nicht mehr geführt", FromTo: "Von",
		MembersTitle: Plural{"Ein Kunde: {segment}", "{n} Kunden: {segment}"}, MembersSub: "nach Kundennummer, Marge eines Jahres wie jetzt erwartet", MembersNone: "Niemand.", MembersCut: "Segment",
		Empty: "Noch nichts gelernt", EmptySay: "Der nächste Lauf füllt diese Seite, sobald genug Kunden wiederkamen.",
		ColSegment: "Segment", ColCustomers: "Kunden", ColWorth: "Erwartete Marge im Jahr", ColMoved: "Vier Wochen", Habit: "{n} Käufe im Jahr zu {spend}, zuletzt vor {days} Tagen", Unknown: "nicht mehr bekannt",
		ColCustomer: "Kunde", ColSince: "Seit", ColWhy: "Warum", ColFrom: "Vorher",
		SegmentCame: "{n} kamen", SegmentWent: "{n} gingen", Thin: "zu wenige für einen Bereich", On: "Stand am Ende des", Show: "Diesen Tag zeigen", Now: "Jetzt",
		States: map[string]string{"new": "Neu", "growing": "Wachsend", "loyal": "Treu", "at_risk": "Gefährdet", "lapsed": "Verloren", "won_back": "Zurückgewonnen"},
		StateNotes: map[string]string{
			"new": "mehr durch andere bekannt als durch sich selbst", "growing": "kaufen mehr, als ihre Vergangenheit erwarten lässt", "loyal": "kaufen wie immer",
			"at_risk": "still über den eigenen Rhythmus hinaus", "lapsed": "eher weg als noch da", "won_back": "kauften wieder, nachdem sie verloren waren",
		},
		Bands:     map[string]string{"high": "Hoher Wert", "middle": "Mittlerer Wert", "low": "Geringer Wert"},
		BandNotes: map[string]string{"high": "bringen die erste Hälfte", "middle": "bringen die nächsten drei Zehntel", "low": "bringen den Rest"},
	}
}
