package main

import (
	"os"
	"path/filepath"
	"testing"

	"sartor/internal/walkthrough"
)

// before is what stands when a runbook is opened: a chain with one receipt.
const before = `if [ ! -e chain.db ] && [ ! -e export ]; then
  mkdir export
  printf 'receipt,at,store,till,customer,product,quantity,amount,discount\nR1,2026-11-22T17:41:09+01:00,S012,T03,4711,bread,1,2.49,0\n' > export/receipts.csv
  sartor import csv ./export --db sqlite:chain.db --currency EUR --timezone Europe/Vienna --consent profile,offers --proof terms > import.log 2>&1
fi
`

// The commands of each runbook work as they stand.
func TestRunbooks_TheirCommandsWork(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("../../docs/runbooks/*.md")
	if err != nil || len(pages) < 3 {
		t.Fatalf("%d runbooks, %v", len(pages), err)
	}
	for _, page := range pages {
		t.Run(filepath.Base(page), func(t *testing.T) {
			t.Parallel()
			dir := command(t)
			ready := filepath.Join(dir, "before.sh")
			if err := os.WriteFile(ready, []byte(before), 0o600); err != nil {
				t.Fatal(err)
			}
			if compared := walkthrough.Read(t, page).Walk(t, "PATH="+dir+":"+os.Getenv("PATH"), "BASH_ENV="+ready); compared == 0 {
				t.Error("no answer was compared")
			}
		})
	}
}
