CREATE TABLE robot_robots (
  app     BIGINT NOT NULL,
  name    TEXT NOT NULL,
  PRIMARY KEY (app, name)
);
