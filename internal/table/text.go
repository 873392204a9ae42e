package table

import (
	"fmt"
	"unicode/utf8"
)

// Bounds of texts from files, in bytes.
const (
	MostID   = 128 // ids of receipts, stores, products, customers
	MostText = 512 // names and other free text
)

// IDReason says why a text cannot be an id, "" when it can. Any UTF-8 without
// control characters is an id, also with spaces and letters of any case; one of
// nothing but spaces is empty.
func IDReason(name string, b []byte) string {
	if blank(b) {
		return name + " is empty"
	}
	return textReason(name, b, MostID)
}

// TextReason says why a text cannot be a name, "" when it can; it may be empty.
func TextReason(name string, b []byte) string { return textReason(name, b, MostText) }

func textReason(name string, b []byte, most int) string {
	if len(b) > most {
		return fmt.Sprintf("%s is longer than %d bytes", name, most)
	}
	ascii := true
	for _, c := range b {
		if c < 0x20 || c == 0x7f {
			return fmt.Sprintf("%s holds the control character 0x%02x", name, c)
		}
		ascii = ascii && c < 0x80
	}
	if ascii {
		return ""
	}
	if !utf8.Valid(b) {
		return name + " is not UTF-8"
	}
	for _, r := range string(b) {
		if 0x80 <= r && r <= 0x9f {
			return fmt.Sprintf("%s holds the control character U+%04X", name, r)
		}
	}
	return ""
}

func blank(b []byte) bool { return len(trim(b)) == 0 }

// clip shortens foreign text for a message.
func clip[T ~string | ~[]byte](s T) string {
	const most = 64
	if len(s) > most {
		return string(s[:most]) + "…"
	}
	return string(s)
}

// quoted shows foreign text in a message, safely.
func quoted[T ~string | ~[]byte](s T) string { return fmt.Sprintf("%q", clip(s)) }
