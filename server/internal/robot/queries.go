package robot

import "github.com/teahouse-chat/teahouse/server/internal/store"

func robotsOf(tx *store.Tx, app uint32) ([]string, error) {
	return store.All(tx, store.One[string], `SELECT name FROM robot_robots WHERE app = $1 ORDER BY name`, app)
}

func insertRobot(tx *store.Tx, app uint32, name string) error {
	_, err := store.Exec(tx, `INSERT INTO robot_robots (app, name) VALUES ($1, $2) ON CONFLICT (app, name) DO NOTHING`, app, name)
	return err
}

func deleteRobot(tx *store.Tx, app uint32, name string) error {
	_, err := store.Exec(tx, `DELETE FROM robot_robots WHERE app = $1 AND name = $2`, app, name)
	return err
}

func isRobot(tx *store.Tx, app uint32, name string) (bool, error) {
	n, err := store.Get(tx, store.One[int], `SELECT COUNT(*) FROM robot_robots WHERE app = $1 AND name = $2`, app, name)
	return n > 0, err
}
