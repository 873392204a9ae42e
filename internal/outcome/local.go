package outcome

// Local is a store's version against the centre's.
type Local struct {
	Store string `json:"store"`
}
