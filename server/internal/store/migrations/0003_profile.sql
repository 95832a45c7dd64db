CREATE TABLE profile_fields (
  app     BIGINT NOT NULL,
  account BIGINT NOT NULL,
  tag     TEXT NOT NULL,
  value   TEXT NOT NULL,
  PRIMARY KEY (app, account, tag)
);
