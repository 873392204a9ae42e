package view

// SeasonsLearned is what learning says of seasons: who buys what when, or why
// nothing is said.
type SeasonsLearned struct {
	Types  int // of customers
	Looked int // types and classes of goods
	Rows   []SeasonLearned
	Silent []SeasonSilence // the commonest reason first
}

// SeasonLearned is one season of one type of customers.
type SeasonLearned struct {
	Who                       []string // categories that set the type apart; none: all customers
	Class                     string   // category; empty: whole baskets
	Loose                     bool     // not whole baskets but goods without a category
	Begins, Peak, Ends        float64  // days after 1 January; may lie before 0 or beyond the year
	PeakLow, PeakHigh         float64  // 90 %
	Times                     float64  // best against worst time of the year
	Purchases, Customers, Yrs int
	Sighted                   bool // once only: not to be acted on
}

// SeasonSilence is how often nothing is said for a reason, season.Why's word.
type SeasonSilence struct {
	Why   string
	Times int
}
