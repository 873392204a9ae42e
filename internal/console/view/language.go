package view

import "context"

type languageKey struct{}

// Speaking returns a context of somebody who reads a language, by its code: what
// has a name in several is named in it.
func Speaking(ctx context.Context, language string) context.Context {
	return context.WithValue(ctx, languageKey{}, language)
}

// Language is what whoever asks reads; English when nobody said.
func Language(ctx context.Context) string {
	if l, ok := ctx.Value(languageKey{}).(string); ok {
		return l
	}
	return "en"
}
