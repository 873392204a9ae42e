package offer

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"

	"sartor/internal/retail"
)

// lots decides who is held out, by a keyed hash of experiment and person. What the
// hash needs is kept from one decision to the next.
type lots struct {
	mac  hash.Hash
	key  []byte // of mac
	who  retail.CustomerID
	name string // of who
	text []byte // room
	sum  []byte // room

	global bool // held out of everything
}

// begin makes the lots ready for a person.
func (l *lots) begin(key []byte, who retail.CustomerID) {
	if l.mac == nil || !bytes.Equal(l.key, key) {
		l.mac, l.key = hmac.New(sha256.New, key), bytes.Clone(key)
	}
	if l.who, l.global = who, false; who != 0 {
		l.name = who.String()
	}
}

// arm returns the arm of a choice. Anonymous receipts are in none.
func (l *lots) arm(c *Choice, share float64) Arm {
	switch {
	case l.who == 0:
		return Treated
	case l.global:
		return HeldOutGlobal
	case l.heldOut(share, string(c.ID)):
		return HeldOutFromThis
	}
	return Treated
}

// heldOut reports whether the lot put the person into the holdout of an experiment,
// whose name is given in parts.
//
//	Computes  u = first 53 bits of HMAC-SHA256(key, experiment || 0 || person) / 2^53; held out if u < share
//	Source    SCIENCE.md 6.1
func (l *lots) heldOut(share float64, experiment ...string) bool {
	return share > 0 && l.draw(experiment) < share
}

func (l *lots) draw(experiment []string) float64 {
	l.text = l.text[:0]
	for _, part := range experiment {
		l.text = append(l.text, part...)
	}
	l.text = append(append(l.text, 0), l.name...)
	l.mac.Reset()
	_, _ = l.mac.Write(l.text) // a hash never fails
	l.sum = l.mac.Sum(l.sum[:0])
	return float64(binary.BigEndian.Uint64(l.sum)>>11) / (1 << 53)
}

// globalExperiment names the chain-wide holdout.
const globalExperiment = "global"

// HeldOutGlobally reports whether a person is in the chain-wide holdout.
func HeldOutGlobally(key []byte, who retail.CustomerID, share float64) bool {
	return HeldOut(key, globalExperiment, who, share)
}

// HeldOut reports whether the lot put a person into the holdout of an experiment.
func HeldOut(key []byte, experiment string, who retail.CustomerID, share float64) bool {
	return share > 0 && lotOf(key, experiment, who) < share
}

func lotOf(key []byte, experiment string, who retail.CustomerID) float64 {
	var l lots
	l.begin(key, who)
	return l.draw([]string{experiment})
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
