package stock

import "sartor/internal/retail"

// Note is a movement as it is told, with the chain's own names.
type Note struct {
	ID    string
	Kind  string
	Store retail.StoreID
	At    retail.Micros
	Ref   string
	Other retail.StoreID
	Due   retail.BusinessDay
	Lines []NoteLine
}

// NoteLine is one product of a Note.
type NoteLine struct {
	Product  retail.ProductID
	Quantity retail.Quantity
	Expires  retail.BusinessDay
	OnOrder  Stated
}

// Told is what became of a note.
type Told struct {
	Duplicate bool
	Err       error // why it was refused
	Unlisted  []int // lines of products that are on no list
}
