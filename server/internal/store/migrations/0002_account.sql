CREATE TABLE account_accounts (
  app     BIGINT NOT NULL,
  name    TEXT NOT NULL,
  id      BIGINT NOT NULL,
  created BIGINT NOT NULL,
  kicked  BIGINT NOT NULL,
  PRIMARY KEY (app, name)
);
CREATE UNIQUE INDEX account_accounts_id ON account_accounts (id);

CREATE TABLE account_instances (
  app       BIGINT NOT NULL,
  account   BIGINT NOT NULL,
  instance  TEXT NOT NULL,
  inst_id   BIGINT NOT NULL,
  ticket    TEXT NOT NULL,
  class     BIGINT NOT NULL,
  platform  BIGINT NOT NULL,
  expires   BIGINT NOT NULL,
  login     BIGINT NOT NULL,
  kick_type BIGINT NOT NULL,
  kicked_by BIGINT NOT NULL,
  rooms     TEXT NOT NULL,
  PRIMARY KEY (app, account, instance)
);
CREATE UNIQUE INDEX account_instances_inst_id ON account_instances (inst_id);
CREATE UNIQUE INDEX account_instances_ticket ON account_instances (ticket);
