CREATE TABLE group_groups (
  id             BIGINT PRIMARY KEY,
  app            BIGINT NOT NULL,
  group_id       TEXT NOT NULL,
  type           TEXT NOT NULL,
  name           TEXT NOT NULL,
  introduction   TEXT NOT NULL,
  notification   TEXT NOT NULL,
  face_url       TEXT NOT NULL,
  owner          BIGINT NOT NULL,
  created        BIGINT NOT NULL,
  info_seq       BIGINT NOT NULL,
  info_time      BIGINT NOT NULL,
  max_members    BIGINT NOT NULL,
  apply_option   TEXT NOT NULL,
  invite_option  TEXT NOT NULL,
  mute_all       BOOLEAN NOT NULL,
  history_before TEXT NOT NULL,
  support_topic  BOOLEAN NOT NULL,
  fields         TEXT NOT NULL
);
CREATE UNIQUE INDEX group_groups_group_id ON group_groups (app, group_id);

CREATE TABLE roster_groups (
  grp     BIGINT PRIMARY KEY,
  members BIGINT NOT NULL
);

CREATE TABLE roster_members (
  grp       BIGINT NOT NULL,
  account   BIGINT NOT NULL,
  app       BIGINT NOT NULL,
  role      BIGINT NOT NULL,
  joined    BIGINT NOT NULL,
  name_card TEXT NOT NULL,
  msg_flag  TEXT NOT NULL,
  fields    TEXT NOT NULL,
  PRIMARY KEY (grp, account)
);
CREATE INDEX roster_members_joined ON roster_members (grp, joined, account);
CREATE INDEX roster_members_account ON roster_members (account, joined, grp);

CREATE TABLE roster_mutes (
  grp     BIGINT NOT NULL,
  account BIGINT NOT NULL,
  until   BIGINT NOT NULL,
  PRIMARY KEY (grp, account)
);

CREATE TABLE group_dismissed (
  id       BIGINT PRIMARY KEY,
  app      BIGINT NOT NULL,
  group_id TEXT NOT NULL,
  type     TEXT NOT NULL,
  name     TEXT NOT NULL,
  operator TEXT NOT NULL,
  at       BIGINT NOT NULL
);
CREATE INDEX group_dismissed_at ON group_dismissed (at);
