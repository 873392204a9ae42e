package access

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"sartor/internal/fault"
)

// maxLogin bounds a sign-in name: the longest e-mail address of RFC 5321.
const maxLogin = 254

// FoldLogin returns the one spelling under which a sign-in name is stored.
func FoldLogin(login string) string {
	return strings.ToLower(norm.NFKC.String(strings.TrimSpace(login)))
}

// CheckLogin refuses a sign-in name that could not be typed again.
func CheckLogin(login string) error {
	folded := FoldLogin(login)
	switch {
	case folded == "":
		return fault.AtField("/login", "is empty; use a short name or an e-mail address")
	case len(folded) > maxLogin:
		return fault.AtField("/login", "is longer than %d bytes", maxLogin)
	case !utf8.ValidString(folded) || strings.ContainsFunc(folded, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }):
		return fault.AtField("/login", "%q holds a space or a sign that cannot be typed", clip(folded))
	}
	return nil
}
