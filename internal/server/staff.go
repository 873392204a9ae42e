package server

import (
	"crypto/rand"

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
