package db

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/binary"
	"slices"
	"strings"

	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// resolved is who a receipt belongs to, and the writes that make it so.
type resolved struct {
	customer   retail.CustomerID // 0: anonymous
	fresh      bool              // minted by these writes
	unknownID  bool              // an id was named that nobody has
	language   string
	homeStore  uint32
	consent    int64
	erased     bool
	steps      []step
	identified []retail.Identifier
}

// bucket returns where the customer's rows lie.
func (r *resolved) bucket() int64 { return int64(r.customer.Bucket()) }

// normalize gives an identifier the one spelling under which it is stored.
func normalize(id retail.Identifier) retail.Identifier {
	id.Value = strings.TrimSpace(id.Value)
	switch id.Kind {
	case retail.Email:
		id.Value = strings.ToLower(id.Value)
	case retail.Phone:
		id.Value = strings.Map(func(r rune) rune {
			if strings.ContainsRune(" -/().", r) {
				return -1
			}
			return r
		}, id.Value)
	}
	return id
}

func identifierBucket(id retail.Identifier) int64 {
	return int64(retail.BucketOf(string(id.Kind) + "\x00" + id.Value))
}

// inOrder returns the identifiers, the deciding kind first.
func inOrder(ids []retail.Identifier) []retail.Identifier {
	if len(ids) < 2 {
		if len(ids) == 1 {
			return []retail.Identifier{normalize(ids[0])}
		}
		return nil
	}
	kinds := retail.IdentifierKinds()
	out := make([]retail.Identifier, 0, len(ids))
	for _, id := range ids {
		if id = normalize(id); id.Value != "" {
			out = append(out, id)
		}
	}
	slices.SortStableFunc(out, func(a, b retail.Identifier) int {
		return cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind))
	})
	return out
}

// resolve finds who the receipt names. The id decides, then card, account,
// phone, e-mail. Identifiers not seen before are attached, those that point
// elsewhere become merge proposals, and when none is known a customer is made.
// All writes come back as guarded steps.
func resolve(ctx context.Context, s session, who touchpoint.Customer, at retail.Micros) (resolved, error) {
	var out resolved
	if who.Anonymous() {
		return out, nil
	}
	if who.ID != "" {
		id, err := retail.ParseCustomerID(who.ID)
		if err == nil {
			err = out.load(ctx, s, id)
		} else {
			err = nil
		}
		if err != nil {
			return resolved{}, err
		}
		out.unknownID = out.customer == 0
	}
	ids := inOrder(who.Identifiers)
	owners := make([]retail.CustomerID, len(ids))
	for i, id := range ids {
		var owner int64
		if _, err := one(ctx, s, sql("identifier.find"), []any{string(id.Kind), id.Value, identifierBucket(id)}, &owner); err != nil {
			return resolved{}, err
		}
		if owners[i] = retail.CustomerID(owner); owner != 0 && out.customer == 0 {
			if err := out.load(ctx, s, owners[i]); err != nil {
				return resolved{}, err
			}
		}
	}
	if out.customer == 0 && len(ids) > 0 {
		out.mint(ids[0], at)
	}
	if out.customer != 0 {
		out.attach(ids, owners, at)
	}
	return out, nil
}

// load reads a customer; a merged one means its survivor, an erased one nobody.
func (r *resolved) load(ctx context.Context, s session, id retail.CustomerID) error {
	const chain = 8 // merges of merges; longer means a loop in the data
	for range chain {
		var home, merged, erased, created int64
		found, err := one(ctx, s, sql("customer.find"), []any{int64(id), int64(id.Bucket())}, &r.language, &home, &r.consent, &merged, &erased, &created)
		if err != nil || !found || erased != 0 {
			return err
		}
		if merged == 0 {
			r.customer, r.homeStore = id, uint32(home)
			return nil
		}
		id = retail.CustomerID(merged)
	}
	return nil
}

// mint makes the customer that the identifier will point to for ever.
func (r *resolved) mint(first retail.Identifier, at retail.Micros) {
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails (crypto/rand)
	bucket := identifierBucket(first)
	r.customer, r.fresh = retail.NewCustomerID(binary.BigEndian.Uint64(random[:]), int(bucket)), true
	r.steps = append(r.steps, step{
		q: sql("customer.insert"), want: 1,
		args: []any{int64(r.customer), bucket, int64(at), "", int64(0)},
	})
}

// attach points the identifiers nobody owns to the customer.
func (r *resolved) attach(ids []retail.Identifier, owners []retail.CustomerID, at retail.Micros) {
	for i, id := range ids {
		kind, bucket := string(id.Kind), identifierBucket(id)
		switch owners[i] {
		case r.customer:
		case 0:
			r.steps = append(r.steps,
				step{q: sql("identifier.insert"), want: 1, args: []any{kind, id.Value, bucket, int64(r.customer)}},
				step{q: sql("customer.identifier"), want: anyRows, args: []any{int64(r.customer), kind, id.Value, r.bucket(), int64(at)}})
		default:
			r.steps = append(r.steps, step{
				q: sql("merge.propose"), want: anyRows,
				args: []any{int64(r.customer), int64(owners[i]), kind, id.Value, r.bucket(), int64(at)},
			})
		}
	}
}
