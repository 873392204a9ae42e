package promotion

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"sartor/internal/fault"
	"sartor/internal/promotion/file"
	"sartor/internal/retail"
)

// In a file each part of a frame is the word locked or free, or an object with
// its bounds; what is not named is locked.

const (
	lockedWord = "locked"
	freeWord   = "free"
)

// frame reads a frame.
func frame(to **Frame) setter {
	return func(r *reader, n file.Node, at string) {
		f := Frame{Compare: DefaultCompare, Split: Split{Rule: SplitEqual}}
		r.object(n, at, f.shape())
		*to = &f
	}
}

func (f *Frame) shape() []field {
	return []field{
		{"discount", span(&f.Discount), optional},
		{"max_amount", span(&f.MaxAmount), optional},
		{"target", part(&f.Target.Freedom, `{"kinds":["category","favourite"]}`, func(r *reader, n file.Node, at string) {
			r.object(n, at, []field{{"kinds", listOf(&f.Target.Kinds), required}})
		}), optional},
		{"products", part(&f.Products.Freedom, `{"categories":["ready_meals"]}`, within(
			field{"products", listOf(&f.Products.Products), optional},
			field{"brands", listOf(&f.Products.Brands), optional},
			field{"categories", listOf(&f.Products.Categories), optional},
		)), optional},
		{"customers", part(&f.Customers, "", nil), optional},
		{"dates", part(&f.Dates.Freedom, `{"earliest":"2026-11-23","latest":"2026-12-06"}`, within(
			field{"earliest", day(&f.Dates.Earliest), required},
			field{"latest", day(&f.Dates.Latest), required},
		)), optional},
		{"per_customer", span(&f.PerCustomer), optional},
		{"texts", part(&f.Texts, "", nil), optional},
		{"split", split(&f.Split), optional},
		{"approval", approval(&f.Approval), optional},
		{"compare", share(&f.Compare), optional},
	}
}

// part reads a freedom: a word, or bounds where the part can have them.
func part(to *Freedom, example string, bounds setter) setter {
	return func(r *reader, n file.Node, at string) {
		switch {
		case n.Kind == file.Text && n.Word == lockedWord:
			*to = Locked
		case n.Kind == file.Text && n.Word == freeWord:
			*to = Free
		case n.Kind == file.Object && bounds != nil:
			*to = Within
			bounds(r, n, at)
		case bounds == nil:
			r.bad(at, "must be locked or free")
		default:
			r.bad(at, "must be locked, free or bounds such as %s", example)
		}
	}
}

func span(to *Range) setter {
	return part(&to.Freedom, `{"low":5,"high":20}`, within(
		field{"low", integer(&to.Low), required},
		field{"high", integer(&to.High), required},
	))
}

func split(to *Split) setter {
	return func(r *reader, n file.Node, at string) {
		switch {
		case n.Kind == file.Text && (n.Word == string(SplitEqual) || n.Word == string(SplitBySales)):
			to.Rule = SplitRule(n.Word)
		case n.Kind == file.Object:
			to.Rule, to.Given = SplitGiven, make(map[retail.StoreID]retail.Minor, len(n.Keys))
			for _, e := range n.Keys {
				var amount retail.Minor
				integer(&amount)(r, e.Value, at+"/"+file.Escape(e.Name))
				to.Given[retail.StoreID(e.Name)] = amount
			}
		default:
			r.bad(at, `must be equal, by_sales or an amount for each store such as {"S012":50000}`)
		}
	}
}

func approval(to *Approval) setter {
	return func(r *reader, n file.Node, at string) {
		switch {
		case n.Kind == file.Text && n.Word == "none":
		case n.Kind == file.Text && n.Word == "always":
			to.Always = true
		case n.Kind == file.List:
			listOf(&to.Parts)(r, n, at)
		default:
			r.bad(at, "must be none, always or a list of parts such as [\"discount\"]")
		}
	}
}

