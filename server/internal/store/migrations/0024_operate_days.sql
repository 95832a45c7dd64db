-- Figures of days (Unix days, UTC), and which accounts and groups were active in what.
CREATE TABLE operate_days (
  app   BIGINT NOT NULL,
  day   BIGINT NOT NULL,
  name  TEXT NOT NULL,
  value BIGINT NOT NULL,
  PRIMARY KEY (app, day, name)
);
CREATE TABLE operate_marks (
  app  BIGINT NOT NULL,
  day  BIGINT NOT NULL,
  name TEXT NOT NULL,
  id   BIGINT NOT NULL,
  PRIMARY KEY (app, day, name, id)
);
