-- Staff of a group is found without reading its members.
CREATE INDEX roster_members_role ON roster_members (grp, role, joined, account);

CREATE INDEX roster_mutes_until ON roster_mutes (grp, until, account);

CREATE TABLE roster_bans (
  grp     BIGINT NOT NULL,
  account BIGINT NOT NULL,
  until   BIGINT NOT NULL,
  PRIMARY KEY (grp, account)
);
CREATE INDEX roster_bans_until ON roster_bans (grp, until, account);

-- kind: 0 an application of subject, 1 an invitation that subject answers, 2 one
-- that the group's staff answers. handled: 0 open, 1 decided, 2 settled otherwise.
CREATE TABLE group_applications (
  id       BIGINT PRIMARY KEY,
  app      BIGINT NOT NULL,
  grp      BIGINT NOT NULL,
  kind     BIGINT NOT NULL,
  subject  BIGINT NOT NULL,
  inviter  BIGINT NOT NULL,
  token    TEXT   NOT NULL,
  message  TEXT   NOT NULL,
  added    BIGINT NOT NULL,
  handled  BIGINT NOT NULL,
  changed  BIGINT NOT NULL
);
CREATE UNIQUE INDEX group_applications_subject ON group_applications (grp, subject, kind, inviter);
CREATE INDEX group_applications_grp ON group_applications (grp, id);
CREATE INDEX group_applications_token ON group_applications (grp, token);
CREATE INDEX group_applications_changed ON group_applications (changed);

CREATE INDEX group_groups_app ON group_groups (app, id);
CREATE INDEX group_groups_type ON group_groups (app, type, id);
