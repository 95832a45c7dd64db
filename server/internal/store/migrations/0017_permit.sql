-- Permission groups of communities. bits in permit_groups hold for all of the
-- community, those in permit_topics for one topic.
CREATE TABLE permit_groups (
  id      BIGINT PRIMARY KEY,
  app     BIGINT NOT NULL,
  grp     BIGINT NOT NULL,
  name    TEXT NOT NULL,
  title   TEXT NOT NULL,
  custom  TEXT NOT NULL,
  bits    BIGINT NOT NULL,
  created BIGINT NOT NULL
);
CREATE UNIQUE INDEX permit_groups_name ON permit_groups (grp, name);

CREATE TABLE permit_topics (
  permit BIGINT NOT NULL,
  topic  BIGINT NOT NULL,
  grp    BIGINT NOT NULL,
  bits   BIGINT NOT NULL,
  PRIMARY KEY (permit, topic)
);
CREATE INDEX permit_topics_grp ON permit_topics (grp);
CREATE INDEX permit_topics_topic ON permit_topics (topic);

CREATE TABLE permit_members (
  permit  BIGINT NOT NULL,
  account BIGINT NOT NULL,
  grp     BIGINT NOT NULL,
  PRIMARY KEY (permit, account)
);
CREATE INDEX permit_members_account ON permit_members (grp, account);
