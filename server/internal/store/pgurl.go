package store

import (
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// IsURL reports whether where is the URL of a PostgreSQL database rather than a
// folder.
func IsURL(where string) bool {
	return strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://")
}

// connections is how many a pool may open if its URL does not say.
const connections = 10

// ParseURL reads the URL of a PostgreSQL database, which may carry all that libpq
// knows, pool_max_conns (default 10) and default_query_exec_mode. Statements are
// not kept on the server unless the latter says so (cache_statement): that
// would break behind a pooler that lends connections by the transaction. The error
// does not contain the password.
func ParseURL(url string) (*pgxpool.Config, error) {
	c, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	if !strings.Contains(url, "pool_max_conns=") {
		c.MaxConns = connections
	}
	if !strings.Contains(url, "default_query_exec_mode=") {
		c.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe
	}
	if c.ConnConfig.RuntimeParams["application_name"] == "" {
		c.ConnConfig.RuntimeParams["application_name"] = "teahouse"
	}
	return c, nil
}
