-- How many changes of a group's attributes and of its counters there were.
CREATE TABLE attr_groups (
  grp         BIGINT PRIMARY KEY,
  attr_seq    BIGINT NOT NULL,
  counter_seq BIGINT NOT NULL
);

-- seq: the change that wrote it last.
CREATE TABLE attr_values (
  grp   BIGINT NOT NULL,
  name  TEXT NOT NULL,
  value TEXT NOT NULL,
  seq   BIGINT NOT NULL,
  PRIMARY KEY (grp, name)
);

CREATE TABLE attr_counters (
  grp   BIGINT NOT NULL,
  name  TEXT NOT NULL,
  value BIGINT NOT NULL,
  PRIMARY KEY (grp, name)
);
