-- What an account keeps of its conversations. kind is 1 for one-to-one, where
-- peer is the other account's internal number, and 2 for groups, where it is the
-- group's.

CREATE TABLE conversation_marks (
  app      BIGINT NOT NULL,
  owner    BIGINT NOT NULL,
  kind     BIGINT NOT NULL,
  peer     BIGINT NOT NULL,
  standard BIGINT NOT NULL,
  custom   TEXT   NOT NULL,
  changed  BIGINT NOT NULL,
  PRIMARY KEY (app, owner, kind, peer)
);

CREATE TABLE conversation_groups (
  app   BIGINT NOT NULL,
  owner BIGINT NOT NULL,
  id    BIGINT NOT NULL,
  name  TEXT   NOT NULL,
  PRIMARY KEY (app, owner, id),
  UNIQUE (app, owner, name)
);

CREATE TABLE conversation_grouped (
  app      BIGINT NOT NULL,
  owner    BIGINT NOT NULL,
  group_id BIGINT NOT NULL,
  kind     BIGINT NOT NULL,
  peer     BIGINT NOT NULL,
  changed  BIGINT NOT NULL,
  PRIMARY KEY (app, owner, group_id, kind, peer)
);

CREATE TABLE conversation_options (
  app     BIGINT NOT NULL,
  owner   BIGINT NOT NULL,
  peer    BIGINT NOT NULL,
  receive BIGINT NOT NULL,
  PRIMARY KEY (app, owner, peer)
);

CREATE TABLE conversation_disturb (
  app        BIGINT NOT NULL,
  owner      BIGINT NOT NULL,
  level      BIGINT NOT NULL,
  start_time BIGINT NOT NULL,
  end_time   BIGINT NOT NULL,
  repeated   BIGINT NOT NULL,
  PRIMARY KEY (app, owner)
);
