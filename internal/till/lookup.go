package till

import (
	"context"

	"sartor/internal/voucher"
	"sartor/internal/voucher/code"
)

// RefOf reads a code or an alias as people and scanners hand it over. A code
// whose tag does not hold is answered like one that nobody has, after the same
// look-up, so that time does not tell them apart.
func (d *Desk) RefOf(text string) (Ref, bool) {
	if bucket, r, ok := code.ParseAlias(text); ok {
		return Ref{Bucket: bucket, Alias: r}, true
	}
	c, shaped := code.Parse(text)
	bucket, serial, ok := d.codes.Decode(c)
	if !shaped || !ok {
		return Ref{}, false
	}
	return Ref{Bucket: bucket, Alias: code.AliasOf(serial), Serial: serial}, true
}

// CodeOf is a voucher's code as printed.
func (d *Desk) CodeOf(v *voucher.Voucher) string { return d.codeOf(v) }

// lookUp finds what stands behind presented codes, in their order.
func (d *Desk) lookUp(ctx context.Context, sight *Sight, texts []string) ([]voucher.Presented, error) {
	out := make([]voucher.Presented, len(texts))
	refs := make([]Ref, len(texts))
	for i, text := range texts {
		out[i].Code = text
		refs[i], out[i].Found = d.RefOf(text)
	}
	found, err := d.store.Presented(ctx, refs)
	if err != nil {
		return nil, err
	}
	for i := range out {
		if !out[i].Found {
			continue
		}
		out[i].Found = false
		for k := range found {
			v := &found[k]
			if v.Bucket != refs[i].Bucket || v.Alias != refs[i].Alias || refs[i].Serial != 0 && v.Serial != refs[i].Serial {
				continue
			}
			terms, ok := sight.Terms(v.PromotionNumber, v.Version)
			out[i].Found, out[i].Voucher, out[i].Terms = ok, *v, terms
			out[i].Code = d.codeOf(v)
		}
	}
	return out, nil
}

// AliasOf is a voucher's 13 digits for tills without letters.
func AliasOf(v *voucher.Voucher) string { return code.Alias(v.Bucket, code.AliasOf(v.Serial)) }
