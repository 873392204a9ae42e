package phrase

// SegmentsWords are the words of the segments' page.
type SegmentsWords struct {
	Answer, AnswerThin, AnswerPast, AnswerNone    string
	Slipped                                       Plural
	Customers                                     Plural
	StatesTitle, StatesSub, StatesFoot            string
	BandsTitle, BandsSub, BandShare               string
	MovesTitle, MovesSub, MovesNone, MovesCell    string
	Came, Left, FromTo                            string
	MembersTitle                                  Plural
	MembersSub, MembersNone, MembersCut           string
	Empty, EmptySay                               string
	ColSegment, ColCustomers, ColWorth            string
	ColMoved, Habit, Unknown                      string
	ColCustomer, ColSince, ColWhy, ColFrom        string
	SegmentCame, SegmentWent, Thin, On, Show, Now string
	States, StateNotes, Bands, BandNotes          map[string]string
}

func englishSegments() SegmentsWords {
	return SegmentsWords{
		Answer:     "{best} of {all} customers bring half of the {value} expected in a year. {slipped} in four weeks.",
		AnswerThin: "{all} customers are known so far: too few for a range of what they are worth. {slipped} in four weeks.",
		AnswerPast: "On {day} {all} were known. {slipped} in the four weeks before.",
		AnswerNone: "Nothing is expected of anybody yet: a run of learning needs 200 customers, 50 of whom came again.",
		Slipped:    Plural{"One slipped", "{n} slipped"}, Customers: Plural{"one customer", "{n} customers"},
		StatesTitle: "Where customers stand", StatesSub: "expected in a year of a customer, mean with its range",
		StatesFoot: "At risk: silent so long that one in four is gone, by their own rhythm. Lapsed: more than half. No number of days is set by hand.",
		BandsTitle: "Who brings it", BandsSub: "best first: the first half of all that is expected, the next three tenths, the rest", BandShare: "{share} of all, {each} each",
		MovesTitle: "Who moved", MovesSub: "moves between states in the four weeks to {day}, rows from, columns to", MovesNone: "Nobody moved.", MovesCell: "{n} from {from} to {to}",
		Came: "came", Left: "left the records", FromTo: "From",
		MembersTitle: Plural{"One customer: {segment}", "{n} customers: {segment}"}, MembersSub: "in the order of their ids, worth as expected now", MembersNone: "Nobody.", MembersCut: "Segment",
		Empty: "Nothing learned yet", EmptySay: "The next run of learning fills this page once enough customers came again.",
		ColSegment: "Segment", ColCustomers: "Customers", ColWorth: "Worth a year", ColMoved: "Four weeks", Habit: "{n} purchases a year of {spend}, last {days} days ago", Unknown: "not known any more",
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
