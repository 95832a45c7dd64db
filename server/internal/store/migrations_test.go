package store

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
)

// TestMigrations keeps to what means the same in both databases.
func TestMigrations(t *testing.T) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	column := regexp.MustCompile(`(?m)^\s+(\w+)\s+([A-Z]+)\b`)
	numbers := map[string]string{}
	for _, file := range files {
		text, err := migrations.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		number := strings.TrimPrefix(file, "migrations/")[:4]
		if other := numbers[number]; other != "" {
			t.Errorf("%s and %s have the same number", file, other)
		}
		numbers[number] = file
		for _, m := range column.FindAllStringSubmatch(string(text), -1) {
			switch m[2] {
			case "TEXT", "BIGINT", "BOOLEAN", "BYTEA", "KEY":
			default:
				if m[1] == strings.ToLower(m[1]) {
					t.Errorf("%s: column %s is %s; use TEXT, BIGINT, BOOLEAN or BYTEA", file, m[1], m[2])
				}
			}
		}
	}
}

func TestSchema(t *testing.T) {
	const text = "a TEXT PRIMARY KEY, -- a TEXT\nb BYTEA DEFAULT 'TEXT', context BIGINT"
	if got := sqliteDialect.schema(text); got != "a TEXT PRIMARY KEY, -- a TEXT\nb BLOB DEFAULT 'TEXT', context BIGINT" {
		t.Errorf("SQLite: %s", got)
	}
	if got := postgresDialect.schema(text); got != "a TEXT COLLATE \"C\" PRIMARY KEY, -- a TEXT\nb BYTEA DEFAULT 'TEXT', context BIGINT" {
		t.Errorf("PostgreSQL: %s", got)
	}
}
