// Package recovery holds the proof that learning finds what is there: simulated
// chains, whose truth is known, against the kernels that learn from their
// receipts. Seasons are found where they exist and nowhere else
// (TestSeasons_SixTypesFourSilent, TestSeasons_NoneIsSilence), also by types
// that were learned (TestSeasons_OfLearnedTypes); the rates of customers come
// in their true order (TestLifetime_FindsRates), and the chances to buy that are shown
// come true in every kind of chain (TestChance_ComesTrue); a promotion that works in the suburbs alone is found to,
// with the reason (TestResponse_UrbanStoresFlop). It has tests only.
package recovery
