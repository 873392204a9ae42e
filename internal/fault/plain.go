package fault

import (
	"errors"
	"strings"
)

// Plain says an error in the words meant for people, with its places. An
// internal one is said as it is: who reads it here may see the cause.
func Plain(err error) string {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Kind == Internal {
		return err.Error()
	}
	var b strings.Builder
	b.WriteString(e.Hint)
	for _, f := range e.Fields {
		if b.Len() > 0 {
			b.WriteString("\n  ")
		}
		b.WriteString(strings.TrimPrefix(f.Pointer, "/") + ": " + f.Detail)
	}
	if b.Len() == 0 {
		return err.Error()
	}
	return b.String()
}
