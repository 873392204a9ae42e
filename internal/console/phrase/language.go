package phrase

import "sync"

// Languages returns every language the console speaks, the first one for those
// who ask for none of them. They are made once; nobody writes into them.
func Languages() []*Words { return languages() }

var languages = sync.OnceValue(func() []*Words { return []*Words{English(), German()} })

// In returns the words of a language by its code, nil for one it does not speak.
func In(code string) *Words {
	for _, w := range Languages() {
		if w.Language == code {
			return w
		}
	}
	return nil
}
