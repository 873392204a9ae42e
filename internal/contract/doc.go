// Package contract holds no code. Its tests run the real server on an embedded
// database and hold it to CONTRACTS.md over HTTP: one row for each sentence that
// outsiders rely on, named as the sentence says it. Rules of one package are
// tested there; here stands what must come true when all of them meet.
package contract
