package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"

	"sartor/internal/fault"
)

// SameOrigin refuses requests that change something and come from another
// origin, by the headers every browser sends (Sec-Fetch-Site, Origin). Clients
// that are no browsers send neither and pass: they hold a token of their own.
func SameOrigin(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		WriteProblem(w, r, fault.New(fault.Denied, "cross_origin", "This form was sent from another site. Open the page here and send it again."))
	}))
	return guard.Handler(next)
}

// FormField is the name of the form field that carries the form token.
const FormField = "form_token"

// FormToken returns a token for a form on a page of this session: the session's
// own secret behind a pad that is new each time, so that the compressed page
// gives nothing away by its length (the BREACH attack).
func (s Session) FormToken() string {
	mac := s.formMAC()
	out := make([]byte, 2*len(mac))
	pad, masked := out[:len(mac)], out[len(mac):]
	rand.Read(pad) // never fails
	for i := range mac {
		masked[i] = mac[i] ^ pad[i]
	}
	return base64.RawURLEncoding.EncodeToString(out)
}

// CheckForm refuses a form without the token of this session.
func (s Session) CheckForm(r *http.Request) error {
	given, err := base64.RawURLEncoding.DecodeString(r.PostFormValue(FormField))
	mac := s.formMAC()
	if err != nil || len(given) != 2*len(mac) || len(s.token) == 0 {
		return errForm()
	}
	got := make([]byte, len(mac))
	for i := range mac {
		got[i] = given[i] ^ given[len(mac)+i]
	}
	if !hmac.Equal(got, mac) {
		return errForm()
	}
	return nil
}

func (s Session) formMAC() []byte {
	h := hmac.New(sha256.New, []byte(s.token))
	h.Write([]byte("sartor form of " + s.Who.Actor())) // a form of a visit ends with it
	return h.Sum(nil)
}

func errForm() error {
	return fault.New(fault.Denied, "form_token", "This form is older than your session. Load the page again and send it once more.")
}
