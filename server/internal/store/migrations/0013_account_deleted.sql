-- Names of accounts that were deleted, with the second of it: UserSigs from before
-- are not good for an account that is made again under the name.
CREATE TABLE account_deleted (
  app  BIGINT NOT NULL,
  name TEXT NOT NULL,
  at   BIGINT NOT NULL,
  PRIMARY KEY (app, name)
);

CREATE INDEX relation_applications_peer ON relation_applications (app, peer, owner);
