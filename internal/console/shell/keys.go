package shell

import "net/http"

// KeysCookie remembers whether keys work in this browser; KeysOff is its word for no.
const (
	KeysCookie = "sartor_keys"
	KeysOff    = "off"
)

// Keys are what the script listens to, in the order of their names in the catalogue.
func Keys() []string {
	return []string{"/", "Ctrl K", "g t c p v s e l", "j k", "o", "a", "e", "s", "z", "?", "Esc"}
}

func keysOff(r *http.Request) bool {
	c, err := r.Cookie(KeysCookie)
	return err == nil && c.Value == KeysOff
}

// palette is whether somebody has anything to go to.
func (f Frame) palette() bool { return len(f.Nav) > 0 }
