package server

import (
	"context"
	"crypto/rand"

	"sartor/internal/access"
	"sartor/internal/retail"
	"sartor/internal/staff"
)

// Staff is the desk for who may come in.
func (c *Chain) Staff() *staff.Desk {
	return staff.New(staff.Parts{
		People: c.DB, Invitations: c.DB, Sessions: c.DB, Tokens: c.DB, Audit: c.DB, Clock: c.Clock, Random: rand.Reader,
		Store: func(id retail.StoreID) bool {
			_, known := c.DB.Catalogue().StoreNumber(id)
			return known
		},
	})
}

// Names are what staff are called, by id.
type Names map[string]string

// StaffNames reads them.
func (c *Chain) StaffNames(ctx context.Context) (Names, error) {
	list, err := c.DB.Staff(ctx)
	out := make(Names, len(list))
	for i := range list {
		out[list[i].ID] = list[i].Name
	}
	return out, err
}

// Of is what whoever really acted is called; an actor that is no person stays as it is.
func (n Names) Of(actor string) string {
	id, _ := access.SplitActor(actor)
	if name := n[id]; name != "" {
		return name
	}
	return actor
}
