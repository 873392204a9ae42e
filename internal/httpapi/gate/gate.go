// Package gate owns who is let through to the API, how many at once and how
// often: lanes with a bound each, a count of bad codes per place, and tokens
// kept in memory for a moment. It refuses by fault.Unavailable and
// fault.Exhausted and knows no routes.
//
// What always holds: a full lane refuses at once and takes no place from another
// (TestLanes_EachHasItsOwnBound); more than 20 bad codes a minute close a place
// for a minute (TestAttempts_BothSidesOfTheBorder); a withdrawn token works at
// most five seconds longer (TestTokens_ForgetAfterFiveSeconds).
package gate
