-- What an account was told when it last was, and when: the pushes above prev.
ALTER TABLE push_places ADD COLUMN prev BIGINT NOT NULL DEFAULT 0;
ALTER TABLE push_places ADD COLUMN told BIGINT NOT NULL DEFAULT 0;
