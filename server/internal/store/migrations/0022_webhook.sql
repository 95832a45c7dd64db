-- What applications' servers could not be told. wanted: it is to be told again.
CREATE TABLE webhook_letters (
  app      BIGINT NOT NULL,
  id       TEXT NOT NULL,
  command  TEXT NOT NULL,
  ip       TEXT NOT NULL,
  platform TEXT NOT NULL,
  body     TEXT NOT NULL,
  happened BIGINT NOT NULL,
  aside    BIGINT NOT NULL,
  tries    BIGINT NOT NULL,
  why      TEXT NOT NULL,
  wanted   BOOLEAN NOT NULL,
  PRIMARY KEY (app, id)
);
CREATE INDEX webhook_letters_aside ON webhook_letters (app, aside);
CREATE INDEX webhook_letters_wanted ON webhook_letters (aside) WHERE wanted;
