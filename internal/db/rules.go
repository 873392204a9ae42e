package db

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/fnv"

	"sartor/internal/customer"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// The names under which positions are kept. Receipts counts the receipts read so
// far in place of a position.
const (
	foldJournal  = "profile"
	foldConsent  = "consent"
	foldReceipts = "receipts"
	rulesSetting = "fold.rules"
)

// rules are what folded rows depend on beside the journal. When one of them
// changes, all that stands folded may be wrong: the journal is read anew, and
// rows of an older generation are folded from scratch as they are met.
type rules struct {
	Generation int64  `json:"generation"`
	Declared   bool   `json:"declared"` // the chain's default allows profiles
	Products   uint32 `json:"products"` // the highest product number read so far
	Restricted string `json:"restricted"`
}

// restrictions names the products up to a number that folds leave out.
func restrictions(chain *retail.Catalogue, upTo uint32) string {
	const matters = retail.NoInference | retail.NotGoods
	h := fnv.New128a()
	var b [5]byte
	for n := range min(uint32(len(chain.Products)), upTo+1) {
		if r := chain.Products[n].Restriction & matters; r != 0 {
			binary.LittleEndian.PutUint32(b[:], n)
			b[4] = byte(r)
			_, _ = h.Write(b[:]) // a hash never fails
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// next returns the rules that hold now, and whether the journal has to be read
// anew: products nobody has read of yet change nothing.
func (r rules) next(chain *retail.Catalogue, declared bool) (now rules, anew bool) {
	now = r
	if r.Generation > 0 && restrictions(chain, r.Products) != r.Restricted {
		now.Generation, anew = r.Generation+1, true
	}
	anew = anew || r.Generation > 0 && r.Declared != declared
	now.Generation = max(1, now.Generation)
	now.Declared = declared
	now.Products = max(now.Products, uint32(max(0, len(chain.Products)-1)))
	now.Restricted = restrictions(chain, now.Products)
	return now, anew
}

// standingRules reads the rules and brings them up to date, in one write when
// they changed.
func (d *DB) standingRules(ctx context.Context, declared customer.Consent) (rules, error) {
	var was rules
	text, err := d.Setting(ctx, rulesSetting)
	if err != nil {
		return was, err
	}
	if text != "" {
		if err := json.Unmarshal([]byte(text), &was); err != nil {
			return was, fmt.Errorf("setting %s: %w", rulesSetting, err)
		}
	}
	now, anew := was.next(d.Catalogue(), declared.Allows(customer.ProfilePurpose))
	if now == was {
		return now, nil
	}
	body, err := json.Marshal(now)
	if err != nil {
		return was, err
	}
	steps := []step{{q: sql("setting.put"), want: 1, args: []any{rulesSetting, string(body)}}}
	for _, name := range []string{foldJournal, foldConsent, foldReceipts} {
		steps = append(steps, step{q: sql("fold.begin"), want: anyRows, args: []any{name}})
	}
	for _, name := range []string{foldJournal, foldReceipts} {
		if anew {
			steps = append(steps, step{q: sql("fold.reset"), want: 1, args: []any{name}})
		}
	}
	return now, d.apply(ctx, Bulk, steps)
}

// position reads how far a fold has come.
func (d *DB) position(ctx context.Context, name string) (p touchpoint.Position, err error) {
	_, err = one(ctx, d.engine.reader(), sql("fold.position"), []any{name}, &p.Epoch, &p.Seq)
	return p, err
}
