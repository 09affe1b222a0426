-- Keys that programs and people show to the services. Only the SHA-256 of a key is kept: who reads this table cannot use what is in it.
create table geo.api_keys (
  hash        bytea primary key check (octet_length(hash) = 32),
  name        text not null,
  role        text not null check (role in ('reader', 'reviewer', 'operator')),
  created_at  timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at  timestamptz
);

-- A name means one key at a time; it may be given again once its key was revoked.
create unique index on geo.api_keys (name) where revoked_at is null;
