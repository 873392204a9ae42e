// Package proof holds the proof that Sartor tailors: a simulated chain, whose
// truth is known, runs through database, folds, learning and till, and what the
// till printed is held against what its customers truly like
// (TestItReallyTailors). It has tests only.
package proof
