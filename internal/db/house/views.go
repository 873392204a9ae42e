package house

import (
	"context"

	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

// View is a list as somebody has filtered it, under a name.
type View struct {
	Staff, Screen, Name string
	Query               string // of the address
	At                  retail.Micros
}

// MostViews bounds the lists that one person names: more than a palette shows.
const MostViews = 60

// Views lists what somebody named, by screen and name.
func (h *House) Views(ctx context.Context, staff string) (out []View, err error) {
	err = engine.Each(ctx, h.parts.Engine.Reader(), h.parts.Query("view.of_staff"), []any{staff, int64(MostViews)}, func(scan func(...any) error) error {
		v := View{Staff: staff}
		err := scan(&v.Screen, &v.Name, &v.Query)
		out = append(out, v)
		return err
	})
	return out, fault.At("house.Views", err)
}

// PutView keeps a list under a name, in place of what that name meant.
func (h *House) PutView(ctx context.Context, v View) error {
	const op = "house.PutView"
	all, err := h.Views(ctx, v.Staff)
	if err != nil {
		return fault.At(op, err)
	}
	for _, old := range all {
		if old.Screen == v.Screen && old.Name == v.Name {
			all = nil // replaced, not added
			break
		}
	}
	if len(all) >= MostViews {
		return fault.At(op, fault.AtField("name", "%d views are saved, which is the most. Remove one first.", MostViews))
	}
	return fault.At(op, h.apply(ctx, engine.Bulk, []engine.Step{{
		Query: h.parts.Query("view.put"), Want: 1, Args: []any{v.Staff, v.Screen, v.Name, v.Query, int64(v.At)},
	}}))
}

// DropView forgets a named list; one that is not there is gone already.
func (h *House) DropView(ctx context.Context, v View) error {
	return fault.At("house.DropView", h.apply(ctx, engine.Bulk, []engine.Step{{
		Query: h.parts.Query("view.drop"), Want: engine.AnyRows, Args: []any{v.Staff, v.Screen, v.Name},
	}}))
}
