-- The first hour (Unix seconds) of an application's messages that is in no file yet.
CREATE TABLE operate_next (
  app  BIGINT PRIMARY KEY,
  hour BIGINT NOT NULL
);
CREATE TABLE operate_histories (
  app      BIGINT NOT NULL,
  kind     TEXT NOT NULL,
  hour     BIGINT NOT NULL,
  file     TEXT NOT NULL,
  size     BIGINT NOT NULL,
  md5      TEXT NOT NULL,
  gzipsize BIGINT NOT NULL,
  gzipmd5  TEXT NOT NULL,
  PRIMARY KEY (app, kind, hour)
);
