CREATE TABLE job_jobs (
  id      TEXT PRIMARY KEY,
  app     BIGINT NOT NULL,
  kind    TEXT NOT NULL,
  payload TEXT NOT NULL,
  created BIGINT NOT NULL
);
CREATE INDEX job_jobs_created ON job_jobs (created);
