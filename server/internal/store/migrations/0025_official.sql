-- Official accounts. newest is the number of the last message; version grows with each
-- message over all applications. One that was destroyed stays with gone = id, without
-- its texts, so that numbers are not used again.
CREATE TABLE official_accounts (
  app          BIGINT NOT NULL,
  id           BIGINT NOT NULL,
  name         TEXT NOT NULL,
  account      BIGINT NOT NULL,
  owner        TEXT NOT NULL,
  title        TEXT NOT NULL,
  introduction TEXT NOT NULL,
  face         TEXT NOT NULL,
  organization TEXT NOT NULL,
  custom       TEXT NOT NULL,
  most         BIGINT NOT NULL,
  subscribers  BIGINT NOT NULL,
  created      BIGINT NOT NULL,
  newest       BIGINT NOT NULL,
  spoke        BIGINT NOT NULL,
  version      BIGINT NOT NULL,
  gone         BIGINT NOT NULL,
  PRIMARY KEY (app, id)
);
CREATE UNIQUE INDEX official_accounts_name ON official_accounts (app, name, gone);
CREATE INDEX official_accounts_version ON official_accounts (version);

-- place is up to which message a subscriber has them.
CREATE TABLE official_subscribers (
  app      BIGINT NOT NULL,
  official BIGINT NOT NULL,
  account  BIGINT NOT NULL,
  since    BIGINT NOT NULL,
  custom   TEXT NOT NULL,
  place    BIGINT NOT NULL,
  PRIMARY KEY (app, official, account)
);
CREATE INDEX official_subscribers_account ON official_subscribers (app, account, official);

CREATE TABLE official_messages (
  app      BIGINT NOT NULL,
  official BIGINT NOT NULL,
  num      BIGINT NOT NULL,
  random   BIGINT NOT NULL,
  sent     BIGINT NOT NULL,
  body     TEXT NOT NULL,
  custom   TEXT NOT NULL,
  online   BIGINT NOT NULL,
  no_last  BIGINT NOT NULL,
  recalled BIGINT NOT NULL,
  reason   TEXT NOT NULL,
  PRIMARY KEY (app, official, num)
);
CREATE INDEX official_messages_random ON official_messages (app, official, random, sent);

-- What is done for all subscribers, some at a time: message num is recalled, or with 0
-- the official account is destroyed. walked is up to which account it is done.
CREATE TABLE official_walks (
  app      BIGINT NOT NULL,
  official BIGINT NOT NULL,
  num      BIGINT NOT NULL,
  walked   BIGINT NOT NULL,
  PRIMARY KEY (app, official, num)
);
