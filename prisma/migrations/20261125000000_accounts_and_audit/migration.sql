CREATE TYPE "code_purpose" AS ENUM ('verify_email', 'reset_password');

ALTER TABLE "tenants" ADD COLUMN "disabled_at" TIMESTAMPTZ(3), ADD COLUMN "settings" JSONB NOT NULL DEFAULT '{}';

ALTER TABLE "users"
    ADD COLUMN "username" TEXT,
    ADD COLUMN "is_owner" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "limit_query" TEXT NOT NULL DEFAULT '',
    ADD COLUMN "email_verified_at" TIMESTAMPTZ(3),
    ADD COLUMN "last_sign_in_at" TIMESTAMPTZ(3),
    ADD COLUMN "access_version" INTEGER NOT NULL DEFAULT 0,
    ALTER COLUMN "password_hash" DROP NOT NULL;
-- People who were there before: their address is taken as proven, the oldest admin owns the instance, and a name is made of the
-- address, with a piece of the id where two would be the same.
UPDATE "users" SET "email_verified_at" = "created_at", "username" = lower(split_part("email", '@', 1)) || '-' || left("id"::text, 8);
UPDATE "users" SET "username" = lower(split_part("email", '@', 1)), "is_owner" = true
    WHERE "id" = (SELECT "id" FROM "users" WHERE "role" = 'admin' ORDER BY "created_at", "id" LIMIT 1);
ALTER TABLE "users" ALTER COLUMN "username" SET NOT NULL;

CREATE TABLE "one_time_codes" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "purpose" "code_purpose" NOT NULL,
    "code_hash" TEXT NOT NULL,
    "tries_left" INTEGER NOT NULL DEFAULT 5,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "pending" JSONB,
    CONSTRAINT "one_time_codes_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "invitations" (
    "id" UUID NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "role" "role" NOT NULL DEFAULT 'user',
    "limit_query" TEXT NOT NULL DEFAULT '',
    "token_hash" TEXT NOT NULL,
    "invited_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    CONSTRAINT "invitations_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "external_identities" (
    "id" UUID NOT NULL,
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "external_identities_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "mails" (
    "id" UUID NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "sealed" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "last_error" TEXT NOT NULL DEFAULT '',
    "outcome" TEXT NOT NULL DEFAULT '',
    CONSTRAINT "mails_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "access_changes" (
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "version" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "access_changes_pkey" PRIMARY KEY ("id")
);

ALTER TABLE "api_keys"
    ADD COLUMN "prefix" TEXT NOT NULL DEFAULT '',
    ADD COLUMN "source" TEXT,
    ADD COLUMN "environment" TEXT,
    ADD COLUMN "bytes_per_second" INTEGER,
    ADD COLUMN "records_per_second" INTEGER,
    ADD COLUMN "created_by" UUID,
    ADD COLUMN "expires_at" TIMESTAMPTZ(3),
    ADD COLUMN "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

CREATE TABLE "audit_events" (
    "id" UUID NOT NULL,
    "tenant_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL DEFAULT '',
    "actor_name" TEXT NOT NULL DEFAULT '',
    "action" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "target_kind" TEXT NOT NULL DEFAULT '',
    "target_id" TEXT NOT NULL DEFAULT '',
    "before" JSONB,
    "after" JSONB,
    "address" TEXT NOT NULL DEFAULT '',
    "user_agent" TEXT NOT NULL DEFAULT '',
    "request_id" TEXT NOT NULL DEFAULT '',
    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("id")
);

CREATE FUNCTION "refuse_change_of_audit"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit events are only ever added';
END;
$$;
CREATE TRIGGER "audit_events_append_only" BEFORE UPDATE OR DELETE ON "audit_events" FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_audit"();
CREATE TRIGGER "audit_events_never_emptied" BEFORE TRUNCATE ON "audit_events" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_audit"();

CREATE UNIQUE INDEX "users_username_key" ON "users"("username");
CREATE INDEX "one_time_codes_user_id_purpose_idx" ON "one_time_codes"("user_id", "purpose");
CREATE UNIQUE INDEX "invitations_token_hash_key" ON "invitations"("token_hash");
CREATE INDEX "invitations_tenant_id_idx" ON "invitations"("tenant_id");
CREATE UNIQUE INDEX "external_identities_issuer_subject_key" ON "external_identities"("issuer", "subject");
CREATE INDEX "external_identities_user_id_idx" ON "external_identities"("user_id");
CREATE INDEX "mails_tenant_id_idx" ON "mails"("tenant_id");
CREATE INDEX "mails_outcome_next_attempt_at_idx" ON "mails"("outcome", "next_attempt_at");
CREATE INDEX "access_changes_at_idx" ON "access_changes"("at");
CREATE INDEX "api_keys_prefix_idx" ON "api_keys"("prefix");
CREATE INDEX "api_keys_changed_at_idx" ON "api_keys"("changed_at");
CREATE INDEX "audit_events_tenant_id_at_idx" ON "audit_events"("tenant_id", "at");
CREATE INDEX "audit_events_at_idx" ON "audit_events"("at");

ALTER TABLE "one_time_codes" ADD CONSTRAINT "one_time_codes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "external_identities" ADD CONSTRAINT "external_identities_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
