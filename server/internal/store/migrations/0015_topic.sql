-- Topics take their numbers from the same row as groups.
CREATE TABLE topic_topics (
  id           BIGINT PRIMARY KEY,
  app          BIGINT NOT NULL,
  grp          BIGINT NOT NULL,
  topic_id     TEXT NOT NULL,
  name         TEXT NOT NULL,
  introduction TEXT NOT NULL,
  notification TEXT NOT NULL,
  face_url     TEXT NOT NULL,
  custom       TEXT NOT NULL,
  mute_all     BOOLEAN NOT NULL,
  permission   BIGINT NOT NULL,
  created      BIGINT NOT NULL
);
CREATE UNIQUE INDEX topic_topics_topic_id ON topic_topics (app, topic_id);
CREATE INDEX topic_topics_grp ON topic_topics (grp, id);

-- Only what differs from the community's: no row for those who set nothing.
CREATE TABLE topic_members (
  topic       BIGINT NOT NULL,
  account     BIGINT NOT NULL,
  grp         BIGINT NOT NULL,
  msg_flag    TEXT NOT NULL,
  muted_until BIGINT NOT NULL,
  PRIMARY KEY (topic, account)
);
CREATE INDEX topic_members_account ON topic_members (account, grp);
CREATE INDEX topic_members_muted ON topic_members (topic, muted_until, account);

ALTER TABLE group_groups ADD COLUMN enable_permission BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE group_groups ADD COLUMN default_permission BIGINT NOT NULL DEFAULT 0;
