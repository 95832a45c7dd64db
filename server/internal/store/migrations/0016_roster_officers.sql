-- Admins of live groups, who are what they are whether they are in the group or not.
CREATE TABLE roster_officers (
  grp     BIGINT NOT NULL,
  account BIGINT NOT NULL,
  since   BIGINT NOT NULL,
  PRIMARY KEY (grp, account)
);
