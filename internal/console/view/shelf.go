package view

import "sartor/internal/stock"

// StoreStock is what of a store's stock needs a look; nil where nothing was ever told.
type StoreStock struct {
	Held   int64       // products of which something is known
	Doubt  stock.Doubt // why it is not gone by; empty: it is
	Stops  int64       // products that vouchers stop for
	Tasks  []StockTask // the most pressing first
	Beyond int64       // tasks that are not among them
}

// StockTask is one product that needs a look.
type StockTask struct {
	Name string
	stock.Task
	Stopped bool // vouchers on it stop
}

// HeldBack is the Kind of a product whose vouchers stop, and nothing else is to be done.
const HeldBack stock.TaskKind = "held_back"
