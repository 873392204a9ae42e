package house

import (
	"net/url"
	"slices"

	"sartor/internal/access"
	"sartor/internal/console/shell"
	"sartor/internal/retail"
)

// rightsForm is what somebody may, as a form.
type rightsForm struct {
	Name, Stores, Single, Reason field
	Roles                        []option
	RoleError, ServesError       string
	Served                       []option
	Say                          string // what is wrong with all of it
}

// typed is a rights form as it was sent.
type typed struct {
	Name   string
	Role   access.Role
	Stores []retail.StoreID
	Served []access.Served
	Reason string
}

// rightsOf reads a sent form; an assignment that is none is refused by the desk's
// own check, so here it is only kept.
func rightsOf(form url.Values) (typed, error) {
	t := typed{
		Name: form.Get("name"), Role: access.Role(form.Get("role")), Stores: listOf[retail.StoreID](form.Get("stores")), Reason: form.Get("reason"),
	}
	if t.Role != access.Account {
		return t, nil
	}
	var first error
	for _, text := range append(slices.Clone(form["serves"]), listOf[string](form.Get("single"))...) {
		s, err := access.ParseServed(text)
		if err != nil {
			first = err
			s = access.Served(text)
		}
		t.Served = append(t.Served, s)
	}
	return t, first
}

// rights builds the form with what stands or was typed, and what was wrong.
func rights(c *shell.Call, t typed, bad wrong) rightsForm {
	w := c.F.W.House
	f := rightsForm{
		Name:      field{ID: "name", Name: "name", Label: w.Name, Value: t.Name, Error: bad.Fields["/name"], Max: "120", Auto: "off"},
		Stores:    field{ID: "stores", Name: "stores", Label: w.Stores, Value: join(t.Stores), Hint: w.StoresHint, Error: bad.Fields["/stores"], Max: "4000", Auto: "off"},
		Reason:    field{ID: "reason", Name: "reason", Label: w.Reason, Value: t.Reason, Hint: w.ReasonHint, Error: bad.Fields["/reason"], Max: "200", Auto: "off"},
		RoleError: bad.Fields["/role"], ServesError: bad.Fields["/serves"], Say: bad.Say,
	}
	for _, r := range access.Roles() {
		if r.Console() && c.Who.Role.Grants(r) {
			f.Roles = append(f.Roles, option{Value: string(r), Label: roleName(c, r), Note: w.Roles[string(r)], On: r == t.Role})
		}
	}
	var single []access.Served
	for _, s := range t.Served {
		if !slices.Contains(access.Servable(), s) {
			single = append(single, s)
		}
	}
	for _, s := range access.Servable() {
		f.Served = append(f.Served, option{Value: string(s), Label: servedName(c.F.W, s), On: slices.Contains(t.Served, s)})
	}
	f.Single = field{ID: "single", Name: "single", Label: w.ServesOne, Hint: w.ServesOneHint, Value: join(single), Max: "12000", Auto: "off"}
	return f
}
