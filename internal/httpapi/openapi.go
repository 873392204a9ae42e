package httpapi

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

//go:embed openapi.json
var openAPIFile []byte

// document returns openapi.json with the paths that are served and the version.
func document(routes []route, version string) ([]byte, error) {
	var doc map[string]json.RawMessage
	if err := json.Unmarshal(openAPIFile, &doc); err != nil {
		return nil, fmt.Errorf("openapi.json: %w", err)
	}
	var paths map[string]map[string]json.RawMessage
	if err := json.Unmarshal(doc["paths"], &paths); err != nil {
		return nil, fmt.Errorf("openapi.json paths: %w", err)
	}
	served := map[string]map[string]json.RawMessage{}
	for _, rt := range routes {
		method, p, _ := strings.Cut(rt.pattern, " ")
		op, described := paths[p][strings.ToLower(method)]
		if !described {
			return nil, fmt.Errorf("openapi.json does not describe %s", rt.pattern)
		}
		if served[p] == nil {
			served[p] = map[string]json.RawMessage{}
		}
		served[p][strings.ToLower(method)] = op
	}
	var err error
	if doc["paths"], err = json.Marshal(served); err != nil {
		return nil, err
	}
	if doc["info"], err = withVersion(doc["info"], version); err != nil {
		return nil, fmt.Errorf("openapi.json info: %w", err)
	}
	return json.Marshal(doc)
}

// withVersion sets the version in the document's head.
func withVersion(info json.RawMessage, version string) (json.RawMessage, error) {
	var head map[string]json.RawMessage
	if err := json.Unmarshal(info, &head); err != nil {
		return nil, err
	}
	quoted, err := json.Marshal(version)
	if err != nil {
		return nil, err
	}
	head["version"] = quoted
	return json.Marshal(head)
}

// openAPI is GET /openapi.json.
func (a *API) openAPI(c *call) error {
	h := c.w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "public, max-age=300")
	c.w.WriteHeader(http.StatusOK)
	_, _ = c.w.Write(a.spec) // who has left asks again
	return nil
}
