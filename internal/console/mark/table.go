package mark

import "github.com/a-h/templ"

// Table is a picture's numbers for those who would rather read them: every
// picture that is not a row of a table has one.
type Table struct {
	Summary string // what opens it
	Caption string
	Head    []string
	Rows    [][]string
}

// numeric sets every column but the first to the right.
func numeric(column int) templ.Attributes {
	if column == 0 {
		return nil
	}
	return templ.Attributes{"class": "n"}
}
