CREATE TABLE push_attr_names (
  app  BIGINT NOT NULL,
  num  BIGINT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (app, num)
);

CREATE TABLE push_attrs (
  app     BIGINT NOT NULL,
  account BIGINT NOT NULL,
  num     BIGINT NOT NULL,
  value   TEXT NOT NULL,
  PRIMARY KEY (app, account, num)
);

CREATE TABLE push_tags (
  app     BIGINT NOT NULL,
  account BIGINT NOT NULL,
  tag     TEXT NOT NULL,
  PRIMARY KEY (app, account, tag)
);

-- A push to all is one row. Accounts find it by num; walked is up to which account
-- its audience was counted. version grows with each change over all applications.
CREATE TABLE push_pushes (
  app       BIGINT NOT NULL,
  num       BIGINT NOT NULL,
  version   BIGINT NOT NULL,
  random    BIGINT NOT NULL,
  seq       BIGINT NOT NULL,
  sender    BIGINT NOT NULL,
  name      TEXT NOT NULL,
  body      TEXT NOT NULL,
  condition TEXT NOT NULL,
  info      TEXT NOT NULL,
  data_id   TEXT NOT NULL,
  created   BIGINT NOT NULL,
  until     BIGINT NOT NULL,
  life      BIGINT NOT NULL,
  status    BIGINT NOT NULL,
  walked    BIGINT NOT NULL,
  total     BIGINT NOT NULL,
  revoked   BIGINT NOT NULL,
  PRIMARY KEY (app, num)
);
CREATE UNIQUE INDEX push_pushes_version ON push_pushes (version);
CREATE INDEX push_pushes_random ON push_pushes (app, random, created);
CREATE INDEX push_pushes_created ON push_pushes (app, created);

-- Up to which push an account that came online has them.
CREATE TABLE push_places (
  app     BIGINT NOT NULL,
  account BIGINT NOT NULL,
  num     BIGINT NOT NULL,
  PRIMARY KEY (app, account)
);

CREATE INDEX account_accounts_app ON account_accounts (app, id);
