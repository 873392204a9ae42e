// Package recovery holds the proof that learning finds what is there: simulated
// chains, whose truth is known, against the kernels that learn from their
// receipts. Seasons are found where they exist and nowhere else
// (TestSeasons_SixTypesFourSilent, TestSeasons_NoneIsSilence), also by types
// that were learned (TestSeasons_OfLearnedTypes); the rates of customers come
// in their true order and chances are as right as the chain's laws allow
// (TestLifetime_FindsRates); a promotion that works in the suburbs alone is found to,
// with the reason (TestResponse_UrbanStoresFlop). It has tests only.
package recovery
