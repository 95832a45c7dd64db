-- version grows with each change of what an application has.
CREATE TABLE moderation_versions (
  app     BIGINT PRIMARY KEY,
  version BIGINT NOT NULL
);

-- Until which second an account may not speak anywhere; 0: it may.
CREATE TABLE moderation_mutes (
  app     BIGINT NOT NULL,
  account BIGINT NOT NULL,
  c2c     BIGINT NOT NULL,
  grp     BIGINT NOT NULL,
  PRIMARY KEY (app, account)
);

CREATE TABLE moderation_words (
  app         BIGINT NOT NULL,
  id          BIGINT NOT NULL,
  word        TEXT NOT NULL,
  kind        BIGINT NOT NULL,
  filter      BIGINT NOT NULL,
  replacement TEXT NOT NULL,
  updated     BIGINT NOT NULL,
  PRIMARY KEY (app, id),
  UNIQUE (app, word, kind)
);
