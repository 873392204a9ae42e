package offer

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"

	"sartor/internal/retail"
)

// lots decides who is held out, by a keyed hash of experiment and person.
type lots struct {
	key    []byte
	who    retail.CustomerID
	global bool // held out of everything
}

func newLots(ctx *Context) lots {
	l := lots{key: ctx.HoldoutKey, who: ctx.Customer}
	l.global = l.who != 0 && HeldOutGlobally(l.key, l.who, ctx.GlobalHoldout)
	return l
}

// arm returns the arm of a choice. Anonymous receipts are in none.
func (l lots) arm(c *Choice, share float64) Arm {
	switch {
	case l.who == 0:
		return Treated
	case l.global:
		return HeldOutGlobal
	case HeldOut(l.key, string(c.ID), l.who, share):
		return HeldOutFromThis
	}
	return Treated
}

// globalExperiment names the chain-wide holdout.
const globalExperiment = "global"

// HeldOutGlobally reports whether a person is in the chain-wide holdout.
func HeldOutGlobally(key []byte, who retail.CustomerID, share float64) bool {
	return HeldOut(key, globalExperiment, who, share)
}

// HeldOut reports whether the lot put a person into the holdout of an
// experiment.
//
//	Computes  u = first 53 bits of HMAC-SHA256(key, experiment || 0 || person) / 2^53; held out if u < share
//	Source    SCIENCE.md 6.1
func HeldOut(key []byte, experiment string, who retail.CustomerID, share float64) bool {
	return share > 0 && lotOf(key, experiment, who) < share
}

func lotOf(key []byte, experiment string, who retail.CustomerID) float64 {
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write([]byte(experiment)) // a hash never fails
	_, _ = mac.Write([]byte{0})
	_, _ = mac.Write([]byte(who.String()))
	return float64(binary.BigEndian.Uint64(mac.Sum(nil))>>11) / (1 << 53)
}

// drawSlot draws one of a pool, best first, and returns the propensity with
// which it was drawn: 1−ε on the best, ε spread evenly (SCIENCE.md 6.8).
func drawSlot(seed uint64, slot, pool int) (at int, propensity float64) {
	u := uniform(seed, uint64(2*slot))
	even := explore / float64(pool)
	if u >= explore {
		return 0, 1 - explore + even
	}
	at = min(pool-1, int(uniform(seed, uint64(2*slot+1))*float64(pool)))
	if at == 0 {
		return 0, 1 - explore + even
	}
	return at, even
}

// uniform is draw i of a seed in [0, 1): the SplitMix64 finaliser over a counter
// (Steele, Lea, Flood 2014), so that no draw depends on another.
func uniform(seed, i uint64) float64 {
	z := seed + (i+1)*0x9E3779B97F4A7C15
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	z ^= z >> 31
	return float64(z>>11) / (1 << 53)
}
