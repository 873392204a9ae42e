package promotion

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"

	"sartor/internal/fault"
	"sartor/internal/model/lifecycle"
	"sartor/internal/promotion/file"
	"sartor/internal/retail"
)

func itoa(i int) string { return strconv.Itoa(i) }

// Changes are what a store's version differs in from the centre's promotion. In
// JSON they are a part of the promotion's own tree. What is nil stays the
// centre's; an empty list that is not nil clears the centre's.
type Changes struct {
	Amount      *retail.Minor // of the reward, by its kind
	Percent     *int
	Points      *int64
	MaxAmount   *retail.Minor
	Item        *retail.ProductID // the free one
	Kind        *TargetKind
	Products    []retail.ProductID
	Brands      []string
	Categories  []string
	States      []lifecycle.State
	Values      []lifecycle.Band
	Starts      *retail.BusinessDay
	Ends        *retail.BusinessDay
	PerCustomer *int64
	Texts       map[string]string // by language; "" drops the centre's
}

// ParseChanges reads the changes of a store's version from JSON. Whether the
// frame lets them stand is Frame.Check's.
func ParseChanges(b []byte) (Changes, error) {
	const op = "promotion.ParseChanges"
	n, err := file.JSON(b)
	if err != nil {
		return Changes{}, fault.At(op, err)
	}
	c, err := decodeChanges(n)
	return c, fault.At(op, err)
}

