package shell

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed static/*
var staticFiles embed.FS

// Assets are the embedded files under addresses that hold the hash of their
// content, so that browsers may keep them for ever.
type Assets struct {
	URLs  map[string]string // "console.css" → "/static/console.1f2e3d4c.css"
	files map[string]asset  // by address
}

type asset struct {
	body []byte
	kind string
}

// LoadAssets reads the embedded files; they were there when the binary was
// built, so an error is a fault of the source code.
func LoadAssets() *Assets {
	a := &Assets{URLs: map[string]string{}, files: map[string]asset{}}
	entries, err := staticFiles.ReadDir("static")
	if err != nil {
		panic("console: embedded files are missing: " + err.Error())
	}
	for _, e := range entries {
		body, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			panic("console: " + err.Error())
		}
		sum := sha256.Sum256(body)
		ext := path.Ext(e.Name())
		url := "/static/" + strings.TrimSuffix(e.Name(), ext) + "." + hex.EncodeToString(sum[:4]) + ext
		a.URLs[e.Name()] = url
		a.files[url] = asset{body: body, kind: kindOf(ext)}
	}
	return a
}

func kindOf(ext string) string {
	switch ext {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	}
	return mime.TypeByExtension(ext)
}

// ServeHTTP answers GET /static/…; an address of another build is 404.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	file, ok := a.files[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	file.answer(w, r, "public, max-age=31536000, immutable")
}

// Icon answers GET /favicon.ico, which browsers ask for by themselves where no page
// names one. The address holds no hash: it is kept for a day.
func (a *Assets) Icon(w http.ResponseWriter, r *http.Request) {
	a.files[a.URLs["icon.svg"]].answer(w, r, "public, max-age=86400")
}

func (f asset) answer(w http.ResponseWriter, r *http.Request, keep string) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", keep)
	if r.Method == http.MethodHead {
		h.Set("Content-Length", strconv.Itoa(len(f.body)))
		return
	}
	if _, err := w.Write(f.body); err != nil {
		return // the reader left
	}
}
