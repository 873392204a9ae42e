// Package frontier holds the proof that orders by the chain's own forecasts serve as
// well with less stock and waste than reorder points that stay where they were set,
// on simulated shelves whose truth is known (TestFrontier_LessForTheSameService), that
// the planner of every night does so over several seeds, and that what it moves between
// stores raises availability and lowers the cost (TestPlanner_Frontier), and that demand behind empty shelves is found again (TestUncensored_FindsWhatWasWanted).
// It has tests only; -seeds prints the frontier, with transfers.
package frontier