// Patch returns the changes after a merge patch (RFC 7396): null takes a change
// back.
func (c Changes) Patch(patch []byte) (Changes, error) {
	const op = "promotion.Patch"
	change, err := patchOf(patch)
	if err != nil {
		return Changes{}, fault.At(op, err)
	}
	stands, err := treeOf(c)
	if err != nil {
		return Changes{}, fault.At(op, err)
	}
	out, err := decodeChanges(file.Merge(stands, change))
	return out, fault.At(op, err)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (c *Changes) UnmarshalJSON(b []byte) error {
	out, err := ParseChanges(b)
	if err == nil {
		*c = out
	}
	return err
}

func decodeChanges(n file.Node) (Changes, error) {
	var c Changes
	r := &reader{}
	r.object(n, "", c.shape())
	if len(r.flaws) > 0 {
		err := refusal(r.flaws)
		err.Hint = "the store's version cannot be read at the places named"
		return Changes{}, err
	}
	return c, nil
}

func (c *Changes) shape() []field {
	return []field{
		{"reward", within(
			field{"amount", some(&c.Amount, integer[retail.Minor]), optional},
			field{"percent", some(&c.Percent, integer[int]), optional},
			field{"max_amount", some(&c.MaxAmount, integer[retail.Minor]), optional},
			field{"product", some(&c.Item, word[retail.ProductID]), optional},
			field{"points", some(&c.Points, integer[int64]), optional},
		), optional},
		{"target", within(
			field{"kind", some(&c.Kind, word[TargetKind]), optional},
			field{"products", whole(&c.Products), optional},
			field{"brands", whole(&c.Brands), optional},
			field{"categories", whole(&c.Categories), optional},
			field{"states", whole(&c.States), optional},
			field{"values", whole(&c.Values), optional},
		), optional},
		{"starts", some(&c.Starts, day), optional},
		{"ends", some(&c.Ends, day), optional},
		{"limits", within(field{"per_customer", some(&c.PerCustomer, limit), optional}), optional},
		{"texts", words(&c.Texts), optional},
	}
}

// some reads a value that may be absent.
func some[T any](to **T, read func(*T) setter) setter {
	return func(r *reader, n file.Node, at string) {
		v, before := new(T), len(r.flaws)
		read(v)(r, n, at)
		if len(r.flaws) == before {
			*to = v
		}
	}
}

// whole reads a list that is not nil, even when it is empty.
func whole[T ~string](to *[]T) setter {
	return func(r *reader, n file.Node, at string) {
		*to = []T{}
		listOf(to)(r, n, at)
	}
}

type changesTree struct {
	Reward *rewardChanges    `json:"reward,omitempty"`
	Target *targetChanges    `json:"target,omitempty"`
	Starts string            `json:"starts,omitzero"`
	Ends   string            `json:"ends,omitzero"`
	Limits *limitsTree       `json:"limits,omitempty"`
	Texts  map[string]string `json:"texts,omitempty"`
}

type rewardChanges struct {
	Amount    *retail.Minor     `json:"amount,omitempty"`
	Percent   *int              `json:"percent,omitempty"`
	MaxAmount *retail.Minor     `json:"max_amount,omitempty"`
	Product   *retail.ProductID `json:"product,omitempty"`
	Points    *int64            `json:"points,omitempty"`
}

type targetChanges struct {
	Kind       *TargetKind        `json:"kind,omitempty"`
	Products   []retail.ProductID `json:"products,omitzero"`
	Brands     []string           `json:"brands,omitzero"`
	Categories []string           `json:"categories,omitzero"`
	States     []lifecycle.State  `json:"states,omitzero"`
	Values     []lifecycle.Band   `json:"values,omitzero"`
}

// MarshalJSON writes the changes as ParseChanges reads them: what is not changed
// is not there.
func (c Changes) MarshalJSON() ([]byte, error) {
	var t changesTree
	reward := rewardChanges{c.Amount, c.Percent, c.MaxAmount, c.Item, c.Points}
	if reward != (rewardChanges{}) {
		t.Reward = &reward
	}
	target := targetChanges{c.Kind, c.Products, c.Brands, c.Categories, c.States, c.Values}
	if !reflect.ValueOf(target).IsZero() {
		t.Target = &target
	}
	if c.Starts != nil {
		t.Starts = c.Starts.String()
	}
	if c.Ends != nil {
		t.Ends = c.Ends.String()
	}
	if c.PerCustomer != nil {
		t.Limits = &limitsTree{PerCustomer: *c.PerCustomer}
	}
	t.Texts = c.Texts
	return json.Marshal(t)
}

// Parts lists the parts that are changed, in their order.
func (c Changes) Parts() []Part {
	var out []Part
	for _, p := range Parts() {
		if c.touches(p) {
			out = append(out, p)
		}
	}
	return out
}

func (c Changes) touches(p Part) bool {
	switch p {
	case PartDiscount:
		return c.Amount != nil || c.Percent != nil || c.Points != nil
	case PartMaxAmount:
		return c.MaxAmount != nil
	case PartTarget:
		return c.Kind != nil
	case PartProducts:
		return c.Products != nil || c.Brands != nil || c.Categories != nil || c.Item != nil
	case PartCustomers:
		return c.States != nil || c.Values != nil
	case PartDates:
		return c.Starts != nil || c.Ends != nil
	case PartPerCustomer:
		return c.PerCustomer != nil
	case PartTexts:
		return len(c.Texts) > 0
	}
	return false
}

// NeedsApproval reports whether head office looks at the changes before they go
// live.
func (f *Frame) NeedsApproval(c Changes) bool {
	if f == nil {
		return false
	}
	return f.Approval.Always || slices.ContainsFunc(f.Approval.Parts, c.touches)
}

// Apply returns the store's version of a promotion: the centre's with its
// changes, for this store alone, with an id of its own. Its budget is still the
// centre's: what it is given stands in its account. A result that cannot hold is
// refused, whatever a frame says.
func Apply(centre Promotion, c Changes, store retail.StoreID) (Promotion, error) {
	const op = "promotion.Apply"
	if centre.Parent != "" || centre.ID == "" {
		return Promotion{}, fault.At(op, fault.New(fault.Invalid, "no_centre", "%q is not a promotion of head office's", centre.ID))
	}
	out := c.On(centre)
	out.ID, out.Parent = VersionID(centre.ID, store), centre.ID
	out.Stores, out.Regions, out.Frame, out.Version = []retail.StoreID{store}, nil, nil, 0
	if err := Check(out); err != nil {
		return Promotion{}, fault.At(op, err)
	}
	return out, nil
}

// On returns the promotion with the changes in its tree, whether it can hold or
// not; Apply says what a store's version then is.
func (c Changes) On(p Promotion) Promotion {
	set(&p.Reward.Amount, c.Amount)
	set(&p.Reward.Percent, c.Percent)
	set(&p.Reward.Points, c.Points)
	set(&p.Reward.MaxAmount, c.MaxAmount)
	set(&p.Reward.Product, c.Item)
	set(&p.Target.Kind, c.Kind)
	replace(&p.Target.Products, c.Products)
	replace(&p.Target.Brands, c.Brands)
	replace(&p.Target.Categories, c.Categories)
	replace(&p.Target.States, c.States)
	replace(&p.Target.Values, c.Values)
	set(&p.Starts, c.Starts)
	set(&p.Ends, c.Ends)
	set(&p.Limits.PerCustomer, c.PerCustomer)
	if len(c.Texts) > 0 {
		texts := maps.Clone(p.Texts)
		if texts == nil {
			texts = map[string]string{}
		}
		maps.Copy(texts, c.Texts)
		maps.DeleteFunc(texts, func(_, s string) bool { return s == "" })
		if p.Texts = texts; len(texts) == 0 {
			p.Texts = nil
		}
	}
	return p
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// replace puts a list that is given in place of another; an empty one is none.
func replace[T any](to *[]T, from []T) {
	switch {
	case from == nil:
	case len(from) == 0:
		*to = nil
	default:
		*to = from
	}
}
