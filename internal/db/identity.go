package db

import (
	"context"
	"crypto/rand"
	"encoding/binary"

	"sartor/internal/customer"
	"sartor/internal/db/engine"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// resolved is who a receipt belongs to, and the writes that make it so.
type resolved struct {
	customer  retail.CustomerID // 0: anonymous
	fresh     bool              // made by these writes
	unknownID bool              // an id was named that nobody has
	language  string
	homeStore uint32
	consent   customer.Consent
	steps     []engine.Step
}

// bucket returns where the customer's rows lie.
func (r *resolved) bucket() int64 { return int64(r.customer.Bucket()) }

func identifierBucket(id retail.Identifier) int64 {
	return int64(retail.BucketOf(string(id.Kind) + "\x00" + id.Value))
}

// resolve finds who the receipt names, by the rules of customer.Resolve. All
// writes that follow come back as guarded steps.
func resolve(ctx context.Context, s engine.Session, who touchpoint.Customer, at retail.Micros) (resolved, error) {
	var out resolved
	if who.Anonymous() {
		return out, nil
	}
	if id, err := retail.ParseCustomerID(who.ID); err == nil {
		if err := out.load(ctx, s, id); err != nil {
			return resolved{}, err
		}
	}
	out.unknownID = who.ID != "" && out.customer == 0
	ids := customer.InOrder(who.Identifiers)
	found := make([]customer.Found, len(ids))
	for i, id := range ids {
		owner, err := out.owner(ctx, s, id)
		if err != nil {
			return resolved{}, err
		}
		found[i] = customer.Found{Identifier: id, Owner: owner}
	}
	r := customer.Resolve(out.customer, found)
	if r.Mint {
		out.mint(r.Attach[0], at)
	}
	out.attach(&r, at)
	return out, nil
}

// owner finds whom an identifier points to; the first one found is the customer.
func (r *resolved) owner(ctx context.Context, s engine.Session, id retail.Identifier) (retail.CustomerID, error) {
	var owner int64
	if _, err := engine.One(ctx, s, sql("identifier.find"), []any{string(id.Kind), id.Value, identifierBucket(id)}, &owner); err != nil || owner == 0 {
		return 0, err
	}
	if r.customer != 0 && retail.CustomerID(owner) == r.customer {
		return r.customer, nil
	}
	var other resolved
	if err := other.load(ctx, s, retail.CustomerID(owner)); err != nil {
		return 0, err
	}
	if r.customer == 0 {
		*r = resolved{
			customer: other.customer, language: other.language, homeStore: other.homeStore, consent: other.consent, unknownID: r.unknownID,
		}
	}
	return other.customer, nil
}

// load reads a customer; a merged one means its survivor, an erased one nobody.
func (r *resolved) load(ctx context.Context, s engine.Session, id retail.CustomerID) error {
	const chain = 8 // merges of merges; longer means a loop in the data
	for range chain {
		var home, merged, erased, created int64
		found, err := engine.One(ctx, s, sql("customer.find"), []any{int64(id), int64(id.Bucket())}, &r.language, &home, &r.consent, &merged, &erased, &created)
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
	r.steps = append(r.steps, engine.Step{
		Query: sql("customer.insert"), Want: 1,
		Args: []any{int64(r.customer), bucket, int64(at), "", int64(0)},
	})
}

// attach points new identifiers to the customer and notes proposals.
func (r *resolved) attach(in *customer.Resolution, at retail.Micros) {
	for _, id := range in.Attach {
		kind := string(id.Kind)
		r.steps = append(r.steps,
			engine.Step{Query: sql("identifier.insert"), Want: 1, Args: []any{kind, id.Value, identifierBucket(id), int64(r.customer)}},
			engine.Step{Query: sql("customer.identifier"), Want: engine.AnyRows, Args: []any{int64(r.customer), kind, id.Value, r.bucket(), int64(at)}})
	}
	for _, p := range in.Propose {
		r.steps = append(r.steps, engine.Step{Query: sql("merge.propose"), Want: engine.AnyRows, Args: []any{
			int64(p.Customer), int64(p.Other), string(p.By.Kind), p.By.Value, int64(p.Customer.Bucket()), int64(at),
		}})
	}
}
