package httpapi

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/httpapi/room"
	"sartor/internal/httpapi/wire"
	"sartor/internal/retail"
)

// StoreView is a store, with the columns of CONTRACTS.md 4.
type StoreView struct {
	Store     retail.StoreID   `json:"store"`
	Name      string           `json:"name"`
	Region    string           `json:"region"`
	Kind      retail.StoreKind `json:"kind"`
	Latitude  float64          `json:"latitude"`
	Longitude float64          `json:"longitude"`
	Timezone  string           `json:"timezone"`
	Currency  retail.Currency  `json:"currency"`
	Opened    string           `json:"opened"`
}

func storeView(s retail.Store) StoreView {
	return StoreView{
		Store: s.ID, Name: s.Name, Region: s.Region, Kind: s.Kind, Latitude: s.Latitude, Longitude: s.Longitude,
		Timezone: s.Zone, Currency: s.Currency, Opened: s.Opened,
	}
}

// stores is GET /v1/stores, in the order in which they were made: those the caller
// acts for.
func (a *API) stores(c *call) error {
	items := a.cfg.Catalogue.Catalogue().Stores
	return numbered(c, len(items), func(n int) (StoreView, bool) {
		return storeView(items[n]), items[n].ID != "" && c.who.MayAt(access.ReadCatalogue, items[n].ID)
	})
}

// numbered answers a page of what has dense numbers; the cursor is the number.
func numbered[T any](c *call, count int, at func(n int) (T, bool)) error {
	page, err := pageOf(c.r)
	if err != nil {
		return err
	}
	n := 0
	if page.After != "" {
		if n, err = strconv.Atoi(page.After); err != nil || n < 0 {
			return ErrForeignCursor()
		}
	}
	var items []T
	for n++; n < count && len(items) < page.Limit; n++ {
		if item, there := at(n); there {
			items = append(items, item)
		}
	}
	after := ""
	if n < count {
		after = strconv.Itoa(n - 1)
	}
	return replyList(c, items, after)
}

// store is GET /v1/stores/{store}.
func (a *API) store(c *call) error {
	chain := a.cfg.Catalogue.Catalogue()
	n, known := chain.StoreNumber(retail.StoreID(c.r.PathValue("store")))
	if !known {
		return errNoStore(c.r.PathValue("store"))
	}
	return c.hashed(http.StatusOK, storeView(chain.Store(n)))
}

func errNoStore(id string) error {
	return fault.New(fault.NotFound, "unknown_store", "store %s is not known; check its number: an admin or a source makes it with PUT", wire.Clip(id))
}

// hashed answers with a value under the ETag of its content.
func (c *call) hashed(status int, v any) error {
	tag, err := room.TagOf(v)
	if err != nil {
		return err
	}
	return c.tagged(status, v, tag)
}

// ifMatch refuses an edit of another version than the one that stands; absent
// headers hold. standing is nil when nothing stands.
func (c *call) ifMatch(standing any) error {
	_, err := room.Matched(c.r.Header.Get("If-Match"), standing)
	return err
}

// putStore is PUT /v1/stores/{store}.
func (a *API) putStore(c *call) error {
	v, err := wire.Decode[StoreView](c.body)
	if err != nil {
		return err
	}
	id := retail.StoreID(c.r.PathValue("store"))
	if v.Store != "" && v.Store != id {
		return wire.Invalid("/store", "names another store than the address")
	}
	v.Store = id
	if err := checkStore(&v); err != nil {
		return err
	}
	chain := a.cfg.Catalogue.Catalogue()
	n, known := chain.StoreNumber(id)
	status := http.StatusCreated
	var standing any
	if known {
		status, standing = http.StatusOK, storeView(chain.Store(n))
	}
	if err := c.ifMatch(standing); err != nil {
		return err
	}
	if known && chain.Store(n).Currency != v.Currency {
		return wire.Invalid("/currency", "cannot change: receipts and vouchers of the store are in "+string(chain.Store(n).Currency))
	}
	s := retail.Store{
		ID: id, Name: v.Name, Region: v.Region, Kind: v.Kind, Latitude: v.Latitude, Longitude: v.Longitude,
		Zone: v.Timezone, Currency: v.Currency, Opened: v.Opened,
	}
	if err := a.cfg.Catalogue.PutStore(c.ctx(), s, c.who.Actor()); err != nil {
		return err
	}
	return c.hashed(status, v)
}

// checkStore refuses a store that could not sell, and fills in defaults.
func checkStore(v *StoreView) error {
	if v.Name == "" {
		v.Name = string(v.Store)
	}
	if v.Kind == "" {
		v.Kind = retail.Urban
	}
	if _, err := time.LoadLocation(v.Timezone); err != nil || v.Timezone == "" || v.Timezone == "Local" {
		return wire.Invalid("/timezone", "must be an IANA name such as Europe/Berlin")
	}
	switch {
	case !v.Currency.Valid():
		return wire.Invalid("/currency", "must be an ISO 4217 code such as EUR")
	case !slices.Contains([]retail.StoreKind{retail.Urban, retail.Suburban, retail.Rural, retail.Online}, v.Kind):
		return wire.Invalid("/kind", "is none of urban, suburban, rural, online")
	case v.Latitude < -90 || v.Latitude > 90:
		return wire.Invalid("/latitude", "lies outside of -90 to 90 degrees")
	case v.Longitude < -180 || v.Longitude > 180:
		return wire.Invalid("/longitude", "lies outside of -180 to 180 degrees")
	}
	if _, err := retail.ParseDay(v.Opened); v.Opened != "" && err != nil {
		return wire.Invalid("/opened", "must be a date such as 2026-11-23")
	}
	return checkTexts(texts{{"/store", string(v.Store), mostPlaceID}, {"/name", v.Name, mostName}, {"/region", v.Region, mostName}})
}

// Bounds of names, in bytes.
const (
	mostPlaceID   = 64  // as in touchpoint.MaxPlace
	mostProductID = 128 // as in touchpoint.MaxID
	mostName      = 200
)

// texts are named texts and how long each may be.
type texts []struct {
	pointer, text string
	most          int
}

// checkTexts refuses what is too long or could command a printer.
func checkTexts(all texts) error {
	for _, t := range all {
		switch {
		case len(t.text) > t.most:
			return wire.Invalid(t.pointer, "is longer than "+strconv.Itoa(t.most)+" bytes")
		case strings.ContainsFunc(t.text, unicode.IsControl):
			return wire.Invalid(t.pointer, "holds a line break or another control character")
		}
	}
	return nil
}
