package promotion

import (
	"encoding/json"
	"maps"
	"slices"

	"sartor/internal/promotion/file"
	"sartor/internal/retail"
)

// Difference is one place in which a store's version is not the centre's, with
// both values as JSON.
type Difference struct {
	Part    Part            `json:"part"`
	Pointer string          `json:"pointer"`
	Centre  json.RawMessage `json:"centre"` // null: it has none
	Local   json.RawMessage `json:"local"`
}

// Diff lists in what a store's version differs from the centre's promotion, part
// by part.
func Diff(centre, local Promotion) []Difference {
	var out []Difference
	add := func(part Part, pointer string, was, now any) {
		a, b := raw(was), raw(now)
		if string(a) != string(b) {
			out = append(out, Difference{part, pointer, a, b})
		}
	}
	was, now := centre.Reward, local.Reward
	add(PartDiscount, "/reward/amount", filled(was.Amount), filled(now.Amount))
	add(PartDiscount, "/reward/percent", filled(was.Percent), filled(now.Percent))
	add(PartDiscount, "/reward/points", filled(was.Points), filled(now.Points))
	add(PartMaxAmount, "/reward/max_amount", filled(was.MaxAmount), filled(now.MaxAmount))
	add(PartTarget, "/target/kind", centre.Target.Kind, local.Target.Kind)
	add(PartProducts, "/reward/product", filled(was.Product), filled(now.Product))
	add(PartProducts, "/target/products", present(centre.Target.Products), present(local.Target.Products))
	add(PartProducts, "/target/brands", present(centre.Target.Brands), present(local.Target.Brands))
	add(PartProducts, "/target/categories", present(centre.Target.Categories), present(local.Target.Categories))
	add(PartCustomers, "/target/states", present(centre.Target.States), present(local.Target.States))
	add(PartCustomers, "/target/values", present(centre.Target.Values), present(local.Target.Values))
	add(PartDates, "/starts", centre.Starts.String(), local.Starts.String())
	add(PartDates, "/ends", centre.Ends.String(), local.Ends.String())
	add(PartPerCustomer, "/limits/per_customer", filled(centre.Limits.PerCustomer), filled(local.Limits.PerCustomer))
	both := maps.Clone(full(centre.Texts))
	maps.Copy(both, local.Texts)
	for _, lang := range languages(both) {
		add(PartTexts, "/texts/"+file.Escape(lang), filled(centre.Texts[lang]), filled(local.Texts[lang]))
	}
	return out
}

// filled returns the value, nil for a zero one: the tree leaves it out.
func filled[T comparable](v T) any {
	if v == *new(T) {
		return nil
	}
	return v
}

// raw encodes words, numbers and lists of them, which cannot fail.
func raw(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		return json.RawMessage("null")
	}
	return b
}

// ChangesOf returns the changes that make local of the centre's promotion: what
// Apply takes.
func ChangesOf(centre, local Promotion) Changes {
	c := Changes{
		Amount: other(centre.Reward.Amount, local.Reward.Amount), Percent: other(centre.Reward.Percent, local.Reward.Percent),
		Points: other(centre.Reward.Points, local.Reward.Points), MaxAmount: other(centre.Reward.MaxAmount, local.Reward.MaxAmount),
		Item: other(centre.Reward.Product, local.Reward.Product), Kind: other(centre.Target.Kind, local.Target.Kind),
		Products: others(centre.Target.Products, local.Target.Products), Brands: others(centre.Target.Brands, local.Target.Brands),
		Categories: others(centre.Target.Categories, local.Target.Categories),
		States:     others(centre.Target.States, local.Target.States), Values: others(centre.Target.Values, local.Target.Values),
		Starts: other(centre.Starts, local.Starts), Ends: other(centre.Ends, local.Ends),
		PerCustomer: other(centre.Limits.PerCustomer, local.Limits.PerCustomer),
	}
	for lang, s := range local.Texts {
		c.text(lang, s, centre.Texts[lang])
	}
	for lang := range centre.Texts {
		c.text(lang, local.Texts[lang], centre.Texts[lang])
	}
	return c
}

func (c *Changes) text(lang, local, centre string) {
	if local == centre {
		return
	}
	if c.Texts == nil {
		c.Texts = map[string]string{}
	}
	c.Texts[lang] = local
}

func other[T comparable](centre, local T) *T {
	if centre == local {
		return nil
	}
	return &local
}

func others[T comparable](centre, local []T) []T {
	if slices.Equal(centre, local) {
		return nil
	}
	if local == nil {
		return []T{}
	}
	return local
}

// discount is the number of the reward that a frame's range is about.
func (p *Promotion) discount() int64 {
	switch p.Reward.Kind {
	case Amount:
		return int64(p.Reward.Amount)
	case Percent:
		return int64(p.Reward.Percent)
	case Points:
		return p.Reward.Points
	case FreeItem:
	}
	return 0
}

// money writes minor units as people do, with the currency.
func (p *Promotion) money(n int64) string {
	m := retail.Money{Amount: retail.Minor(n), Currency: p.Budget.Currency}
	return m.Decimal() + " " + string(m.Currency)
}
