CREATE TABLE media_files (
  app     BIGINT NOT NULL,
  id      TEXT NOT NULL,
  account BIGINT NOT NULL,
  kind    BIGINT NOT NULL,
  name    TEXT NOT NULL,
  type    TEXT NOT NULL,
  size    BIGINT NOT NULL,
  width   BIGINT NOT NULL,
  height  BIGINT NOT NULL,
  turn    BIGINT NOT NULL,
  created BIGINT NOT NULL,
  PRIMARY KEY (app, id)
);
CREATE INDEX media_files_created ON media_files (app, created);
CREATE TABLE media_usage (
  app     BIGINT NOT NULL,
  account BIGINT NOT NULL,
  bytes   BIGINT NOT NULL,
  PRIMARY KEY (app, account)
);
CREATE TABLE media_secrets (
  app    BIGINT PRIMARY KEY,
  secret TEXT NOT NULL
);
