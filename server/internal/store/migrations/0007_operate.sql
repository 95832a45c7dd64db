CREATE TABLE operate_counts (
  name  TEXT PRIMARY KEY,
  value BIGINT NOT NULL,
  upto  BIGINT NOT NULL
);
