package engine

import "runtime"

// GiveWay lets goroutines that wait for a processor go first. Work in the
// background calls it between its steps: the runtime otherwise lets it go on for
// 10 ms at a time, and on two cores half of the tills would stand behind it.
func GiveWay() { runtime.Gosched() }
