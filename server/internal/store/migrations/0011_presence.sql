-- The custom status of an account, until its last instance logs out.
CREATE TABLE presence_customs (
  app     BIGINT NOT NULL,
  account BIGINT NOT NULL,
  status  TEXT NOT NULL,
  PRIMARY KEY (app, account)
);

-- Who hears of whose status, until when (milliseconds).
CREATE TABLE presence_subscriptions (
  app    BIGINT NOT NULL,
  owner  BIGINT NOT NULL,
  target BIGINT NOT NULL,
  until  BIGINT NOT NULL,
  PRIMARY KEY (app, owner, target)
);
CREATE INDEX presence_subscriptions_target ON presence_subscriptions (app, target, owner);
