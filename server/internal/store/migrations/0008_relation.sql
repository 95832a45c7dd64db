-- What users are to each other. owner, friend, peer, follower and followed are
-- internal numbers of accounts. num numbers the rows of one owner in the order in
-- which they came, for paging.

CREATE TABLE relation_users (
  app            BIGINT NOT NULL,
  account        BIGINT NOT NULL,
  friends        BIGINT NOT NULL,
  blocked        BIGINT NOT NULL,
  follows        BIGINT NOT NULL,
  followers      BIGINT NOT NULL,
  mutual         BIGINT NOT NULL,
  last_num       BIGINT NOT NULL,
  standard_seq   BIGINT NOT NULL,
  custom_seq     BIGINT NOT NULL,
  blocked_seq    BIGINT NOT NULL,
  lists_seq      BIGINT NOT NULL,
  applied_seq    BIGINT NOT NULL,
  PRIMARY KEY (app, account)
);

CREATE TABLE relation_friends (
  app         BIGINT NOT NULL,
  owner       BIGINT NOT NULL,
  friend      BIGINT NOT NULL,
  num         BIGINT NOT NULL,
  remark      TEXT NOT NULL,
  remark_time BIGINT NOT NULL,
  source      TEXT NOT NULL,
  wording     TEXT NOT NULL,
  added       BIGINT NOT NULL,
  custom      TEXT NOT NULL,
  PRIMARY KEY (app, owner, friend)
);
CREATE INDEX relation_friends_num ON relation_friends (app, owner, num);
CREATE INDEX relation_friends_friend ON relation_friends (app, friend, owner);

-- Friend groups and who is in them.
CREATE TABLE relation_lists (
  app   BIGINT NOT NULL,
  owner BIGINT NOT NULL,
  num   BIGINT NOT NULL,
  name  TEXT NOT NULL,
  PRIMARY KEY (app, owner, num),
  UNIQUE (app, owner, name)
);

CREATE TABLE relation_listed (
  app    BIGINT NOT NULL,
  owner  BIGINT NOT NULL,
  friend BIGINT NOT NULL,
  list   BIGINT NOT NULL,
  PRIMARY KEY (app, owner, friend, list)
);

-- Open friend applications: a row for each side. incoming: peer applied to owner.
CREATE TABLE relation_applications (
  app      BIGINT NOT NULL,
  owner    BIGINT NOT NULL,
  incoming BOOLEAN NOT NULL,
  peer     BIGINT NOT NULL,
  num      BIGINT NOT NULL,
  source   TEXT NOT NULL,
  wording  TEXT NOT NULL,
  remark   TEXT NOT NULL,
  list     TEXT NOT NULL,
  added    BIGINT NOT NULL,
  seen     BOOLEAN NOT NULL,
  PRIMARY KEY (app, owner, incoming, peer)
);

CREATE TABLE relation_blocks (
  app   BIGINT NOT NULL,
  owner BIGINT NOT NULL,
  peer  BIGINT NOT NULL,
  num   BIGINT NOT NULL,
  added BIGINT NOT NULL,
  PRIMARY KEY (app, owner, peer)
);
CREATE INDEX relation_blocks_num ON relation_blocks (app, owner, num);
CREATE INDEX relation_blocks_peer ON relation_blocks (app, peer, owner);

CREATE TABLE relation_follows (
  app      BIGINT NOT NULL,
  follower BIGINT NOT NULL,
  followed BIGINT NOT NULL,
  added    BIGINT NOT NULL,
  mutual   BOOLEAN NOT NULL,
  PRIMARY KEY (app, follower, followed)
);
CREATE INDEX relation_follows_follower ON relation_follows (app, follower, added, followed);
CREATE INDEX relation_follows_followed ON relation_follows (app, followed, added, follower);
