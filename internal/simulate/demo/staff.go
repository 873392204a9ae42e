package demo

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"sartor/internal/access"
	"sartor/internal/retail"
	"sartor/internal/server/rooms"
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/preset"
)

// SignIn is somebody of the chain and the link that signs a browser in as them.
type SignIn struct {
	Role  access.Role    `json:"role"`
	Name  string         `json:"name"`
	Store retail.StoreID `json:"store,omitempty"`
	URL   string         `json:"url"`
}

// Hire makes somebody of the chain who signs in by a link, never by a password.
func (d *Demo) Hire(ctx context.Context, who access.Staff) error {
	who.Created = retail.MicrosOf(d.App.Clock())
	if err := d.App.DB.CreateStaff(ctx, who); err != nil {
		return err
	}
	link := rooms.Link{Token: strings.ToLower(rand.Text()), Who: who.Principal()}
	d.Links.Add(link)
	in := SignIn{Role: who.Role, Name: who.Name, URL: d.URL + "/sign-in?link=" + link.Token}
	if len(who.Stores) == 1 {
		in.Store = who.Stores[0]
	}
	d.SignIns = append(d.SignIns, in)
	return nil
}

// staff hires those who work the chain: a marketer at head office, and a manager
// for each store with a door.
func (s *simulation) staff(ctx context.Context) error {
	name := func(n int) string { // people of this chain, and of no other
		k := draw.NewKey(s.Seed, draw.Number, 1<<41+uint64(n), 0)
		return preset.Name(k) + " " + preset.Name(draw.Key(k.At(40)))
	}
	if err := s.Hire(ctx, access.Staff{ID: "stf_marketer", Login: "marketer", Name: name(0), Role: access.Marketer}); err != nil {
		return err
	}
	for i, store := range s.chain.Stores {
		if store.Kind == retail.Online {
			continue
		}
		login := "manager-" + strings.ToLower(string(store.ID))
		err := s.Hire(ctx, access.Staff{ID: "stf_" + strings.ReplaceAll(login, "-", "_"), Login: login, Name: name(i + 1), Role: access.Manager, Stores: []retail.StoreID{store.ID}})
		if err != nil {
			return fmt.Errorf("manager of %s: %w", store.Name, err)
		}
	}
	return nil
}
