// Package contest owns the judgement of lifetime models: it lets candidates speak of
// customers as of a day in the past, scores them on what came, chooses one for a
// chain, and compares all of them by rolling origins with intervals.
//
// It refuses files, clocks and ids: customers are positions in a Book, days are
// numbers. Invariants and their tests: a candidate never sees a day after its
// origin (TestChoose_SeesNothingThatCame); the published holdout figures come out
// (TestScore_PublishedHoldouts) and the automatic choice reaches the best of them
// (TestChoose_CDNOW, TestChoose_Grocery); who made the data wins
// (TestChoose_FindsTheRegularity, TestBacktest_RanksWhoMadeTheDataFirst);
// intervals count a customer once (TestPeople_RatioCountsCustomersOnce); the number
// of workers does not show.
package contest
