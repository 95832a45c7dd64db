CREATE TABLE id_blocks (
  name TEXT PRIMARY KEY,
  next BIGINT NOT NULL
);

CREATE TABLE app_apps (
  id       BIGINT PRIMARY KEY,
  name     TEXT NOT NULL,
  key      TEXT NOT NULL,
  admins   TEXT NOT NULL,
  settings TEXT NOT NULL,
  disabled BOOLEAN NOT NULL,
  created  BIGINT NOT NULL,
  version  BIGINT NOT NULL
);
CREATE INDEX app_apps_version ON app_apps (version);