// frameTree is a frame as JSON.
type frameTree struct {
	Discount    any     `json:"discount"`
	MaxAmount   any     `json:"max_amount"`
	Target      any     `json:"target"`
	Products    any     `json:"products"`
	Customers   string  `json:"customers"`
	Dates       any     `json:"dates"`
	PerCustomer any     `json:"per_customer"`
	Texts       string  `json:"texts"`
	Split       any     `json:"split"`
	Approval    any     `json:"approval"`
	Compare     float64 `json:"compare"`
}

type rangeTree struct {
	Low  int64 `json:"low"`
	High int64 `json:"high"`
}

type poolTree struct {
	Products   []retail.ProductID `json:"products,omitempty"`
	Brands     []string           `json:"brands,omitempty"`
	Categories []string           `json:"categories,omitempty"`
}

type kindsTree struct {
	Kinds []TargetKind `json:"kinds"`
}

type windowTree struct {
	Earliest string `json:"earliest"`
	Latest   string `json:"latest"`
}

// MarshalJSON writes the frame in the shape Parse reads.
func (f Frame) MarshalJSON() ([]byte, error) {
	t := frameTree{
		Discount: f.Discount.tree(), MaxAmount: f.MaxAmount.tree(), PerCustomer: f.PerCustomer.tree(),
		Target:    treeFor(f.Target.Freedom, kindsTree{present(f.Target.Kinds)}),
		Products:  treeFor(f.Products.Freedom, poolTree{f.Products.Products, f.Products.Brands, f.Products.Categories}),
		Customers: f.Customers.String(), Texts: f.Texts.String(),
		Dates:   treeFor(f.Dates.Freedom, windowTree{f.Dates.Earliest.String(), f.Dates.Latest.String()}),
		Compare: f.Compare, Split: f.Split.Rule, Approval: "none",
	}
	switch {
	case f.Split.Rule == SplitGiven:
		t.Split = f.Split.Given
	case f.Split.Rule == "":
		t.Split = SplitEqual
	}
	switch {
	case f.Approval.Always:
		t.Approval = "always"
	case len(f.Approval.Parts) > 0:
		t.Approval = f.Approval.Parts
	}
	return json.Marshal(t)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (f *Frame) UnmarshalJSON(b []byte) error {
	const op = "promotion.Frame.UnmarshalJSON"
	n, err := file.JSON(b)
	if err != nil {
		return fault.At(op, err)
	}
	r, read := &reader{}, new(Frame)
	frame(&read)(r, n, "")
	if len(r.flaws) > 0 {
		return fault.At(op, refusal(r.flaws))
	}
	*f = *read
	return nil
}

func (r Range) tree() any { return treeFor(r.Freedom, rangeTree{r.Low, r.High}) }

func treeFor[T any](f Freedom, bounds T) any {
	if f == Within {
		return bounds
	}
	return f.String()
}

// frame checks what a promotion lets stores change.
func (c *checker) frame(p Promotion) {
	f := p.Frame
	if f == nil {
		return
	}
	if p.Parent != "" {
		c.bad("/frame", "belongs to head office's promotion, not to a store's version")
		return
	}
	c.discounts(p)
	if f.PerCustomer.Freedom == Within {
		c.span(f.PerCustomer, 1, "/frame/per_customer")
	}
	c.kinds(f.Target)
	c.pool(f.Products)
	c.window(p)
	c.shares(p)
	for i, part := range f.Approval.Parts {
		if !slices.Contains(Parts(), part) {
			c.bad("/frame/approval/"+itoa(i), "%q is no part; use %s", file.Clip(string(part)), strings.Join(words1(Parts()), ", "))
		}
	}
	if !(f.Compare >= MinCompare && f.Compare <= MaxCompare) {
		c.bad("/frame/compare", "%v must be at least %v and at most %v, such as %v; that share of a store's customers keeps your version, so that the two can be compared",
			f.Compare, MinCompare, MaxCompare, DefaultCompare)
	}
}

// discounts checks the ranges of the reward: they hold the centre's own value.
func (c *checker) discounts(p Promotion) {
	const at, capped = "/frame/discount", "/frame/max_amount"
	f, own := p.Frame, p.discount()
	switch {
	case f.Discount.Freedom == Locked:
	case p.Reward.Kind == FreeItem:
		c.bad(at, "has no meaning for a free item; leave it out, and name what may be free in products")
	case f.Discount.Freedom == Within:
		c.span(f.Discount, 1, at)
		if p.Reward.Kind == Percent && f.Discount.High > 100 {
			c.bad(at+"/high", "%d must be at most 100 percent", f.Discount.High)
		}
		c.holds(f.Discount, own, at)
	}
	switch {
	case f.MaxAmount.Freedom == Locked:
	case p.Reward.Kind != Percent:
		c.bad(capped, "has no meaning for the kind %s; leave it out", p.Reward.Kind)
	case f.MaxAmount.Freedom == Within:
		c.span(f.MaxAmount, 1, capped)
		c.holds(f.MaxAmount, int64(p.Reward.MaxAmount), capped)
	}
}

func (c *checker) span(r Range, least int64, at string) {
	switch {
	case r.Low < least:
		c.bad(at+"/low", "%d must be at least %d", r.Low, least)
	case r.High < r.Low:
		c.bad(at+"/high", "%d lies below low; use at least %d", r.High, r.Low)
	case r.High > MaxAmount:
		c.bad(at+"/high", "%d must be at most %d", r.High, int64(MaxAmount))
	}
}

func (c *checker) holds(r Range, own int64, at string) {
	if r.Low <= r.High && (own < r.Low || own > r.High) {
		c.bad(at, "%d to %d leaves out the promotion's own %d; widen it to hold that", r.Low, r.High, own)
	}
}

func (c *checker) kinds(k Kinds) {
	const at = "/frame/target/kinds"
	if k.Freedom != Within {
		return
	}
	if len(k.Kinds) == 0 {
		c.bad(at, "is empty; name the kinds of target a store may use, or lock the part")
	}
	oneOf(c, k.Kinds, TargetKinds(), at)
}

// TargetKinds lists the ways a promotion may choose its product.
func TargetKinds() []TargetKind {
	return []TargetKind{
		TargetProduct, TargetBrand, TargetCategory, TargetFavourite, TargetLapsed, TargetDue, TargetNext, TargetSeason, TargetExpiring, TargetAnyone,
	}
}

func (c *checker) pool(p Pool) {
	const at = "/frame/products"
	if p.Freedom != Within {
		return
	}
	if len(p.Products)+len(p.Brands)+len(p.Categories) == 0 {
		c.bad(at, "is empty; name products, brands or categories that a store may choose from, or lock the part")
	}
	entries(c, p.Products, at+"/products")
	entries(c, p.Brands, at+"/brands")
	entries(c, p.Categories, at+"/categories")
}

func (c *checker) window(p Promotion) {
	w := p.Frame.Dates
	switch {
	case w.Freedom != Within:
	case w.Earliest > p.Starts:
		c.bad("/frame/dates/earliest", "%s lies after the promotion's own start; use %s or an earlier day", w.Earliest, p.Starts)
	case w.Latest < p.Ends:
		c.bad("/frame/dates/latest", "%s lies before the promotion's own end; use %s or a later day", w.Latest, p.Ends)
	case w.Latest-w.Earliest > MaxDays:
		c.bad("/frame/dates/latest", "%s lies more than %d days after earliest; the last day that works is %s", w.Latest, MaxDays, w.Earliest+MaxDays)
	}
}

// shares checks the amounts given to stores: together no more than there is.
func (c *checker) shares(p Promotion) {
	s, sum := p.Frame.Split, retail.Minor(0)
	if len(s.Given) > MaxList {
		c.bad("/frame/split", "has %d stores; at most %d", len(s.Given), MaxList)
		return
	}
	for _, store := range slices.Sorted(maps.Keys(s.Given)) {
		at := "/frame/split/" + file.Escape(string(store))
		c.entry(string(store), at)
		c.amount(s.Given[store], 1, at)
		sum += min(s.Given[store], MaxAmount)
	}
	if sum > p.Budget.Amount {
		c.bad("/frame/split", "gives stores %d together, more than the budget of %d; lower them, or raise the budget first", sum, p.Budget.Amount)
	}
}
